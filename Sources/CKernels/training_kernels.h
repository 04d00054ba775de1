// What a step of training needs beside the backward: dropout, the optimizer, the norm of the gradients. Included once per instruction set.

typedef uint32_t vec_uint __attribute__((ext_vector_type(LANES)));

// The finalizer of SplitMix64: every bit of the result depends on every bit of `x`.
INLINE uint64_t NAME(mix)(uint64_t x) {
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

// A row draws two words from (key, number of the row); a column hashes its own number between them by two rounds of multiply and
// xorshift. Integer arithmetic throughout: every instruction set keeps and drops the same elements.
static void NAME(dropout)(
    float *x, size_t rows, size_t columns, size_t stride, uint64_t key, uint64_t first_row, uint64_t row_step, uint32_t threshold,
    float scale) {
    static const uint32_t numbers[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    vec_uint lane;
    memcpy(&lane, numbers, sizeof lane);
    for (size_t row = 0; row < rows; row++) {
        float *v = x + row * stride;
        const uint64_t words = NAME(mix)(key + (first_row + row * row_step) * 0x9E3779B97F4A7C15u);
        const uint32_t before = (uint32_t)words, between = (uint32_t)(words >> 32);
        for (size_t i = 0; i < columns; i += LANES) {
            vec_uint h = lane + (before + (uint32_t)i);
            h = (h ^ h >> 16) * 0x7FEB352Du + between;
            h = (h ^ h >> 15) * 0x846CA68Bu;
            h ^= h >> 16;
            const size_t left = columns - i;
            if (left >= LANES) {
                store(v + i, h >= threshold ? load(v + i) * scale : (vec)0.0f);
            } else {
                store_part(v + i, left, h >= threshold ? load_part(v + i, left, 0) * scale : (vec)0.0f);
            }
        }
    }
}

INLINE void NAME(adamw_part)(vec *w, vec g, vec *m, vec *v, const struct picket_adamw_step *step) {
    g *= step->gradient_scale;
    *m += step->one_minus_beta1 * (g - *m);
    *v = step->beta2 * *v + step->one_minus_beta2 * g * g;
    const vec deviation = __builtin_elementwise_sqrt(*v) * step->inverse_root_correction2 + step->epsilon;
    *w = *w * step->decay - step->step_size * *m / deviation;
}

static void NAME(adamw)(float *w, const float *g, float *m, float *v, size_t count, const struct picket_adamw_step *step) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        vec wv = load(w + i), mv = load(m + i), vv = load(v + i);
        NAME(adamw_part)(&wv, load(g + i), &mv, &vv, step);
        store(w + i, wv);
        store(m + i, mv);
        store(v + i, vv);
    }
    const size_t left = count - i;
    if (left > 0) {
        vec wv = load_part(w + i, left, 0), mv = load_part(m + i, left, 0), vv = load_part(v + i, left, 0);
        NAME(adamw_part)(&wv, load_part(g + i, left, 0), &mv, &vv, step);
        store_part(w + i, left, wv);
        store_part(m + i, left, mv);
        store_part(v + i, left, vv);
    }
}

// Sixteen sums whatever the width of the vectors, and the square of a float32 is exact in double precision: the result is the same on
// every instruction set.
static double NAME(sum_of_squares)(const float *x, size_t count) {
    typedef float floats __attribute__((ext_vector_type(16), aligned(4)));
    typedef double doubles __attribute__((ext_vector_type(16)));
    doubles sums = (doubles)0.0;
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        const doubles d = __builtin_convertvector(*(const floats *)(x + i), doubles);
        sums += d * d;
    }
    for (size_t lane = 0; i < count; i++, lane++) sums[lane] += (double)x[i] * (double)x[i];
    double sum = 0;
    for (size_t lane = 0; lane < 16; lane++) sum += sums[lane];
    return sum;
}
