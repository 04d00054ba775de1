// Vectors of LANES floats in clang's own notation, and the elementary functions on them. Included once per instruction set.
//
// exp: x = n ln 2 + r with |r| ≤ ln 2 / 2; e^r = 1 + r + r² P(r), P of degree 4 (fit error 3.3e-9). 2^n is applied in two halves,
// since 2^128 is no float32 and e^88.7 is. n comes from adding 1.5 · 2^23, which leaves the rounded integer in the low bits. Below -87.33
// the result is 0 and no denormal is ever made: one costs a hundred cycles, and the padding of every row of a softmax would make some.
//
// erf and tanh: odd rational functions x P(x²) / Q(x²) up to the point where float32 rounds the function to 1, exactly ±1 beyond.
// The coefficients are minimax fits of the relative error (1.9e-8 and 1.3e-9) by reweighted least squares in double precision:
// Tests/Goldens/generate/elementary_fits.py.
//
// A comparison with NaN is false, and the clamps are written so that NaN then passes through them.

#include <string.h>

typedef float vec __attribute__((ext_vector_type(LANES)));
typedef float vec_unaligned __attribute__((ext_vector_type(LANES), aligned(4)));
typedef int32_t vec_int __attribute__((ext_vector_type(LANES)));

#define INLINE static inline __attribute__((always_inline))

INLINE vec load(const float *p) { return *(const vec_unaligned *)p; }
INLINE void store(float *p, vec v) { *(vec_unaligned *)p = v; }
INLINE vec larger(vec a, vec b) { return a > b ? a : b; }

INLINE vec load_part(const float *p, size_t count, float fill) {
    float lanes[LANES];
    for (size_t i = 0; i < LANES; i++) lanes[i] = i < count ? p[i] : fill;
    return load(lanes);
}

INLINE void store_part(float *p, size_t count, vec v) {
    float lanes[LANES];
    store(lanes, v);
    for (size_t i = 0; i < count; i++) p[i] = lanes[i];
}

/// The first `count` lanes of `v`, `fill` in the others.
INLINE vec keep_first(vec v, int32_t count, float fill) {
    static const int32_t numbers[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    vec_int lane;
    memcpy(&lane, numbers, sizeof lane);
    return lane < (vec_int)count ? v : (vec)fill;
}

typedef float vec_4 __attribute__((ext_vector_type(4)));
typedef float vec_2 __attribute__((ext_vector_type(2)));
#if LANES == 16
typedef float vec_8 __attribute__((ext_vector_type(8)));
#define FOLD_TO_4(combine)                                                                                               \
    const vec_8 eight = combine(v.lo, v.hi);                                                                             \
    const vec_4 four = combine(eight.lo, eight.hi);
#elif LANES == 8
#define FOLD_TO_4(combine) const vec_4 four = combine(v.lo, v.hi);
#else
#define FOLD_TO_4(combine) const vec_4 four = v;
#endif

#define SUM(a, b) ((a) + (b))
#define MAX(a, b) ((b) > (a) ? (b) : (a))

INLINE float sum_of(vec v) {
    FOLD_TO_4(SUM)
    const vec_2 two = SUM(four.lo, four.hi);
    return SUM(two.x, two.y);
}

INLINE float max_of(vec v) {
    FOLD_TO_4(MAX)
    const vec_2 two = MAX(four.lo, four.hi);
    return MAX(two.x, two.y);
}

INLINE vec power_of_two(vec_int n) {
    const vec_int bits = (n + 127) << 23;
    vec v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

INLINE vec exp_of(vec x) {
    const vec_int vanishes = x < (vec)-87.33f;
    x = vanishes ? (vec)0.0f : x;
    x = x > (vec)89.0f ? (vec)89.0f : x;
    const float magic = 12582912.0f;
    const vec shifted = x * 1.44269504f + magic;
    const vec n = shifted - magic;
    vec_int bits;
    memcpy(&bits, &shifted, sizeof bits);
    const vec_int whole = bits - 0x4B400000;
    vec r = x - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    vec p = r * 1.381314237e-3f + 8.369419044e-3f;
    p = p * r + 4.166845683e-2f;
    p = p * r + 1.666651479e-1f;
    p = p * r + 4.999999305e-1f;
    p = p * (r * r) + r + 1.0f;
    const vec_int half = whole >> 1;
    p = p * power_of_two(half) * power_of_two(whole - half);
    return vanishes ? (vec)0.0f : p;
}

INLINE vec erf_of(vec x) {
    const vec u = x * x;
    vec p = u * 2.050061822e-6f + 2.848648682e-4f;
    p = p * u + 3.765158992e-3f;
    p = p * u + 5.274727682e-2f;
    p = p * u + 1.903968753e-1f;
    p = p * u + 1.128379146f;
    vec q = u * 3.809051663e-5f + 1.162410496e-3f;
    q = q * u + 1.496830235e-2f;
    q = q * u + 1.141049873e-1f;
    q = q * u + 5.020675809e-1f;
    q = q * u + 1.0f;
    vec y = x * p / q;
    y = x >= (vec)3.92f ? (vec)1.0f : y;
    return x <= (vec)-3.92f ? (vec)-1.0f : y;
}

INLINE vec tanh_of(vec x) {
    const vec u = x * x;
    vec p = u * -1.220228784e-11f + 3.058343184e-8f;
    p = p * u + 2.800680390e-5f;
    p = p * u + 3.868295688e-3f;
    p = p * u + 1.367988964e-1f;
    p = p * u + 9.999999987e-1f;
    vec q = u * 1.287320564e-6f + 3.938574261e-4f;
    q = q * u + 2.724572195e-2f;
    q = q * u + 4.701322170e-1f;
    q = q * u + 1.0f;
    vec y = x * p / q;
    y = x >= (vec)9.02f ? (vec)1.0f : y;
    return x <= (vec)-9.02f ? (vec)-1.0f : y;
}

INLINE vec gelu_of(vec x) { return 0.5f * x * (1.0f + erf_of(x * 0.707106781f)); }

INLINE vec relu_of(vec x) { return x < (vec)0.0f ? (vec)0.0f : x; }
