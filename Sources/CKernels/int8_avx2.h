// The pieces of int8_product.h for AVX2: four outputs a vector, two partial sums each, pairs of 16-bit products added in 32 bits.

#define I8_ACTIVATION int16_t
#define I8_PANEL_VECTORS 4
#define I8_MAX_ROWS 6
#define I8_MAX_VECTORS 2
#define I8_UNROLL 2
#define I8_PREFETCH 1024
#define I8_BLOCK_BYTES 131072

typedef __m256i i8_sum;
typedef __m256i i8_weights;
typedef __m256i i8_inputs;

INLINE i8_sum i8_zero(void) { return _mm256_setzero_si256(); }

INLINE i8_weights i8_load(const int8_t *p) { return _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)p)); }

INLINE i8_inputs i8_broadcast(const int16_t *q) {
    int64_t four;
    memcpy(&four, q, sizeof four);
    return _mm256_set1_epi64x(four);
}

INLINE i8_sum i8_dot(i8_sum sum, i8_inputs x, i8_weights w) { return _mm256_add_epi32(sum, _mm256_madd_epi16(x, w)); }

// Two vectors of partial sums are eight outputs.
INLINE void i8_to_floats(const i8_sum *sum, size_t vectors, vec *value) {
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v += 2) {
        const __m256i pairs = _mm256_hadd_epi32(sum[v], sum[v + 1]);
        value[v / 2] = (vec)_mm256_cvtepi32_ps(_mm256_permute4x64_epi64(pairs, _MM_SHUFFLE(3, 1, 2, 0)));
    }
}
