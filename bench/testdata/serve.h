// What the programs share: they time their kernels on request. A line "kernel seconds" on standard input asks for
// one measurement of at least that long; the answer is a line with the mean time of one call in seconds. Before,
// they compare their gradients with finite differences, and end if those are not the same.
#define _GNU_SOURCE
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

// now is the time since some moment, or the processor time if that is what is measured.
static double now(void){
  static int cpu=-1;struct timespec t;
  if(cpu<0){const char*c=getenv("PHLOX_BENCH_CLOCK");cpu=c&&!strcmp(c,"cpu");}
  clock_gettime(cpu?CLOCK_PROCESS_CPUTIME_ID:CLOCK_MONOTONIC,&t);return t.tv_sec+1e-9*t.tv_nsec;}

// MEAN runs a statement for at least some seconds and is the mean time of one run; TIME does so twice and is that of the second time.
#define MEAN(at_least,statement) ({ \
  double t0_=now(),t_;long n_=0,m_=1; \
  do{for(long k_=0;k_<m_;k_++){statement;}n_+=m_;m_*=2;t_=now()-t0_;}while(t_<(at_least)); \
  t_/n_;})
#define TIME(at_least,statement) (MEAN(at_least,statement),MEAN(at_least,statement))

static uint64_t sx=88172645463325252ULL;
__attribute__((unused)) static double u01(void){sx^=sx<<13;sx^=sx>>7;sx^=sx<<17;return (sx>>11)*(1.0/9007199254740992.0);}
__attribute__((unused)) static double nrm(void){return sqrt(-2*log(u01()+1e-300))*cos(6.283185307179586*u01());}

// huge returns n bytes of zeros, in pages of 2 MB if there are any. They are not freed.
__attribute__((unused)) static void*huge(size_t n){
  const size_t page=2<<20;n=(n+page-1)&~(page-1);
  char*p=mmap(0,n+page,PROT_READ|PROT_WRITE,MAP_PRIVATE|MAP_ANONYMOUS,-1,0);
  if(p==MAP_FAILED){perror("mmap");exit(1);}
  p=(char*)(((uintptr_t)p+page-1)&~(page-1));
  madvise(p,n,MADV_HUGEPAGE);memset(p,0,n);return p;
}

// checked ends the program unless the derivative of f by x is g, up to some error relative to scale.
__attribute__((unused)) static void checked(const char*kernel,double(*f)(void),double*x,double g,double h,double error,double scale){
  double x0=*x;
  *x=x0+h;double above=f();*x=x0-h;double below=f();*x=x0;
  double d=(above-below)/(2*h);
  if(!(fabs(d-g)<=error*scale)){fprintf(stderr,"%s: a derivative is %.9g, by finite differences %.9g\n",kernel,g,d);exit(1);}
}

// serve answers requests until standard input ends. measure returns a negative number for an unknown kernel.
static int serve(double(*measure)(const char*kernel,double at_least)){
  char kernel[64];double at_least;
  printf("ready\n");fflush(stdout);
  while(scanf("%63s %lf",kernel,&at_least)==2){
    double t=measure(kernel,at_least);
    if(t<0){fprintf(stderr,"there is no kernel %s\n",kernel);return 1;}
    printf("%.9e\n",t);fflush(stdout);}
  return 0;}
