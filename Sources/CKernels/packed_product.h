// c = a · b + bias with b packed once, in panels of 16 columns. Included once per instruction set.
//
//     panel p:   b[0][16p … 16p+15]  b[1][16p … 16p+15]  …  b[k-1][16p … 16p+15]       (columns beyond n are 0)
//
// A tile of `ROWS` rows of c by `PANELS` panels stays in registers while k runs once, front to back: every element of c is one chain
// of multiply-adds in the order of k, so its value does not depend on the shape of the tile, hence not on the other rows.
//
// The outer loop goes over groups of panels and the inner one over tiles of rows: weights, which are larger than any cache, pass from
// memory once, while the rows of a, a few hundred kilobytes at most, come from the second-level cache. Rows beyond
// ROW_BLOCK_BYTES are taken in blocks for that reason. Tiles are balanced (16 rows are 8 + 8, not 12 + 4).
//
// Gradients of attention need c += aᵀ · b, with a as it lies in memory: the same tiles, which read a along its columns and add.

#define VECTORS (PICKET_PANEL / LANES)

// No instruction, but loads do not move across it. Left alone, the compiler gathers the broadcasts of several rows at the front and runs
// out of registers: sums go to the stack and come back, and a tile takes half as long again.
#define KEEP_ORDER __asm__ volatile("" ::: "memory")

struct NAME(operands) {
    size_t k;
    const float *a;
    size_t lda;
    const float *b;
    const float *bias;
    float *c;
    size_t ldc;
    size_t columns;
};

// `transposed`: a lies in memory as [k, m], and the tile is added to c instead of replacing it. Both are constants once inlined.
INLINE void NAME(tile)(const size_t rows, const size_t panels, const int transposed, const struct NAME(operands) * o) {
    vec sum[MAX_ROWS][MAX_PANELS * VECTORS];
    const size_t width = panels * VECTORS;
    const size_t panel_size = PICKET_PANEL * o->k;
    const float *const a = o->a;
    const size_t lda = o->lda;
    const float *b = o->b;
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < width; v++) sum[r][v] = (vec)0.0f;
#pragma clang loop unroll_count(UNROLL)
    for (size_t k = 0; k < o->k; k++, b += PICKET_PANEL) {
        vec row[MAX_PANELS * VECTORS];
#pragma clang loop unroll(full)
        for (size_t v = 0; v < width; v++) row[v] = load(b + v / VECTORS * panel_size + v % VECTORS * LANES);
#ifdef PREFETCH
#pragma clang loop unroll(full)
        for (size_t p = 0; p < panels; p++) __builtin_prefetch(b + p * panel_size + PREFETCH, 0, 3);
#endif
#pragma clang loop unroll(full)
        for (size_t r = 0; r < rows; r++) {
            const vec x = (vec)(transposed ? a[k * lda + r] : a[r * lda + k]);
#pragma clang loop unroll(full)
            for (size_t v = 0; v < width; v++) sum[r][v] = x * row[v] + sum[r][v];
            KEEP_ORDER;
        }
    }
    if (o->bias) {
#pragma clang loop unroll(full)
        for (size_t v = 0; v < width; v++) {
            const vec bias = load(o->bias + v * LANES);
#pragma clang loop unroll(full)
            for (size_t r = 0; r < rows; r++) sum[r][v] += bias;
        }
    }
    const int whole = o->columns >= panels * PICKET_PANEL;
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++) {
        float *c = o->c + r * o->ldc;
        if (whole) {
#pragma clang loop unroll(full)
            for (size_t v = 0; v < width; v++) store(c + v * LANES, transposed ? load(c + v * LANES) + sum[r][v] : sum[r][v]);
        } else {
            float edge[MAX_PANELS * PICKET_PANEL];
#pragma clang loop unroll(full)
            for (size_t v = 0; v < width; v++) store(edge + v * LANES, sum[r][v]);
            for (size_t j = 0; j < o->columns; j++) c[j] = transposed ? c[j] + edge[j] : edge[j];
        }
    }
}

