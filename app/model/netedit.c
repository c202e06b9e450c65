/* Every change is made on the description, written as text, read again and built. So only what can be opened is
 * accepted, and every change can be undone. */
#include "netedit.h"

#include "file.h"
#include "netfile_write.h"
#include "user_files.h"

#include <stdlib.h>
#include <string.h>

static void drop_present(netedit *e) {
    cnn_net_free(e->net);
    cnn_arena_free(e->arena);
    e->net = NULL;
    e->arena = NULL;
    e->desc = NULL;
}

/* Reads and builds the text; only when that works does it become the present one. */
static cnn_status take(netedit *e, const char *name, const char *text) {
    cnn_document *d = NULL;
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc = NULL;
    cnn_net *net = NULL;
    cnn_status status = arena ? cnn_document_parse(name, text, strlen(text), &d) : cnn_no_memory(name, 0);
    if (!cnn_failed(status))
        status = cnn_netfile_read(d, cnn_document_root(d), arena, &desc);
    cnn_document_free(d);
    if (!cnn_failed(status)) {
        desc->file = NULL; /* messages name the layer, not a line nobody sees */
        status = cnn_net_new(desc, &net);
    }
    if (cnn_failed(status)) {
        cnn_arena_free(arena);
        return status;
    }
    drop_present(e);
    e->arena = arena;
    e->desc = desc;
    e->net = net;
    return status;
}

static bool keep_step(netedit *e, const char *text) {
    char *copy = malloc(strlen(text) + 1);
    if (!copy)
        return false;
    memcpy(copy, text, strlen(text) + 1);
    while (e->count > e->at + 1)
        free(e->steps[--e->count]);
    if (e->count == NETEDIT_STEPS) {
        free(e->steps[0]);
        memmove(e->steps, e->steps + 1, (NETEDIT_STEPS - 1) * sizeof *e->steps);
        e->count--;
    }
    e->steps[e->count++] = copy;
    e->at = e->count - 1;
    return true;
}

void netedit_close(netedit *e) {
    drop_present(e);
    while (e->count > 0)
        free(e->steps[--e->count]);
    memset(e, 0, sizeof *e);
}

cnn_status netedit_open_text(netedit *e, const char *name, const char *text) {
    netedit_close(e);
    cnn_status status = take(e, name, text);
    if (cnn_failed(status))
        return status;
    char *written = cnn_netfile_write(e->desc, e->arena);
    return written && keep_step(e, written) ? status : cnn_no_memory(name, 0);
}

const char *netedit_text(const netedit *e) {
    return e->count ? e->steps[e->at] : "";
}

/* After the description was changed in place: keeps it if it works, else returns to the present text. */
static cnn_status settle(netedit *e) {
    char *text = cnn_netfile_write(e->desc, e->arena);
    if (!text)
        return cnn_no_memory("the network", 0);
    size_t length = strlen(text) + 1;
    char *copy = malloc(length);
    if (!copy)
        return cnn_no_memory("the network", length);
    memcpy(copy, text, length);
    cnn_status status = take(e, "network", copy);
    if (!cnn_failed(status))
        status = keep_step(e, copy) ? status : cnn_no_memory("the network", length);
    else if (cnn_failed(take(e, "network", e->steps[e->at])))
        drop_present(e);
    free(copy);
    return status;
}

/* The setting that a part is, as network files name it. */
static const char *const setting_names[NETEDIT_PARTS] = {"filters", "size", "stride", "padding", "dilation", "units"};

bool netedit_has(const netedit *e, int layer, netedit_part part) {
    return cnn_op_setting(cnn_op_of(e->desc->layers[layer].op), setting_names[part]) != NULL;
}

int netedit_value(const netedit *e, int layer, netedit_part part) {
    const cnn_attrs *a = &e->net->nodes[layer + 1].attrs; /* with "same" as the padding it means */
    int values[NETEDIT_PARTS] = {a->filters, a->kernel[0], a->stride[0], a->pad[0], a->dilation[0], a->units};
    return values[part];
}

/* Drops given numbers, which belong to the old shape. */
static void forget_numbers(cnn_layer *l) {
    l->weights = l->biases = NULL;
    l->weight_count = l->bias_count = 0;
    l->weight_depth = 0;
}

cnn_status netedit_set(netedit *e, int layer, netedit_part part, int value) {
    cnn_layer *l = &e->desc->layers[layer];
    const cnn_setting *setting = cnn_op_setting(cnn_op_of(l->op), setting_names[part]);
    if (!setting)
        return cnn_ok();
    int *numbers = cnn_setting_integers(setting, &l->attrs);
    int count = setting->type == CNN_SETTING_PADDING ? 4 : setting->type == CNN_SETTING_PAIR ? 2 : 1;
    for (int i = 0; i < count; i++)
        numbers[i] = value;
    l->attrs.same &= part != NETEDIT_PADDING;
    forget_numbers(l);
    return settle(e);
}

