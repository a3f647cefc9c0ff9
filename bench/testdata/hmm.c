// One value and gradient of the log density of a semi-supervised hidden Markov model (K = 3 states, V = 10 words) in
// f64, over the unconstrained parameters (stick-breaking simplexes, 3x2 + 3x9 = 33) with Dirichlet priors. Hand-written C.
//
//   hmm supervised unsupervised    words of the texts
//
// Kernels: log (log space, libm), simd (log space, exp and log of vectors), linear (scaled linear space).
#include "serve.h"
#include "simd.h"

#define K 3
#define V 10
#define MS 4096
static int TS=100,TU=500; // texts, up to MS words
#define P (K*(K-1)+K*(V-1))
static int zc[MS],zw[MS],u[MS];static double cntA[K][K],cntB[K][V];
// ---- stick breaking: y (n-1) -> p (n), logp, and pullback
static double sb_fwd(const double*y,int n,double*p,double*lp,double*s){ // returns log|det J|
  double lrem=0,rem=1,ld=0;
  for(int i=0;i<n-1;i++){double t=y[i]-log((double)(n-1-i));double e=exp(-fabs(t));
    double l1=log1p(e);double lsig=(t>=0?-l1:t-l1),l1m=(t>=0?-t-l1:-l1);double sg=t>=0?1/(1+e):e/(1+e);
    s[i]=sg;lp[i]=lrem+lsig;p[i]=rem*sg;ld+=lsig+l1m+lrem;lrem+=l1m;rem*=1-sg;}
  lp[n-1]=lrem;p[n-1]=rem;return ld;}
// gradient wrt lp (a[i]=d/dlp_i) plus d(logdet): returns gy
static void sb_bwd(const double*a,int n,const double*s,double*gy){
  // lp_i = sum_{k<i} log(1-s_k) + log s_i ; logdet = sum_i [log s_i + log(1-s_i)*(1 + (#i'>i among 0..n-2))]
  double suf=a[n-1];
  for(int i=n-2;i>=0;i--){double m=1+(n-2-i); // times log(1-s_i) appears in logdet
    gy[i]=(a[i]+1)*(1-s[i])-(suf+m)*s[i];suf+=a[i];}
}
static double alphaP[K]={1,1,1},betaP[V];
typedef double (*fb_t)(const double lA[K][K],const double lB[K][V],const double A[K][K],const double B[K][V],double gA[K][K],double gB[K][V]);
// accumulates gradient wrt log A, log B
static double fb_log(const double lA[K][K],const double lB[K][V],const double A[K][K],const double B[K][V],double gA[K][K],double gB[K][V]){
  static double w[MS][K][K];double la[K],nb[K];for(int k=0;k<K;k++)la[k]=lB[k][u[0]];
  for(int t=1;t<TU;t++){
    for(int k=0;k<K;k++){double m=-INFINITY,x[K];for(int j=0;j<K;j++){x[j]=la[j]+lA[j][k]+lB[k][u[t]];if(x[j]>m)m=x[j];}
      double s=0;for(int j=0;j<K;j++){w[t][j][k]=exp(x[j]-m);s+=w[t][j][k];}
      double is=1/s;for(int j=0;j<K;j++)w[t][j][k]*=is;nb[k]=m+log(s);}
    memcpy(la,nb,sizeof la);}
  double m=fmax(la[0],fmax(la[1],la[2])),s=0,a[K];for(int k=0;k<K;k++){a[k]=exp(la[k]-m);s+=a[k];}for(int k=0;k<K;k++)a[k]/=s;
  double val=m+log(s);
  for(int t=TU-1;t>0;t--){double na[K]={0};for(int k=0;k<K;k++){gB[k][u[t]]+=a[k];for(int j=0;j<K;j++){double q=a[k]*w[t][j][k];gA[j][k]+=q;na[j]+=q;}}memcpy(a,na,sizeof a);}
  for(int k=0;k<K;k++)gB[k][u[0]]+=a[k];return val;}