#define TILE(R, P)                                                                                                       \
    static void NAME(tile_##R##_##P)(const struct NAME(operands) * o) { NAME(tile)(R, P, 0, o); }                        \
    static void NAME(transposed_tile_##R##_##P)(const struct NAME(operands) * o) { NAME(tile)(R, P, 1, o); }
#if MAX_ROWS == 8
#define TILES(P) TILE(1, P) TILE(2, P) TILE(3, P) TILE(4, P) TILE(5, P) TILE(6, P) TILE(7, P) TILE(8, P)
#define ROW(T, P)                                                                                                        \
    { NAME(T##_1_##P), NAME(T##_2_##P), NAME(T##_3_##P), NAME(T##_4_##P), NAME(T##_5_##P), NAME(T##_6_##P),              \
      NAME(T##_7_##P), NAME(T##_8_##P) }
#elif MAX_ROWS == 6
#define TILES(P) TILE(1, P) TILE(2, P) TILE(3, P) TILE(4, P) TILE(5, P) TILE(6, P)
#define ROW(T, P)                                                                                                        \
    { NAME(T##_1_##P), NAME(T##_2_##P), NAME(T##_3_##P), NAME(T##_4_##P), NAME(T##_5_##P), NAME(T##_6_##P) }
#else
#define TILES(P) TILE(1, P) TILE(2, P)
#define ROW(T, P)                                                                                                        \
    { NAME(T##_1_##P), NAME(T##_2_##P) }
#endif

TILES(1)
#if MAX_PANELS == 3
TILES(2)
TILES(3)
#define ROWS(T) {ROW(T, 1), ROW(T, 2), ROW(T, 3)}
#else
#define ROWS(T) {ROW(T, 1)}
#endif
static void (*const NAME(tiles)[2][MAX_PANELS][MAX_ROWS])(const struct NAME(operands) *) = {
    ROWS(tile), ROWS(transposed_tile)};

INLINE void NAME(product)(
    const int transposed, size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, const float *bias, float *c,
    size_t ldc) {
    const size_t fitting = ROW_BLOCK_BYTES / sizeof(float) / (k > 0 ? k : 1);
    const size_t block_limit = fitting < MAX_ROWS ? MAX_ROWS : fitting;
    const size_t panel_count = (n + PICKET_PANEL - 1) / PICKET_PANEL;
    for (size_t block = 0; block < m; block += block_limit) {
        const size_t block_rows = m - block < block_limit ? m - block : block_limit;
        const size_t tile_count = (block_rows + MAX_ROWS - 1) / MAX_ROWS;
        for (size_t panel = 0; panel < panel_count; panel += MAX_PANELS) {
            const size_t group = panel_count - panel < MAX_PANELS ? panel_count - panel : MAX_PANELS;
            const size_t column = panel * PICKET_PANEL;
            size_t first = block;
            for (size_t tile = 0; tile < tile_count; tile++) {
                const size_t rows = block_rows / tile_count + (tile < block_rows % tile_count);
                const struct NAME(operands) o = {
                    .k = k, .a = transposed ? a + first : a + first * lda, .lda = lda,
                    .b = panels + column * k, .bias = bias ? bias + column : NULL,
                    .c = c + first * ldc + column, .ldc = ldc, .columns = n - column,
                };
                NAME(tiles)[transposed][group - 1][rows - 1](&o);
                first += rows;
            }
        }
    }
}

static void NAME(packed_product)(
    size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, const float *bias, float *c, size_t ldc) {
    NAME(product)(0, m, n, k, a, lda, panels, bias, c, ldc);
}

static void NAME(transposed_product)(
    size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, float *c, size_t ldc) {
    NAME(product)(1, m, n, k, a, lda, panels, NULL, c, ldc);
}
