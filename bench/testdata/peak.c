// What the machine can do: read an array that is in memory, and multiply and add. Hand-written C.
//
//   peak bytes
//
// Kernels: read (the array once), fma (1e6 times 12 vectors of 8 fused multiply-adds).
#include "serve.h"

static void*halloc(size_t n,int huge){n=(n+(2<<20)-1)&~((size_t)(2<<20)-1);void*p=mmap(0,n+(2<<20),PROT_READ|PROT_WRITE,MAP_PRIVATE|MAP_ANONYMOUS,-1,0);p=(void*)(((uintptr_t)p+(2<<20)-1)&~((uintptr_t)(2<<20)-1));if(huge)madvise(p,n,MADV_HUGEPAGE);memset(p,0,n);return p;}

typedef struct{double ll;} out_t;
// ---- FMA peak
static void fmad(long lo,long hi,out_t*o){__m512d a[12];for(int k=0;k<12;k++)a[k]=_mm512_set1_pd(k);__m512d m=_mm512_set1_pd(0.999),c=_mm512_set1_pd(1e-3);
  for(long i=lo;i<hi;i++)for(int k=0;k<12;k++)a[k]=_mm512_fmadd_pd(a[k],m,c);for(int k=1;k<12;k++)a[0]=_mm512_add_pd(a[0],a[k]);o->ll=_mm512_reduce_add_pd(a[0]);}
// ---- bandwidth
static const void*bwp;
static void bw(long lo,long hi,out_t*o){ // bytes [lo,hi)
  const char*p=(const char*)bwp+lo;long n=(hi-lo)/1024;__m512i a[8];for(int k=0;k<8;k++)a[k]=_mm512_setzero_si512();
  for(long i=0;i<n;i++,p+=1024){for(int k=0;k<8;k++)a[k]=_mm512_xor_si512(a[k],_mm512_loadu_si512(p+64*k));
    for(int k=0;k<8;k++)a[k]=_mm512_add_epi64(a[k],_mm512_loadu_si512(p+512+64*k));}
  for(int k=1;k<8;k++)a[0]=_mm512_xor_si512(a[0],a[k]);o->ll=(double)_mm512_reduce_add_epi64(a[0]);
}static volatile double result;
static long bytes=8000000;
static double measure(const char*kernel,double at_least){
  out_t o;
  if(!strcmp(kernel,"read"))return TIME(at_least,(bw(0,bytes/1024*1024,&o),result=o.ll));
  if(!strcmp(kernel,"fma"))return TIME(at_least,(fmad(0,1000000,&o),result=o.ll));
  return -1;
}
int main(int argc,char**argv){
  if(argc>1)bytes=atol(argv[1]);
  bwp=halloc(bytes+4096,1);
  return serve(measure);}
