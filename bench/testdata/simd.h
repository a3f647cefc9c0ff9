// Vectors of doubles and of floats: AVX-512, or AVX2 with FMA where there is no AVX-512. PD(add)(x, y) is the
// intrinsic _mm512_add_pd or _mm256_add_pd; what the two do not have alike is a macro or a function here.
#include <immintrin.h>

#if defined __AVX512F__ && defined __AVX512DQ__

#define VB 64 // bytes of a vector
#define PD(op) _mm512_##op##_pd
#define PS(op) _mm512_##op##_ps
typedef __m512d vd;
typedef __m512 vf;

#define vroundd(x) _mm512_roundscale_pd(x,0) // to the nearest integer
#define vroundf(x) _mm512_roundscale_ps(x,0)
#define vscaled(x,n) _mm512_scalef_pd(x,n) // x 2^n, n an integer, the result normal
#define vscalef(x,n) _mm512_scalef_ps(x,n)
#define vlaned(x,i) _mm512_permutexvar_pd(_mm512_set1_epi64(i),x) // lane i < 4 in all lanes
#define vabsd(x) _mm512_abs_pd(x)
#define vabsf(x) _mm512_abs_ps(x)
#define vsumd(x) _mm512_reduce_add_pd(x)
#define vsumf(x) _mm512_reduce_add_ps(x)
// x where z >= 0, else y
#define vpickd(z,x,y) _mm512_mask_blend_pd(_mm512_cmp_pd_mask(z,_mm512_setzero_pd(),_CMP_GE_OQ),y,x)
#define vpickf(z,x,y) _mm512_mask_blend_ps(_mm512_cmp_ps_mask(z,_mm512_setzero_ps(),_CMP_GE_OQ),y,x)
// splits x > 0 into m 2^e, m in [3/4, 3/2)
static inline vd vsplitd(vd x,vd*e){
  *e=_mm512_getexp_pd(_mm512_div_pd(x,_mm512_set1_pd(0.75)));
  return _mm512_scalef_pd(x,_mm512_sub_pd(_mm512_setzero_pd(),*e));
}
// the sums of 8 vectors
static inline vd vsumsd(const vd*a){
  vd t[4];
  for(int i=0;i<4;i++)t[i]=_mm512_add_pd(_mm512_unpacklo_pd(a[2*i],a[2*i+1]),_mm512_unpackhi_pd(a[2*i],a[2*i+1]));
  vd u0=_mm512_add_pd(_mm512_shuffle_f64x2(t[0],t[1],0x88),_mm512_shuffle_f64x2(t[0],t[1],0xdd));
  vd u1=_mm512_add_pd(_mm512_shuffle_f64x2(t[2],t[3],0x88),_mm512_shuffle_f64x2(t[2],t[3],0xdd));
  return _mm512_add_pd(_mm512_shuffle_f64x2(u0,u1,0x88),_mm512_shuffle_f64x2(u0,u1,0xdd));
}
// the sums of 4 times 4 vectors, of which q[i] has those of each 128 bits
static inline vf vjoinf(const vf*q){
  vf u0=_mm512_add_ps(_mm512_shuffle_f32x4(q[0],q[1],0x88),_mm512_shuffle_f32x4(q[0],q[1],0xdd));
  vf u1=_mm512_add_ps(_mm512_shuffle_f32x4(q[2],q[3],0x88),_mm512_shuffle_f32x4(q[2],q[3],0xdd));
  return _mm512_add_ps(_mm512_shuffle_f32x4(u0,u1,0x88),_mm512_shuffle_f32x4(u0,u1,0xdd));
}

#elif defined __AVX2__ && defined __FMA__

#define VB 32
#define PD(op) _mm256_##op##_pd
#define PS(op) _mm256_##op##_ps
typedef __m256d vd;
typedef __m256 vf;

