/* An array of keyframes in the order of their iterations, each one block of memory. */
#include "history.h"

#include <stdlib.h>
#include <string.h>

typedef struct frame {
    int64_t iteration;
    float *numbers; /* parameters, then momentum */
} frame;

struct cnn_history {
    size_t parameters, buffers, limit; /* buffers: numbers of momentum */
    int64_t distance;
    frame *frames;
    int count, room;
};

static void thin_out(cnn_history *h) {
    int kept = 0;
    h->distance *= 2;
    for (int i = 0; i < h->count; i++)
        if ((h->frames[i].iteration - h->frames[0].iteration) % h->distance == 0)
            h->frames[kept++] = h->frames[i];
        else
            free(h->frames[i].numbers);
    h->count = kept;
}

void cnn_history_limit(cnn_history *h, size_t bytes) {
    size_t each = sizeof(frame) * 2 + (h->parameters + h->buffers + 1) * sizeof(float);
    h->limit = bytes / each < 3 ? 3 : bytes / each;
    while ((size_t)h->count > h->limit)
        thin_out(h);
}

cnn_history *cnn_history_new(size_t parameters, int buffers, int distance, size_t bytes) {
    cnn_history *h = calloc(1, sizeof *h);
    if (!h)
        return NULL;
    h->parameters = parameters;
    h->buffers = parameters * (size_t)buffers;
    h->distance = distance;
    cnn_history_limit(h, bytes);
    return h;
}

void cnn_history_free(cnn_history *h) {
    if (!h)
        return;
    for (int i = 0; i < h->count; i++)
        free(h->frames[i].numbers);
    free(h->frames);
    free(h);
}

/* The index of the first keyframe after the iteration. */
static int after(const cnn_history *h, int64_t iteration) {
    int low = 0, high = h->count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (h->frames[middle].iteration <= iteration)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool cnn_history_wants(const cnn_history *h, int64_t iteration) {
    int at = after(h, iteration);
    if (at == 0)
        return h->count == 0;
    return iteration - h->frames[0].iteration >= 0 && (iteration - h->frames[0].iteration) % h->distance == 0 &&
           h->frames[at - 1].iteration != iteration;
}

void cnn_history_keep(cnn_history *h, int64_t iteration, const float *parameters, const float *momentum) {
    if ((size_t)h->count >= h->limit)
        thin_out(h);
    if (h->count == h->room) {
        int room = h->room ? h->room * 2 : 16;
        frame *larger = realloc(h->frames, (size_t)room * sizeof *larger);
        if (!larger)
            return;
        h->frames = larger;
        h->room = room;
    }
    frame made = {iteration, malloc((h->parameters + h->buffers + 1) * sizeof(float))};
    if (!made.numbers)
        return;
    memcpy(made.numbers, parameters, h->parameters * sizeof(float));
    memcpy(made.numbers + h->parameters, momentum, h->buffers * sizeof(float));
    int at = after(h, iteration);
    memmove(&h->frames[at + 1], &h->frames[at], (size_t)(h->count - at) * sizeof made);
    h->frames[at] = made;
    h->count++;
}

bool cnn_history_find(const cnn_history *h, int64_t iteration, cnn_keyframe *out) {
    int at = after(h, iteration);
    if (at == 0)
        return false;
    const frame *f = &h->frames[at - 1];
    *out = (cnn_keyframe){f->iteration, f->numbers, f->numbers + h->parameters};
    return true;
}

int cnn_history_count(const cnn_history *h) {
    return h->count;
}

size_t cnn_history_bytes(const cnn_history *h) {
    return sizeof *h + (size_t)h->room * sizeof(frame) +
           (size_t)h->count * (h->parameters + h->buffers + 1) * sizeof(float);
}