static inline vd vexp(vd x){x=PD(max)(x,PD(set1)(-700));
  vd n=vroundd(PD(mul)(x,PD(set1)(1.4426950408889634074)));
  vd r=PD(fnmadd)(n,PD(set1)(6.93147180369123816490e-01),x);r=PD(fnmadd)(n,PD(set1)(1.90821492927058770002e-10),r);
  vd r2=PD(mul)(r,r),r4=PD(mul)(r2,r2),r8=PD(mul)(r4,r4); // Estrin
  #define C1(a) PD(set1)(a)
  vd p01=PD(fmadd)(r,C1(1),C1(1)),p23=PD(fmadd)(r,C1(1./6),C1(.5)),p45=PD(fmadd)(r,C1(1./120),C1(1./24)),p67=PD(fmadd)(r,C1(1./5040),C1(1./720)),p89=PD(fmadd)(r,C1(1./362880),C1(1./40320)),pab=PD(fmadd)(r,C1(1./39916800),C1(1./3628800));
  vd a=PD(fmadd)(r2,p23,p01),b=PD(fmadd)(r2,p67,p45),c=PD(fmadd)(r2,pab,p89);
  c=PD(fmadd)(r4,C1(1./479001600),c);
  vd q=PD(fmadd)(r4,b,a);q=PD(fmadd)(r8,c,q);return vscaled(q,n);}
static inline vd vlog(vd x){ // x>0
  vd e,m=vsplitd(x,&e);
  vd s=PD(div)(PD(sub)(m,C1(1)),PD(add)(m,C1(1)));vd z=PD(mul)(s,s),z2=PD(mul)(z,z),z4=PD(mul)(z2,z2);
  vd p01=PD(fmadd)(z,C1(2./3),C1(2)),p23=PD(fmadd)(z,C1(2./7),C1(2./5)),p45=PD(fmadd)(z,C1(2./11),C1(2./9)),p67=PD(fmadd)(z,C1(2./15),C1(2./13)),p89=PD(fmadd)(z,C1(2./19),C1(2./17));
  vd a=PD(fmadd)(z2,p23,p01),b=PD(fmadd)(z2,p67,p45);vd q=PD(fmadd)(z4,b,a);q=PD(fmadd)(PD(mul)(z4,z4),p89,q);
  return PD(fmadd)(e,C1(0.693147180559945309417),PD(mul)(s,q));}
// lanes: la in lanes 0..2 of a vector; per source state j, vector over k.
static double fb_vlog(const double lA[K][K],const double lB[K][V],const double A[K][K],const double B[K][V],double gA[K][K],double gB[K][V]){
  static double w[MS][K][WD] __attribute__((aligned(64)));
  double tb[V][WD] __attribute__((aligned(64)));memset(tb,0,sizeof tb);for(int v=0;v<V;v++)for(int k=0;k<K;k++)tb[v][k]=lB[k][v];
  vd Aj[K];for(int j=0;j<K;j++){double t[WD]={0};for(int k=0;k<K;k++)t[k]=lA[j][k];Aj[j]=PD(loadu)(t);}
  vd la=PD(load)(tb[u[0]]);
  for(int t=1;t<TU;t++){vd b=PD(load)(tb[u[t]]);
    vd x0=PD(add)(vlaned(la,0),Aj[0]),x1=PD(add)(vlaned(la,1),Aj[1]),x2=PD(add)(vlaned(la,2),Aj[2]);
    vd m=PD(max)(x0,PD(max)(x1,x2));
    vd e0=vexp(PD(sub)(x0,m)),e1=vexp(PD(sub)(x1,m)),e2=vexp(PD(sub)(x2,m));
    vd s=PD(add)(e0,PD(add)(e1,e2));vd is=PD(div)(C1(1),s);
    PD(store)(w[t][0],PD(mul)(e0,is));PD(store)(w[t][1],PD(mul)(e1,is));PD(store)(w[t][2],PD(mul)(e2,is));
    la=PD(add)(PD(add)(m,b),vlog(s));}
  double f[WD];PD(storeu)(f,la);double m=fmax(f[0],fmax(f[1],f[2])),s=0,a[K];for(int k=0;k<K;k++){a[k]=exp(f[k]-m);s+=a[k];}for(int k=0;k<K;k++)a[k]/=s;
  double val=m+log(s);
  for(int t=TU-1;t>0;t--){double na[K]={0};for(int k=0;k<K;k++)gB[k][u[t]]+=a[k];
    for(int j=0;j<K;j++){double q0=a[0]*w[t][j][0],q1=a[1]*w[t][j][1],q2=a[2]*w[t][j][2];gA[j][0]+=q0;gA[j][1]+=q1;gA[j][2]+=q2;na[j]=q0+(q1+q2);}
    a[0]=na[0];a[1]=na[1];a[2]=na[2];}
  for(int k=0;k<K;k++)gB[k][u[0]]+=a[k];return val;}
