#include "fingerprint.h"

#include <string.h>

uint64_t cnn_fingerprint(const float *numbers, size_t count) {
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = 0x7fc00000;
        if (numbers[i] == numbers[i])
            memcpy(&bits, &numbers[i], sizeof bits);
        for (int shift = 0; shift < 32; shift += 8)
            hash = (hash ^ (bits >> shift & 255)) * 0x100000001b3;
    }
    return hash;
}
