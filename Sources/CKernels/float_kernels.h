// Operations on rows of floats, written once on the vectors of vectors.h. Included once per instruction set; `NAME` gives each its own.

#define ELEMENTWISE(function)                                                                                            \
    static void NAME(function)(float *x, size_t count) {                                                                 \
        size_t i = 0;                                                                                                    \
        for (; i + LANES <= count; i += LANES) store(x + i, function##_of(load(x + i)));                                 \
        if (i < count) store_part(x + i, count - i, function##_of(load_part(x + i, count - i, 0)));                      \
    }

ELEMENTWISE(exp)
ELEMENTWISE(erf)
ELEMENTWISE(tanh)
ELEMENTWISE(gelu)

// Three passes over a row that stays in the first-level cache: sum, squared distance from the mean, scale and shift. Training saves the
// row before gamma and beta, and the factor that brought it there; both pointers are NULL otherwise.
static void NAME(layer_norm)(
    float *x, const float *residual, size_t rows, size_t columns, const float *gamma, const float *beta, float epsilon,
    float *normalized, float *inverse_deviation) {
    const size_t whole = columns / LANES * LANES;
    for (size_t row = 0; row < rows; row++) {
        float *v = x + row * columns;
        vec sum = (vec)0.0f;
        float sum_rest = 0;
        if (residual) {
            const float *r = residual + row * columns;
            for (size_t i = 0; i < columns; i++) v[i] += r[i];
        }
        for (size_t i = 0; i < whole; i += LANES) sum += load(v + i);
        for (size_t i = whole; i < columns; i++) sum_rest += v[i];
        const float mean = (sum_of(sum) + sum_rest) / (float)columns;

        vec square = (vec)0.0f;
        float square_rest = 0;
        for (size_t i = 0; i < whole; i += LANES) {
            const vec d = load(v + i) - mean;
            square += d * d;
        }
        for (size_t i = whole; i < columns; i++) square_rest += (v[i] - mean) * (v[i] - mean);
        const float variance = (sum_of(square) + square_rest) / (float)columns;

        const float scale = 1.0f / __builtin_sqrtf(variance + epsilon);
        if (normalized) {
            float *n = normalized + row * columns;
            for (size_t i = 0; i < columns; i++) n[i] = (v[i] - mean) * scale;
            for (size_t i = 0; i < columns; i++) v[i] = n[i] * gamma[i] + beta[i];
            inverse_deviation[row] = scale;
            continue;
        }
        for (size_t i = 0; i < columns; i++) v[i] = (v[i] - mean) * scale * gamma[i] + beta[i];
    }
}

// Padding is -infinity while the maximum is taken, so that exp makes it 0. It is written by whole vectors: a vector that is loaded from
// what single floats were just stored to waits for them, and that alone doubled the time of short rows.
static void NAME(softmax)(float *x, size_t rows, size_t columns, size_t stride, float scale) {
    const size_t padded = (columns + PICKET_PANEL - 1) / PICKET_PANEL * PICKET_PANEL;
    const size_t whole = columns / LANES * LANES;
    for (size_t row = 0; row < rows; row++) {
        float *v = x + row * stride;
        vec top = (vec)-__builtin_inff();
        for (size_t i = 0; i < whole; i += LANES) top = larger(load(v + i), top);
        for (size_t i = whole; i < padded; i += LANES) {
            const vec value = keep_first(load(v + i), (int32_t)columns - (int32_t)i, -__builtin_inff());
            store(v + i, value);
            top = larger(value, top);
        }
        const float max = max_of(top);
        vec sum = (vec)0.0f;
        for (size_t i = 0; i < padded; i += LANES) {
            const vec e = exp_of((load(v + i) - max) * scale);
            store(v + i, e);
            sum += e;
        }
        const float inverse = 1.0f / sum_of(sum);
        for (size_t i = 0; i < padded; i += LANES) store(v + i, load(v + i) * inverse);
        for (size_t i = padded; i < stride; i++) v[i] = 0;
    }
}
