// Between floats and bytes, by rows. Included once per instruction set.
//
// Activations: x ≈ minimum + scale · q with q in 0 … 255, minimum and scale those of the row: the whole range of the byte is used whatever
// the row's sign, and a row of equal values is exact. Weights: w ≈ scale · q with q in -127 … 127, one scale an output.
//
// Rounding adds 1.5 · 2^23, which leaves the nearest integer in the low bits. Products and sums stand in statements of their own, so that
// no compiler joins them: the bytes are the same on every instruction set.

/// What a range is at least, if it is to be divided by: below, a row counts as constant.
#define LEAST_RANGE 1e-30f

typedef int8_t signed_lanes __attribute__((ext_vector_type(LANES)));
typedef I8_ACTIVATION activation_lanes __attribute__((ext_vector_type(LANES)));

INLINE vec_int nearest(vec v) {
    const vec shifted = v + 12582912.0f;
    vec_int bits;
    memcpy(&bits, &shifted, sizeof bits);
    return bits - 0x4B400000;
}

INLINE float min_of(vec v) { return -max_of(-v); }

// A NaN is passed over by both comparisons. It never stands alone: a product, a softmax and a LayerNorm spread it over their row, and a
// row of nothing but NaN has the range -infinity, which makes NaN of every product.
INLINE void NAME(range)(const float *x, size_t columns, const float *smoothing, float *minimum, float *maximum) {
    // Four of each: one would wait for itself at every step.
    vec low[4], high[4];
    for (size_t j = 0; j < 4; j++) {
        low[j] = (vec)__builtin_inff();
        high[j] = (vec)-__builtin_inff();
    }
    size_t i = 0;
    for (; i + 4 * LANES <= columns; i += 4 * LANES) {
#pragma clang loop unroll(full)
        for (size_t j = 0; j < 4; j++) {
            vec v = load(x + i + j * LANES);
            if (smoothing) v = v * load(smoothing + i + j * LANES);
            low[j] = v < low[j] ? v : low[j];
            high[j] = v > high[j] ? v : high[j];
        }
    }
    for (; i + LANES <= columns; i += LANES) {
        vec v = load(x + i);
        if (smoothing) v = v * load(smoothing + i);
        low[0] = v < low[0] ? v : low[0];
        high[0] = v > high[0] ? v : high[0];
    }
    for (size_t j = 1; j < 4; j++) {
        low[0] = low[j] < low[0] ? low[j] : low[0];
        high[0] = high[j] > high[0] ? high[j] : high[0];
    }
    float least = min_of(low[0]), most = max_of(high[0]);
    for (; i < columns; i++) {
        const float v = smoothing ? x[i] * smoothing[i] : x[i];
        least = v < least ? v : least;
        most = v > most ? v : most;
    }
    *minimum = least;
    *maximum = most;
}

static void NAME(quantize_rows)(
    const float *x, size_t rows, size_t columns, const float *smoothing, void *activations, float *scale, float *minimum) {
    const size_t stride = (columns + 3) / 4 * 4;
    for (size_t row = 0; row < rows; row++) {
        const float *v = x + row * columns;
        I8_ACTIVATION *q = (I8_ACTIVATION *)activations + row * stride;
        float least, most;
        NAME(range)(v, columns, smoothing, &least, &most);
        const float range = most - least;
        // A range that is not a number is not below the bound: it stays, and with it what it does to the product.
        const float inverse = range < LEAST_RANGE && range >= 0 ? 0 : 255.0f / range;
        size_t i = 0;
        for (; i + LANES <= columns; i += LANES) {
            vec t = load(v + i);
            if (smoothing) t = t * load(smoothing + i);
            t = t - least;
            t = t * inverse;
            const activation_lanes narrow = __builtin_convertvector(nearest(t), activation_lanes);
            memcpy(q + i, &narrow, sizeof narrow);
        }
        if (i < columns) {
            vec t = load_part(v + i, columns - i, 0);
            if (smoothing) t = t * load_part(smoothing + i, columns - i, 0);
            t = t - least;
            t = t * inverse;
            const activation_lanes narrow = __builtin_convertvector(nearest(t), activation_lanes);
            memcpy(q + i, &narrow, (columns - i) * sizeof *q);
        }
        for (size_t j = columns; j < stride; j++) q[j] = 0;
        scale[row] = range / 255.0f;
        minimum[row] = least;
    }
}

// One row of weights to bytes, `columns` of them. Returns the scale.
static float NAME(quantize_weights)(const float *w, size_t columns, const float *smoothing, int8_t *q) {
    float most = 0;
    for (size_t i = 0; i < columns; i++) {
        const float v = __builtin_fabsf(smoothing ? w[i] * smoothing[i] : w[i]);
        most = v > most ? v : most;
    }
    const float inverse = most < LEAST_RANGE ? 0 : 127.0f / most;
    size_t i = 0;
    for (; i + LANES <= columns; i += LANES) {
        vec t = load(w + i);
        if (smoothing) t = t * load(smoothing + i);
        t = t * inverse;
        const signed_lanes narrow = __builtin_convertvector(nearest(t), signed_lanes);
        memcpy(q + i, &narrow, sizeof narrow);
    }
    if (i < columns) {
        vec t = load_part(w + i, columns - i, 0);
        if (smoothing) t = t * load_part(smoothing + i, columns - i, 0);
        t = t * inverse;
        const signed_lanes narrow = __builtin_convertvector(nearest(t), signed_lanes);
        memcpy(q + i, &narrow, columns - i);
    }
    return most < LEAST_RANGE ? 0 : most / 127.0f;
}

static void NAME(dequantize_add)(const int8_t *q, float scale, const float *addend, size_t columns, float *y) {
    size_t i = 0;
    for (; i + LANES <= columns; i += LANES) {
        signed_lanes narrow;
        memcpy(&narrow, q + i, sizeof narrow);
        store(y + i, __builtin_convertvector(narrow, vec) * scale + load(addend + i));
    }
    for (; i < columns; i++) y[i] = (float)q[i] * scale + addend[i];
}
