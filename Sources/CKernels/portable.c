// The kernels in the baseline instruction set: four lanes, which is what every 64-bit CPU has.

#include "kernel_table.h"

#define NAME(name) portable_##name
#define LANES 4
#define MAX_ROWS 2
#define MAX_PANELS 1
#define ROW_BLOCK_BYTES 262144
#define UNROLL 2

#include "vectors.h"

#include "float_kernels.h"
#include "backward_kernels.h"
#include "packed_product.h"
#include "training_kernels.h"

#include "int8_portable.h"
#include "int8_rows.h"
#include "int8_product.h"

const struct kernel_table picket_portable_kernels = KERNEL_TABLE;
