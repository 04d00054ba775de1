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

void picket_exp(int32_t set, float *x, size_t count) { kernels(set)->exp(x, count); }
void picket_erf(int32_t set, float *x, size_t count) { kernels(set)->erf(x, count); }
void picket_tanh(int32_t set, float *x, size_t count) { kernels(set)->tanh(x, count); }
void picket_gelu(int32_t set, float *x, size_t count) { kernels(set)->gelu(x, count); }

void picket_layer_norm(
    int32_t set, float *x, const float *residual, size_t rows, size_t columns, const float *gamma, const float *beta, float epsilon) {
    kernels(set)->layer_norm(x, residual, rows, columns, gamma, beta, epsilon);
}

void picket_softmax(int32_t set, float *x, size_t rows, size_t columns, size_t stride, float scale) {
    kernels(set)->softmax(x, rows, columns, stride, scale);
}

void picket_packed_product(
    int32_t set, size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, const float *bias, float *c, size_t ldc) {
    kernels(set)->packed_product(m, n, k, a, lda, panels, bias, c, ldc);
}
