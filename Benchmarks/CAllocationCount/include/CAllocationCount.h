#ifndef CALLOCATIONCOUNT_H
#define CALLOCATIONCOUNT_H

#include <stdint.h>

/// How often this process has asked for memory. Counted by standing in for glibc's `malloc` and its kind, in every
/// executable that is linked with this.
int64_t allocation_count(void);

#endif