/* A convolution is inserted with padding that keeps the size. */
static bool kept_same(cnn_op_kind kind) {
    return cnn_op_of(kind)->family == CNN_FAMILY_WINDOW_SUM && cnn_op_setting(cnn_op_of(kind), "filters");
}

cnn_status netedit_insert(netedit *e, int layer, cnn_op_kind kind) {
    cnn_netdesc *desc = e->desc;
    if (!cnn_netdesc_add(desc, e->arena, kind, NULL))
        return desc->count < CNN_LAYERS_MAX ? cnn_no_memory("a layer", sizeof *desc->layers)
                                            : cnn_fail(CNN_BAD_INPUT, "more than %d layers", CNN_LAYERS_MAX);
    cnn_layer made = desc->layers[desc->count - 1];
    int at = layer + 1;
    memmove(&desc->layers[at + 1], &desc->layers[at], (size_t)(desc->count - 1 - at) * sizeof made);
    /* Readers of the layer before now read the new one; later indices grow by one. */
    for (int i = at + 1; i < desc->count; i++)
        for (int j = 0; j < desc->layers[i].input_count; j++)
            desc->layers[i].inputs[j] += desc->layers[i].inputs[j] >= layer;
    made.inputs[0] = layer;
    made.attrs.filters = 8;
    made.attrs.units = 32;
    bool filters = cnn_op_setting(cnn_op_of(kind), "filters");
    made.attrs.kernel[0] = made.attrs.kernel[1] = filters ? 3 : 2;
    made.attrs.same = kept_same(kind);
    if (cnn_op_of(kind)->window && !filters)
        made.attrs.stride[0] = made.attrs.stride[1] = 2;
    desc->layers[at] = made;
    return settle(e);
}

cnn_status netedit_remove(netedit *e, int layer) {
    cnn_netdesc *desc = e->desc;
    if (desc->count < 2)
        return cnn_fail(CNN_BAD_INPUT, "a network needs at least one layer");
    int source = desc->layers[layer].inputs[0];
    for (int i = layer + 1; i < desc->count; i++)
        for (int j = 0; j < desc->layers[i].input_count; j++) {
            int *input = &desc->layers[i].inputs[j];
            *input = *input == layer ? source : *input > layer ? *input - 1 : *input;
        }
    memmove(&desc->layers[layer], &desc->layers[layer + 1], (size_t)(desc->count - layer - 1) * sizeof *desc->layers);
    desc->count--;
    return settle(e);
}

bool netedit_can_undo(const netedit *e) {
    return e->at > 0;
}

bool netedit_can_redo(const netedit *e) {
    return e->at + 1 < e->count;
}

static cnn_status go_to(netedit *e, int at) {
    cnn_status status = take(e, "network", e->steps[at]);
    if (!cnn_failed(status))
        e->at = at;
    return status;
}

cnn_status netedit_undo(netedit *e) {
    return netedit_can_undo(e) ? go_to(e, e->at - 1) : cnn_ok();
}

cnn_status netedit_redo(netedit *e) {
    return netedit_can_redo(e) ? go_to(e, e->at + 1) : cnn_ok();
}

/* Whether the file holds exactly this text. */
static bool holds(const char *path, const char *text) {
    unsigned char *bytes;
    size_t length, wanted = strlen(text);
    if (cnn_failed(cnn_file_read(path, wanted + 1, false, &bytes, &length)))
        return false;
    bool same = length == wanted && !memcmp(bytes, text, length);
    free(bytes);
    return same;
}

cnn_status netedit_save(const netedit *e, char **saved, char *path, size_t size) {
    enum { MOST = 1000 };
    char name[64];
    size_t length = 0;
    for (const char *c = e->desc->name; *c && length < 40; c++)
        name[length++] =
            (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == '-' ? *c : '-';
    name[length] = '\0';
    cnn_append(name, sizeof name, "-edited");
    int number = 1;
    user_document_path(name, ".yaml", number, path, size);
    while (cnn_file_exists(path) && !(*saved && holds(path, *saved))) {
        if (++number > MOST)
            return cnn_fail(CNN_BAD_INPUT, "%s and %d more stand here already", path, MOST - 1);
        user_document_path(name, ".yaml", number, path, size);
    }
    user_make_folders(path);
    const char *text = netedit_text(e);
    cnn_piece piece = {text, strlen(text)};
    char *copy = malloc(piece.size + 1);
    if (!copy)
        return cnn_no_memory(path, piece.size);
    memcpy(copy, text, piece.size + 1);
    cnn_status status = cnn_file_write(path, &piece, 1);
    if (cnn_failed(status)) {
        free(copy);
        return status;
    }
    free(*saved);
    *saved = copy;
    return status;
}
