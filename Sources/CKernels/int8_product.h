// c = x · Wᵀ + bias with x and W in bytes, sums in 32 bits. Included once per instruction set.
//
//     c[r][n] = scale[r] · W.scale[n] · Σ q[r][k] · Wq[n][k] + minimum[r] · W.sum[n] + bias[n]
//
// Weights lie in panels of 16 outputs, four inputs of an output side by side, which is what one lane of vpdpbusd multiplies at once:
//
//     panel p:   Wq[16p][0…3]  Wq[16p+1][0…3] … Wq[16p+15][0…3]   Wq[16p][4…7] …      (inputs beyond k, outputs beyond n are 0)
//
// A tile of rows by vectors of weights stays in registers while k runs once. The sums are integers and no product overflows on its way:
// they are exact, so a row depends on nothing that stands beside it and is the same on every instruction set; only the last line, in
// float32, may differ in its last bit between sets.
//
// What was tried (all products of a MiniLM pass, one thread of an Ice Lake Xeon at 2.8 GHz, medians of one run, ms):
//
//     tokens                                              1      8     16     32     50    512
//     AVX-512 VNNI, 8 rows × 48 outputs                0.45   0.57   1.01   1.87   2.52   21.0
//       prefetched 2 KiB ahead (used)                  0.40   0.53   0.91   1.75   2.91   29.8
//       and with the weights in huge pages             0.34   0.41   0.72   1.39   2.21   21.7
//       12 rows × 32 outputs, huge pages, 1 KiB        0.39   0.57   1.07   1.68   2.38   23.5
//
// The machine was shared, and a variant moved by a third from run to run: eleven shapes, with activations interleaved by tile or not, all
// came to 2.1 to 2.9 ms at 50 tokens. Huge pages gave nothing in whole passes, so there are none.
//
// At one token the weights stream from the third-level cache, 10.6 MB of them, and that is the time; from 16 tokens on the multipliers
// are what limits. AVX2 has no product of bytes that cannot overflow 16 bits with these ranges (vpmaddubsw saturates), so weights are
// widened as they are loaded and vpmaddwd adds pairs in 32 bits: the same two multiplications for 32 products as vpmaddubsw followed by
// vpmaddwd, and exact. Activations are then stored as 16 bits to begin with.

struct NAME(int8_operands) {
    size_t groups;
    const I8_ACTIVATION *q;
    size_t ldq;
    const float *scale;
    const float *minimum;
    const int8_t *panels;
    const float *weight_scale;
    const float *weight_sum;
    const float *bias;
    float *c;
    size_t ldc;
    size_t columns;
};

// Bytes of one vector of weights as it lies in memory, and the floats that a tile of so many vectors gives.
#define I8_BYTES (64 / I8_PANEL_VECTORS)
#define I8_COLUMNS(vectors) ((vectors) * PICKET_PANEL / I8_PANEL_VECTORS)

INLINE void NAME(int8_tile)(const size_t rows, const size_t vectors, const struct NAME(int8_operands) * o) {
    i8_sum sum[I8_MAX_ROWS][I8_MAX_VECTORS];
    const size_t panel_size = 64 * o->groups;
    const I8_ACTIVATION *const q = o->q;
    const size_t ldq = o->ldq;
    const int8_t *w = o->panels;
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++) sum[r][v] = i8_zero();
#pragma clang loop unroll_count(I8_UNROLL)
    for (size_t g = 0; g < o->groups; g++, w += 64) {
        i8_weights column[I8_MAX_VECTORS];
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++) {
            const int8_t *p = w + v / I8_PANEL_VECTORS * panel_size + v % I8_PANEL_VECTORS * I8_BYTES;
            column[v] = i8_load(p);
            if (v % I8_PANEL_VECTORS == 0) __builtin_prefetch(p + I8_PREFETCH, 0, 3);
        }
#pragma clang loop unroll(full)
        for (size_t r = 0; r < rows; r++) {
            const i8_inputs x = i8_broadcast(q + r * ldq + 4 * g);
#pragma clang loop unroll(full)
            for (size_t v = 0; v < vectors; v++) sum[r][v] = i8_dot(sum[r][v], x, column[v]);
            KEEP_ORDER;
        }
    }
    const size_t width = I8_COLUMNS(vectors) / LANES;
    const int whole = o->columns >= I8_COLUMNS(vectors);
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++) {
        vec value[I8_COLUMNS(I8_MAX_VECTORS) / LANES];
        i8_to_floats(sum[r], vectors, value);
        float *c = o->c + r * o->ldc;
        float edge[I8_COLUMNS(I8_MAX_VECTORS)];
        float *const target = whole ? c : edge;
#pragma clang loop unroll(full)
        for (size_t v = 0; v < width; v++) {
            const size_t j = v * LANES;
            const vec constant = load(o->weight_sum + j) * o->minimum[r] + load(o->bias + j);
            store(target + j, value[v] * (load(o->weight_scale + j) * o->scale[r]) + constant);
        }
        if (!whole)
            for (size_t j = 0; j < o->columns; j++) c[j] = edge[j];
    }
}

