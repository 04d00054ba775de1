// The functions that every instruction set provides; instruction_sets.c chooses among the tables.

#ifndef KERNEL_TABLE_H
#define KERNEL_TABLE_H

#include "CKernels.h"

struct kernel_table {
    void (*exp)(float *, size_t);
    void (*erf)(float *, size_t);
    void (*tanh)(float *, size_t);
    void (*gelu)(float *, size_t);
    void (*layer_norm)(float *, const float *, size_t, size_t, const float *, const float *, float);
    void (*softmax)(float *, size_t, size_t, size_t, float);
    void (*packed_product)(size_t, size_t, size_t, const float *, size_t, const float *, const float *, float *, size_t);
};

#define KERNEL_TABLE                                                                                                     \
    {                                                                                                                    \
        .exp = NAME(exp), .erf = NAME(erf), .tanh = NAME(tanh), .gelu = NAME(gelu), .layer_norm = NAME(layer_norm),      \
        .softmax = NAME(softmax), .packed_product = NAME(packed_product)                                                 \
    }

extern const struct kernel_table picket_portable_kernels;
#if defined(__x86_64__)
extern const struct kernel_table picket_avx2_kernels;
extern const struct kernel_table picket_avx512_kernels;
#endif

#endif
