/* Any operator of op_table.h in a small network of its own. */
#ifndef OPERATOR_BED_H
#define OPERATOR_BED_H

#include "check.h"

#include "netfile.h"
#include "recording.h"
#include "rng.h"

static const cnn_shape SHAPE = {1, 4, 5, 6},
                       FEW = {1, 2, 3, 4}; /* few, so that a layer that reads all of them has a short sum */

/* Small settings with which the operator fits the shape. */
static inline cnn_attrs small(const cnn_op *op) {
    cnn_attrs attrs = cnn_op_defaults(op);
    for (const cnn_setting *s = op->settings; s && s->key; s++) {
        int *at = s->by_default == CNN_DEFAULT_NEEDED ? cnn_setting_integers(s, &attrs) : NULL;
        if (at)
            at[0] = s->type == CNN_SETTING_PAIR ? 3 : 4;
        if (at && s->type == CNN_SETTING_PAIR)
            at[1] = 2;
    }
    return attrs;
}

/* The operator between an input and a loss; one with several inputs reads the image and a function of it. A loss
 * compares the numbers of a dense layer. */
typedef struct bed {
    cnn_arena *arena;
    cnn_netdesc *desc;
    cnn_net *net;
    int node;
    float *parameters, *pixels, *target;
} bed;

static inline float *noise(cnn_arena *arena, cnn_rng *rng, size_t count) {
    float *numbers = cnn_arena_alloc(arena, count + 1, sizeof *numbers);
    for (size_t i = 0; i < count; i++)
        numbers[i] = cnn_rng_uniform(rng, -1, 1);
    return numbers;
}

/* Of its own for each operator, whatever else stands in the table. */
static inline uint64_t stream_of(const char *name) {
    uint64_t stream = 0;
    while (*name)
        stream = stream * 31 + (unsigned char)*name++;
    return stream;
}

static inline bed make_bed(cnn_op_kind kind) {
    const cnn_op *op = cnn_op_of(kind);
    bed b = {.arena = cnn_arena_new()};
    cnn_rng rng = cnn_rng_seeded(6, stream_of(op->name));
    b.desc = cnn_netdesc_new(b.arena, op->name);
    b.desc->input = op->family == CNN_FAMILY_UNITS ? FEW : SHAPE;
    if (op->loss) {
        cnn_netdesc_add(b.desc, b.arena, CNN_OP_DENSE, "d")->attrs.units = 5;
        b.desc->loss = kind;
    } else {
        cnn_netdesc_add(b.desc, b.arena, CNN_OP_TANH, "t");
        cnn_layer *layer = cnn_netdesc_add(b.desc, b.arena, kind, NULL);
        layer->attrs = small(op);
        layer->input_count = op->inputs_min;
        for (int i = 1; i < layer->input_count; i++)
            layer->inputs[i] = CNN_FROM_INPUT;
    }
    CHECK_FINE(cnn_net_new(b.desc, &b.net));
    b.node = op->loss ? b.net->loss : 2;
    b.parameters = noise(b.arena, &rng, b.net->parameters);
    b.pixels = noise(b.arena, &rng, cnn_shape_image(b.desc->input));
    b.target = noise(b.arena, &rng, cnn_shape_image(b.net->nodes[b.net->nodes[b.net->loss].inputs[0]].layout.out));
    return b;
}

static inline cnn_recording *record(const bed *b) {
    cnn_target compared = b->net->nodes[b->net->loss].op->target;
    bool numbers = compared == CNN_TARGET_GRADIENT || compared == CNN_TARGET_NUMBERS;
    cnn_record_input in = {.label = numbers ? -1 : 2,
        .target = numbers ? b->target : NULL,
        .pixels = b->pixels,
        .batch = 1,
        .parameters = b->parameters,
        .alone = true};
    cnn_recording *r;
    CHECK_FINE(cnn_recording_new(b->net, &b->desc->train, &in, &r));
    return r;
}

static inline void free_bed(bed *b) {
    cnn_net_free(b->net);
    cnn_arena_free(b->arena);
}

#endif