#define I8_TILE(R, V)                                                                                                    \
    static void NAME(int8_tile_##R##_##V)(const struct NAME(int8_operands) * o) { NAME(int8_tile)(R, V, o); }
#if I8_MAX_ROWS == 8
#define I8_TILES(V)                                                                                                      \
    I8_TILE(1, V) I8_TILE(2, V) I8_TILE(3, V) I8_TILE(4, V) I8_TILE(5, V) I8_TILE(6, V) I8_TILE(7, V) I8_TILE(8, V)
#define I8_ROW(V)                                                                                                        \
    { NAME(int8_tile_1_##V), NAME(int8_tile_2_##V), NAME(int8_tile_3_##V), NAME(int8_tile_4_##V), NAME(int8_tile_5_##V), \
      NAME(int8_tile_6_##V), NAME(int8_tile_7_##V), NAME(int8_tile_8_##V) }
#elif I8_MAX_ROWS == 6
#define I8_TILES(V) I8_TILE(1, V) I8_TILE(2, V) I8_TILE(3, V) I8_TILE(4, V) I8_TILE(5, V) I8_TILE(6, V)
#define I8_ROW(V)                                                                                                        \
    { NAME(int8_tile_1_##V), NAME(int8_tile_2_##V), NAME(int8_tile_3_##V), NAME(int8_tile_4_##V), NAME(int8_tile_5_##V), \
      NAME(int8_tile_6_##V) }
#else
#define I8_TILES(V) I8_TILE(1, V) I8_TILE(2, V)
#define I8_ROW(V)                                                                                                        \
    { NAME(int8_tile_1_##V), NAME(int8_tile_2_##V) }
#endif

// Groups are whole but for the last, which has 1 or 2 vectors where a vector is a panel of its own.
#if I8_PANEL_VECTORS == 1
I8_TILES(1)
I8_TILES(2)
I8_TILES(3)
static void (*const NAME(int8_tiles)[I8_MAX_VECTORS][I8_MAX_ROWS])(const struct NAME(int8_operands) *) = {
    I8_ROW(1), I8_ROW(2), I8_ROW(3)};
#define I8_TILES_OF(vectors) NAME(int8_tiles)[(vectors) - 1]
#else
I8_TILES(2)
static void (*const NAME(int8_tiles)[I8_MAX_ROWS])(const struct NAME(int8_operands) *) = I8_ROW(2);
#define I8_TILES_OF(vectors) ((void)(vectors), NAME(int8_tiles))
#endif

static void NAME(int8_product)(
    size_t m, size_t n, size_t k, const void *activations, const float *scale, const float *minimum,
    const struct picket_int8_weights *w, float *c, size_t ldc) {
    const size_t groups = (k + 3) / 4;
    const size_t fitting = I8_BLOCK_BYTES / (4 * groups * sizeof(I8_ACTIVATION) + 1);
    const size_t block_limit = fitting < I8_MAX_ROWS ? I8_MAX_ROWS : fitting;
    const size_t vector_count = (n + PICKET_PANEL - 1) / PICKET_PANEL * I8_PANEL_VECTORS;
    for (size_t block = 0; block < m; block += block_limit) {
        const size_t block_rows = m - block < block_limit ? m - block : block_limit;
        const size_t tile_count = (block_rows + I8_MAX_ROWS - 1) / I8_MAX_ROWS;
        for (size_t vector = 0; vector < vector_count; vector += I8_MAX_VECTORS) {
            const size_t vectors = vector_count - vector < I8_MAX_VECTORS ? vector_count - vector : I8_MAX_VECTORS;
            const size_t column = I8_COLUMNS(vector);
            if (column >= n) break;
            const int8_t *panels =
                w->panels + vector / I8_PANEL_VECTORS * 64 * groups + vector % I8_PANEL_VECTORS * I8_BYTES;
            size_t first = block;
            for (size_t tile = 0; tile < tile_count; tile++) {
                const size_t rows = block_rows / tile_count + (tile < block_rows % tile_count);
                const struct NAME(int8_operands) o = {
                    .groups = groups, .q = (const I8_ACTIVATION *)activations + first * 4 * groups, .ldq = 4 * groups,
                    .scale = scale + first, .minimum = minimum + first, .panels = panels, .weight_scale = w->scale + column,
                    .weight_sum = w->sum + column, .bias = w->bias + column, .c = c + first * ldc + column, .ldc = ldc,
                    .columns = n - column,
                };
                I8_TILES_OF(vectors)[rows - 1](&o);
                first += rows;
            }
        }
    }
}