#define RS 8
// scaled linear forward/backward. alpha scaled every RS steps by 1/sum.
static double fb_lin(const double lA[K][K],const double lB[K][V],const double A[K][K],const double B[K][V],double gA[K][K],double gB[K][V]){
  static double al[MS][4] __attribute__((aligned(32)));static double sc[MS/RS+1];
  double a0=B[0][u[0]],a1=B[1][u[0]],a2=B[2][u[0]];double val=0;al[0][0]=a0;al[0][1]=a1;al[0][2]=a2;
  double A00=A[0][0],A01=A[0][1],A02=A[0][2],A10=A[1][0],A11=A[1][1],A12=A[1][2],A20=A[2][0],A21=A[2][1],A22=A[2][2];
  double tb[V][4];for(int v=0;v<V;v++)for(int k=0;k<K;k++)tb[v][k]=B[k][v];
  double prod=1;int ns=0;
  for(int t=1;t<TU;t++){const double*b=tb[u[t]];
    double n0=(a0*A00+(a1*A10+a2*A20))*b[0],n1=(a0*A01+(a1*A11+a2*A21))*b[1],n2=(a0*A02+(a1*A12+a2*A22))*b[2];
    a0=n0;a1=n1;a2=n2;
    if((t&(RS-1))==0){double s=1/(a0+a1+a2);sc[ns++]=s;prod*=s;a0*=s;a1*=s;a2*=s;if((ns&7)==0||prod>1e200){val-=log(prod);prod=1;}}
    al[t][0]=a0;al[t][1]=a1;al[t][2]=a2;}
  double Z=a0+a1+a2;val+=log(Z)-log(prod);
  double iz=1/Z,b0=iz,b1=iz,b2=iz; // beta scaled so that sum alpha*beta = 1
  double g[K][K]={{0}};
  for(int t=TU-1;t>0;t--){const double*e=tb[u[t]];const double*p=al[t-1];
    if((t&(RS-1))==0){double s=sc[--ns];
      gB[0][u[t]]+=al[t][0]*b0;gB[1][u[t]]+=al[t][1]*b1;gB[2][u[t]]+=al[t][2]*b2;
      b0*=s;b1*=s;b2*=s;}
    else{gB[0][u[t]]+=al[t][0]*b0;gB[1][u[t]]+=al[t][1]*b1;gB[2][u[t]]+=al[t][2]*b2;}
    double c0=e[0]*b0,c1=e[1]*b1,c2=e[2]*b2;
    g[0][0]+=p[0]*c0;g[0][1]+=p[0]*c1;g[0][2]+=p[0]*c2;g[1][0]+=p[1]*c0;g[1][1]+=p[1]*c1;g[1][2]+=p[1]*c2;g[2][0]+=p[2]*c0;g[2][1]+=p[2]*c1;g[2][2]+=p[2]*c2;
    b0=A00*c0+(A01*c1+A02*c2);b1=A10*c0+(A11*c1+A12*c2);b2=A20*c0+(A21*c1+A22*c2);}
  gB[0][u[0]]+=al[0][0]*b0;gB[1][u[0]]+=al[0][1]*b1;gB[2][u[0]]+=al[0][2]*b2;
  for(int j=0;j<K;j++)for(int k=0;k<K;k++)gA[j][k]+=g[j][k]*A[j][k];
  return val;}
