/* A short name for many numbers, to compare what two machines computed. */
#ifndef CNN_FINGERPRINT_H
#define CNN_FINGERPRINT_H

#include <stddef.h>
#include <stdint.h>

/* FNV-1a (G. Fowler, L. Noll, K.-P. Vo) of their bytes, lowest first; any two NaNs count as the same, since their other
 * bits differ from processor to processor. */
uint64_t cnn_fingerprint(const float *numbers, size_t count);

#endif
