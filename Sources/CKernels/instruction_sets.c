// Which kernels run: the ones asked for, or the best that the machine has.

#include "kernel_table.h"

int32_t picket_best_instruction_set(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl"))
        return PICKET_AVX512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return PICKET_AVX2;
#endif
    return PICKET_PORTABLE;
}

static const struct kernel_table *kernels(int32_t set) {
#if defined(__x86_64__)
    const int32_t best = picket_best_instruction_set();
    switch (set < best ? set : best) {
    case PICKET_AVX512: return &picket_avx512_kernels;
    case PICKET_AVX2: return &picket_avx2_kernels;
    default: return &picket_portable_kernels;
    }
#else
    (void)set;
    return &picket_portable_kernels;
#endif
}

// The byte kernels of the AVX-512 table need VNNI, which the first processors with AVX-512 lack.
static const struct kernel_table *byte_kernels(int32_t set) {
#if defined(__x86_64__)
    if (set >= PICKET_AVX512 && !__builtin_cpu_supports("avx512vnni")) set = PICKET_AVX2;
#endif
    return kernels(set);
}

void picket_exp(int32_t set, float *x, size_t count) { kernels(set)->exp(x, count); }
void picket_erf(int32_t set, float *x, size_t count) { kernels(set)->erf(x, count); }
void picket_tanh(int32_t set, float *x, size_t count) { kernels(set)->tanh(x, count); }
void picket_gelu(int32_t set, float *x, size_t count) { kernels(set)->gelu(x, count); }

void picket_layer_norm(
    int32_t set, float *x, const float *residual, size_t rows, size_t columns, const float *gamma, const float *beta, float epsilon) {
    kernels(set)->layer_norm(x, residual, rows, columns, gamma, beta, epsilon, NULL, NULL);
}

void picket_layer_norm_saving(
    int32_t set, float *x, const float *residual, size_t rows, size_t columns, const float *gamma, const float *beta, float epsilon,
    float *normalized, float *inverse_deviation) {
    kernels(set)->layer_norm(x, residual, rows, columns, gamma, beta, epsilon, normalized, inverse_deviation);
}

void picket_softmax(int32_t set, float *x, size_t rows, size_t columns, size_t stride, float scale) {
    kernels(set)->softmax(x, rows, columns, stride, scale);
}

void picket_packed_product(
    int32_t set, size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, const float *bias, float *c, size_t ldc) {
    kernels(set)->packed_product(m, n, k, a, lda, panels, bias, c, ldc);
}

void picket_transposed_product(
    int32_t set, size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, float *c, size_t ldc) {
    kernels(set)->transposed_product(m, n, k, a, lda, panels, c, ldc);
}

void picket_relu(int32_t set, float *x, size_t count) { kernels(set)->relu(x, count); }
void picket_gelu_backward(int32_t set, float *dy, const float *x, size_t count) { kernels(set)->gelu_backward(dy, x, count); }
void picket_tanh_backward(int32_t set, float *dy, const float *y, size_t count) { kernels(set)->tanh_backward(dy, y, count); }
void picket_relu_backward(int32_t set, float *dy, const float *y, size_t count) { kernels(set)->relu_backward(dy, y, count); }

void picket_layer_norm_backward(
    int32_t set, float *dy, size_t rows, size_t columns, const float *gamma, const float *normalized, const float *inverse_deviation,
    float *dgamma, float *dbeta) {
    kernels(set)->layer_norm_backward(dy, rows, columns, gamma, normalized, inverse_deviation, dgamma, dbeta);
}

void picket_softmax_backward(int32_t set, float *dy, const float *y, size_t rows, size_t columns, size_t stride, float scale) {
    kernels(set)->softmax_backward(dy, y, rows, columns, stride, scale);
}

void picket_add_rows(int32_t set, const float *x, size_t rows, size_t columns, float *sums) {
    kernels(set)->add_rows(x, rows, columns, sums);
}

void picket_dropout(
    int32_t set, float *x, size_t rows, size_t columns, size_t stride, uint64_t key, uint64_t first_row, uint64_t row_step,
    uint32_t threshold, float scale) {
    kernels(set)->dropout(x, rows, columns, stride, key, first_row, row_step, threshold, scale);
}

void picket_adamw(
    int32_t set, float *w, const float *g, float *m, float *v, size_t count, const struct picket_adamw_step *step) {
    kernels(set)->adamw(w, g, m, v, count, step);
}

double picket_sum_of_squares(int32_t set, const float *x, size_t count) { return kernels(set)->sum_of_squares(x, count); }

size_t picket_activation_bytes(int32_t set) { return byte_kernels(set)->activation_bytes; }

void picket_quantize_rows(
    int32_t set, const float *x, size_t rows, size_t columns, const float *smoothing, void *activations, float *scale, float *minimum) {
    byte_kernels(set)->quantize_rows(x, rows, columns, smoothing, activations, scale, minimum);
}

void picket_int8_product(
    int32_t set, size_t m, size_t n, size_t k, const void *activations, const float *scale, const float *minimum,
    const struct picket_int8_weights *weights, float *c, size_t ldc) {
    byte_kernels(set)->int8_product(m, n, k, activations, scale, minimum, weights, c, ldc);
}

float picket_quantize_weights(int32_t set, const float *w, size_t columns, const float *smoothing, int8_t *q) {
    return byte_kernels(set)->quantize_weights(w, columns, smoothing, q);
}

void picket_dequantize_add(int32_t set, const int8_t *q, float scale, const float *addend, size_t columns, float *y) {
    byte_kernels(set)->dequantize_add(q, scale, addend, columns, y);
}
