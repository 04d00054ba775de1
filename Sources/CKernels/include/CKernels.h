// The float32 loops that Swift cannot express: they need more than the baseline instruction set.
//
// One source (float_kernels.h, packed_product.h on the vectors of vectors.h) is compiled three times: portable C, AVX2 with FMA, and
// AVX-512. Every function takes the instruction set it is to use, so that a test can run all that the machine has side by side; a set
// that the machine lacks is replaced by the best that it has. Nothing here allocates, locks, or keeps state.
//
// Results of one instruction set depend only on the operands: a row of a product comes out the same, bit for bit, whatever rows stand
// beside it. Between instruction sets the last bits differ.

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Columns of a panel of a packed matrix, and what the padded rows of `picket_softmax` are a multiple of.
#define PICKET_PANEL 16

enum picket_instruction_set { PICKET_PORTABLE = 0, PICKET_AVX2 = 1, PICKET_AVX512 = 2 };

/// The fastest set that this CPU and this operating system support.
int32_t picket_best_instruction_set(void);

/// x[i] = exp(x[i]), relative error at most 2e-7; 0 below -87.33, where float32 becomes denormal, infinity where it ends.
void picket_exp(int32_t set, float *x, size_t count);

/// x[i] = erf(x[i]), absolute error at most 4e-7; exactly ±1 from |x| = 3.92 on.
void picket_erf(int32_t set, float *x, size_t count);

/// x[i] = tanh(x[i]), relative error at most 4e-7; exactly ±1 from |x| = 9.02 on.
void picket_tanh(int32_t set, float *x, size_t count);

/// x[i] = x[i] · (1 + erf(x[i] / √2)) / 2.
void picket_gelu(int32_t set, float *x, size_t count);

/// Each row of `x` [rows, columns] becomes gamma · (v - mean) / sqrt(variance + epsilon) + beta with v = x + residual.
/// `residual` may be NULL.
void picket_layer_norm(
    int32_t set, float *x, const float *residual, size_t rows, size_t columns, const float *gamma, const float *beta, float epsilon);

/// Each row of `x` becomes exp(scale · (x - max)) / sum. Rows start `stride` floats apart, a multiple of PICKET_PANEL and at least
/// `columns`; what lies between is set to 0. `scale` is positive.
void picket_softmax(int32_t set, float *x, size_t rows, size_t columns, size_t stride, float scale);

/// Packs the n × k matrix `w` (its rows `ldw` floats apart) as the right operand of `picket_packed_product`, transposed: panel p holds
/// w[16p … 16p+15] as k groups of 16 floats, columns beyond n are 0. `panels` has ceil(n / 16) · 16 · k floats.
void picket_pack_transposed(const float *w, size_t ldw, size_t n, size_t k, float *panels);

/// The same for the k × n matrix `b`, not transposed.
void picket_pack(const float *b, size_t ldb, size_t n, size_t k, float *panels);

/// c [m, n] = a [m, k] · b [k, n] + bias, with b packed; rows of `a` and `c` are `lda` and `ldc` floats apart.
/// `bias` has ceil(n / 16) · 16 floats, or is NULL.
void picket_packed_product(
    int32_t set, size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, const float *bias, float *c, size_t ldc);

#endif
