// One value and gradient of a logistic regression's log density, rows x columns in the shape of UCI Covertype, and
// reading X once. Hand-written C.
//
//   covtype rows columns    columns from 49 to 56
//
// Kernels: read64/1 read64/2 read32/1 read32/2 fused64/1 fused64/2 fused32/1 fused32/2; the number is that of threads.
#include "serve.h"
#include "simd.h"

// ---- log and exp of the link
static inline vd vexp(vd x){ // x <= 0
  x=PD(max)(x,PD(set1)(-700));
  vd n=vroundd(PD(mul)(x,PD(set1)(1.4426950408889634074)));
  vd r=PD(fnmadd)(n,PD(set1)(6.93147180369123816490e-01),x);
  r=PD(fnmadd)(n,PD(set1)(1.90821492927058770002e-10),r);
  vd p=PD(set1)(1.0/479001600);
  const double c[]={1.0/39916800,1.0/3628800,1.0/362880,1.0/40320,1.0/5040,1.0/720,1.0/120,1.0/24,1.0/6,0.5,1,1};
  for(int i=0;i<12;i++)p=PD(fmadd)(p,r,PD(set1)(c[i]));
  return vscaled(p,n);
}
static inline vd vlog1p(vd u){ // 0 <= u <= 1: 2 atanh s, s = u/(2+u) <= 1/3
  vd s=PD(div)(u,PD(add)(u,PD(set1)(2)));
  vd s2=PD(mul)(s,s);
  vd p=PD(set1)(2.0/33);
  for(int k=31;k>=1;k-=2)p=PD(fmadd)(p,s2,PD(set1)(2.0/k));
  return PD(mul)(p,s);
}
static inline vf vexpf(vf x){
  x=PS(max)(x,PS(set1)(-87));
  vf n=vroundf(PS(mul)(x,PS(set1)(1.44269504f)));
  vf r=PS(fnmadd)(n,PS(set1)(0.693359375f),x);
  r=PS(fnmadd)(n,PS(set1)(-2.12194440e-4f),r);
  vf p=PS(set1)(1.f/5040);
  const float c[]={1.f/720,1.f/120,1.f/24,1.f/6,0.5f,1.f,1.f};
  for(int i=0;i<7;i++)p=PS(fmadd)(p,r,PS(set1)(c[i]));
  return vscalef(p,n);
}
static inline vf vlog1pf(vf u){
  vf s=PS(div)(u,PS(add)(u,PS(set1)(2)));
  vf s2=PS(mul)(s,s);
  vf p=PS(set1)(2.f/15);
  for(int k=13;k>=1;k-=2)p=PS(fmadd)(p,s2,PS(set1)(2.f/k));
  return PS(mul)(p,s);
}
// The link of logits z and outcomes y, 0 or 1: r = y - 1/(1+e^-z); log likelihoods y z - log(1+e^z) are added to ll.
static inline vd linkd(vd z,vd y,vd*ll){
  vd zero=PD(setzero)(),one=PD(set1)(1);
  vd e=vexp(PD(sub)(zero,vabsd(z)));
  vd l=PD(add)(PD(max)(z,zero),vlog1p(e));
  *ll=PD(add)(*ll,PD(fmsub)(y,z,l));
  return PD(sub)(y,PD(div)(vpickd(z,one,e),PD(add)(one,e)));
}
static inline vf linkf(vf z,vf y,vf*ll){
  vf zero=PS(setzero)(),one=PS(set1)(1);
  vf e=vexpf(PS(sub)(zero,vabsf(z)));
  vf l=PS(add)(PS(max)(z,zero),vlog1pf(e));
  *ll=PS(add)(*ll,PS(fmsub)(y,z,l));
  return PS(sub)(y,PS(div)(vpickf(z,one,e),PS(add)(one,e)));
}

static long N=581012;static int D=54; // rows, columns
static double *Xd,*yd;static float *Xf,*yf;
static double beta[64]; // zeros from D on: the last vector of a row ends in the next row
typedef struct{double g[64];double ll;char pad[128];} out_t;

