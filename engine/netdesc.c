/* Names are given when a layer is added, so that every message and address can use them. */
#include "netdesc.h"

#include <string.h>

cnn_netdesc *cnn_netdesc_new(cnn_arena *arena, const char *name) {
    cnn_netdesc *desc = cnn_arena_alloc(arena, 1, sizeof *desc);
    if (!desc)
        return NULL;
    desc->name = cnn_arena_text(arena, name, strlen(name));
    desc->loss = CNN_OP_LOSS_SUM;
    desc->label = -1;
    desc->train = cnn_train_settings_default();
    return desc->name ? desc : NULL;
}

int cnn_netdesc_find(const cnn_netdesc *desc, const char *name) {
    if (!strcmp(name, "input"))
        return CNN_FROM_INPUT;
    for (int i = 0; i < desc->count; i++)
        if (!strcmp(desc->layers[i].name, name))
            return i;
    return -2;
}

static const char *stem_of(cnn_op_kind op) {
    switch (op) {
    case CNN_OP_MAX_POOL:
    case CNN_OP_AVG_POOL:
    case CNN_OP_MIN_POOL:
        return "pool";
    case CNN_OP_LEAKY_RELU:
        return "leaky";
    default:
        return cnn_op_of(op)->name;
    }
}

static const char *generated_name(const cnn_netdesc *desc, cnn_arena *arena, cnn_op_kind op) {
    char name[CNN_NAME_MAX];
    int number = 1;
    for (int i = 0; i < desc->count; i++)
        number += !strcmp(stem_of(desc->layers[i].op), stem_of(op));
    do
        cnn_format(name, sizeof name, "%s%d", stem_of(op), number++);
    while (cnn_netdesc_find(desc, name) != -2);
    return cnn_arena_text(arena, name, strlen(name));
}

static bool make_room(cnn_netdesc *desc, cnn_arena *arena) {
    bool full = desc->count == 0 || (desc->count >= 8 && (desc->count & (desc->count - 1)) == 0);
    if (!full)
        return true;
    cnn_layer *larger = cnn_arena_alloc(arena, desc->count ? (size_t)desc->count * 2 : 8, sizeof *larger);
    if (!larger)
        return false;
    if (desc->count)
        memcpy(larger, desc->layers, (size_t)desc->count * sizeof *larger);
    desc->layers = larger;
    return true;
}

cnn_layer *cnn_netdesc_add(cnn_netdesc *desc, cnn_arena *arena, cnn_op_kind op, const char *name) {
    if (desc->count >= CNN_LAYERS_MAX || !make_room(desc, arena))
        return NULL;
    const char *kept = name ? cnn_arena_text(arena, name, strlen(name)) : generated_name(desc, arena, op);
    if (!kept)
        return NULL;
    cnn_layer *layer = &desc->layers[desc->count];
    *layer = (cnn_layer){.name = kept, .op = op, .attrs = cnn_attrs_default(), .input_count = 1};
    layer->inputs[0] = desc->count - 1;
    desc->count++;
    return layer;
}
