/* One function for each group of instructions; each checks what it takes from the stack. */
#include "pickle.h"

#include <string.h>

enum { STACK = 4096, MEMO = 65536, MEMO_FIRST = 256, ARRAY_PARTS = 5, MOST_VALUES = 4 * 1000 * 1000 };

typedef struct machine {
    const char *path;
    cnn_arena *arena;
    const uint8_t *bytes;
    size_t length, at;
    cnn_pickle *stack[STACK];
    int depth;
    int marks[64];
    int mark_count;
    cnn_pickle **memo;
    size_t memo_count, memo_room;
    cnn_status status;
    int made;
    cnn_pickle nothing; /* in place of a value after a failure */
} machine;

static void fail(machine *m, const char *why) {
    if (!cnn_failed(m->status))
        m->status = cnn_fail(CNN_BAD_INPUT, "%s: %s (byte %zu of the pickle)", m->path, why, m->at);
}

static uint64_t number(machine *m, size_t size) {
    uint64_t value = 0;
    if (size > m->length - m->at) {
        fail(m, "the file is cut short");
        m->at = m->length;
        return 0;
    }
    for (size_t i = 0; i < size; i++)
        value |= (uint64_t)m->bytes[m->at + i] << (8 * i);
    m->at += size;
    return value;
}

static cnn_pickle *make(machine *m, cnn_pickle_kind kind) {
    if (m->made++ == MOST_VALUES)
        fail(m, "it holds too many values");
    cnn_pickle *made = cnn_failed(m->status) ? NULL : cnn_arena_alloc(m->arena, 1, sizeof *made);
    if (!made && !cnn_failed(m->status))
        m->status = cnn_no_memory(m->path, sizeof *made);
    if (made)
        made->kind = kind;
    return made ? made : &m->nothing;
}

static void push(machine *m, cnn_pickle *value) {
    if (m->depth == STACK)
        fail(m, "it nests too deep");
    else
        m->stack[m->depth++] = value;
}

static int bottom(const machine *m) {
    return m->mark_count ? m->marks[m->mark_count - 1] : 0;
}

static cnn_pickle *pop(machine *m) {
    if (m->depth > bottom(m))
        return m->stack[--m->depth];
    fail(m, "it takes what is not there");
    return make(m, CNN_PICKLE_NONE);
}

static void push_number(machine *m, int64_t value) {
    cnn_pickle *made = make(m, CNN_PICKLE_NUMBER);
    if (!cnn_failed(m->status))
        made->number = value;
    push(m, made);
}

static void push_other(machine *m, const char *word) {
    cnn_pickle *made = make(m, CNN_PICKLE_OTHER);
    if (!cnn_failed(m->status))
        made->word = word;
    push(m, made);
}

static void push_bytes(machine *m, uint64_t length) {
    if (length > m->length - m->at) {
        fail(m, "the file is cut short");
        return;
    }
    cnn_pickle *made = make(m, CNN_PICKLE_BYTES);
    if (!cnn_failed(m->status)) {
        made->bytes = m->bytes + m->at;
        made->length = (size_t)length;
    }
    m->at += (size_t)length;
    push(m, made);
}

static void append(machine *m, cnn_pickle *list, cnn_pickle *value) {
    if (cnn_failed(m->status))
        return;
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 8;
        cnn_pickle **items = cnn_arena_alloc(m->arena, room, sizeof *items);
        if (!items) {
            m->status = cnn_no_memory(m->path, room * sizeof *items);
            return;
        }
        if (list->count)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = value;
}

/* What was pushed since the last mark becomes the end of `list`. */
static void append_marked(machine *m, cnn_pickle *list) {
    if (!m->mark_count) {
        fail(m, "a mark is missing");
        return;
    }
    int from = m->marks[--m->mark_count];
    for (int i = from; i < m->depth; i++)
        append(m, list, m->stack[i]);
    m->depth = from;
}

static void push_tuple(machine *m, int count) {
    cnn_pickle *made = make(m, CNN_PICKLE_LIST);
    if (m->depth - bottom(m) < count) {
        fail(m, "it takes what is not there");
        return;
    }
    for (int i = m->depth - count; i < m->depth; i++)
        append(m, made, m->stack[i]);
    m->depth -= count;
    push(m, made);
}

