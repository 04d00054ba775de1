// The functions that every instruction set provides; instruction_sets.c chooses among the tables.

#ifndef KERNEL_TABLE_H
#define KERNEL_TABLE_H

#include "CKernels.h"

struct kernel_table {
    void (*exp)(float *, size_t);
    void (*erf)(float *, size_t);
    void (*tanh)(float *, size_t);
    void (*gelu)(float *, size_t);
    void (*layer_norm)(float *, const float *, size_t, size_t, const float *, const float *, float, float *, float *);
    void (*softmax)(float *, size_t, size_t, size_t, float);
    void (*packed_product)(size_t, size_t, size_t, const float *, size_t, const float *, const float *, float *, size_t);
    void (*transposed_product)(size_t, size_t, size_t, const float *, size_t, const float *, float *, size_t);
    void (*relu)(float *, size_t);
    void (*gelu_backward)(float *, const float *, size_t);
    void (*tanh_backward)(float *, const float *, size_t);
    void (*relu_backward)(float *, const float *, size_t);
    void (*layer_norm_backward)(float *, size_t, size_t, const float *, const float *, const float *, float *, float *);
    void (*softmax_backward)(float *, const float *, size_t, size_t, size_t, float);
    void (*add_rows)(const float *, size_t, size_t, float *);
    void (*dropout)(float *, size_t, size_t, size_t, uint64_t, uint64_t, uint64_t, uint32_t, float);
    void (*adamw)(float *, const float *, float *, float *, size_t, const struct picket_adamw_step *);
    double (*sum_of_squares)(const float *, size_t);
    size_t activation_bytes;
    void (*quantize_rows)(const float *, size_t, size_t, const float *, void *, float *, float *);
    float (*quantize_weights)(const float *, size_t, const float *, int8_t *);
    void (*dequantize_add)(const int8_t *, float, const float *, size_t, float *);
    void (*int8_product)(
        size_t, size_t, size_t, const void *, const float *, const float *, const struct picket_int8_weights *, float *, size_t);
};

#define KERNEL_TABLE                                                                                                     \
    {                                                                                                                    \
        .exp = NAME(exp), .erf = NAME(erf), .tanh = NAME(tanh), .gelu = NAME(gelu), .layer_norm = NAME(layer_norm),      \
        .softmax = NAME(softmax), .packed_product = NAME(packed_product), .transposed_product = NAME(transposed_product),\
        .relu = NAME(relu), .gelu_backward = NAME(gelu_backward), .tanh_backward = NAME(tanh_backward),                  \
        .relu_backward = NAME(relu_backward), .layer_norm_backward = NAME(layer_norm_backward),                          \
        .softmax_backward = NAME(softmax_backward), .add_rows = NAME(add_rows), .dropout = NAME(dropout),                \
        .adamw = NAME(adamw), .sum_of_squares = NAME(sum_of_squares), .activation_bytes = sizeof(I8_ACTIVATION),         \
        .quantize_rows = NAME(quantize_rows), .quantize_weights = NAME(quantize_weights),                                \
        .dequantize_add = NAME(dequantize_add), .int8_product = NAME(int8_product)                                       \
    }

extern const struct kernel_table picket_portable_kernels;
#if defined(__x86_64__)
extern const struct kernel_table picket_avx2_kernels;
extern const struct kernel_table picket_avx512_kernels;
#endif

#endif
