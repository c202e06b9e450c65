/* A chain of blocks, each at least twice as large as the one before; an allocation advances a mark, and freeing the
 * arena frees the chain. */
#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64, FIRST_BLOCK = 16 * 1024, LARGEST_GROWTH = 16 * 1024 * 1024 };

typedef struct block {
    struct block *next;
    size_t size, used;
    unsigned char *bytes;
} block;

struct cnn_arena {
    block *first, *current;
    size_t used;
};

/* Under the address sanitizer only memory that was handed out may be touched, and a gap follows each piece: an overrun
 * is caught even though the next piece lies in the same block. */
#if defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#endif
#ifdef WATCHED
#include <sanitizer/asan_interface.h>
enum { GAP = ALIGNMENT };
#else
#define ASAN_POISON_MEMORY_REGION(from, size) ((void)(from), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(from, size) ((void)(from), (void)(size))
enum { GAP = 0 };
#endif

static block *block_new(size_t size) {
    if (size > SIZE_MAX - ALIGNMENT - sizeof(block))
        return NULL;
    block *made = malloc(sizeof *made);
    if (!made)
        return NULL;
    made->bytes = aligned_alloc(ALIGNMENT, (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    if (!made->bytes) {
        free(made);
        return NULL;
    }
    made->next = NULL;
    made->size = size;
    made->used = 0;
    ASAN_POISON_MEMORY_REGION(made->bytes, size);
    return made;
}

cnn_arena *cnn_arena_new(void) {
    return calloc(1, sizeof(cnn_arena));
}

void cnn_arena_free(cnn_arena *arena) {
    if (!arena)
        return;
    for (block *at = arena->first; at;) {
        block *next = at->next;
        free(at->bytes);
        free(at);
        at = next;
    }
    free(arena);
}

void cnn_arena_reset(cnn_arena *arena) {
    for (block *at = arena->first; at; at = at->next) {
        ASAN_POISON_MEMORY_REGION(at->bytes, at->used);
        at->used = 0;
    }
    arena->current = arena->first;
    arena->used = 0;
}

static block *block_with_room(cnn_arena *arena, size_t bytes) {
    while (arena->current && arena->current->size - arena->current->used < bytes && arena->current->next)
        arena->current = arena->current->next;
    if (arena->current && arena->current->size - arena->current->used >= bytes)
        return arena->current;
    size_t size = arena->current ? arena->current->size : FIRST_BLOCK / 2;
    size = size < LARGEST_GROWTH ? size * 2 : size;
    block *made = block_new(size > bytes ? size : bytes);
    if (!made)
        return NULL;
    if (arena->current)
        arena->current->next = made;
    else
        arena->first = made;
    arena->current = made;
    return made;
}

void *cnn_arena_alloc(cnn_arena *arena, size_t count, size_t size) {
    if (size && count > (SIZE_MAX - ALIGNMENT - GAP) / size)
        return NULL;
    size_t wanted = count * size, bytes = (wanted + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + GAP;
    if (bytes == 0)
        bytes = ALIGNMENT;
    block *from = block_with_room(arena, bytes);
    if (!from)
        return NULL;
    void *made = from->bytes + from->used;
    from->used += bytes;
    arena->used += bytes;
    ASAN_UNPOISON_MEMORY_REGION(made, GAP ? wanted : bytes);
    return memset(made, 0, GAP ? wanted : bytes);
}

char *cnn_arena_text(cnn_arena *arena, const char *text, size_t length) {
    char *copy = cnn_arena_alloc(arena, length + 1, 1);
    if (copy)
        memcpy(copy, text, length);
    return copy;
}

size_t cnn_arena_used(const cnn_arena *arena) {
    return arena->used;
}