/* Below what was marked lies what it is put into. */
static void extend(machine *m, cnn_pickle_kind kind) {
    int mark = bottom(m);
    cnn_pickle *into = mark ? m->stack[mark - 1] : NULL;
    if (!m->mark_count || !into || into->kind != kind || (kind == CNN_PICKLE_DICT && (m->depth - mark) % 2))
        fail(m, "it fills what is no list");
    else
        append_marked(m, into);
}

static void set_item(machine *m, int count) {
    cnn_pickle *last = pop(m), *key = count == 2 ? pop(m) : NULL;
    cnn_pickle *into = m->depth > bottom(m) ? m->stack[m->depth - 1] : NULL;
    if (!into || into->kind != (count == 2 ? CNN_PICKLE_DICT : CNN_PICKLE_LIST)) {
        fail(m, "it fills what is no list");
        return;
    }
    if (key)
        append(m, into, key);
    append(m, into, last);
}

static void remember(machine *m, uint64_t at) {
    if (at >= MEMO || m->depth <= bottom(m)) {
        fail(m, "it remembers what is not there");
        return;
    }
    if (at >= m->memo_room) {
        size_t room = at < MEMO_FIRST ? MEMO_FIRST : MEMO;
        cnn_pickle **memo = cnn_arena_alloc(m->arena, room, sizeof *memo);
        if (!memo) {
            m->status = cnn_no_memory(m->path, room * sizeof *memo);
            return;
        }
        if (m->memo_count)
            memcpy(memo, m->memo, m->memo_count * sizeof *memo);
        m->memo = memo;
        m->memo_room = room;
    }
    m->memo[at] = m->stack[m->depth - 1];
    m->memo_count = at >= m->memo_count ? (size_t)at + 1 : m->memo_count;
}

static void recall(machine *m, uint64_t at) {
    if (at >= m->memo_count || !m->memo[at])
        fail(m, "it recalls what is not there");
    else
        push(m, m->memo[at]);
}

/* ---- NumPy's names ---- */

static const char *const known[] = {"numpy.core.multiarray _reconstruct", "numpy._core.multiarray _reconstruct",
    "numpy ndarray", "numpy dtype", "_codecs encode"};

static void push_name(machine *m, const char *module, size_t module_length, const char *name, size_t name_length) {
    char text[80];
    cnn_format(text, sizeof text, "%.*s %.*s", (int)(module_length < 40 ? module_length : 40), module,
        (int)(name_length < 30 ? name_length : 30), name);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(text, known[i])) {
            push_other(m, i == 0 || i == 1 ? "_reconstruct" : strchr(known[i], ' ') + 1);
            return;
        }
    if (!cnn_failed(m->status))
        m->status = cnn_fail(CNN_BAD_INPUT,
            "%s: this pickle calls %s, and a pickle that calls functions is not read; in Python, "
            "numpy.savez(\"data.npz\", "
            "x_train=..., y_train=...) writes a file that is",
            m->path, cnn_is_printable(text) ? text : "something");
}

/* Two lines: a module and a name. */
static void global(machine *m) {
    const uint8_t *from = m->bytes + m->at, *end = m->bytes + m->length;
    const uint8_t *first = memchr(from, '\n', (size_t)(end - from));
    const uint8_t *second = first ? memchr(first + 1, '\n', (size_t)(end - first - 1)) : NULL;
    if (!second) {
        fail(m, "the file is cut short");
        return;
    }
    m->at = (size_t)(second + 1 - m->bytes);
    push_name(m, (const char *)from, (size_t)(first - from), (const char *)first + 1, (size_t)(second - first - 1));
}

static void stack_global(machine *m) {
    cnn_pickle *name = pop(m), *module = pop(m);
    if (name->kind != CNN_PICKLE_BYTES || module->kind != CNN_PICKLE_BYTES)
        fail(m, "a name is no text");
    else
        push_name(m, (const char *)module->bytes, module->length, (const char *)name->bytes, name->length);
}

static bool is_word(const cnn_pickle *value, const char *word) {
    return value->kind == CNN_PICKLE_OTHER && value->word && !strcmp(value->word, word);
}

static bool is_text(const cnn_pickle *value, const char *text) {
    return value->kind == CNN_PICKLE_BYTES && value->length == strlen(text) &&
           !memcmp(value->bytes, text, value->length);
}

