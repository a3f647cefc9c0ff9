// The product of two square matrices of doubles. Hand-written C.
//
//   matmul n
//
// Kernels: product.
#include "serve.h"
#include "simd.h"

static long n=512,rows,columns;static double*A,*B,*C,*P; // A and C have rows, C has columns: n and what fills the last tile

// A tile of C, TALL rows of three vectors, stays in registers while the sum goes on. Rows of B are packed three vectors
// wide: panels that lie in the order in which tiles read them.
#define TALL (VB/8==8?8:4)
#define WIDE (3*WD)
#define DEEP 172
#define ROWS 88
__attribute__((noinline)) static void tile(const double*a,const double*p,double*c,long deep,int first){
  vd z[TALL][3];
  for(int i=0;i<TALL;i++)for(int j=0;j<WIDE;j+=8)_mm_prefetch((const char*)(c+i*columns+j),_MM_HINT_T0);
#pragma GCC unroll 8
  for(int i=0;i<TALL;i++)z[i][0]=z[i][1]=z[i][2]=PD(setzero)();
  for(long k=0;k<deep;k++){
    vd b0=PD(loadu)(p+k*WIDE),b1=PD(loadu)(p+k*WIDE+WD),b2=PD(loadu)(p+k*WIDE+2*WD);
    asm("":"+x"(b0),"+x"(b1),"+x"(b2)); // in registers
#pragma GCC unroll 8
    for(int i=0;i<TALL;i++){
      vd x=PD(set1)(a[i*n+k]);
      z[i][0]=PD(fmadd)(x,b0,z[i][0]);z[i][1]=PD(fmadd)(x,b1,z[i][1]);z[i][2]=PD(fmadd)(x,b2,z[i][2]);}
  }
#pragma GCC unroll 8
  for(int i=0;i<TALL;i++)
#pragma GCC unroll 3
    for(int j=0;j<3;j++){
      double*to=c+i*columns+j*WD;
      PD(storeu)(to,first?z[i][j]:PD(add)(z[i][j],PD(loadu)(to)));}
}
static void product(void){
  for(long k=0;k<n;k+=DEEP){
    long deep=k+DEEP<n?DEEP:n-k;
    for(long j=0;j<columns;j+=WIDE)for(long i=0;i<deep;i++)memcpy(P+j*deep+i*WIDE,B+(k+i)*n+j,(j+WIDE<n?WIDE:n-j)*8);
    for(long r=0;r<rows;r+=ROWS)
      for(long j=0;j<columns;j+=WIDE)
        for(long i=r;i<r+ROWS&&i<rows;i+=TALL)tile(A+i*n+k,P+j*deep,C+i*columns+j,deep,k==0);
  }
}
static double measure(const char*kernel,double at_least){
  return strcmp(kernel,"product")?-1:TIME(at_least,product());
}
static void check(void){
  product();
  for(int t=0;t<1000;t++){
    long i=u01()*n,j=u01()*n;double s=0;
    for(long k=0;k<n;k++)s+=A[i*n+k]*B[k*n+j];
    if(!(fabs(s-C[i*columns+j])<=1e-9*n)){fprintf(stderr,"product: an element is %.17g, not %.17g\n",C[i*columns+j],s);exit(1);}}
}
int main(int argc,char**argv){
  if(argc>1)n=atol(argv[1]);
  if(n<1){fprintf(stderr,"matmul: %ld rows\n",n);return 1;}
  rows=(n+TALL-1)/TALL*TALL;columns=(n+WIDE-1)/WIDE*WIDE;
  A=huge(rows*n*8);B=huge(n*n*8);C=huge(rows*columns*8);P=huge(columns*DEEP*8);
  for(long i=0;i<n*n;i++){A[i]=nrm();B[i]=nrm();}
  check();
  return serve(measure);}