static double grad(const double*q,double*g,fb_t fb){ // log density
  double A[K][K],lA[K][K],sA[K][K-1],B[K][V],lB[K][V],sB[K][V-1];double val=0;
  for(int k=0;k<K;k++)val+=sb_fwd(q+k*(K-1),K,A[k],lA[k],sA[k]);
  for(int k=0;k<K;k++)val+=sb_fwd(q+K*(K-1)+k*(V-1),V,B[k],lB[k],sB[k]);
  double gA[K][K],gB[K][V];
  for(int j=0;j<K;j++)for(int k=0;k<K;k++){double c=cntA[j][k]+alphaP[k]-1;gA[j][k]=c;val+=c*lA[j][k];}
  for(int k=0;k<K;k++)for(int v=0;v<V;v++){double c=cntB[k][v]+betaP[v]-1;gB[k][v]=c;val+=c*lB[k][v];}
  if(fb)val+=fb(lA,lB,A,B,gA,gB);
  for(int k=0;k<K;k++)sb_bwd(gA[k],K,sA[k],g+k*(K-1));
  for(int k=0;k<K;k++)sb_bwd(gB[k],V,sB[k],g+K*(K-1)+k*(V-1));
  return val;}
static int cat(const double*p,int n){double x=u01();int i=0;while(i<n-1&&x>p[i]){x-=p[i];i++;}return i;}
static double q[P],g[P];static volatile double sink;
static double measure(const char*kernel,double at_least){
  fb_t f=!strcmp(kernel,"log")?fb_log:!strcmp(kernel,"simd")?fb_vlog:!strcmp(kernel,"linear")?fb_lin:0;
  if(!f)return -1;
  double first=q[0],t=TIME(at_least,(q[0]+=1e-9,sink=grad(q,g,f)));q[0]=first;return t;
}
static fb_t checking;static double value(void){double d[P];return grad(q,d,checking);}
static void check(void){
  fb_t all[]={fb_log,fb_vlog,fb_lin};const char*names[]={"log","simd","linear"};
  for(int k=0;k<3;k++){
    checking=all[k];double v=grad(q,g,checking),v0=grad(q,g,fb_log);grad(q,g,checking);
    if(!(fabs(v-v0)<=1e-9*(TS+TU))){fprintf(stderr,"%s: the log density is %.9g, not %.9g\n",names[k],v,v0);exit(1);}
    for(int i=0;i<P;i++)checked(names[k],value,q+i,g[i],1e-5,1e-7,TS+TU);}
}
int main(int argc,char**argv){
  if(argc>2){TS=atoi(argv[1]);TU=atoi(argv[2]);}
  if(TS<1||TS>MS||TU<2||TU>MS){fprintf(stderr,"hmm: %d and %d words\n",TS,TU);return 1;}
  for(int v=0;v<V;v++)betaP[v]=0.1;
  double A[K][K]={{.6,.3,.1},{.2,.5,.3},{.25,.25,.5}},B[K][V]={{.01,.01,.17,.75,.01,.01,.01,.01,.01,.01},{.3,.01,.01,.01,.2,.4,.01,.03,.02,.01},{.01,.4,.02,.01,.01,.01,.01,.02,.5,.01}};
  int z=0;for(int t=0;t<TS;t++){z=t?cat(A[z],K):0;zc[t]=z;zw[t]=cat(B[z],V);if(t)cntA[zc[t-1]][z]++;cntB[z][zw[t]]++;}
  for(int t=0;t<TU;t++){z=t?cat(A[z],K):1;u[t]=cat(B[z],V);}
  for(int i=0;i<P;i++)q[i]=0.8*(2*u01()-1);
  check();
  return serve(measure);}
