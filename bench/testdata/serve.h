// What the programs share: they time their kernels on request. A line "kernel seconds" on standard input asks for
// one measurement of at least that long; the answer is a line with the mean time of one call in seconds.
#define _GNU_SOURCE
#include <immintrin.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

static double now(void){struct timespec t;clock_gettime(CLOCK_MONOTONIC,&t);return t.tv_sec+1e-9*t.tv_nsec;}

// TIME runs a statement for at least some seconds and is the mean time of one run.
#define TIME(at_least,statement) ({ \
  double t0_=now(),t_;long n_=0,m_=1; \
  do{for(long k_=0;k_<m_;k_++){statement;}n_+=m_;m_*=2;t_=now()-t0_;}while(t_<(at_least)); \
  t_/n_;})

static uint64_t sx=88172645463325252ULL;
static double u01(void){sx^=sx<<13;sx^=sx>>7;sx^=sx<<17;return (sx>>11)*(1.0/9007199254740992.0);}
static double nrm(void){return sqrt(-2*log(u01()+1e-300))*cos(6.283185307179586*u01());}

// serve answers requests until standard input ends. measure returns a negative number for an unknown kernel.
static int serve(double(*measure)(const char*kernel,double at_least)){
  char kernel[64];double at_least;
  printf("ready\n");fflush(stdout);
  while(scanf("%63s %lf",kernel,&at_least)==2){
    double t=measure(kernel,at_least);
    if(t<0){fprintf(stderr,"there is no kernel %s\n",kernel);return 1;}
    printf("%.9e\n",t);fflush(stdout);}
  return 0;}
