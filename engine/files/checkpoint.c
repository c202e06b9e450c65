/* Writing: one header, and the numbers as they lie in memory. */
#include "checkpoint.h"

#include "class_list.h"
#include "file.h"
#include "processor.h"

#include <stdlib.h>
#include <string.h>

/* The prefix of a parameter's name in each block: the parameters, then the optimizer's buffers. */
static const char *const prefixes[] = {"", "momentum.", "second."};

/* One parameter tensor of the network. */
typedef struct part {
    char name[CNN_NAME_MAX + 24];
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
    return true;
}

static int buffers_of(const cnn_checkpoint *c) {
    return c->momentum ? cnn_optimizer_buffers(&c->settings) : 0;
}

/* The names of the outputs, as a string that holds a JSON list; nothing where there are none or no memory for them. */
static void put_classes(const cnn_checkpoint *c, const char *list, char *text, size_t size) {
    char room[CNN_QUOTED];
    size_t at = strlen(text);
    if (!list || !cnn_class_count(c->classes))
        return;
    at += cnn_format(text + at, size - at, ",\"classes\":\"");
    for (; *list; list++)
        at += cnn_format(text + at, size - at, "%s", cnn_quoted(*list, room));
    cnn_format(text + at, size - at, "\"");
}

static size_t header_of(const cnn_net *net, const cnn_checkpoint *c, const char *classes, char *text, size_t size) {
    text[0] = '\0';
    cnn_append(text, size,
        "{\"__metadata__\":{\"format\":\"pt\",\"iteration\":\"%lld\",\"rate\":\"%.9g\",\"momentum\":\"%.9g\",\"decay\":"
        "\"%.9g\","
        "\"batch\":\"%d\",\"seed\":\"%llu\",\"numbers\":\"%s\"",
        (long long)c->iteration, (double)c->settings.rate, (double)c->settings.momentum, (double)c->settings.decay,
        c->settings.batch, (unsigned long long)c->settings.seed, cnn_rounding_stamp());
    put_classes(c, classes, text, size);
    cnn_append(text, size, "}");
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

static char *names_of(const cnn_checkpoint *c) {
    int count = cnn_class_count(c->classes);
    const char **names = count ? malloc((size_t)count * sizeof *names) : NULL;
    for (int i = 0; i < count && names; i++)
        names[i] = cnn_class_name(c->classes, i);
    char *text = names ? cnn_class_list_write(names, count) : NULL;
    free(names);
    return text;
}

cnn_status cnn_checkpoint_save(const char *path, const cnn_net *net, const cnn_checkpoint *checkpoint) {
    char *classes = names_of(checkpoint);
    size_t room = 512 + (classes ? 2 * strlen(classes) : 0) + (size_t)net->count * BLOCKS * CNN_PARAMETERS * 256;
    char *header = malloc(room);
    if (!header) {
        free(classes);
        return cnn_no_memory(path, room);
    }
    size_t length = header_of(net, checkpoint, classes, header, room);
    free(classes);
    unsigned char prefix[8];
    for (int i = 0; i < 8; i++)
        prefix[i] = (unsigned char)((uint64_t)length >> (8 * i));
    size_t bytes = net->parameters * sizeof(float), kept = bytes * (size_t)buffers_of(checkpoint);
    cnn_piece pieces[] = {{prefix, 8}, {header, length}, {checkpoint->parameters, bytes}, {checkpoint->momentum, kept}};
    cnn_status status = cnn_file_write(path, pieces, 4);
    free(header);
    return status;
}
