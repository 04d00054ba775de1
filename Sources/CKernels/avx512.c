// The kernels for AVX-512: sixteen lanes, thirty-two registers. A tile of 8 rows × 48 columns takes twenty-four of them.

#if defined(__x86_64__)

#include "kernel_table.h"
#include <immintrin.h>
#include <string.h>

#define NAME(name) avx512_##name
#define LANES 16
#define MAX_ROWS 8
#define MAX_PANELS 3
#define ROW_BLOCK_BYTES 262144
#define UNROLL 4
#define PREFETCH 2048

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#include "vectors.h"

#include "float_kernels.h"
#include "backward_kernels.h"
#include "packed_product.h"
#include "training_kernels.h"
#pragma clang attribute pop

#pragma clang attribute push(                                                                                            \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma"))), apply_to = function)
#include "int8_vnni.h"
#include "int8_rows.h"
#include "int8_product.h"
#pragma clang attribute pop

const struct kernel_table picket_avx512_kernels = KERNEL_TABLE;

#endif
