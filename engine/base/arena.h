/* Memory by lifetime: everything that lives as long as a network, a file or a frame comes from one arena and goes with
 * it. */
#ifndef CNN_ARENA_H
#define CNN_ARENA_H

#include <stddef.h>

typedef struct cnn_arena cnn_arena;

/* NULL when there is no memory. The caller frees it. Not thread-safe. */
cnn_arena *cnn_arena_new(void);
void cnn_arena_free(cnn_arena *arena);

/* Forgets everything allocated so far and keeps the memory for the next use. */
void cnn_arena_reset(cnn_arena *arena);

/* `count` zeroed objects of `size` bytes, aligned to 64; NULL when memory or the address space runs out. */
void *cnn_arena_alloc(cnn_arena *arena, size_t count, size_t size);

/* A terminated copy of the first `length` bytes of `text`; NULL without memory. */
char *cnn_arena_text(cnn_arena *arena, const char *text, size_t length);

/* Bytes handed out since the arena was made or reset. */
size_t cnn_arena_used(const cnn_arena *arena);

#endif
