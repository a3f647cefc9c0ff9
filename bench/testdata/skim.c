// One value and gradient of the log density of sparse kernel interaction regression, N = 200, P up to 512, f64.
// K = .5 e2 (1+K1)^2 - .5 e2 K2 + (e1-e2) K1 + c^2 - .5 e2 + v I ; K1 = X diag(k^2) X', K2 = X2 diag(k^2) X2'
// value: -.5 y'K^-1 y - sum log L_ii ; adjoint G=.5(aa' - K^-1) -> d/dk2_p = sum_ij G1_ij X_ip X_jp + G2_ij X2_ip X2_jp
// Hand-written C.
//
//   skim P    a multiple of 16
//
// Kernel: gradient.
#include "serve.h"
#include "simd.h"

#define N 200
#define LN 208
#define MP 512
static double XT[MP][LN] __attribute__((aligned(64))),X2T[MP][LN] __attribute__((aligned(64))),XR[LN][MP] __attribute__((aligned(64))),X2R[LN][MP] __attribute__((aligned(64)));
static double S1[MP][LN] __attribute__((aligned(64))),K1[LN][LN] __attribute__((aligned(64))),K2[LN][LN] __attribute__((aligned(64))),K[LN][LN] __attribute__((aligned(64))),G1[LN][LN] __attribute__((aligned(64))),G2[LN][LN] __attribute__((aligned(64))),M[LN][MP] __attribute__((aligned(64))),IV[LN][LN] __attribute__((aligned(64)));
static double y[LN];
// A tile of C fills the registers with sums: MR rows of NR columns, each a multiple of the vector.
#if VB == 64
#define MR 8
#define NV 2
#else
#define MR 6
#define NV 2
#endif
#define NR (NV*WD)
// C[i0..i0+MR)[j0..j0+NR) = sum_p A[p][i]*B[p][j]
static inline void kern(int P,const double*A,int la,const double*B,int lb,double*C,int lc){
  vd a[MR][NV];for(int i=0;i<MR;i++)for(int j=0;j<NV;j++)a[i][j]=PD(setzero)();
  for(int p=0;p<P;p++){const double*q=A+(long)p*la,*b=B+(long)p*lb;vd b0=PD(load)(b),b1=PD(load)(b+WD);
    #pragma GCC unroll 8
    for(int i=0;i<MR;i++){vd v=PD(set1)(q[i]);a[i][0]=PD(fmadd)(v,b0,a[i][0]);a[i][1]=PD(fmadd)(v,b1,a[i][1]);}}
  for(int i=0;i<MR;i++)for(int j=0;j<NV;j++)PD(store)(C+i*lc+j*WD,a[i][j]);
}
static void syrk(int P,const double(*A)[LN],const double(*B)[LN],double(*C)[LN]){ // upper blocks only
  for(int j=0;j<LN;j+=NR)for(int i=0;i<j+NR&&i<N;i+=MR)kern(P,&A[0][i],LN,&B[0][j],LN,&C[i][j],LN);}
static void gemmGX(int P,const double(*G)[LN],const double(*X)[MP],double(*C)[MP]){ // G symmetric full; C = G X
  for(int j=0;j<P;j+=NR)for(int i=0;i<N;i+=MR)kern(N,&G[0][i],LN,&X[0][j],MP,&C[i][j],MP);}
