/* Names are given when a layer is added, so that every message and address can use them. */
#include "netdesc.h"

#include <stdlib.h>
#include <string.h>

cnn_netdesc *cnn_netdesc_new(cnn_arena *arena, const char *name) {
    cnn_netdesc *desc = cnn_arena_alloc(arena, 1, sizeof *desc);
    if (!desc)
        return NULL;
    desc->name = cnn_arena_text(arena, name, strlen(name));
    desc->loss = cnn_loss_for(CNN_TARGET_GRADIENT);
    desc->label = -1;
    desc->high = desc->hot = 1;
    desc->train = cnn_train_settings_default();
    return desc->name ? desc : NULL;
}

cnn_levels cnn_netdesc_levels(const cnn_netdesc *desc) {
    return (cnn_levels){desc->low, desc->high, desc->mean, desc->std};
}

int cnn_netdesc_find(const cnn_netdesc *desc, const char *name) {
    if (!strcmp(name, "input"))
        return CNN_FROM_INPUT;
    for (int i = 0; i < desc->count; i++)
        if (!strcmp(desc->layers[i].name, name))
            return i;
    for (int i = 0; i < desc->block_count; i++)
        if (desc->blocks[i].count && !strcmp(desc->blocks[i].name, name))
            return desc->blocks[i].first + desc->blocks[i].count - 1;
    return -2;
}

/* The number after the stem, as in relu12; 0: the name has another form. */
static int number_of(const char *name, const char *stem) {
    size_t length = strlen(stem);
    const char *digits = name + length;
    if (strncmp(name, stem, length) || *digits < '1' || *digits > '9' || strlen(digits) > 6 ||
        strspn(digits, "0123456789") != strlen(digits))
        return 0;
    return (int)strtol(digits, NULL, 10);
}

/* The stem with the first free number, starting from the count of layers with this stem. */
static const char *generated_name(const cnn_netdesc *desc, cnn_arena *arena, cnn_op_kind op) {
    bool used[2 * CNN_LAYERS_MAX + CNN_BLOCKS_MAX + 2] = {0};
    const char *stem = cnn_op_stem(cnn_op_of(op));
    int number = 1;
    for (int i = 0; i < desc->count + desc->block_count; i++) {
        bool layer = i < desc->count;
        number += layer && !strcmp(cnn_op_stem(cnn_op_of(desc->layers[i].op)), stem);
        int taken = number_of(layer ? desc->layers[i].name : desc->blocks[i - desc->count].name, stem);
        if ((size_t)taken < sizeof used)
            used[taken] = true;
    }
    while (used[number])
        number++;
    char name[CNN_NAME_MAX];
    cnn_format(name, sizeof name, "%s%d", stem, number);
    return cnn_arena_text(arena, name, strlen(name));
}

/* Room for one more in a list that doubles: the list, a larger copy of it, or NULL without memory. */
static void *room_for_one(cnn_arena *arena, void *list, int count, size_t size) {
    bool full = count == 0 || (count >= 8 && (count & (count - 1)) == 0);
    void *larger = full ? cnn_arena_alloc(arena, count ? (size_t)count * 2 : 8, size) : list;
    if (full && larger && count)
        memcpy(larger, list, (size_t)count * size);
    return larger;
}

int cnn_netdesc_add_block(cnn_netdesc *desc, cnn_arena *arena, const char *name, const char *kind, int outer) {
    cnn_block *blocks = desc->block_count < CNN_BLOCKS_MAX
                            ? room_for_one(arena, desc->blocks, desc->block_count, sizeof *blocks)
                            : NULL;
    const char *its_name = cnn_arena_text(arena, name, strlen(name)),
               *its_kind = cnn_arena_text(arena, kind, strlen(kind));
    if (!blocks || !its_name || !its_kind)
        return -1;
    desc->blocks = blocks;
    blocks[desc->block_count] = (cnn_block){.name = its_name, .kind = its_kind, .first = desc->count, .outer = outer};
    return desc->block_count++;
}

cnn_layer *cnn_netdesc_add(cnn_netdesc *desc, cnn_arena *arena, cnn_op_kind op, const char *name) {
    cnn_layer *layers =
        desc->count < CNN_LAYERS_MAX ? room_for_one(arena, desc->layers, desc->count, sizeof *layers) : NULL;
    const char *kept = name ? cnn_arena_text(arena, name, strlen(name)) : generated_name(desc, arena, op);
    if (!layers || !kept)
        return NULL;
    desc->layers = layers;
    cnn_layer *layer = &desc->layers[desc->count];
    *layer =
        (cnn_layer){.name = kept, .op = op, .attrs = cnn_op_defaults(cnn_op_of(op)), .input_count = 1, .block = -1};
    layer->inputs[0] = desc->count - 1;
    desc->count++;
    return layer;
}
