/* People paste what they know from Python: (3, 3) where YAML has [3, 3], or a whole call such as Conv2d(1, 6, 5). YAML
 * takes a tuple for a word, and in {size: (3, 3)} its comma ends the entry, so the pieces are put together again. */
#include "document_node.h"

#include <string.h>

enum { VALUES_MAX = 64, DEEPEST_CALL = 6, LONGEST = 400 };

typedef struct python {
    cnn_arena *arena;
    const cnn_yaml *like;
    const char *at;
    int depth;
} python;

static cnn_yaml *value(python *p);

static void skip_blanks(python *p) {
    p->at += strspn(p->at, " \t");
}

static bool takes(python *p, char letter) {
    skip_blanks(p);
    bool there = *p->at == letter;
    p->at += there;
    return there;
}

static cnn_yaml *text_node(python *p, const char *begin, size_t length) {
    const char *copy = length ? cnn_arena_text(p->arena, begin, length) : "";
    return copy ? cnn_yaml_word(p->arena, p->like, copy) : NULL;
}

static cnn_yaml *quoted(python *p) {
    const char *begin = p->at + 1, *end = strchr(begin, *p->at);
    if (!end)
        return NULL;
    p->at = end + 1;
    return text_node(p, begin, (size_t)(end - begin));
}

/* What stands between an opening bracket and its `closing` one. A tuple of one is its value, unless a comma follows. */
static cnn_yaml *list_of(python *p, char closing) {
    cnn_yaml *items[VALUES_MAX];
    int count = 0;
    bool comma = false;
    while (!takes(p, closing)) {
        if (count == VALUES_MAX || (count && !comma) || !(items[count] = value(p)))
            return NULL;
        count++;
        comma = takes(p, ',');
    }
    return count == 1 && closing == ')' && !comma ? items[0] : cnn_yaml_list(p->arena, p->like, items, count);
}

/* The arguments of a call: values, and names with values. */
static cnn_yaml *arguments(python *p, const char *name) {
    static const char *const places[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};
    const char *keys[VALUES_MAX];
    cnn_yaml *values[VALUES_MAX];
    int count = 0, unnamed = 0;
    bool comma = true;
    while (!takes(p, ')')) {
        if (count == VALUES_MAX || !comma || !(values[count] = value(p)))
            return NULL;
        bool named = values[count]->kind == CNN_YAML_SCALAR && takes(p, '=');
        if (!named && unnamed == sizeof places / sizeof *places)
            return NULL;
        keys[count] = named ? values[count]->text : places[unnamed++];
        if (named && !(values[count] = value(p)))
            return NULL;
        count++;
        comma = takes(p, ',');
    }
    cnn_yaml *settings = cnn_yaml_map(p->arena, p->like, keys, values, count);
    return settings ? cnn_yaml_map(p->arena, p->like, &name, &settings, 1) : NULL;
}

static cnn_yaml *value(python *p) {
    cnn_yaml *made = NULL;
    skip_blanks(p);
    if (++p->depth > DEEPEST_CALL)
        return NULL;
    if (*p->at == '(' || *p->at == '[') {
        char closing = *p->at++ == '(' ? ')' : ']';
        made = list_of(p, closing);
    } else if (*p->at == '\'' || *p->at == '"')
        made = quoted(p);
    else {
        size_t length = strcspn(p->at, "()[]=,'\""), word = length;
        while (word && p->at[word - 1] == ' ')
            word--;
        made = word ? text_node(p, p->at, word) : NULL;
        p->at += length;
        if (made && *p->at == '(' && word == length) {
            p->at++;
            made = arguments(p, made->text);
        }
    }
    p->depth--;
    return made;
}

cnn_yaml *cnn_yaml_python(cnn_arena *arena, const cnn_yaml *like, const char *text) {
    python p = {.arena = arena, .like = like, .at = text};
    cnn_yaml *made = strlen(text) < LONGEST ? value(&p) : NULL;
    takes(&p, ','); /* a line of a longer list */
    skip_blanks(&p);
    return made && !*p.at ? made : NULL;
}

static bool is_number(const char *text) {
    return *text && strspn(text, "+-.0123456789eE/") == strlen(text) && strpbrk(text, "0123456789");
}

