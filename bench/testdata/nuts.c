// The iterative No-U-Turn sampler (multinomial, checks of subtrees with checkpoints, diagonal metric) on a normal
// density whose gradient costs next to nothing: what the sampler itself takes for a leapfrog. Hand-written C.
//
//   nuts D
//
// Kernels: leapfrog (all of it), gradient (the density's part).
#include "serve.h"

static uint64_t s[4]={1,2,3,4};static inline uint64_t rotl(uint64_t x,int k){return(x<<k)|(x>>(64-k));}
static inline uint64_t nx(void){uint64_t r=rotl(s[1]*5,7)*9,t=s[1]<<17;s[2]^=s[0];s[3]^=s[1];s[1]^=s[2];s[0]^=s[3];s[2]^=t;s[3]=rotl(s[3],45);return r;}
static inline double unit(void){return((nx()>>11)+0.5)*0x1p-53;}
static double gauss(void){static int h;static double v;if(h){h=0;return v;}double r=sqrt(-2*log(unit())),a=6.283185307179586*unit();v=r*sin(a);h=1;return r*cos(a);}
#define MD 10
#define MAXD 1024
static int D;static double sc[MAXD],im[MAXD];static long nlf;static int nullgrad;
static double grad(const double*q,double*g){nlf++;double u=0;for(int i=0;i<D;i++){double t=q[i]*sc[i];g[i]=t;u+=q[i]*t;}return .5*u;}
typedef struct{double z[MAXD],r[MAXD],g[MAXD];}pt;
static pt L,R,C;static double prop[MAXD],pg[MAXD],nprop[MAXD],npg[MAXD],rs[MAXD],ss[MAXD],ck[MD][MAXD],cs[MD][MAXD];
static inline double kin(const double*r){double k=0;for(int i=0;i<D;i++)k+=im[i]*r[i]*r[i];return .5*k;}
static inline int turn(const double*rl,const double*rr,const double*sum,const double*sub,const double*add){ // sum - sub + add
  double a=0,b=0;for(int i=0;i<D;i++){double v=sum[i]-(sub?sub[i]:0)+(add?add[i]:0)-.5*(rl[i]+rr[i]);v*=im[i];a+=rl[i]*v;b+=rr[i]*v;}return a<=0||b<=0;}
static double lae(double a,double b){double m=a>b?a:b;return m+log1p(exp(-fabs(a-b)));}
static double step(double*q,double*gq,double U0,double eps,double*acc,int*depth){
  double r0[MAXD];for(int i=0;i<D;i++)r0[i]=gauss()/sqrt(im[i]);
  double H0=U0+kin(r0),W=0,Up=U0,sa=0;long np=0;
  memcpy(L.z,q,8*D);memcpy(L.r,r0,8*D);memcpy(L.g,gq,8*D);R=L;memcpy(prop,q,8*D);memcpy(pg,gq,8*D);memcpy(rs,r0,8*D);
  int d=0;
  for(;d<MD;d++){int right=nx()>>63;pt*E=right?&R:&L;double e=right?eps:-eps;double w=-INFINITY,Un=0;int t=0,dv=0;long n=0,N=1L<<d;memset(ss,0,8*D);
    for(;n<N;n++){
      for(int i=0;i<D;i++){E->r[i]-=.5*e*E->g[i];E->z[i]+=e*im[i]*E->r[i];}
      double U=grad(E->z,E->g);for(int i=0;i<D;i++){E->r[i]-=.5*e*E->g[i];ss[i]+=E->r[i];}
      double dH=U+kin(E->r)-H0;if(!(dH==dH))dH=INFINITY;dv=dH>1000;sa+=dH<0?1:exp(-dH);np++;
      double wn=lae(w,-dH);if(n==0||unit()<exp(-dH-wn)){memcpy(nprop,E->z,8*D);memcpy(npg,E->g,8*D);Un=U;}w=n?wn:-dH;
      if(dv){n++;break;}
      int mx=__builtin_popcountl(n>>1);
      if((n&1)==0){memcpy(ck[mx],E->r,8*D);memcpy(cs[mx],ss,8*D);}
      else{int k=__builtin_ctzl(~n);for(int i=mx;i>mx-k;i--)if(turn(ck[i],E->r,ss,cs[i],ck[i])){t=1;break;}}
      if(t){n++;break;}}
    if(t||dv){break;}
    if(log(unit())<w-W){memcpy(prop,nprop,8*D);memcpy(pg,npg,8*D);Up=Un;}
    W=lae(W,w);for(int i=0;i<D;i++)rs[i]+=ss[i];
    if(turn(L.r,R.r,rs,0,0)){d++;break;}}
  memcpy(q,prop,8*D);memcpy(gq,pg,8*D);*acc=sa/np;*depth=d;return Up;}
static double q[MAXD],g[MAXD];static volatile double sink;
static double measure(const char*kernel,double at_least){
  if(!strcmp(kernel,"gradient")){long j=0;double t=TIME(at_least,(q[j++%D]+=1e-12,sink=grad(q,g)));return t;}
  if(strcmp(kernel,"leapfrog"))return -1;
  double U=grad(q,g),eps=0.9/pow(D,.25),a;int depth;nlf=0;
  double t0=now(),t;
  do{for(int j=0;j<200;j++)U=step(q,g,U,eps,&a,&depth);t=now()-t0;}while(t<at_least);
  return t/nlf;
}
int main(int argc,char**argv){
  D=argc>1?atoi(argv[1]):10;
  if(D<2||D>MAXD){fprintf(stderr,"nuts: %d dimensions\n",D);return 1;}
  for(int i=0;i<D;i++){sc[i]=pow(10,2.0*i/(D-1)-1);im[i]=1/sc[i];}
  for(int i=0;i<D;i++)q[i]=gauss()/sqrt(sc[i]);
  return serve(measure);}
