/* protobuf-c unpacks messages in messages without a limit, and an empty message of two bytes takes a hundred in memory.
 * So the walk below comes first. */
#include "onnx_file.h"

#include <string.h>

enum { DEEPEST = 24, FOR_EACH = 160 };
static const size_t SLACK = 16 * 1024 * 1024;

typedef struct walk {
    const unsigned char *at, *end;
    size_t needed;
} walk;

static bool read_varint(walk *w, uint64_t *value) {
    *value = 0;
    for (int shift = 0; shift < 64 && w->at < w->end; shift += 7) {
        unsigned char byte = *w->at++;
        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return true;
    }
    return false;
}

/* The most that a field of `length` bytes takes, apart from messages in it. */
static size_t memory_of(const ProtobufCFieldDescriptor *field, size_t length) {
    if (!field || field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_BYTES)
        return length;
    switch (field->type) {
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return length;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_BOOL:
        return length * 4;
    default:
        return length * 8;
    }
}

static bool measure(const ProtobufCMessageDescriptor *kind, walk *w, int depth);

/* A field with a length of its own: a text, bytes, packed numbers or a message. */
static bool measure_long(const ProtobufCFieldDescriptor *field, walk *w, int depth) {
    uint64_t length;
    if (!read_varint(w, &length) || length > (uint64_t)(w->end - w->at))
        return false;
    const unsigned char *behind = w->at + length;
    if (field && field->type == PROTOBUF_C_TYPE_MESSAGE) {
        walk inner = {w->at, behind, w->needed};
        if (!measure(field->descriptor, &inner, depth + 1))
            return false;
        w->needed = inner.needed;
    } else
        w->needed += memory_of(field, (size_t)length);
    w->at = behind;
    return true;
}

static bool measure(const ProtobufCMessageDescriptor *kind, walk *w, int depth) {
    if (depth > DEEPEST)
        return false;
    w->needed += kind->sizeof_message + FOR_EACH;
    while (w->at < w->end) {
        uint64_t tag, value;
        if (!read_varint(w, &tag) || tag >> 3 == 0 || tag >> 3 > 1u << 29)
            return false;
        const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(kind, (unsigned)(tag >> 3));
        w->needed += FOR_EACH;
        size_t left = (size_t)(w->end - w->at), fixed = (tag & 7) == 1 ? 8 : 4;
        switch (tag & 7) {
        case 0:
            if (!read_varint(w, &value))
                return false;
            break;
        case 2:
            if (!measure_long(field, w, depth))
                return false;
            break;
        case 1:
        case 5:
            if (left < fixed)
                return false;
            w->at += fixed;
            break;
        default:
            return false;
        }
    }
    return true;
}

/* Memory of the arena, as protobuf-c asks for it; what it gives back stays until the arena goes. */
typedef struct budget {
    cnn_arena *arena;
    size_t left;
} budget;

static void *take(void *data, size_t size) {
    budget *b = data;
    if (size > b->left)
        return NULL;
    b->left -= size;
    return cnn_arena_alloc(b->arena, 1, size ? size : 1);
}

static void give_back(void *data, void *memory) {
    (void)data;
    (void)memory;
}

cnn_status cnn_onnx_unpack(
    const unsigned char *bytes, size_t size, const char *file, cnn_arena *arena, Onnx__ModelProto **out) {
    walk w = {bytes, bytes + size, 0};
    *out = NULL;
    if (!measure(&onnx__model_proto__descriptor, &w, 0))
        return cnn_fail(CNN_BAD_INPUT,
            "%s: not a whole ONNX file: its messages break off or are nested too deep; was it copied to the end?",
            file);
    if (w.needed > size + SLACK)
        return cnn_fail(CNN_BAD_INPUT,
            "%s: its parts would take %zu MB of memory, much more than the file has; it is not a network that a "
            "program "
            "wrote",
            file, w.needed >> 20);
    budget b = {arena, size + 2 * SLACK};
    ProtobufCAllocator allocator = {take, give_back, &b};
    Onnx__ModelProto *model = onnx__model_proto__unpack(&allocator, size, bytes);
    if (!model)
        return cnn_fail(CNN_BAD_INPUT, "%s: not an ONNX file that can be read, or too large for the memory", file);
    if (!model->graph)
        return cnn_fail(CNN_BAD_INPUT, "%s: an ONNX file without a graph: no network stands in it", file);
    *out = model;
    return cnn_ok();
}

const char *cnn_onnx_shown(const char *text, char room[CNN_ONNX_SHOWN]) {
    size_t length = 0;
    for (; text && *text && length < 60; text++)
        room[length++] = (unsigned char)*text < 32 || *text == 127 ? '?' : *text;
    room[length] = '\0';
    if (!cnn_is_printable(room))
        for (size_t i = 0; i < length; i++)
            room[i] = (unsigned char)room[i] >= 0x80 ? '?' : room[i];
    return room;
}