static bool holds_numbers(const cnn_yaml *node) {
    if (node->kind == CNN_YAML_SCALAR)
        return is_number(node->text);
    for (int i = 0; i < node->count; i++)
        if (node->kind == CNN_YAML_MAP || !holds_numbers(node->items[i]))
            return false;
    return node->count > 0;
}

cnn_yaml *cnn_yaml_tuple(cnn_arena *arena, const cnn_yaml *scalar) {
    if (!scalar->plain || *scalar->text != '(' || strlen(scalar->text) >= LONGEST)
        return NULL;
    cnn_yaml *made = cnn_yaml_python(arena, scalar, scalar->text);
    return made && holds_numbers(made) ? made : NULL;
}

/* How many round brackets of the text are not closed; below 0: more are closed than opened. */
static int open_brackets(const char *text) {
    int open = 0;
    for (; *text; text++)
        open += (*text == '(') - (*text == ')');
    return open;
}

/* Whether the text begins a tuple or a call: a bracket at its start or right behind a word. */
static bool begins_tuple(const cnn_yaml *node) {
    const char *bracket = node->kind == CNN_YAML_SCALAR && node->plain ? strchr(node->text, '(') : NULL;
    return bracket && strcspn(node->text, " ,") > (size_t)(bracket - node->text) && open_brackets(node->text) > 0;
}

/* The text of the tuple that begins in waiting[at], and in *last the entry that closes it; NULL: nothing does. */
static const char *whole_tuple(cnn_arena *arena, cnn_yaml *const *waiting, int at, int count, bool map, int *last) {
    char text[LONGEST];
    int step = map ? 2 : 1, begin = map ? at + 1 : at;
    if (!begins_tuple(waiting[begin]))
        return NULL;
    cnn_format(text, sizeof text, "%s", waiting[begin]->text);
    for (int i = at + step; i < count && open_brackets(text) > 0; i += step) {
        const cnn_yaml *piece = waiting[i], *value = map ? waiting[i + 1] : NULL;
        if (piece->kind != CNN_YAML_SCALAR || !piece->plain || strlen(text) + strlen(piece->text) + 3 > sizeof text ||
            (map && (value->kind != CNN_YAML_SCALAR || *value->text)))
            return NULL;
        cnn_append(text, sizeof text, ", %s", piece->text);
        *last = i;
    }
    return open_brackets(text) == 0 ? cnn_arena_text(arena, text, strlen(text)) : NULL;
}

int cnn_yaml_join_tuples(cnn_arena *arena, cnn_yaml **waiting, int count, bool map) {
    int step = map ? 2 : 1, kept = 0;
    for (int i = 0; i + step <= count; i += step) {
        int last = i;
        const char *text = whole_tuple(arena, waiting, i, count, map, &last);
        cnn_yaml *begin = waiting[map ? i + 1 : i], *made = text ? cnn_yaml_word(arena, begin, text) : NULL;
        if (map)
            waiting[kept++] = waiting[i];
        if (made) {
            made->plain = true;
            cnn_yaml *tuple = cnn_yaml_tuple(arena, made);
            begin = tuple ? tuple : made;
            i = last;
        }
        waiting[kept++] = begin;
    }
    return kept;
}

cnn_yaml *cnn_yaml_word(cnn_arena *arena, const cnn_yaml *like, const char *text) {
    return cnn_yaml_new(arena, CNN_YAML_SCALAR, cnn_yaml_line(like), text);
}

cnn_yaml *cnn_yaml_list(cnn_arena *arena, const cnn_yaml *like, cnn_yaml *const *items, int count) {
    cnn_yaml *made = cnn_yaml_new(arena, CNN_YAML_LIST, cnn_yaml_line(like), "");
    return made && cnn_yaml_take(arena, made, items, count) ? made : NULL;
}

cnn_yaml *cnn_yaml_map(
    cnn_arena *arena, const cnn_yaml *like, const char *const *keys, cnn_yaml *const *values, int count) {
    cnn_yaml *made = cnn_yaml_new(arena, CNN_YAML_MAP, cnn_yaml_line(like), ""), **items;
    items = cnn_arena_alloc(arena, (size_t)count, sizeof *items);
    if (!made || (!items && count))
        return NULL;
    for (int i = 0; i < count; i++) {
        items[i] = cnn_yaml_word(arena, like, keys[i]);
        if (!items[i])
            return NULL;
        items[i]->value = values[i];
    }
    return cnn_yaml_take(arena, made, items, count) ? made : NULL;
}
