// Runs every loop of CKernels at every size from 0 to two tiles plus one, in buffers of exactly that size that begin anywhere, on every
// instruction set of the machine and on extreme values. Built with the address and undefined-behaviour sanitizers by deploy/sanitize:
// a read or write beyond an edge ends it. Values are what the Swift tests are for; the product of bytes is checked here all the same.

#include "CKernels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state = 1;

static float value(int kind) {
    state = state * 1664525 + 1013904223;
    switch (kind) {
    case 0: return 0;
    case 1: return 2.5f;
    case 2: return (state >> 31 ? -1 : 1) * 1e30f;
    case 3: return 1e-42f;
    default: return (float)(state >> 8) / (1 << 23) - 1;
    }
}

/// `count` floats that end where the allocation ends and begin `shift` floats into it.
static float *floats(size_t count, size_t shift, int kind, void **allocation) {
    const size_t bytes = (count + shift) * sizeof(float);
    float *memory = malloc(bytes > 0 ? bytes : 1);
    for (size_t i = 0; i < count + shift; i++) memory[i] = value(kind);
    *allocation = memory;
    return memory + shift;
}

static void rows_and_elements(int32_t set, int kind) {
    for (size_t n = 0; n <= 65; n++) {
        for (size_t shift = 0; shift < 4; shift++) {
            void *a, *b, *c, *d;
            float *x = floats(n * 2, shift, kind, &a), *residual = floats(n * 2, shift, kind, &b);
            float *gamma = floats(n, shift, 4, &c), *beta = floats(n, shift, 4, &d);
            picket_exp(set, x, n);
            picket_erf(set, x, n);
            picket_tanh(set, x, n);
            picket_gelu(set, x, n);
            picket_relu(set, x, n);
            if (n > 0) picket_layer_norm(set, x, residual, 2, n, gamma, beta, 1e-12f);
            free(a), free(b), free(c), free(d);
        }
        const size_t stride = (n + PICKET_PANEL - 1) / PICKET_PANEL * PICKET_PANEL;
        void *a;
        float *x = floats(3 * stride, 0, kind, &a);
        if (n > 0) picket_softmax(set, x, 3, n, stride, 0.5f);
        free(a);
    }
}

static int products(int32_t set, int kind, size_t m, size_t n, size_t k) {
    void *wa, *xa, *sa;
    float *w = floats(n * k, 1, kind, &wa), *x = floats(m * k, 1, kind, &xa), *smoothing = floats(k, 3, 1, &sa);
    const size_t padded = (n + 15) / 16 * 16, inputs = (k + 3) / 4 * 4;
    int8_t *panels = calloc(padded * inputs, 1), *row = malloc(k);
    float *scale = calloc(padded, 4), *sum = calloc(padded, 4), *bias = calloc(padded, 4), *c = malloc(m * n * 4);
    float *row_scale = malloc(m * 4), *minimum = malloc(m * 4), *looked = malloc(k * 4);
    const size_t width = picket_activation_bytes(set);
    unsigned char *q = malloc(m * inputs * width);
    for (size_t i = 0; i < n; i++) {
        scale[i] = picket_quantize_weights(set, w + i * k, k, smoothing, row);
        sum[i] = scale[i] * (float)picket_pack_bytes(row, i, k, panels);
    }
    picket_dequantize_add(set, row, scale[n - 1], smoothing, k, looked);
    picket_quantize_rows(set, x, m, k, smoothing, q, row_scale, minimum);
    const struct picket_int8_weights weights = {panels, scale, sum, bias};
    picket_int8_product(set, m, n, k, q, row_scale, minimum, &weights, c, n);

    int wrong = 0;
    for (size_t r = 0; r < m; r++) {
        for (size_t o = 0; o < n; o++) {
            double dot = 0;
            for (size_t i = 0; i < k; i++) {
                int16_t wide = 0;
                memcpy(&wide, q + (r * inputs + i) * width, width);
                dot += (double)(width == 1 ? wide & 255 : wide) * panels[o / 16 * 16 * inputs + i / 4 * 64 + o % 16 * 4 + i % 4];
            }
            const double expected = dot * row_scale[r] * scale[o] + (double)minimum[r] * sum[o];
            const double found = c[r * n + o];
            const double size = fabs(dot * row_scale[r] * scale[o]) + fabs((double)minimum[r] * sum[o]) + 1;
            wrong += isfinite(expected) && size < 1e37 && !(fabs(found - expected) <= 1e-5 * size);
        }
    }
    float *packed = malloc(padded * k * 4), *padded_bias = calloc(padded, 4);
    picket_pack_transposed(w, k, n, k, packed);
    picket_packed_product(set, m, n, k, x, k, packed, padded_bias, c, n);
    free(wa), free(xa), free(sa), free(panels), free(row), free(scale), free(sum), free(bias), free(c), free(row_scale), free(minimum);
    free(looked), free(q), free(packed), free(padded_bias);
    return wrong;
}

int main(void) {
    int wrong = 0;
    long runs = 0;
    for (int32_t set = PICKET_PORTABLE; set <= picket_best_instruction_set(); set++) {
        for (int kind = 0; kind < 5; kind++) {
            rows_and_elements(set, kind);
            const size_t step = kind == 4 ? 1 : 5;
            for (size_t m = 1; m <= 17; m += step)
                for (size_t n = 1; n <= 97; n += kind == 4 ? 3 : 16)
                    for (size_t k = 1; k <= 33; k += kind == 4 ? 2 : 8, runs++) wrong += products(set, kind, m, n, k);
        }
    }
    printf("%ld products on %d instruction sets, %d values wrong\n", runs, picket_best_instruction_set() + 1, wrong);
    return wrong > 0;
}