// The density in one pass, in blocks of rows that stay in the cache: logits; link, while the next block is fetched; gradient.
// A vector of logits is one of as many rows, each summed in a register.
#define BLOCK 16
#define ND (56/WD)
// fetch asks for a part of some lines of memory, in order. A processor that is asked for too many at once forgets some.
static inline void fetch(const void*p,long from,long to){for(long k=from;k<to;k++)_mm_prefetch((const char*)p+64*k,_MM_HINT_T0);}
__attribute__((noinline)) static void fused_d(long lo,long hi,out_t*o){
  vd b[ND],g[ND],ll=PD(setzero)();
  for(int k=0;k<ND;k++){b[k]=PD(loadu)(beta+WD*k);g[k]=PD(setzero)();}
  long i=lo;
  for(;i+BLOCK<=hi;i+=BLOCK){
    double z[BLOCK] __attribute__((aligned(64)));
    for(int r=0;r<BLOCK;r+=WD){
      vd a[WD];const double*p=Xd+(i+r)*D;
      for(int q=0;q<WD;q++)a[q]=PD(mul)(b[0],PD(loadu)(p+q*D));
      for(int k=1;k<ND;k++)for(int q=0;q<WD;q++)a[q]=PD(fmadd)(b[k],PD(loadu)(p+q*D+WD*k),a[q]);
      PD(store)(z+r,vsumsd(a));}
    for(int r=0;r<BLOCK;r+=WD){
      const double*next=Xd+(i+r+BLOCK)*D;
      fetch(next,0,WD*D/16);
      vd w=linkd(PD(load)(z+r),PD(loadu)(yd+i+r),&ll);
      fetch(next,WD*D/16,WD*D/8);
      PD(store)(z+r,w);}
    for(int r=0;r<BLOCK;r++){
      const double*p=Xd+(i+r)*D;vd w=PD(set1)(z[r]);
      for(int k=0;k<ND;k++)g[k]=PD(fmadd)(w,PD(loadu)(p+WD*k),g[k]);}
  }
  double gg[56],L=vsumd(ll);
  for(int k=0;k<ND;k++)PD(storeu)(gg+WD*k,g[k]);
  for(;i<hi;i++){double z=0;for(int j=0;j<D;j++)z+=Xd[i*D+j]*beta[j];double e=exp(-fabs(z));L+=yd[i]*z-(fmax(z,0)+log1p(e));double s=z>=0?1/(1+e):e/(1+e);for(int j=0;j<D;j++)gg[j]+=(yd[i]-s)*Xd[i*D+j];}
  memcpy(o->g,gg,sizeof(double)*D);o->ll=L;
}
// The same with floats, whose sums go into doubles every 1024 rows.
#define NF (64/WF)
__attribute__((noinline)) static void fused_f(long lo,long hi,out_t*o){
  float bf[64]={0};for(int j=0;j<D;j++)bf[j]=beta[j];
  vf b[NF];for(int k=0;k<NF;k++)b[k]=PS(loadu)(bf+WF*k);
  double gg[64]={0},L=0;long i=lo;
  while(i+BLOCK<=hi){
    vf g[NF],ll=PS(setzero)();for(int k=0;k<NF;k++)g[k]=PS(setzero)();
    for(long e=i+1024<hi?i+1024:hi;i+BLOCK<=e;i+=BLOCK){
      float z[BLOCK] __attribute__((aligned(64)));
      for(int r=0;r<BLOCK;r+=WF){
        vf a[WF];const float*p=Xf+(i+r)*D;
        for(int q=0;q<WF;q++)a[q]=PS(mul)(b[0],PS(loadu)(p+q*D));
        for(int k=1;k<NF;k++)for(int q=0;q<WF;q++)a[q]=PS(fmadd)(b[k],PS(loadu)(p+q*D+WF*k),a[q]);
        PS(store)(z+r,vsumsf(a));}
      for(int r=0;r<BLOCK;r+=WF){
        const float*next=Xf+(i+r+BLOCK)*D;
        fetch(next,0,WF*D/32);
        vf w=linkf(PS(load)(z+r),PS(loadu)(yf+i+r),&ll);
        fetch(next,WF*D/32,WF*D/16);
        PS(store)(z+r,w);}
      for(int r=0;r<BLOCK;r++){
        const float*p=Xf+(i+r)*D;vf w=PS(set1)(z[r]);
        for(int k=0;k<NF;k++)g[k]=PS(fmadd)(w,PS(loadu)(p+WF*k),g[k]);}
    }
    L+=vsumf(ll);float t[64];for(int k=0;k<NF;k++)PS(storeu)(t+WF*k,g[k]);for(int j=0;j<D;j++)gg[j]+=t[j];
  }
  for(;i<hi;i++){double z=0;for(int j=0;j<D;j++)z+=Xf[i*D+j]*bf[j];double e=exp(-fabs(z));L+=yf[i]*z-(fmax(z,0)+log1p(e));double s=z>=0?1/(1+e):e/(1+e);for(int j=0;j<D;j++)gg[j]+=(yf[i]-s)*Xf[i*D+j];}
  memcpy(o->g,gg,sizeof(double)*D);o->ll=L;
}
static void read_d(long lo,long hi,out_t*o){o->ll=vread(Xd+lo*D,(hi-lo)*D*8/VB);}
static void read_f(long lo,long hi,out_t*o){o->ll=vread(Xf+lo*D,(hi-lo)*D*4/VB);}

