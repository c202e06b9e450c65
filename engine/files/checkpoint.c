/* The header is checked entry by entry against the network before a single number is copied. */
#include "checkpoint.h"

#include "document_reader.h"
#include "file.h"
#include "foreign.h"

#include <stdlib.h>
#include <string.h>

static const size_t LARGEST_HEADER = 8u * 1024 * 1024, BESIDES = 64u * 1024 * 1024; /* in bytes; for other tensors */

/* The prefix of a parameter's name in each block: the parameters, then the optimizer's buffers. */
static const char *const prefixes[] = {"", "momentum.", "second."};

/* One parameter tensor of the network. */
typedef struct part {
    char name[CNN_NAME_MAX + 24], bare[CNN_NAME_MAX + 24]; /* bare: of weights, the name without "weight" */
    cnn_parameter_block block;
} part;

/* The optimizer's buffers cover all parameters, so that a file has no holes; those of running statistics are never
 * used. */
enum { BLOCKS = sizeof prefixes / sizeof *prefixes };

/* Keeps what is written within what can be read: a tensor has fourteen entries, the metadata at most forty. */
_Static_assert(CNN_LAYERS_MAX *CNN_PARAMETERS *BLOCKS * 14 + 40 <= CNN_ENTRIES_MAX, "a header has too many entries");

/* Part `which` of a node; false where it has none. */
static bool part_of(const cnn_node *node, int which, const char *prefix, part *out) {
    if (!cnn_node_parameter(node, (cnn_parameter)which, &out->block))
        return false;
    cnn_format(out->name, sizeof out->name, "%s%s.%s", prefix, node->name, out->block.name);
    cnn_format(
        out->bare, sizeof out->bare, "%s%s", which == CNN_WEIGHT ? prefix : "", which == CNN_WEIGHT ? node->name : "");
    return true;
}

static int buffers_of(const cnn_checkpoint *c) {
    return c->momentum ? cnn_optimizer_buffers(&c->settings) : 0;
}

static size_t header_of(const cnn_net *net, const cnn_checkpoint *c, char *text, size_t size) {
    text[0] = '\0';
    cnn_append(text, size,
        "{\"__metadata__\":{\"format\":\"pt\",\"iteration\":\"%lld\",\"rate\":\"%.9g\",\"momentum\":\"%.9g\",\"decay\":"
        "\"%.9g\","
        "\"batch\":\"%d\",\"seed\":\"%llu\"}",
        (long long)c->iteration, (double)c->settings.rate, (double)c->settings.momentum, (double)c->settings.decay,
        c->settings.batch, (unsigned long long)c->settings.seed);
    for (int block = 0; block < 1 + buffers_of(c); block++)
        for (int i = 1; i < net->count; i++)
            for (int which = 0; which < CNN_PARAMETERS; which++) {
                part p;
                if (!part_of(&net->nodes[i], which, prefixes[block], &p))
                    continue;
                size_t from = (p.block.at + (size_t)block * net->parameters) * sizeof(float);
                cnn_append(text, size, ",\"%s\":{\"dtype\":\"F32\",\"shape\":[%d", p.name, p.block.sizes[0]);
                for (int d = 1; d < p.block.axes; d++)
                    cnn_append(text, size, ",%d", p.block.sizes[d]);
                cnn_append(text, size, "],\"data_offsets\":[%zu,%zu]}", from, from + p.block.count * sizeof(float));
            }
    cnn_append(text, size, "}");
    while (strlen(text) % 8)
        cnn_append(text, size, " ");
    return strlen(text);
}

cnn_status cnn_checkpoint_save(const char *path, const cnn_net *net, const cnn_checkpoint *checkpoint) {
    size_t room = 512 + (size_t)net->count * BLOCKS * CNN_PARAMETERS * 256;
    char *header = malloc(room);
    if (!header)
        return cnn_no_memory(path, room);
    size_t length = header_of(net, checkpoint, header, room);
    unsigned char prefix[8];
    for (int i = 0; i < 8; i++)
        prefix[i] = (unsigned char)((uint64_t)length >> (8 * i));
    size_t bytes = net->parameters * sizeof(float), kept = bytes * (size_t)buffers_of(checkpoint);
    cnn_piece pieces[] = {{prefix, 8}, {header, length}, {checkpoint->parameters, bytes}, {checkpoint->momentum, kept}};
    cnn_status status = cnn_file_write(path, pieces, 4);
    free(header);
    return status;
}

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

static void check_shape(cnn_reader *in, const part *p, const cnn_yaml *shape) {
    const cnn_parameter_block *b = &p->block;
    char wanted[64] = "", found[64] = "";
    bool same = same_shape(in, b, shape);
    for (int i = 0; i < b->axes; i++)
        cnn_append(wanted, sizeof wanted, "%s%d", i ? ", " : "", b->sizes[i]);
    for (int i = 0; i < cnn_yaml_count(shape) && i < 5; i++) {
        const char *size = cnn_yaml_text(cnn_yaml_item(shape, i));
        cnn_append(found, sizeof found, "%s%.11s", i ? ", " : "", size ? size : "?");
    }
    if (!same)
        fail(in, "tensor %s has the shape [%s], the network expects [%s]", p->name, found, wanted);
}

