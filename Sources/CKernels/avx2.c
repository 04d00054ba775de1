// The kernels for AVX2 with FMA: eight lanes, sixteen registers. A tile of 6 rows × 16 columns takes twelve of them, one panel row two.

#if defined(__x86_64__)

#include "kernel_table.h"
#include <immintrin.h>
#include <string.h>

#define NAME(name) avx2_##name
#define LANES 8
#define MAX_ROWS 6
#define MAX_PANELS 1
#define ROW_BLOCK_BYTES 262144
#define UNROLL 4
#define PREFETCH 2048

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "vectors.h"

#include "float_kernels.h"
#include "backward_kernels.h"
#include "packed_product.h"
#include "training_kernels.h"

#include "int8_avx2.h"
#include "int8_rows.h"
#include "int8_product.h"
#pragma clang attribute pop

const struct kernel_table picket_avx2_kernels = KERNEL_TABLE;

#endif
