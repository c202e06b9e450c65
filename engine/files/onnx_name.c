/* What a layer is called. PyTorch's tensors are named after their module, layer1.0.conv1.weight, and so are its nodes,
 * /layer1/layer1.0/conv1/Conv; Keras's nodes are StatefulPartitionedCall/model/conv2d/BiasAdd. */
#include "onnx_layer.h"

#include <ctype.h>
#include <string.h>

enum { ROOM = 512 };

static bool ends_with(const char *text, const char *ending) {
    size_t a = strlen(text), b = strlen(ending);
    return a > b && !strcmp(text + a - b, ending);
}

/* Cuts the last part off where it is one of these words. */
static void drop_ending(char *name) {
    static const char *const endings[] = {".weight", ".bias", ".gamma", ".beta", ".running_mean", ".scale", "_weight",
        "_weights", "_kernel", "_gamma", "_W", "_w", ".W", "_scale", ".Conv2D", ".BiasAdd", ".MatMul",
        ".ReadVariableOp", ".kernel", ".depthwise", NULL};
    for (int i = 0; endings[i]; i++)
        if (ends_with(name, endings[i])) {
            name[strlen(name) - strlen(endings[i])] = '\0';
            i = -1;
        }
}

/* Whether the part is nothing but the operator's name, perhaps with a number: Conv, Conv_12. */
static bool is_type(const char *part, size_t length, const char *type) {
    size_t whole = strlen(type);
    if (length < whole || strncmp(part, type, whole))
        return false;
    if (length == whole)
        return true;
    for (size_t i = whole + 1; i < length; i++)
        if (!isdigit((unsigned char)part[i]))
            return false;
    return part[whole] == '_' && length > whole + 1;
}

/* Joins the parts of a way: a part that begins with the one before it and a point takes its place. */
static void join_parts(const char *way, const char *type, char *name) {
    char before[ROOM] = "";
    name[0] = '\0';
    while (*way) {
        size_t length = strcspn(way, "/:");
        size_t kept = strlen(before);
        bool skip =
            !length || (length == 23 && !strncmp(way, "StatefulPartitionedCall", 23)) || is_type(way, length, type);
        if (!skip) {
            bool longer = kept && length > kept && !strncmp(way, before, kept) && way[kept] == '.';
            size_t stays = strlen(name) - (longer ? kept : 0);
            name[stays] = '\0';
            cnn_append(name, ROOM, "%s%.*s", stays && name[stays - 1] != '.' ? "." : "", (int)length, way);
            cnn_format(before, sizeof before, "%.*s", (int)length, way);
        }
        way += length + (way[length] != '\0');
    }
}

/* Leaves letters, digits, _, - and single points; a name that then begins with a digit says nothing. */
static bool make_word(char *name) {
    char *to = name;
    for (const char *from = name; *from; from++) {
        unsigned char c = (unsigned char)*from;
        bool plain = isalnum(c) || c == '_' || c == '-' || (c == '.' && to > name && to[-1] != '.');
        if (c < 0x80 && plain)
            *to++ = *from;
        else if (c != '.' && to > name && to[-1] != '_' && to[-1] != '.')
            *to++ = '_';
    }
    while (to > name && (to[-1] == '_' || to[-1] == '.'))
        to--;
    *to = '\0';
    return *name && !isdigit((unsigned char)*name) && *name != '-';
}

/* A name that is too long loses its outer parts, then its end. */
static void shorten(char *name) {
    enum { MOST = CNN_NAME_MAX - 5 };
    while (strlen(name) > MOST && strchr(name, '.')) {
        const char *rest = strchr(name, '.') + 1;
        if (isdigit((unsigned char)*rest) && !strchr(rest, '.'))
            break;
        memmove(name, rest, strlen(rest) + 1);
    }
    if (strlen(name) > MOST)
        name[MOST] = '\0';
    if (isdigit((unsigned char)*name)) {
        memmove(name + 1, name, strlen(name) + 1);
        name[0] = 'n';
    }
}

static bool is_taken(const cnn_netdesc *desc, const char *name) {
    return !strcmp(name, "input") || !strcmp(name, "loss") || !strcmp(name, "in") || cnn_netdesc_find(desc, name) >= 0;
}

/* Names that exporters make up say nothing: onnx::Conv_193, 193, const_fold_opt__12. */
static bool is_made_up(const char *name) {
    return !*name || strstr(name, "::") || !strncmp(name, "const_", 6) || isdigit((unsigned char)*name) ||
           strlen(name) >= ROOM / 2;
}

const char *cnn_onnx_name(cnn_onnx_graph *g, const cnn_onnx_node *n, cnn_op_kind op, const cnn_onnx_value *named) {
    const char *own = n->proto->name ? n->proto->name : "", *type = n->proto->op_type ? n->proto->op_type : "";
    char name[ROOM] = "", room[ROOM];
    if (named && !is_made_up(named->name)) {
        join_parts(named->name, "ReadVariableOp", name);
        drop_ending(name);
        if (!make_word(name) || strlen(name) < 2)
            name[0] = '\0';
    }
    if (!*name && *own && strlen(own) < ROOM / 2) {
        join_parts(own, type, name);
        drop_ending(name);
        if (!make_word(name))
            name[0] = '\0';
    }
    if (!*name)
        return NULL;
    if (n->input_count > 1 && cnn_op_of(op)->inputs_max > 1) /* the scope is not its own: layer1.0.add */
        cnn_append(name, sizeof name, ".%s", cnn_op_of(op)->name);
    shorten(name);
    cnn_format(room, sizeof room, "%s", name);
    for (int i = 2; is_taken(g->desc, room) && i < 2 * CNN_LAYERS_MAX; i++)
        cnn_format(room, sizeof room, "%s_%d", name, i);
    return cnn_arena_text(g->arena, room, strlen(room));
}