/* Bytes that Python 3 wrote for Python 2 are a text in UTF-8, each letter of which is a byte. */
static void decode_latin1(machine *m, const cnn_pickle *text) {
    uint8_t *to = cnn_arena_alloc(m->arena, text->length + 1, 1);
    cnn_pickle *made = make(m, CNN_PICKLE_BYTES);
    size_t count = 0;
    if (!to && !cnn_failed(m->status))
        m->status = cnn_no_memory(m->path, text->length);
    for (size_t i = 0; i < text->length && !cnn_failed(m->status); i++) {
        unsigned c = text->bytes[i];
        if (c >= 0x80 && (c & 0xFC) == 0xC0 && i + 1 < text->length)
            c = (c & 3) << 6 | (text->bytes[++i] & 0x3F);
        else if (c >= 0x80)
            fail(m, "a text is no Latin-1");
        to[count++] = (uint8_t)c;
    }
    if (!cnn_failed(m->status)) {
        made->bytes = to;
        made->length = count;
    }
    push(m, made);
}

static void reduce(machine *m) {
    cnn_pickle *arguments = pop(m), *what = pop(m);
    if (arguments->kind != CNN_PICKLE_LIST)
        fail(m, "a call without arguments");
    else if (is_word(what, "_reconstruct"))
        push(m, make(m, CNN_PICKLE_ARRAY));
    else if (is_word(what, "encode") && arguments->count && arguments->items[0]->kind == CNN_PICKLE_BYTES)
        decode_latin1(m, arguments->items[0]);
    else if (is_word(what, "dtype") && arguments->count &&
             (is_text(arguments->items[0], "u1") || is_text(arguments->items[0], "|u1")))
        push_other(m, "bytes");
    else if (is_word(what, "dtype"))
        fail(m, "an array whose numbers are not bytes");
    else
        fail(m, "a call of something else than NumPy's arrays");
}

/* (version, sizes, type, in columns, bytes) */
static void build_array(machine *m, cnn_pickle *array, const cnn_pickle *parts) {
    size_t bytes = 1;
    bool whole = parts->kind == CNN_PICKLE_LIST && parts->count == ARRAY_PARTS;
    const cnn_pickle *sizes = whole ? parts->items[1] : NULL;
    if (!whole || sizes->kind != CNN_PICKLE_LIST || sizes->count > 4 || !is_word(parts->items[2], "bytes") ||
        parts->items[3]->kind != CNN_PICKLE_NUMBER || parts->items[4]->kind != CNN_PICKLE_BYTES) {
        fail(m, "an array of another form");
        return;
    }
    for (size_t i = 0; i < sizes->count; i++) {
        int64_t size = sizes->items[i]->kind == CNN_PICKLE_NUMBER ? sizes->items[i]->number : -1;
        if (size < 0 || (size && bytes > ((size_t)1 << 40) / (size_t)size)) {
            fail(m, "an array of an impossible size");
            return;
        }
        bytes *= (size_t)size;
        array->sizes[i] = size;
    }
    if (parts->items[3]->number && sizes->count > 1)
        fail(m, "an array that is stored in columns");
    else if (bytes != parts->items[4]->length)
        fail(m, "an array with more or fewer bytes than its size says");
    array->dimensions = (int)sizes->count;
    array->bytes = parts->items[4]->bytes;
    array->length = parts->items[4]->length;
}

static void build(machine *m) {
    cnn_pickle *state = pop(m);
    cnn_pickle *what = m->depth > bottom(m) ? m->stack[m->depth - 1] : NULL;
    if (what && what->kind == CNN_PICKLE_ARRAY)
        build_array(m, what, state);
    else if (!what || !is_word(what, "bytes"))
        fail(m, "something else than an array of NumPy");
}

/* ---- the instructions ---- */

