/* Decoded pictures kept between two runs: one file for each folder of pictures in each size, in a folder of the cache. A
 * file appears whole or not at all, whoever else writes one. */
#ifndef CNN_DATASET_CACHE_H
#define CNN_DATASET_CACHE_H

#include "dataset_read.h"

/* What a folder of pictures was when it was decoded: its files with their sizes and times, and how they are decoded. */
typedef struct cnn_cache_key {
    uint64_t hash;
} cnn_cache_key;

cnn_cache_key cnn_cache_begin(void);
void cnn_cache_note(cnn_cache_key *key, const void *bytes, size_t size);

/* Takes pictures, labels and the note from the cache, mapped into memory; false: they are not there. */
bool cnn_cache_read(cnn_data_reading *r, cnn_cache_key key);

/* Keeps them; drops what was not used for longest beyond 2 GB. What cannot be written is not kept. */
void cnn_cache_write(const cnn_data_reading *r, cnn_cache_key key);

#endif