#define vroundd(x) _mm256_round_pd(x,_MM_FROUND_TO_NEAREST_INT|_MM_FROUND_NO_EXC)
#define vroundf(x) _mm256_round_ps(x,_MM_FROUND_TO_NEAREST_INT|_MM_FROUND_NO_EXC)
#define vlaned(x,i) _mm256_permute4x64_pd(x,(i)*0x55)
#define vabsd(x) _mm256_andnot_pd(_mm256_set1_pd(-0.0),x)
#define vabsf(x) _mm256_andnot_ps(_mm256_set1_ps(-0.f),x)
#define vpickd(z,x,y) _mm256_blendv_pd(x,y,z) // by the sign of z; that of a zero must not matter
#define vpickf(z,x,y) _mm256_blendv_ps(x,y,z)
// The last bits of n + 1.5 2^52 are the integer n.
static inline vd vscaled(vd x,vd n){
  __m256i bits=_mm256_castpd_si256(_mm256_add_pd(n,_mm256_set1_pd(0x1.8p52)));
  return _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(x),_mm256_slli_epi64(bits,52)));
}
static inline vf vscalef(vf x,vf n){
  __m256i bits=_mm256_castps_si256(_mm256_add_ps(n,_mm256_set1_ps(0x1.8p23f)));
  return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(x),_mm256_slli_epi32(bits,23)));
}
// The bits of x less those of 3/4 are e in the upper 12 bits and how far m is above 3/4 in the lower ones. The
// biased e is put into the last bits of 2^52, which makes it a double.
static inline vd vsplitd(vd x,vd*e){
  const __m256i from=_mm256_castpd_si256(_mm256_set1_pd(0.75)),bias=_mm256_set1_epi64x(1023LL<<52),low=_mm256_set1_epi64x((1LL<<52)-1);
  __m256i t=_mm256_sub_epi64(_mm256_castpd_si256(x),from);
  __m256i k=_mm256_or_si256(_mm256_srli_epi64(_mm256_add_epi64(t,bias),52),_mm256_castpd_si256(_mm256_set1_pd(0x1p52)));
  *e=_mm256_sub_pd(_mm256_castsi256_pd(k),_mm256_set1_pd(0x1p52+1023));
  return _mm256_castsi256_pd(_mm256_add_epi64(_mm256_and_si256(t,low),from));
}
static inline double vsumd(vd x){
  __m128d s=_mm_add_pd(_mm256_castpd256_pd128(x),_mm256_extractf128_pd(x,1));
  return _mm_cvtsd_f64(_mm_add_sd(s,_mm_unpackhi_pd(s,s)));
}
static inline float vsumf(vf x){
  __m128 s=_mm_add_ps(_mm256_castps256_ps128(x),_mm256_extractf128_ps(x,1));
  s=_mm_add_ps(s,_mm_movehl_ps(s,s));
  return _mm_cvtss_f32(_mm_add_ss(s,_mm_movehdup_ps(s)));
}
static inline vd vsumsd(const vd*a){
  vd t0=_mm256_add_pd(_mm256_unpacklo_pd(a[0],a[1]),_mm256_unpackhi_pd(a[0],a[1]));
  vd t1=_mm256_add_pd(_mm256_unpacklo_pd(a[2],a[3]),_mm256_unpackhi_pd(a[2],a[3]));
  return _mm256_add_pd(_mm256_blend_pd(t0,t1,12),_mm256_permute2f128_pd(t0,t1,0x21));
}
static inline vf vjoinf(const vf*q){
  return _mm256_add_ps(_mm256_blend_ps(q[0],q[1],0xf0),_mm256_permute2f128_ps(q[0],q[1],0x21));
}

#else
#error "neither AVX-512 nor AVX2 with FMA"
#endif

#define WD (VB/8) // doubles of a vector
#define WF (VB/4) // floats
typedef long long vi __attribute__((vector_size(VB),aligned(8),may_alias)); // anything in memory

// the sums of WF vectors
static inline vf vsumsf(const vf*a){
  vf q[WF/4];
  for(int i=0;i<WF/4;i++,a+=4){
    vf s=PS(add)(PS(unpacklo)(a[0],a[1]),PS(unpackhi)(a[0],a[1])),t=PS(add)(PS(unpacklo)(a[2],a[3]),PS(unpackhi)(a[2],a[3]));
    vd lo=PD(unpacklo)(PD(castps)(s),PD(castps)(t)),hi=PD(unpackhi)(PD(castps)(s),PD(castps)(t));
    q[i]=PS(add)(PS(castpd)(lo),PS(castpd)(hi));
  }
  return vjoinf(q);
}
// the sum of what n vectors hold, as integers: it takes the time to read them once
__attribute__((noipa,unused)) static long long vread(const void*x,long n){
  const vi*p=x;vi a[8]={0};long long s=0;long i=0;
  for(;i+8<=n;i+=8)for(int k=0;k<8;k++)a[k]+=p[i+k];
  for(int k=0;k<8;k++)for(int j=0;j<VB/8;j++)s+=a[k][j];
  return s;
}
