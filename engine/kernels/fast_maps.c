/* Shares a layer whose maps are independent between threads: each job gets a call with some of the maps of a single
 * image. */
#include "fast.h"
#include "thread_pool.h"

enum { LEAST = 16 * 1024 }; /* a layer with this many numbers is worth it */

typedef struct sharing {
    const cnn_call *call;
    void (*kernel)(const cnn_call *call);
    size_t scratch; /* floats for each map */
    int parts;
} sharing;

static void some_maps(void *context, int index, int worker) {
    (void)worker;
    const sharing *s = context;
    cnn_call part = *s->call;
    int maps = part.out.shape.c, first = maps * index / s->parts, end = maps * (index + 1) / s->parts;
    for (int i = 0; i < part.inputs; i++) {
        part.in[i].data += (ptrdiff_t)first * part.in[i].shape.h * part.in[i].shape.w;
        part.in[i].shape.c = end - first;
    }
    part.out.data += (ptrdiff_t)first * part.out.shape.h * part.out.shape.w;
    part.out.shape.c = end - first;
    part.scratch = part.scratch ? part.scratch + (size_t)first * s->scratch : NULL;
    s->kernel(&part);
}

void cnn_fast_by_maps(const cnn_call *call, size_t scratch, void (*kernel)(const cnn_call *call)) {
    sharing s = {call, kernel, scratch, cnn_thread_pool_size(call->thread_pool)};
    if (s.parts == 1 || call->out.shape.n != 1 || call->out.shape.c < s.parts ||
        cnn_shape_image(call->in[0].shape) < LEAST)
        kernel(call);
    else
        cnn_thread_pool_run(call->thread_pool, s.parts, some_maps, &s);
}