static double run(int P,const double*k2,double e1,double e2,double c,double v,double*g,double*gs){
  for(int p=0;p<P;p++)for(int i=0;i<LN;i++)S1[p][i]=k2[p]*XT[p][i];
  syrk(P,XT,S1,K1);
  for(int p=0;p<P;p++)for(int i=0;i<LN;i++)S1[p][i]=k2[p]*X2T[p][i];
  syrk(P,X2T,S1,K2);
  for(int i=0;i<N;i++)for(int j=i;j<N;j++){double q=1+K1[i][j];K[i][j]=.5*e2*(q*q-K2[i][j])+(e1-e2)*K1[i][j]+c*c-.5*e2;}
  for(int i=0;i<N;i++)K[i][i]+=v;
  // upper Cholesky K=U'U, 4 rows at a time trailing update
  double ld=0;
  for(int k=0;k<N;k++){double d=sqrt(K[k][k]);ld+=log(d);double id=1/d;K[k][k]=d;for(int j=k+1;j<N;j++)K[k][j]*=id;
    int blk=(k|7);if(blk>=N)blk=N-1;
    for(int i=k+1;i<=blk;i++){double f=K[k][i];for(int j=i;j<N;j++)K[i][j]-=f*K[k][j];}
    if(k==blk){int k0=k&~7;int nb=k-k0+1; // rank-nb update of trailing rows
      for(int i=k+1;i<N;i++){int j=i&~(WD-1);double f[8];for(int b=0;b<nb;b++)f[b]=K[k0+b][i];
        for(;j<LN;j+=WD){vd s=PD(load)(&K[i][j]);for(int b=0;b<nb;b++)s=PD(fnmadd)(PD(set1)(f[b]),PD(load)(&K[k0+b][j]),s);PD(store)(&K[i][j],s);}}}}
  // W = U^-T (lower), then IV = W'W = U^-1 U^-T
  memset(G1,0,sizeof G1);
  for(int i=0;i<N;i++){ // row i of W: W[i] = (e_i - sum_{k<i} U[k][i] W[k]) / U[i][i]
    vd acc[LN/WD];int nv=i/WD+1;for(int q=0;q<nv;q++)acc[q]=PD(setzero)();
    for(int k=0;k<i;k++){vd f=PD(set1)(K[k][i]);int mv=k/WD+1;for(int q=0;q<mv;q++)acc[q]=PD(fmadd)(f,PD(load)(&G1[k][WD*q]),acc[q]);}
    double id=1/K[i][i];vd m=PD(set1)(-id);for(int q=0;q<nv;q++)PD(store)(&G1[i][WD*q],PD(mul)(m,acc[q]));
    G1[i][i]+=id;}
  for(int j=0;j<LN;j+=NR)for(int i=0;i<j+NR&&i<N;i+=MR){int p0=j;if(p0>N)break;kern(N-p0,&G1[p0][i],LN,&G1[p0][j],LN,&IV[i][j],LN);} // sum over p>=max(i,j)
  double al[LN]={0};for(int i=0;i<N;i++)for(int j=i+1;j<N;j++)IV[j][i]=IV[i][j];
  for(int i=0;i<N;i++){double s=0;for(int j=0;j<N;j++)s+=IV[i][j]*y[j];al[i]=s;}
  double quad=0;for(int i=0;i<N;i++)quad+=al[i]*y[i];
  double ge1=0,ge2=0,gv=0;
  for(int i=0;i<N;i++){for(int j=0;j<N;j++){double G=.5*(al[i]*al[j]-IV[i][j]);double k1=i<=j?K1[i][j]:K1[j][i],kk2=i<=j?K2[i][j]:K2[j][i],q=1+k1;
      ge1+=G*k1;ge2+=G*(.5*q*q-.5*kk2-k1-.5);G1[i][j]=G*(e2*q+e1-e2);G2[i][j]=-.5*e2*G;}gv+=.5*(al[i]*al[i]-IV[i][i]);}
  gemmGX(P,G1,XR,M);for(int p=0;p<P;p++)g[p]=0;for(int i=0;i<N;i++)for(int p=0;p<P;p++)g[p]+=M[i][p]*XR[i][p];
  gemmGX(P,G2,X2R,M);for(int i=0;i<N;i++)for(int p=0;p<P;p++)g[p]+=M[i][p]*X2R[i][p];
  gs[0]=ge1;gs[1]=ge2;gs[2]=gv;
  return -.5*quad-ld;}
static double k2[MP],s[3]={.3,.05,4},g[MP],gs[3];static volatile double sink;static int columns=32; // s: e1, e2, v
static double value(void){static double h[MP],hs[3];return run(columns,k2,s[0],s[1],1,s[2],h,hs);}
static void check(void){
  run(columns,k2,s[0],s[1],1,s[2],g,gs);
  for(int p=0;p<columns;p+=columns/16)checked("gradient",value,k2+p,g[p],1e-4,1e-6,N);
  for(int i=0;i<3;i++)checked("gradient",value,s+i,gs[i],1e-5,1e-6,N);
}
static double measure(const char*kernel,double at_least){
  if(strcmp(kernel,"gradient"))return -1;
  return TIME(at_least,sink=run(columns,k2,s[0],s[1],1,s[2],g,gs));
}
int main(int argc,char**argv){
  if(argc>1)columns=atoi(argv[1]);
  if(columns<16||columns>MP||columns%16){fprintf(stderr,"skim: %d columns\n",columns);return 1;}
  for(int i=0;i<N;i++){for(int p=0;p<MP;p++){double x=nrm();XT[p][i]=XR[i][p]=x;X2T[p][i]=X2R[i][p]=x*x;}y[i]=nrm();}
  for(int p=0;p<MP;p++)k2[p]=p<columns?.1+u01():0;
  check();
  return serve(measure);}