// ---- 2-thread driver: the second thread spins for work while a measurement lasts, and is gone between them
typedef void(*kern)(long,long,out_t*);
static atomic_int gen,done;static kern curk;static long curlo,curhi;static out_t outs[2];
static void*worker(void*a){int seen=*(int*)a;
  for(;;){int g;while((g=atomic_load_explicit(&gen,memory_order_acquire))==seen)_mm_pause();seen=g;if(!curk)return 0;curk(curlo,curhi,&outs[1]);atomic_store_explicit(&done,1,memory_order_release);}}
static void run(kern k,long n,int nt,out_t*o){
  if(nt==1){k(0,n,o);return;}
  long h=(n/2)/1024*1024;curk=k;curlo=h;curhi=n;atomic_store(&done,0);atomic_fetch_add(&gen,1);
  k(0,h,&outs[0]);while(!atomic_load_explicit(&done,memory_order_acquire))_mm_pause();
  *o=outs[0];for(int j=0;j<D;j++)o->g[j]+=outs[1].g[j];o->ll+=outs[1].ll;
}
static volatile double result;
static double measure(const char*kernel,double at_least){
  static const struct{const char*name;kern k;}kernels[]={{"read64",read_d},{"read32",read_f},{"fused64",fused_d},{"fused32",fused_f}};
  const char*s=strchr(kernel,'/');int nt=s&&s[1]=='2'?2:1;
  for(int j=0;j<4;j++)if(s&&!strncmp(kernel,kernels[j].name,s-kernel)){
    out_t o;pthread_t th;int seen=atomic_load(&gen);
    if(nt==2)pthread_create(&th,0,worker,&seen);
    double t=TIME(at_least,(run(kernels[j].k,N,nt,&o),result=o.ll));
    if(nt==2){curk=0;atomic_fetch_add(&gen,1);pthread_join(th,0);}
    return t;}
  return -1;
}
// ---- the gradient of some rows is that of the value
#define SOME 1001
static double value_d(void){out_t o;fused_d(0,SOME,&o);return o.ll;}
static double value_f(void){out_t o;fused_f(0,SOME,&o);return o.ll;}
static void check(void){
  out_t d,f;fused_d(0,SOME,&d);fused_f(0,SOME,&f);
  for(int j=0;j<D;j++){
    checked("fused64",value_d,beta+j,d.g[j],1e-5,1e-7,SOME);
    checked("fused32",value_f,beta+j,f.g[j],1e-2,1e-4,SOME);}
}
int main(int argc,char**argv){
  if(argc>2){N=atol(argv[1]);D=atoi(argv[2]);}
  if(N<1024||D<49||D>56){fprintf(stderr,"covtype: %ld rows of %d columns\n",N,D);return 1;}
  Xd=huge(N*D*8+4096);Xf=huge(N*D*4+4096);yd=huge(N*8);yf=huge(N*4);
  double bt[64];for(int j=0;j<D;j++){beta[j]=0.1*nrm();bt[j]=0.2*nrm();}
  for(long i=0;i<N;i++){double z=-0.5;double*x=Xd+i*D;
    for(int j=0;j<D;j++){x[j]=2*u01()-1;z+=bt[j]*x[j];Xf[i*D+j]=x[j];}
    yd[i]=u01()<1/(1+exp(-z));yf[i]=yd[i];}
  check();
  return serve(measure);}
