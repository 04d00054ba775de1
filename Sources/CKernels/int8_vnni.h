// The pieces of int8_product.h for AVX-512 with VNNI: sixteen outputs a vector, four products of bytes added to each by one instruction.

#define I8_ACTIVATION uint8_t
#define I8_PANEL_VECTORS 1
#define I8_MAX_ROWS 8
#define I8_MAX_VECTORS 3
#define I8_UNROLL 2
#define I8_PREFETCH 2048
#define I8_BLOCK_BYTES 131072

typedef __m512i i8_sum;
typedef __m512i i8_weights;
typedef __m512i i8_inputs;

INLINE i8_sum i8_zero(void) { return _mm512_setzero_si512(); }

INLINE i8_weights i8_load(const int8_t *p) { return _mm512_loadu_si512(p); }

INLINE i8_inputs i8_broadcast(const uint8_t *q) {
    int32_t four;
    memcpy(&four, q, sizeof four);
    return _mm512_set1_epi32(four);
}

INLINE i8_sum i8_dot(i8_sum sum, i8_inputs x, i8_weights w) { return _mm512_dpbusd_epi32(sum, x, w); }

INLINE void i8_to_floats(const i8_sum *sum, size_t vectors, vec *value) {
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) value[v] = (vec)_mm512_cvtepi32_ps(sum[v]);
}
