// The backward of the operations of float_kernels.h, on rows of floats. Included once per instruction set.
//
// Gradients of activations replace dy in place; gradients of parameters are added to, row after row, so that the order of the sum is
// that of the rows.

#define BACKWARD(name, factor)                                                                                           \
    INLINE vec NAME(name##_part)(vec dy, vec saved) { return factor; }                                                   \
    static void NAME(name)(float *dy, const float *saved, size_t count) {                                                \
        size_t i = 0;                                                                                                    \
        for (; i + LANES <= count; i += LANES) store(dy + i, NAME(name##_part)(load(dy + i), load(saved + i)));          \
        if (i < count)                                                                                                   \
            store_part(                                                                                                  \
                dy + i, count - i, NAME(name##_part)(load_part(dy + i, count - i, 0), load_part(saved + i, count - i, 0))); \
    }

// The derivative of x · cdf(x) is cdf(x) + x · density(x), of the normal distribution.
BACKWARD(gelu_backward, dy * (0.5f * (1.0f + erf_of(saved * 0.707106781f)) + saved * 0.398942280f * exp_of(saved * saved * -0.5f)))
BACKWARD(tanh_backward, dy * (1.0f - saved * saved))
BACKWARD(relu_backward, saved <= (vec)0.0f ? (vec)0.0f : dy)

ELEMENTWISE(relu)

// With g = gamma · dy and n the normalized row: dx = (g - mean(g) - n · mean(g · n)) / deviation. Two passes.
static void NAME(layer_norm_backward)(
    float *dy, size_t rows, size_t columns, const float *gamma, const float *normalized, const float *inverse_deviation, float *dgamma,
    float *dbeta) {
    const size_t whole = columns / LANES * LANES;
    for (size_t row = 0; row < rows; row++) {
        float *d = dy + row * columns;
        const float *n = normalized + row * columns;
        vec sum = (vec)0.0f, product = (vec)0.0f;
        float sum_rest = 0, product_rest = 0;
        for (size_t i = 0; i < whole; i += LANES) {
            const vec dv = load(d + i), nv = load(n + i), g = dv * load(gamma + i);
            sum += g;
            product += g * nv;
            store(dgamma + i, load(dgamma + i) + dv * nv);
            store(dbeta + i, load(dbeta + i) + dv);
        }
        for (size_t i = whole; i < columns; i++) {
            const float g = d[i] * gamma[i];
            sum_rest += g;
            product_rest += g * n[i];
            dgamma[i] += d[i] * n[i];
            dbeta[i] += d[i];
        }
        const float mean = (sum_of(sum) + sum_rest) / (float)columns;
        const float slope = (sum_of(product) + product_rest) / (float)columns;
        const float scale = inverse_deviation[row];
        for (size_t i = 0; i < whole; i += LANES)
            store(d + i, (load(d + i) * load(gamma + i) - mean - load(n + i) * slope) * scale);
        for (size_t i = whole; i < columns; i++) d[i] = (d[i] * gamma[i] - mean - n[i] * slope) * scale;
    }
}

// dx = scale · y · (dy - sum(dy · y)). What stands in the padding of either operand does not count; dx is 0 there.
static void NAME(softmax_backward)(float *dy, const float *y, size_t rows, size_t columns, size_t stride, float scale) {
    for (size_t row = 0; row < rows; row++) {
        float *d = dy + row * stride;
        const float *p = y + row * stride;
        vec sum = (vec)0.0f;
        for (size_t i = 0; i < stride; i += LANES) {
            const int32_t left = (int32_t)columns - (int32_t)i;
            sum += keep_first(load(d + i) * load(p + i), left, 0);
        }
        const float dot = sum_of(sum);
        for (size_t i = 0; i < stride; i += LANES) {
            const int32_t left = (int32_t)columns - (int32_t)i;
            store(d + i, keep_first(scale * load(p + i) * (load(d + i) - dot), left, 0));
        }
    }
}

static void NAME(add_rows)(const float *x, size_t rows, size_t columns, float *sums) {
    const size_t whole = columns / LANES * LANES;
    for (size_t row = 0; row < rows; row++) {
        const float *v = x + row * columns;
        for (size_t i = 0; i < whole; i += LANES) store(sums + i, load(sums + i) + load(v + i));
        for (size_t i = whole; i < columns; i++) sums[i] += v[i];
    }
}
