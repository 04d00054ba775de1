// How many times a thread has asked for heap memory.
//
// The functions of the C library's allocator are replaced in a test program by ones that count and pass on. Each thread counts for
// itself, so that tests which run at the same time do not disturb each other.

#ifndef CALLOCATIONCOUNTING_H
#define CALLOCATIONCOUNTING_H

#include <stddef.h>
#include <stdint.h>

/// Allocations of this thread since it began.
uint64_t picket_allocation_count(void);

/// False where the allocator belongs to somebody else (a sanitizer, another C library), and nothing is counted.
int picket_counts_allocations(void);

#endif
