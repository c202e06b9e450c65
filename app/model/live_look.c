/* Looking at the network from inside its thread: one picture recorded, the first number that is not finite found. */
#include "address.h"
#include "live_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

cnn_status live_make_recording(live *l, const live_requests *w, bool fast, cnn_recording **out) {
    cnn_shape shape = l->s.data->image;
    float *pixels = malloc(cnn_shape_image(shape) * sizeof *pixels);
    if (!pixels)
        return cnn_no_memory("a picture", cnn_shape_image(shape) * sizeof *pixels);
    const cnn_pictures *from = w->source == LIVE_TEST_PICTURE ? &l->s.data->test : &l->s.data->train;
    int picture = w->picture % from->count;
    cnn_record_input in = {.iteration = cnn_trainer_iteration(l->trainer),
        .image = picture,
        .label = from->labels[picture],
        .pixels = pixels,
        .batch = 1,
        .parameters = cnn_trainer_parameters(l->trainer),
        .momentum = cnn_trainer_momentum(l->trainer),
        .fast = fast};
    if (w->source == LIVE_OWN_PICTURE) {
        size_t most = cnn_shape_image(shape) < LIVE_PIXELS ? cnn_shape_image(shape) : LIVE_PIXELS;
        memset(pixels, 0, cnn_shape_image(shape) * sizeof *pixels);
        memcpy(pixels, w->pixels, most * sizeof *pixels);
        cnn_levels levels = cnn_netdesc_levels(l->s.desc);
        cnn_levels_take(&levels, shape, pixels);
        in.image = -1;
        in.label = -1;
    } else {
        cnn_pictures_read(l->s.data, from, picture, pixels);
    }
    cnn_status status = cnn_recording_new(l->s.net, &l->runs[l->next.run].seen.settings, &in, out);
    free(pixels);
    return status;
}

/* The first number of a tensor that is not finite, as an address. */
static bool found(
    const cnn_recording *r, cnn_phase phase, int node, const float *values, size_t count, char *text, size_t size) {
    for (size_t i = 0; i < count; i++) {
        if (isfinite(values[i]))
            continue;
        const cnn_segment *s = cnn_walk_find(r->walk, phase, node);
        if (!s)
            return false;
        int64_t taps = cnn_term_taps(s->terms[0]), step = s->first + (int64_t)i * taps;
        step = step < s->first + s->steps ? step : s->first;
        char address[CNN_ADDRESS_TEXT];
        cnn_address_format(r->walk, cnn_walk_address(r->walk, step, CNN_DEPTH_POSITION), address);
        cnn_format(text, size, "%s", address);
        return true;
    }
    return false;
}

static bool in_recording(const cnn_recording *r, char *text, size_t size) {
    const cnn_net *net = r->net;
    for (int n = 1; n < net->loss; n++)
        if (found(r, CNN_FORWARD, n, r->pass->value[n].data, cnn_shape_image(net->nodes[n].layout.out), text, size))
            return true;
    if (found(r, CNN_LOSS, net->loss, r->pass->value[net->loss].data, 1, text, size))
        return true;
    for (int n = net->loss - 1; n > 0; n--)
        if (net->nodes[n].on_path &&
            found(r, CNN_BACKWARD, n, r->pass->grad[n].data, cnn_shape_image(net->nodes[n].layout.out), text, size))
            return true;
    for (int n = 1; n < net->loss; n++)
        if (net->nodes[n].weight_count &&
            found(r, CNN_UPDATE, n, r->after + net->nodes[n].weight_at, net->nodes[n].weight_count, text, size))
            return true;
    return false;
}

bool live_find_nonfinite(live *l, char *text, size_t size) {
    for (int slot = 0; slot < cnn_trainer_batch(l->trainer); slot++) {
        cnn_recording *r;
        if (cnn_failed(cnn_trainer_record(l->trainer, slot, &r)))
            return false;
        bool there = in_recording(r, text, size);
        cnn_recording_free(r);
        if (there)
            return true;
    }
    return false;
}