/* Where the numbers of the part begin in `data_size` bytes. */
static size_t find_part(cnn_reader *in, cnn_yaml *root, const part *p, size_t data_size) {
    cnn_yaml *entry = cnn_yaml_get(root, p->name);
    if (!entry && p->bare[0]) /* a parameter that is no module, as torchvision's layer_scale, has the layer's name */
        entry = cnn_yaml_get(root, p->bare);
    cnn_yaml *offsets = cnn_yaml_get(entry, "data_offsets");
    const char *type = cnn_yaml_text(cnn_yaml_get(entry, "dtype"));
    size_t bytes = p->block.count * sizeof(float);
    if (!entry)
        fail(in, "tensor %s is missing", p->name);
    if (!type || strcmp(type, "F32"))
        fail(in, "tensor %s has type %.20s, F32 is expected", p->name, type ? type : "?");
    check_shape(in, p, cnn_yaml_get(entry, "shape"));
    int64_t from = number_of(in, cnn_yaml_item(offsets, 0), 0, (int64_t)data_size),
            to = number_of(in, cnn_yaml_item(offsets, 1), 0, (int64_t)data_size);
    if (from < 0 || to < 0)
        fail(in, "tensor %s reaches outside the file", p->name);
    if (to - from != (int64_t)bytes)
        fail(in, "tensor %s holds %lld bytes, its shape needs %zu", p->name, (long long)(to - from), bytes);
    return (size_t)from;
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
    int buffers, float *blocks) {
    for (int i = 1; i < net->count && !cnn_reader_failed(in); i++)
        for (int which = 0; which < CNN_PARAMETERS * (1 + buffers) && !cnn_reader_failed(in); which++) {
            part p;
            int block = which / CNN_PARAMETERS;
            if (!part_of(&net->nodes[i], which % CNN_PARAMETERS, prefixes[block], &p) ||
                (block && !cnn_yaml_get(root, p.name)))
                continue;
            size_t offset = find_part(in, root, &p, size);
            if (!cnn_reader_failed(in))
                memcpy(blocks + (size_t)block * net->parameters + p.block.at, data + offset,
                    p.block.count * sizeof(float));
        }
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
    *most = 8 + header + BESIDES + (size_t)2 * BLOCKS * net->parameters * sizeof(float);
    return status;
}

/* Whether "\\u" and four hexadecimal digits begin at text[at]. */
static bool escape_at(const char *text, size_t at, size_t length, uint32_t *code) {
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    *code = 0;
    if (at + 6 > length || text[at] != '\\' || text[at + 1] != 'u')
        return false;
    for (int i = 2; i < 6; i++) {
        const char *digit = memchr(digits, text[at + (size_t)i], sizeof digits - 1);
        if (!digit)
            return false;
        *code = *code << 4 | (uint32_t)(digit - digits) % 16;
    }
    return true;
}

/* JSON may write a character above U+FFFF as two escapes, which YAML does not know: the character replaces them.
 * Returns the new length. */
static size_t join_surrogates(char *text, size_t length) {
    size_t to = 0;
    for (size_t from = 0; from < length;) {
        uint32_t high, low;
        if (escape_at(text, from, length, &high) && high >> 10 == 0xD800 >> 10 &&
            escape_at(text, from + 6, length, &low) && low >> 10 == 0xDC00 >> 10) {
            uint32_t code = 0x10000 + ((high & 0x3FF) << 10 | (low & 0x3FF));
            for (int shift = 18; shift >= 0; shift -= 6)
                text[to++] = (char)(shift == 18 ? 0xF0 | code >> 18 : 0x80 | (code >> shift & 0x3F));
            from += 12;
            continue;
        }
        size_t step = text[from] == '\\' && from + 1 < length ? 2 : 1;
        memmove(text + to, text + from, step);
        to += step;
        from += step;
    }
    return to;
}

static void take_metadata(cnn_yaml *metadata, cnn_checkpoint *c) {
    c->iteration = whole(metadata, "iteration", -1);
    c->settings.rate = real(metadata, "rate", c->settings.rate);
    c->settings.momentum = real(metadata, "momentum", c->settings.momentum);
    c->settings.decay = real(metadata, "decay", c->settings.decay);
    c->settings.batch = (int)whole(metadata, "batch", c->settings.batch);
    c->settings.seed = (uint64_t)whole(metadata, "seed", (int64_t)c->settings.seed);
}

static cnn_status load(const char *path, const cnn_net *net, unsigned char *bytes, size_t length, cnn_checkpoint *c) {
    size_t header;
    cnn_document *d;
    cnn_status status = header_size(path, bytes, length, length, &header);
    if (!cnn_failed(status))
        status = cnn_document_parse(path, (char *)bytes + 8, join_surrogates((char *)bytes + 8, header), &d);
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
    read_parts(&in, root, net, bytes + 8 + header, data_size, buffers, blocks);
    if (!cnn_reader_failed(&in)) {
        memcpy(c->parameters, blocks, net->parameters * sizeof(float));
        memcpy(c->momentum, blocks + net->parameters, kept * sizeof(float));
        take_metadata(cnn_yaml_get(root, "__metadata__"), c);
    }
    free(blocks);
    cnn_document_free(d);
    return in.status;
}

cnn_status cnn_checkpoint_load(const char *path, const cnn_net *net, cnn_checkpoint *checkpoint) {
    unsigned char *bytes;
    size_t length, most = 0;
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
