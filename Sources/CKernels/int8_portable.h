// The pieces of int8_product.h in the baseline instruction set: four outputs at a time.

#define I8_ACTIVATION uint8_t
#define I8_PANEL_VECTORS 4
#define I8_MAX_ROWS 2
#define I8_MAX_VECTORS 2
#define I8_UNROLL 1
#define I8_PREFETCH 1024
#define I8_BLOCK_BYTES 131072

typedef vec_int i8_sum;
typedef int8_t i8_weights __attribute__((ext_vector_type(16)));
typedef uint8_t i8_inputs __attribute__((ext_vector_type(16)));
typedef int32_t i8_wide __attribute__((ext_vector_type(16)));

INLINE i8_sum i8_zero(void) { return (i8_sum)0; }

INLINE i8_weights i8_load(const int8_t *p) {
    i8_weights w;
    memcpy(&w, p, sizeof w);
    return w;
}

INLINE i8_inputs i8_broadcast(const uint8_t *q) {
    i8_inputs x;
    for (size_t i = 0; i < 16; i++) x[i] = q[i % 4];
    return x;
}

INLINE i8_sum i8_dot(i8_sum sum, i8_inputs x, i8_weights w) {
    const i8_wide products = __builtin_convertvector(x, i8_wide) * __builtin_convertvector(w, i8_wide);
    sum += __builtin_shufflevector(products, products, 0, 4, 8, 12) + __builtin_shufflevector(products, products, 1, 5, 9, 13);
    return sum + __builtin_shufflevector(products, products, 2, 6, 10, 14) + __builtin_shufflevector(products, products, 3, 7, 11, 15);
}

INLINE void i8_to_floats(const i8_sum *sum, size_t vectors, vec *value) {
    for (size_t v = 0; v < vectors; v++) value[v] = __builtin_convertvector(sum[v], vec);
}