static bool constants(machine *m, uint8_t code) {
    switch (code) {
    case 0x80: /* protocol */
        m->at += m->at < m->length;
        return true;
    case 0x95: /* frame */
        number(m, 8);
        return true;
    case 'N':
        push(m, make(m, CNN_PICKLE_NONE));
        return true;
    case 0x88: /* true */
    case 0x89: /* false */
        push_number(m, code == 0x88);
        return true;
    case 'K':
        push_number(m, (int64_t)number(m, 1));
        return true;
    case 'M':
        push_number(m, (int64_t)number(m, 2));
        return true;
    case 'J':
        push_number(m, (int32_t)(uint32_t)number(m, 4));
        return true;
    case 0x8a: { /* a number of up to 8 bytes */
        size_t size = (size_t)number(m, 1);
        uint64_t value = size <= 8 ? number(m, size) : 0;
        if (size > 8)
            fail(m, "a number of more than 8 bytes");
        bool negative = size && size < 8 && value >> (8 * size - 1);
        push_number(m, (int64_t)(negative ? value | ~(uint64_t)0 << (8 * size) : value));
        return true;
    }
    case 'G':
        number(m, 8);
        push_other(m, "fraction");
        return true;
    default:
        return false;
    }
}

static bool texts(machine *m, uint8_t code) {
    bool one = code == 'U' || code == 'C' || code == 0x8c, four = code == 'T' || code == 'B' || code == 'X',
         eight = code == 0x8e || code == 0x8d;
    if (one || four || eight)
        push_bytes(m, number(m, one ? 1 : four ? 4 : 8));
    return one || four || eight;
}

static bool memory(machine *m, uint8_t code) {
    switch (code) {
    case 'q':
        remember(m, number(m, 1));
        return true;
    case 'r':
        remember(m, number(m, 4));
        return true;
    case 0x94: /* memoize */
        remember(m, m->memo_count);
        return true;
    case 'h':
        recall(m, number(m, 1));
        return true;
    case 'j':
        recall(m, number(m, 4));
        return true;
    default:
        return false;
    }
}

static bool lists(machine *m, uint8_t code) {
    switch (code) {
    case '(':
        if (m->mark_count == (int)(sizeof m->marks / sizeof *m->marks))
            fail(m, "it nests too deep");
        else
            m->marks[m->mark_count++] = m->depth;
        return true;
    case '}':
        push(m, make(m, CNN_PICKLE_DICT));
        return true;
    case ']':
    case ')':
        push(m, make(m, CNN_PICKLE_LIST));
        return true;
    case 't':
    case 'l':
    case 'd': {
        cnn_pickle *made = make(m, code == 'd' ? CNN_PICKLE_DICT : CNN_PICKLE_LIST);
        append_marked(m, made);
        if (made->kind == CNN_PICKLE_DICT && made->count % 2)
            fail(m, "a key without a value");
        push(m, made);
        return true;
    }
    case 0x85: /* tuples of one, two, three */
    case 0x86:
    case 0x87:
        push_tuple(m, code - 0x84);
        return true;
    case 'a':
    case 's':
        set_item(m, code == 'a' ? 1 : 2);
        return true;
    case 'e':
    case 'u':
        extend(m, code == 'e' ? CNN_PICKLE_LIST : CNN_PICKLE_DICT);
        return true;
    default:
        return false;
    }
}

static bool calls(machine *m, uint8_t code) {
    if (code == 'c')
        global(m);
    else if (code == 0x93)
        stack_global(m);
    else if (code == 'R')
        reduce(m);
    else if (code == 'b')
        build(m);
    else if (code == '0')
        pop(m);
    else
        return false;
    return true;
}

cnn_status cnn_pickle_read(
    const char *path, const uint8_t *bytes, size_t length, cnn_arena *arena, const cnn_pickle **out) {
    machine *m = cnn_arena_alloc(arena, 1, sizeof *m);
    *out = NULL;
    if (!m)
        return cnn_no_memory(path, sizeof *m);
    m->path = path;
    m->arena = arena;
    m->bytes = bytes;
    m->length = length;
    while (!cnn_failed(m->status) && m->at < length) {
        uint8_t code = bytes[m->at++];
        if (code == '.') {
            *out = pop(m);
            return m->status;
        }
        if (!constants(m, code) && !texts(m, code) && !memory(m, code) && !lists(m, code) && !calls(m, code))
            fail(m, m->at == 1 ? "this is no pickle of Python" : "an instruction that is not read");
    }
    fail(m, "the file is cut short");
    return m->status;
}

const cnn_pickle *cnn_pickle_get(const cnn_pickle *dict, const char *key) {
    for (size_t i = 0; dict && dict->kind == CNN_PICKLE_DICT && i + 1 < dict->count; i += 2)
        if (is_text(dict->items[i], key))
            return dict->items[i + 1];
    return NULL;
}
