// Right operands of packed products. Both run once per weight at load, and per head in attention, where the operand is small.

#include "CKernels.h"

#include <string.h>

void picket_pack_transposed(const float *w, size_t ldw, size_t n, size_t k, float *panels) {
    for (size_t column = 0; column < n; column += PICKET_PANEL, panels += PICKET_PANEL * k) {
        const size_t width = n - column < PICKET_PANEL ? n - column : PICKET_PANEL;
        const float *rows = w + column * ldw;
        for (size_t i = 0; i < k; i++) {
            float *group = panels + i * PICKET_PANEL;
            for (size_t j = 0; j < width; j++) group[j] = rows[j * ldw + i];
            for (size_t j = width; j < PICKET_PANEL; j++) group[j] = 0;
        }
    }
}

void picket_pack(const float *b, size_t ldb, size_t n, size_t k, float *panels) {
    for (size_t column = 0; column < n; column += PICKET_PANEL, panels += PICKET_PANEL * k) {
        const size_t width = n - column < PICKET_PANEL ? n - column : PICKET_PANEL;
        for (size_t i = 0; i < k; i++) {
            float *group = panels + i * PICKET_PANEL;
            const float *row = b + i * ldb + column;
            if (width == PICKET_PANEL) {
                memcpy(group, row, PICKET_PANEL * sizeof(float));
                continue;
            }
            for (size_t j = 0; j < width; j++) group[j] = row[j];
            for (size_t j = width; j < PICKET_PANEL; j++) group[j] = 0;
        }
    }
}

int32_t picket_pack_bytes(const int8_t *q, size_t row, size_t k, int8_t *panels) {
    const size_t groups = (k + 3) / 4;
    int8_t *target = panels + row / PICKET_PANEL * 64 * groups + row % PICKET_PANEL * 4;
    int32_t sum = 0;
    for (size_t i = 0; i < k; i++) sum += q[i];
    for (size_t g = 0; g < k / 4; g++) memcpy(target + 64 * g, q + 4 * g, 4);
    if (k % 4) memcpy(target + 64 * (k / 4), q + k / 4 * 4, k % 4);
    return sum;
}
