// What the machine can do: read an array that is in memory, and multiply and add. Hand-written C.
//
//   peak bytes
//
// Kernels: read (the array once), fma (1e6 times 96 fused multiply-adds of doubles).
#include "serve.h"
#include "simd.h"

#define CHAINS 12
// fmas has 12 sums, which hide the latency, and makes 96 multiply-adds n times.
__attribute__((noipa)) static double fmas(long n){
  vd a[CHAINS],m=PD(set1)(0.999),c=PD(set1)(1e-3);
  for(int k=0;k<CHAINS;k++)a[k]=PD(set1)(k);
  for(long i=0;i<n*8/WD;i++)for(int k=0;k<CHAINS;k++)a[k]=PD(fmadd)(a[k],m,c);
  for(int k=1;k<CHAINS;k++)a[0]=PD(add)(a[0],a[k]);
  return vsumd(a[0]);
}
static volatile double result;
static long bytes=8000000;static void*x;
static double measure(const char*kernel,double at_least){
  if(!strcmp(kernel,"read"))return TIME(at_least,result=vread(x,bytes/VB));
  if(!strcmp(kernel,"fma"))return TIME(at_least,result=fmas(1000000));
  return -1;
}
int main(int argc,char**argv){
  if(argc>1)bytes=atol(argv[1]);
  x=huge(bytes);
  return serve(measure);
}
