// The loops that Swift cannot express: they need more than the baseline instruction set.
//
// One source (float_kernels.h, packed_product.h, int8_rows.h, int8_product.h, backward_kernels.h and training_kernels.h on the vectors of
// vectors.h) is compiled three times: portable C, AVX2 with FMA, and AVX-512, there with VNNI for products of bytes. Every function
// takes the instruction set it is to use, so that a test can run all that the machine has side by side; a set that the machine lacks is
// replaced by the best that it has. Nothing here allocates, locks, or keeps state.
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

/// The same, and saves what the backward needs: (v - mean) / sqrt(variance + epsilon) [rows, columns], and the factor of each row [rows].
void picket_layer_norm_saving(
    int32_t set, float *x, const float *residual, size_t rows, size_t columns, const float *gamma, const float *beta, float epsilon,
    float *normalized, float *inverse_deviation);

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

/// c [m, n] += aᵀ · b with a [k, m] as it lies in memory, b [k, n] packed; rows of `a` and `c` are `lda` and `ldc` floats apart.
void picket_transposed_product(
    int32_t set, size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, float *c, size_t ldc);

/// Bytes of one activation as `picket_quantize_rows` writes it for `picket_int8_product` of the same set: 1, or 2 where the product
/// multiplies 16 bits.
size_t picket_activation_bytes(int32_t set);

/// Each row of `x` [rows, columns], times `smoothing` [columns] unless that is NULL, as minimum + scale · q with q in 0 … 255. Rows of
/// `activations` are ceil(columns / 4) · 4 elements apart. The same q on every instruction set.
void picket_quantize_rows(
    int32_t set, const float *x, size_t rows, size_t columns, const float *smoothing, void *activations, float *scale, float *minimum);

/// w[i] · smoothing[i] as scale · q[i] with q in -127 … 127. Returns the scale. `smoothing` may be NULL.
float picket_quantize_weights(int32_t set, const float *w, size_t columns, const float *smoothing, int8_t *q);

/// Puts row `row` of a matrix of bytes [n, k] in its place in `panels`, ceil(n / 16) · 16 · ceil(k / 4) · 4 bytes that were 0.
/// Returns the sum of the row.
int32_t picket_pack_bytes(const int8_t *q, size_t row, size_t k, int8_t *panels);

/// The right operand of `picket_int8_product`; `scale`, `sum` (scale times the sum of the row) and `bias` have ceil(n / 16) · 16 floats.
struct picket_int8_weights {
    const int8_t *panels;
    const float *scale;
    const float *sum;
    const float *bias;
};

/// c [m, n] = x [m, k] · Wᵀ + bias, with x as `picket_quantize_rows` of the same set wrote it; rows of `c` are `ldc` floats apart.
/// k is at most 65,536.
void picket_int8_product(
    int32_t set, size_t m, size_t n, size_t k, const void *activations, const float *scale, const float *minimum,
    const struct picket_int8_weights *weights, float *c, size_t ldc);

/// y[i] = scale · q[i] + addend[i].
void picket_dequantize_add(int32_t set, const int8_t *q, float scale, const float *addend, size_t columns, float *y);

/// x[i] = max(x[i], 0); NaN stays.
void picket_relu(int32_t set, float *x, size_t count);

/// dy[i] times the derivative of gelu at x[i].
void picket_gelu_backward(int32_t set, float *dy, const float *x, size_t count);

/// dy[i] times the derivative of tanh where its value is y[i].
void picket_tanh_backward(int32_t set, float *dy, const float *y, size_t count);

/// dy[i], or 0 where y[i] is not positive.
void picket_relu_backward(int32_t set, float *dy, const float *y, size_t count);

/// Replaces dy [rows, columns] by the gradient of v, from what picket_layer_norm_saving saved; adds to `dgamma` and `dbeta` [columns].
void picket_layer_norm_backward(
    int32_t set, float *dy, size_t rows, size_t columns, const float *gamma, const float *normalized, const float *inverse_deviation,
    float *dgamma, float *dbeta);

/// Replaces dy by the gradient of what picket_softmax was given, from what it returned; layout and padding as there.
void picket_softmax_backward(int32_t set, float *dy, const float *y, size_t rows, size_t columns, size_t stride, float scale);

/// sums[j] += x[0][j] + … + x[rows - 1][j], in this order.
void picket_add_rows(int32_t set, const float *x, size_t rows, size_t columns, float *sums);

/// Multiplies x[r][j] by `scale`, or sets it to 0 where a hash of (key, first_row + r · row_step, j) is below `threshold`. The same
/// elements on every instruction set.
void picket_dropout(
    int32_t set, float *x, size_t rows, size_t columns, size_t stride, uint64_t key, uint64_t first_row, uint64_t row_step,
    uint32_t threshold, float scale);

/// The numbers of one step of AdamW, rounded to float32 once.
struct picket_adamw_step {
    float gradient_scale;
    /// 1 - learning rate · weight decay.
    float decay;
    float one_minus_beta1;
    float beta2;
    float one_minus_beta2;
    /// Learning rate / (1 - beta1^n).
    float step_size;
    /// 1 / sqrt(1 - beta2^n).
    float inverse_root_correction2;
    float epsilon;
};

/// m += (1 - beta1)(g - m);  v = beta2 · v + (1 - beta2) g²;
/// w = decay · w - step_size · m / (sqrt(v) · inverse_root_correction2 + epsilon), with g scaled first.
void picket_adamw(
    int32_t set, float *w, const float *g, float *m, float *v, size_t count, const struct picket_adamw_step *step);

/// The sum of x[i]² in double precision; the same on every instruction set.
double picket_sum_of_squares(int32_t set, const float *x, size_t count);

#endif
