/* The header is checked entry by entry against the network before a single number is copied; what does not fit is listed
 * in one sentence. */
#include "checkpoint.h"

#include "class_list.h"
#include "file.h"
#include "foreign.h"
#include "tensors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const size_t LARGEST_HEADER = 8u * 1024 * 1024, BESIDES = 64u * 1024 * 1024; /* in bytes; for other tensors */

/* The optimizer's buffers, which a file may lack. */
static const char *const buffer_names[] = {"momentum.", "second."};
enum { BUFFERS = sizeof buffer_names / sizeof *buffer_names };

/* Messages about the header name a tensor, not a line: nobody writes a header by hand. */
static void fail(cnn_reader *in, const char *format, ...) CNN_PRINTF(2, 3);
static void fail(cnn_reader *in, const char *format, ...) {
    char reason[CNN_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    cnn_format_list(reason, sizeof reason, format, arguments);
    va_end(arguments);
    cnn_reader_keep(in, cnn_fail(CNN_BAD_INPUT, "%s: %s", cnn_document_name(in->document), reason));
}

/* A whole number of the header, or -1. */
static int64_t number_of(const cnn_reader *in, const cnn_yaml *node, int64_t low, int64_t high) {
    int64_t value = -1;
    return cnn_failed(cnn_yaml_integer(in->document, node, "it", low, high, &value)) ? -1 : value;
}

/* ---- numbers of other types ---- */

static float of_half(const unsigned char *at) {
    unsigned bits = (unsigned)at[0] | (unsigned)at[1] << 8, exponent = bits >> 10 & 31, rest = bits & 1023;
    float size = exponent == 31 ? (rest ? NAN : INFINITY)
                 : exponent     ? ldexpf((float)(rest | 1024), (int)exponent - 25)
                                : ldexpf((float)rest, -24);
    return bits >> 15 ? -size : size;
}

static float of_bfloat(const unsigned char *at) {
    uint32_t bits = (uint32_t)at[0] << 16 | (uint32_t)at[1] << 24;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static float of_float(const unsigned char *at) {
    float value;
    memcpy(&value, at, sizeof value);
    return value;
}

static float of_double(const unsigned char *at) {
    double value;
    memcpy(&value, at, sizeof value);
    return (float)value;
}

typedef struct number_type {
    const char *name;
    size_t bytes;
    float (*read)(const unsigned char *);
} number_type;

static const number_type types[] = {
    {"F32", 4, of_float}, {"F16", 2, of_half}, {"BF16", 2, of_bfloat}, {"F64", 8, of_double}};

static const number_type *type_of(const cnn_yaml *entry) {
    const char *name = cnn_yaml_text(cnn_yaml_get(entry, "dtype"));
    for (size_t i = 0; name && i < sizeof types / sizeof *types; i++)
        if (!strcmp(name, types[i].name))
            return &types[i];
    return NULL;
}

/* ---- what does not fit ---- */

/* Names for a sentence: the first ones, and how many there are. */
typedef struct name_list {
    char text[240];
    int count;
} name_list;

typedef struct misfits {
    name_list missing, unexpected, misshapen, layers; /* the layers that are at fault */
    int strangers;                                    /* of these are in the file alone */
    const char *odd;                                  /* a tensor with numbers that are none, or infinite */
    bool unnamed;                                     /* one has a name that is too long to advise */
    bool keras;                                       /* they have Keras's names, or its order of numbers */
} misfits;

static void list(name_list *l, const char *format, ...) CNN_PRINTF(2, 3);
static void list(name_list *l, const char *format, ...) {
    enum { NAMED = 4 };
    char name[160];
    va_list arguments;
    va_start(arguments, format);
    cnn_format_list(name, sizeof name, format, arguments);
    va_end(arguments);
    if (l->count++ < NAMED && strlen(l->text) + strlen(name) + 3 < sizeof l->text)
        cnn_append(l->text, sizeof l->text, "%s%s", l->text[0] ? ", " : "", name);
}

/* A layer that could be left out with --skip. Returns whether it is the first time. */
static bool blame(misfits *m, const char *layer) {
    size_t length = strlen(layer);
    for (const char *at = m->layers.text; (at = strstr(at, layer)) != NULL; at++)
        if ((at == m->layers.text || at[-1] == ',') && (at[length] == ',' || !at[length]))
            return false;
    m->layers.count++;
    if (strlen(m->layers.text) + length + 2 < sizeof m->layers.text)
        cnn_append(m->layers.text, sizeof m->layers.text, "%s%s", m->layers.text[0] ? "," : "", layer);
    return true;
}

static void put_list(char *text, size_t size, const char *what, const name_list *l) {
    int named = l->text[0] ? 1 : 0;
    for (const char *c = l->text; (c = strstr(c, ", ")) != NULL && named < l->count; c++)
        named++;
    if (!l->count)
        return;
    cnn_append(text, size, "%s%s%s", text[0] ? "; " : "", what, l->text);
    if (l->count > 4)
        cnn_append(text, size, " and %d more", l->count - 4);
}

/* What can be left out, at most three layers: the network's keep their starting values, the file's are not used. */
static void advise(const misfits *m, char *text, size_t size, char *skip, size_t skip_size) {
    const char *layers = m->layers.text;
    int count = m->layers.count;
    if (m->keras)
        cnn_append(text, size,
            ". These are Keras's names, or its order of numbers (rows, columns, channels, filters): save the model as "
            "ONNX there, tf2onnx.convert.from_keras(model, output_path=\"model.onnx\"), and open that");
    if (m->keras || m->unnamed || count > 3 || strlen(layers) >= skip_size)
        return;
    cnn_format(skip, skip_size, "%s", layers);
    if (!m->strangers)
        cnn_append(text, size, ". --skip %s leaves %s out", layers,
            count > 1             ? "these layers"
            : strchr(layers, '.') ? "it"
                                  : "that layer");
    else if (m->strangers < count)
        cnn_append(text, size, ". --skip %s reads the rest", layers);
    else
        cnn_append(text, size, ". --skip %s leaves unused what the file has of %s", layers, count > 1 ? "them" : "it");
}

/* Everything that does not fit, in one sentence, and what can be done about it. */
static void tell(cnn_reader *in, const cnn_tensors *t, const misfits *m, cnn_names_found *found) {
    char text[600] = "";
    put_list(text, sizeof text, "missing: ", &m->missing);
    put_list(text, sizeof text, "unexpected: ", &m->unexpected);
    put_list(text, sizeof text, "other shapes: ", &m->misshapen);
    if (!text[0])
        return;
    advise(m, text, sizeof text, found->skip, sizeof found->skip);
    fail(in, "the tensors are not those of %s: %s", t->net->name, text);
}

/* ---- the parameters ---- */

/* Axes of one number are of no consequence: [96, 1, 1] is [96], and the weights of a linear layer over the channels are
 * those of 1 x 1 filters. */
static bool same_shape(const cnn_reader *in, const cnn_parameter_block *b, const cnn_yaml *shape) {
    int at = 0, count = cnn_yaml_count(shape);
    for (int i = 0; i < b->axes; i++) {
        while (b->sizes[i] != 1 && at < count && number_of(in, cnn_yaml_item(shape, at), 0, INT32_MAX) == 1)
            at++;
        if (b->sizes[i] != 1 && (at >= count || number_of(in, cnn_yaml_item(shape, at++), 0, INT32_MAX) != b->sizes[i]))
            return false;
    }
    while (at < count && number_of(in, cnn_yaml_item(shape, at), 0, INT32_MAX) == 1)
        at++;
    return at == count && cnn_yaml_is_list(shape);
}

/* Whether the sizes are the network's in Keras's order: rows, columns, channels, filters; or inputs, units. */
static bool is_turned(const cnn_reader *in, const cnn_parameter_block *b, const cnn_yaml *shape) {
    static const int four[] = {3, 2, 0, 1}, two[] = {1, 0};
    bool turned = cnn_yaml_count(shape) == b->axes && (b->axes == 4 || b->axes == 2);
    for (int i = 0; i < b->axes && turned; i++)
        turned = number_of(in, cnn_yaml_item(shape, b->axes == 4 ? four[i] : two[i]), 0, INT32_MAX) == b->sizes[i];
    return turned;
}

/* Whether the shape is the network's; else it is noted. */
static bool has_shape(
    const cnn_reader *in, const cnn_parameter_block *b, const char *name, const cnn_yaml *shape, misfits *m) {
    char wanted[64] = "", found[64] = "";
    if (same_shape(in, b, shape))
        return true;
    for (int i = 0; i < b->axes; i++)
        cnn_append(wanted, sizeof wanted, "%s%d", i ? ", " : "", b->sizes[i]);
    for (int i = 0; i < cnn_yaml_count(shape) && i < 5; i++) {
        const char *size = cnn_yaml_text(cnn_yaml_item(shape, i));
        cnn_append(found, sizeof found, "%s%.11s", i ? ", " : "", size ? size : "?");
    }
    m->keras |= is_turned(in, b, shape);
    list(&m->misshapen, "%.60s is [%s] and not [%s]", name, found, wanted);
    return false;
}

/* Copies a tensor's numbers, whatever their type. Returns whether one of them is none, or infinite. */
static bool copy(cnn_reader *in, const cnn_file_tensor *t, const cnn_parameter_block *b, const unsigned char *data,
    size_t data_size, float *to) {
    bool odd = false;
    const number_type *type = type_of(t->entry);
    const char *said = cnn_yaml_text(cnn_yaml_get(t->entry, "dtype"));
    cnn_yaml *offsets = cnn_yaml_get(t->entry, "data_offsets");
    int64_t from = number_of(in, cnn_yaml_item(offsets, 0), 0, (int64_t)data_size),
            end = number_of(in, cnn_yaml_item(offsets, 1), 0, (int64_t)data_size);
    if (!type) {
        fail(in,
            "tensor %.60s has type %.20s; F32, F16, BF16 and F64 are read. Quantised weights are turned back into "
            "floating point where they come from",
            t->name, said ? said : "?");
    } else if (end - from != (int64_t)(b->count * type->bytes)) {
        fail(in, "tensor %.60s holds %lld bytes, its shape needs %zu", t->name, (long long)(end - from),
            b->count * type->bytes);
    } else if (!cnn_reader_failed(in)) {
        for (size_t i = 0; i < b->count; i++) {
            to[i] = type->read(data + from + i * type->bytes);
            odd |= !isfinite(to[i]);
        }
    }
    return odd;
}

static void read_node(cnn_reader *in, cnn_tensors *t, int index, const unsigned char *data, size_t data_size,
    int buffers, float *blocks, misfits *m) {
    const cnn_node *node = &t->net->nodes[index];
    bool whole = cnn_tensors_skips(t, node->name), found = false;
    cnn_parameter_block b;
    for (int which = 0; which < CNN_PARAMETERS; which++) {
        if (!cnn_node_parameter(node, (cnn_parameter)which, &b))
            continue;
        cnn_file_tensor *tensor = cnn_tensors_take(t, index, b.name);
        char own[CNN_NAME_MAX + 40];
        cnn_format(own, sizeof own, "%s.%s", node->name, b.name);
        bool skipped = whole || cnn_tensors_skips(t, own);
        if (!tensor && !skipped)
            list(&m->missing, "%s", own);
        bool fits = tensor && !skipped && has_shape(in, &b, tensor->name, cnn_yaml_get(tensor->entry, "shape"), m);
        if (!fits && !skipped)
            blame(m, !tensor && found ? own : node->name);
        found |= tensor != NULL;
        if (fits && copy(in, tensor, &b, data, data_size, blocks + b.at) && !m->odd)
            m->odd = tensor->name;
        for (int k = 0; k < BUFFERS; k++) {
            char name[CNN_NAME_MAX + 40];
            cnn_format(name, sizeof name, "%s%s.%s", buffer_names[k], node->name, b.name);
            tensor = cnn_tensors_named(t, name);
            if (!tensor || k >= buffers || skipped)
                continue;
            fits = has_shape(in, &b, tensor->name, cnn_yaml_get(tensor->entry, "shape"), m);
            if (fits)
                copy(in, tensor, &b, data, data_size, blocks + (size_t)(k + 1) * t->net->parameters + b.at);
        }
    }
}

/* What Keras calls weights. */
static bool is_of_keras(const char *name) {
    static const char *const parts[] = {"kernel", "gamma", "beta", "moving_mean", "moving_variance"};
    size_t begin = strcspn(name, "./");
    for (size_t i = 0; i < sizeof parts / sizeof *parts && name[begin]; i++) {
        const char *at = strstr(name + begin + 1, parts[i]);
        if (at && (at[-1] == '.' || at[-1] == '/') && strchr(":", at[strlen(parts[i])]))
            return true;
    }
    return false;
}

/* The first part of a name that is no part of a layer's: aux1 of aux1.conv.weight. */
static void blame_stranger(const cnn_tensors *t, const char *name, misfits *m) {
    size_t ahead = strlen(t->prefix);
    name += ahead && !strncmp(name, t->prefix, ahead) ? ahead : 0;
    const char *end = strrchr(name, '.');
    for (const char *dot = strchr(name, '.'); dot && dot != end; dot = strchr(dot + 1, '.')) {
        bool known = false;
        size_t length = (size_t)(dot - name) + 1;
        for (int i = 1; i < t->net->count && !known; i++)
            known = !strncmp(t->net->nodes[i].name, name, length);
        if (!known) {
            end = dot;
            break;
        }
    }
    for (int i = 1; end && i < t->net->count; i++) /* one more number of a layer that there is: only that one */
        if (!strncmp(t->net->nodes[i].name, name, (size_t)(end - name)) && !t->net->nodes[i].name[end - name])
            end = NULL;
    char layer[80];
    size_t length = end ? (size_t)(end - name) : strlen(name);
    cnn_format(layer, sizeof layer, "%.*s", (int)length, name);
    m->unnamed |= length >= sizeof layer;
    m->strangers += blame(m, layer);
}

typedef struct extent {
    const char *name;
    int64_t from, to;
} extent;

static int by_place(const void *a, const void *b) {
    const extent *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* Every tensor, needed or not, lies inside the file, and no two overlap. */
static void check_extents(cnn_reader *in, cnn_yaml *root, size_t data_size) {
    int entries = cnn_yaml_count(root), count = 0;
    extent *all = malloc((size_t)(entries + 1) * sizeof *all);
    if (!all)
        cnn_reader_keep(in, cnn_no_memory(cnn_document_name(in->document), (size_t)entries * sizeof *all));
    if (!cnn_yaml_is_map(root))
        fail(in, "the header is no list of tensors");
    for (int i = 0; i < entries && !cnn_reader_failed(in); i++) {
        cnn_yaml *offsets = cnn_yaml_get(cnn_yaml_value(root, i), "data_offsets");
        extent e = {.name = cnn_yaml_text(cnn_yaml_key(root, i))};
        if (!strcmp(e.name, "__metadata__"))
            continue;
        e.from = number_of(in, cnn_yaml_item(offsets, 0), 0, (int64_t)data_size);
        e.to = number_of(in, cnn_yaml_item(offsets, 1), e.from, (int64_t)data_size);
        if (cnn_yaml_count(offsets) != 2 || e.from < 0 || e.to < 0)
            fail(in, "tensor %.60s reaches outside the file, which holds %zu bytes of data", e.name, data_size);
        all[count++] = e;
    }
    if (!cnn_reader_failed(in))
        qsort(all, (size_t)count, sizeof *all, by_place);
    for (int i = 1; i < count && !cnn_reader_failed(in); i++)
        if (all[i].from < all[i - 1].to)
            fail(in, "the tensors %.60s and %.60s overlap", all[i - 1].name, all[i].name);
    free(all);
}

static int64_t whole(cnn_yaml *metadata, const char *key, int64_t otherwise) {
    const char *text = cnn_yaml_text(cnn_yaml_get(metadata, key));
    char *end = NULL;
    long long value = text ? strtoll(text, &end, 10) : 0;
    return end && end != text && !*end && value >= 0 ? value : otherwise;
}

static float real(cnn_yaml *metadata, const char *key, float otherwise) {
    const char *text = cnn_yaml_text(cnn_yaml_get(metadata, key));
    return text ? strtof(text, NULL) : otherwise;
}

/* Fills blocks of net->parameters numbers: the parameters, then those of the optimizer, which may be missing. */
static void read_parts(cnn_reader *in, cnn_yaml *root, const cnn_net *net, const unsigned char *data, size_t size,
    int buffers, float *blocks, cnn_checkpoint *c) {
    cnn_tensors t;
    misfits m = {0};
    char word[80];
    if (cnn_reader_failed(in))
        return;
    cnn_status status = cnn_tensors_of(net, root, c->skip, &t);
    if (cnn_failed(status)) {
        cnn_reader_keep(in, status);
        return;
    }
    for (int i = 1; i < net->count; i++)
        read_node(in, &t, i, data, size, buffers, blocks, &m);
    for (int i = 0; i < t.count; i++)
        if (!t.all[i].used && !cnn_tensors_passes(&t, &t.all[i])) {
            list(&m.unexpected, "%.60s", t.all[i].name);
            m.keras |= is_of_keras(t.all[i].name);
            blame_stranger(&t, t.all[i].name, &m);
        }
    if (cnn_tensors_odd_skip(&t, word, sizeof word))
        fail(in, "there is nothing called %s to skip, neither in the network nor in the file", word);
    tell(in, &t, &m, &c->found);
    cnn_tensors_tell(&t, c->note, sizeof c->note);
    if (m.odd)
        cnn_append(c->note, sizeof c->note, "%stensor %.60s holds numbers that are nan or infinite",
            c->note[0] ? "; " : "", m.odd);
    c->found.numbered = t.numbered && !t.shaped;
    c->found.shaped = t.shaped;
    cnn_format(c->found.prefix, sizeof c->found.prefix, "%s", t.prefix);
    cnn_tensors_free(&t);
}

/* The size of the header, from the first eight bytes of a file of `whole` bytes. */
static cnn_status header_size(
    const char *path, const unsigned char *bytes, size_t length, size_t whole, size_t *header) {
    uint64_t size = 0;
    for (int i = 0; i < 8 && length >= 8; i++)
        size |= (uint64_t)bytes[i] << (8 * i);
    *header = (size_t)size;
    return length >= 8 && size >= 2 && size <= LARGEST_HEADER && size <= whole - 8
               ? cnn_ok()
               : cnn_fail(CNN_BAD_INPUT,
                     "%s: not a safetensors file, or cut short: its header would have %llu bytes, the file has %zu",
                     path, (unsigned long long)size, whole);
}

/* Reads no more than the network can need, and nothing of a file of another kind. */
static cnn_status most_bytes(const char *path, const cnn_net *net, size_t *most) {
    unsigned char *bytes;
    size_t length, whole, header = 0;
    cnn_status status = cnn_file_size(path, &whole);
    if (!cnn_failed(status))
        status = cnn_file_read_start(path, 8, false, &bytes, &length);
    if (cnn_failed(status))
        return status;
    status = header_size(path, bytes, length, whole, &header);
    free(bytes);
    *most = 8 + header + BESIDES + (size_t)2 * (1 + BUFFERS) * net->parameters * sizeof(float);
    return status;
}

/* A list that cannot be read is said, for the weights are good without it. */
static void take_classes(const char *path, const cnn_yaml *metadata, cnn_checkpoint *c) {
    const char *text = cnn_yaml_text(cnn_yaml_get(metadata, "classes"));
    cnn_class_list list = {NULL, 0};
    cnn_arena *arena = text && c->named ? cnn_arena_new() : NULL;
    if (!arena)
        return;
    cnn_status status = cnn_class_list_read("classes", text, arena, &list);
    if (!cnn_failed(status) && list.count && !(*c->named = cnn_class_names_new(list.names, list.count)))
        status = cnn_no_memory(path, 0);
    if (cnn_failed(status))
        cnn_append(c->note, sizeof c->note, "%sits names of classes cannot be read (%.120s)", c->note[0] ? "; " : "",
            status.message);
    cnn_arena_free(arena);
}

static void take_metadata(cnn_yaml *metadata, cnn_checkpoint *c) {
    c->iteration = whole(metadata, "iteration", -1);
    c->settings.rate = real(metadata, "rate", c->settings.rate);
    c->settings.momentum = real(metadata, "momentum", c->settings.momentum);
    c->settings.decay = real(metadata, "decay", c->settings.decay);
    c->settings.batch = (int)whole(metadata, "batch", c->settings.batch);
    c->settings.seed = (uint64_t)whole(metadata, "seed", (int64_t)c->settings.seed);
    const char *rounding = cnn_yaml_text(cnn_yaml_get(metadata, "numbers"));
    cnn_format(c->rounding, sizeof c->rounding, "%s", rounding ? rounding : "");
}

static cnn_status load(const char *path, const cnn_net *net, unsigned char *bytes, size_t length, cnn_checkpoint *c) {
    size_t header;
    cnn_document *d;
    cnn_status status = header_size(path, bytes, length, length, &header);
    if (!cnn_failed(status))
        status = cnn_document_parse(path, (char *)bytes + 8, cnn_json_join_surrogates((char *)bytes + 8, header), &d);
    if (cnn_failed(status))
        return status;
    int buffers = cnn_optimizer_buffers(&c->settings);
    size_t kept = net->parameters * (size_t)buffers, data_size = length - 8 - header;
    float *blocks = calloc(net->parameters + kept + 1, sizeof *blocks);
    cnn_reader in = cnn_reader_of(d, NULL);
    cnn_yaml *root = cnn_document_root(d);
    if (!blocks)
        cnn_reader_keep(&in, cnn_no_memory(path, net->parameters * 2 * sizeof *blocks));
    check_extents(&in, root, data_size);
    if (!cnn_reader_failed(&in) && c->skip) /* what is left out stays as it is */
        memcpy(blocks, c->parameters, net->parameters * sizeof(float));
    read_parts(&in, root, net, bytes + 8 + header, data_size, buffers, blocks, c);
    if (!cnn_reader_failed(&in)) {
        memcpy(c->parameters, blocks, net->parameters * sizeof(float));
        memcpy(c->momentum, blocks + net->parameters, kept * sizeof(float));
        take_metadata(cnn_yaml_get(root, "__metadata__"), c);
        take_classes(path, cnn_yaml_get(root, "__metadata__"), c);
    }
    free(blocks);
    cnn_document_free(d);
    return in.status;
}

cnn_status cnn_checkpoint_load(const char *path, const cnn_net *net, cnn_checkpoint *checkpoint) {
    unsigned char *bytes;
    size_t length, most = 0;
    if (checkpoint->named)
        *checkpoint->named = NULL;
    cnn_status status = cnn_foreign_file(path, CNN_WANTED_WEIGHTS);
    if (!cnn_failed(status))
        status = most_bytes(path, net, &most);
    if (!cnn_failed(status)) /* read in one piece: the file may be replaced meanwhile */
        status = cnn_file_read(path, most, false, &bytes, &length);
    if (cnn_failed(status))
        return status;
    status = load(path, net, bytes, length, checkpoint);
    free(bytes);
    return status;
}
