/* Names first, then each setting by its row, then its value by the kind of setting it is here. */
#include "netfile_elsewhere.h"

#include "netfile_split.h"
#include "netfile_words.h"

#include <stdlib.h>
#include <string.h>

enum { SETTINGS_MAX = 40, WORD_MAX = 40 };

/* The settings of an entry as they are gathered. */
typedef struct gathering {
    cnn_reader *in;
    const cnn_op *op;
    const cnn_layer_elsewhere *row; /* NULL: it is written in our word */
    cnn_entry *entry;
    const char *keys[SETTINGS_MAX];
    cnn_yaml *values[SETTINGS_MAX];
    int count;
} gathering;

static cnn_yaml *word(cnn_reader *in, const cnn_yaml *like, const char *text) {
    cnn_yaml *made = cnn_yaml_word(in->arena, like, text);
    if (!made)
        cnn_reader_keep(in, cnn_no_memory("a setting", sizeof(void *)));
    return made;
}

/* Word number `index` of a list with blanks between its words; false: there are fewer. */
static bool word_at(const char *list, int index, char out[WORD_MAX]) {
    for (; list && *list; index--) {
        list += strspn(list, " ");
        size_t length = strcspn(list, " ");
        if (index == 0) {
            cnn_format(out, WORD_MAX, "%.*s", (int)length, list);
            return length > 0;
        }
        list += length;
    }
    return false;
}

static bool among(const char *list, const char *text) {
    char one[WORD_MAX];
    for (int i = 0; word_at(list, i, one); i++)
        if (!strcmp(one, "*") || cnn_same_word(one, text))
            return true;
    return false;
}

/* A number without its sign counts as another word: cnn_same_word does not see the minus of -1. */
static bool says_nothing(const char *list, const cnn_yaml *value) {
    const char *text = cnn_yaml_text(value);
    if (list && !strcmp(list, "*"))
        return true;
    return text && among(list, text) && (*text != '-' || strstr(list, text));
}

static bool is_known(const gathering *g, const char *key) {
    return !strcmp(key, "name") || !strcmp(key, "from") || cnn_op_setting(g->op, key);
}

/* Our own key of that word in other capitals; NULL: none. */
static const char *own_key(const gathering *g, const char *key) {
    for (const cnn_setting *s = g->op->settings; s && s->key; s++)
        if (cnn_same_word(s->key, key))
            return s->key;
    return cnn_same_word("name", key) ? "name" : cnn_same_word("from", key) ? "from" : NULL;
}

static const cnn_setting_elsewhere *row_of(const gathering *g, const char *key) {
    cnn_dialect dialect = g->row ? g->row->dialect : CNN_DIALECT_ANY;
    for (const cnn_setting_elsewhere *row = cnn_settings_elsewhere; row->theirs; row++)
        if ((row->dialect == CNN_DIALECT_ANY || row->dialect == dialect) && cnn_same_word(row->theirs, key) &&
            (!row->ours || is_known(g, row->ours)))
            return row;
    return NULL;
}

/* A list of four, each taken from `from` by its place in `order`. */
static cnn_yaml *four(gathering *g, cnn_yaml *const from[4], const int order[4]) {
    cnn_yaml *items[4];
    for (int i = 0; i < 4; i++)
        items[i] = from[order[i]];
    cnn_yaml *made = cnn_yaml_list(g->in->arena, from[0], items, 4);
    if (!made)
        cnn_reader_keep(g->in, cnn_no_memory("padding", sizeof items));
    return made;
}

static cnn_yaml *turn_padding(gathering *g, cnn_yaml *value, cnn_turn turn) {
    static const int left_first[] = {2, 3, 0, 1}, begins[] = {0, 2, 1, 3}, straight[] = {0, 1, 2, 3};
    cnn_yaml *sides[4] = {
        cnn_yaml_item(value, 0), cnn_yaml_item(value, 1), cnn_yaml_item(value, 2), cnn_yaml_item(value, 3)};
    int count = cnn_yaml_count(value);
    if (turn == CNN_TURN_LEFT_FIRST && count == 4)
        return four(g, sides, left_first);
    if (turn == CNN_TURN_BEGINS && count == 4)
        return four(g, sides, begins);
    cnn_yaml *rows = sides[0], *columns = sides[1];
    if (turn != CNN_TURN_PAIRS || count != 2 || cnn_yaml_count(rows) != 2 || cnn_yaml_count(columns) != 2)
        return value;
    cnn_yaml *pairs[4] = {
        cnn_yaml_item(rows, 0), cnn_yaml_item(rows, 1), cnn_yaml_item(columns, 0), cnn_yaml_item(columns, 1)};
    return four(g, pairs, straight);
}

static cnn_yaml *turn_value(gathering *g, const char *key, cnn_yaml *value, cnn_turn turn) {
    double number = 0;
    bool yes = false;
    char text[CNN_FLOAT_TEXT];
    switch (turn) {
    case CNN_TURN_NOT:
        cnn_reader_keep(g->in, cnn_yaml_boolean(g->in->document, value, key, &yes));
        return word(g->in, value, yes ? "false" : "true");
    case CNN_TURN_ONE_MINUS: {
        cnn_reader_keep(g->in, cnn_yaml_number(g->in->document, value, key, &number));
        const char *written = cnn_float_text((float)(1 - number), text);
        const char *kept = cnn_arena_text(g->in->arena, written, strlen(written));
        return kept ? word(g->in, value, kept) : NULL;
    }
    default:
        return turn_padding(g, value, turn);
    }
}

/* A value of another program as ours, by the kind of our setting; NULL: it says nothing. */
static cnn_yaml *own_value(gathering *g, const cnn_setting *s, cnn_yaml *value) {
    const char *text = cnn_yaml_text(value);
    if (!s || !text)
        return value;
    if (!strcmp(text, "None") && !s->words)
        return NULL;
    if (s->type == CNN_SETTING_PADDING) {
        bool same = cnn_same_word(text, "same") || cnn_same_word(text, "same_upper"),
             valid = cnn_same_word(text, "valid");
        return same ? word(g->in, value, "same") : valid ? word(g->in, value, "0") : value;
    }
    for (int i = 0; s->type == CNN_SETTING_CHOICE && s->words[i]; i++)
        if (cnn_same_word(text, s->words[i]))
            return word(g->in, value, s->words[i]);
    bool no = cnn_same_word(text, "false"), yes = cnn_same_word(text, "true");
    if (s->type == CNN_SETTING_CHOICE && (no || yes) && !strcmp(s->words[0], "none"))
        return word(g->in, value, s->words[yes ? 1 : 0]);
    return value;
}

static void put(gathering *g, cnn_yaml *key, const char *ours, cnn_yaml *value) {
    for (int i = 0; i < g->count; i++)
        if (!strcmp(g->keys[i], ours)) {
            cnn_reader_fail(g->in, key, "\"%.40s\" says once more what \"%s\" says; leave one of them out",
                cnn_yaml_text(key), ours);
            return;
        }
    if (g->count == SETTINGS_MAX)
        cnn_reader_fail(g->in, key, "too many settings");
    else if (value && !cnn_reader_failed(g->in)) {
        g->keys[g->count] = ours;
        g->values[g->count++] = value;
    }
}

static bool is_activation(cnn_op_kind kind) {
    cnn_family family = kind < CNN_OP_COUNT ? cnn_op_of(kind)->family : CNN_FAMILY_LOSS;
    return family == CNN_FAMILY_ELEMENT || family == CNN_FAMILY_TERMS;
}

static void take_settings(gathering *g, cnn_yaml *node, cnn_yaml *settings);

/* The map of what was gathered; NULL with a failure. */
static cnn_yaml *gathered(const gathering *g, const cnn_yaml *like) {
    cnn_yaml *map = cnn_yaml_map(g->in->arena, like, g->keys, g->values, g->count);
    if (!map)
        cnn_reader_keep(g->in, cnn_no_memory("a layer", sizeof g->keys));
    return map;
}

/* relu, nn.ReLU(), LeakyReLU(0.1), or {LeakyReLU: {slope: 0.1}}. */
static void read_activation(gathering *g, cnn_yaml *value) {
    const char *text = cnn_yaml_text(value);
    cnn_yaml *call = text && strchr(text, '(') ? cnn_yaml_python(g->in->arena, value, text) : value, *settings = NULL;
    if (cnn_yaml_is_map(call) && cnn_yaml_count(call) == 1) {
        text = cnn_yaml_text(cnn_yaml_key(call, 0));
        settings = cnn_yaml_value(call, 0);
    }
    if (text && (!*text || cnn_same_word(text, "none") || cnn_same_word(text, "null") || cnn_same_word(text, "linear")))
        return;
    cnn_entry behind = {.name = text, .kind = CNN_OP_COUNT, .then = CNN_OP_COUNT};
    gathering b = {.in = g->in, .entry = &behind};
    behind.kind = text ? cnn_netfile_kind(text, &behind.line, &b.row) : CNN_OP_COUNT;
    g->entry->then = behind.kind;
    g->entry->then_text = text;
    if (!is_activation(behind.kind)) {
        cnn_reader_fail(g->in, value,
            "activation is relu, sigmoid, tanh, softmax or another of that kind, not \"%.40s\"%s",
            text ? text : "a list", cnn_odd_sign(text));
        return;
    }
    b.op = cnn_op_of(behind.kind);
    take_settings(&b, value, settings);
    g->entry->then_settings = gathered(&b, value);
}

/* One setting, in whatever words. What no row knows stays as it is: the reader of our settings says what is wrong. */
static void take(gathering *g, cnn_yaml *key, const char *name, cnn_yaml *value) {
    bool known = is_known(g, name);
    const cnn_setting_elsewhere *row = row_of(g, name);
    if (known && (!row || row->turn == CNN_TURN_NONE || !row->ours || strcmp(row->ours, name)))
        row = NULL;
    const char *own = known ? name : row ? row->ours : own_key(g, name);
    if (row && row->turn == CNN_TURN_READS) {
        int64_t reads = 0;
        cnn_reader_keep(g->in, cnn_yaml_integer(g->in->document, value, name, 1, CNN_SETTING_MOST, &reads));
        g->entry->reads = (int)reads;
    } else if (row && row->turn == CNN_TURN_ACTIVATION)
        read_activation(g, value);
    else if (row && says_nothing(row->nothing, value))
        return;
    else if (row && row->advice)
        cnn_reader_fail(g->in, key, "%s has no setting \"%.40s\": %s", g->op->name, name, row->advice);
    else if (!own)
        put(g, key, name, value);
    else {
        cnn_yaml *turned = row ? turn_value(g, name, value, row->turn) : value;
        if (turned)
            put(g, key, own, own_value(g, cnn_op_setting(g->op, own), turned));
    }
}

/* The one setting that a bare value is of: the only one needed, or the only one there is. NULL: it is not clear. */
static const char *only_setting(const cnn_op *op) {
    const cnn_setting *needed = NULL, *s = op->settings;
    int count = 0, rows = 0;
    for (; s && s->key; s++, rows++)
        if (s->by_default == CNN_DEFAULT_NEEDED) {
            needed = s;
            count++;
        }
    bool one = count == 1 || (!count && (rows == 1 || (rows && op->settings->type == CNN_SETTING_PADDING)));
    return !one ? NULL : count ? needed->key : op->settings->key;
}

/* The setting at a place of a call; "" where there is none. */
static void place_of(const gathering *g, int place, char out[WORD_MAX]) {
    const cnn_setting *s = g->op->settings;
    out[0] = '\0';
    if (g->row) {
        word_at(g->row->places, place, out);
        return;
    }
    if (only_setting(g->op) && place == 0)
        cnn_format(out, WORD_MAX, "%s", only_setting(g->op));
    else
        for (int i = 0; s && s->key; s++)
            if (s->by_default == CNN_DEFAULT_NEEDED && i++ == place)
                cnn_format(out, WORD_MAX, "%s", s->key);
}

static void take_place(gathering *g, cnn_yaml *node, int place, cnn_yaml *value) {
    char name[WORD_MAX];
    place_of(g, place, name);
    const char *kept = cnn_arena_text(g->in->arena, name, strlen(name));
    if (!*name)
        cnn_reader_fail(g->in, node, "%s: it is not clear what value %d is; name it", g->entry->name, place + 1);
    else if (kept)
        take(g, node, kept, value);
    else
        cnn_reader_keep(g->in, cnn_no_memory("a setting", sizeof name));
}

/* What a layer without a map is given: one value, or the values of a call by their places. */
static bool take_bare(gathering *g, cnn_yaml *settings) {
    bool one = cnn_yaml_is_scalar(settings), alone = !g->row && only_setting(g->op);
    char first[WORD_MAX], second[WORD_MAX];
    place_of(g, 0, first);
    place_of(g, 1, second);
    if (!*first || (one && !alone && g->row && !strcmp(first, "in_channels")))
        return false;
    if (!one && !*second && !alone && !cnn_yaml_count(settings))
        return false;
    if (one || alone || !*second) { /* one number of a Linear is what it makes: what it reads is known */
        take_place(g, settings, one && !strcmp(first, "in_features"), settings);
        return true;
    }
    for (int i = 0; i < cnn_yaml_count(settings); i++)
        take_place(g, settings, i, cnn_yaml_item(settings, i));
    return true;
}

/* A setting that must be written with the value that an example has for it: filters: 8. */
static const char *example_of(const cnn_setting *s) {
    return s->type == CNN_SETTING_PAIR ? "3" : strcmp(s->key, "units") ? "8" : "10";
}

/* Shows how a layer's settings are written, with all that it needs. */
static void settings_are_a_map(cnn_reader *in, cnn_yaml *node, const cnn_op *op, const char *name) {
    char example[120] = "";
    for (const cnn_setting *s = op ? op->settings : NULL; s && s->key; s++)
        if (s->by_default == CNN_DEFAULT_NEEDED)
            cnn_append(example, sizeof example, "%s%s: %s", *example ? ", " : "", s->key, example_of(s));
    cnn_reader_fail(in, node, "%s: its settings are a map, as in \"%s: {%s}\"", name, op ? op->name : name,
        *example ? example : "name: a");
}

/* What their layer is without being told, where nothing was said. */
static void take_given(gathering *g, cnn_yaml *node) {
    char key[WORD_MAX], value[WORD_MAX];
    for (int i = 0; g->row && word_at(g->row->given, i, key) && word_at(g->row->given, i + 1, value); i += 2) {
        bool told = false;
        for (int k = 0; k < g->count; k++)
            told |= !strcmp(g->keys[k], key);
        if (told)
            continue;
        if (!strcmp(value, "?")) {
            cnn_reader_fail(g->in, node, "%s: %s", g->entry->name, g->row->advice);
            return;
        }
        const char *kept_key = cnn_arena_text(g->in->arena, key, strlen(key)),
                   *kept = cnn_arena_text(g->in->arena, value, strlen(value));
        if (kept_key && kept)
            put(g, node, kept_key, word(g->in, node, kept));
        else
            cnn_reader_keep(g->in, cnn_no_memory("a setting", sizeof key));
    }
}

static void take_settings(gathering *g, cnn_yaml *node, cnn_yaml *settings) {
    if (cnn_netfile_is_empty(settings) || cnn_yaml_is_map(settings))
        for (int i = 0; i < cnn_yaml_count(settings) && !cnn_reader_failed(g->in); i++) {
            cnn_yaml *key = cnn_yaml_key(settings, i), *value = cnn_yaml_value(settings, i);
            const char *name = cnn_yaml_text(key);
            bool place = *name >= '0' && *name <= '9';
            if (place)
                take_place(g, node, (int)strtol(name, NULL, 10), value);
            else
                take(g, key, name, value);
        }
    else if (!take_bare(g, settings))
        settings_are_a_map(g->in, node, g->op, g->entry->name);
    take_given(g, node);
}

static void unknown_operator(cnn_reader *in, cnn_yaml *node, const char *name, const cnn_layer_elsewhere *row) {
    const char *names[2 * CNN_OP_COUNT + 1];
    char known[400] = "";
    int count = 0;
    if (row && row->advice) {
        cnn_reader_fail(in, node, "there is no layer type \"%.40s\": %s", name, row->advice);
        return;
    }
    for (int i = 0; i < CNN_OP_COUNT; i++) {
        const cnn_op *op = cnn_op_of((cnn_op_kind)i);
        if (op->loss)
            continue;
        names[count++] = op->name;
        cnn_append(known, sizeof known, "%s%s", *known ? ", " : "", op->name);
        if (op->line)
            names[count++] = op->line;
    }
    names[count] = NULL;
    const char *meant = name ? cnn_nearest_word(name, names) : NULL;
    if (name && *cnn_odd_sign(name))
        cnn_reader_fail(in, node, "there is no layer type \"%.40s\"%s", name, cnn_odd_sign(name));
    else if (meant)
        cnn_reader_fail(
            in, node, "there is no layer type \"%.40s\"; did you mean \"%s\"? Known are %s", name, meant, known);
    else
        cnn_reader_fail(in, node, "there is no layer type \"%.40s\"; known are %s", name ? name : "?", known);
}

/* A layer whose word is `activation` is the layer that this setting names. */
static void become_activation(cnn_entry *e) {
    e->kind = e->then;
    e->then = CNN_OP_COUNT;
    e->settings = e->then_settings;
}

bool cnn_netfile_read_entry(cnn_reader *in, cnn_yaml *node, const cnn_yaml *blocks, cnn_entry *out) {
    const cnn_layer_elsewhere *row = NULL;
    *out = (cnn_entry){.kind = CNN_OP_COUNT, .then = CNN_OP_COUNT};
    if (cnn_yaml_is_list(node) || !cnn_netfile_split(in, node, blocks, &out->name, &out->settings)) {
        cnn_reader_fail(
            in, node, "a layer is one word, or one word with its settings: \"conv: {filters: 6, size: 5}\"");
        return false;
    }
    if (cnn_yaml_get(blocks, out->name)) {
        if (!cnn_netfile_is_empty(out->settings) && !cnn_yaml_is_map(out->settings))
            settings_are_a_map(in, node, NULL, out->name);
        return !cnn_reader_failed(in);
    }
    out->kind = cnn_netfile_kind(out->name, &out->line, &row);
    bool activation = row && row->ours && !strcmp(row->ours, "activation");
    if (!activation && out->kind == CNN_OP_COUNT) {
        unknown_operator(in, node, out->name, row);
        return false;
    }
    static const cnn_op nothing = {.name = "activation"};
    gathering g = {.in = in, .op = activation ? &nothing : cnn_op_of(out->kind), .row = row, .entry = out};
    take_settings(&g, node, out->settings);
    out->settings = gathered(&g, node);
    if (activation && !cnn_reader_failed(in)) {
        if (out->then == CNN_OP_COUNT)
            cnn_reader_fail(in, node, "an activation without a name changes nothing; leave it out");
        become_activation(out);
    }
    return !cnn_reader_failed(in);
}

cnn_yaml *cnn_netfile_rename(cnn_reader *in, cnn_yaml *map, const char *const *known, const cnn_synonym *synonyms) {
    const char *keys[SETTINGS_MAX];
    cnn_yaml *values[SETTINGS_MAX];
    int count = cnn_yaml_count(map), renamed = 0;
    if (!cnn_yaml_is_map(map) || count > SETTINGS_MAX)
        return map;
    for (int i = 0; i < count; i++) {
        keys[i] = cnn_yaml_text(cnn_yaml_key(map, i));
        values[i] = cnn_yaml_value(map, i);
        const char *ours = NULL;
        for (int k = 0; known[k]; k++)
            ours = !strcmp(known[k], keys[i]) ? keys[i] : ours;
        for (const cnn_synonym *s = synonyms; s->theirs && !ours; s++)
            ours = s->ours && !strcmp(s->theirs, keys[i]) ? s->ours : NULL;
        if (!ours || !strcmp(ours, keys[i]))
            continue;
        renamed++;
        if (cnn_yaml_get(map, ours))
            cnn_reader_fail(in, cnn_yaml_key(map, i),
                "\"%.40s\" says once more what \"%s\" says; leave one of them out", keys[i], ours);
        keys[i] = ours;
    }
    cnn_yaml *made = renamed ? cnn_yaml_map(in->arena, map, keys, values, count) : map;
    if (!made)
        cnn_reader_keep(in, cnn_no_memory("settings", sizeof keys));
    return made;
}
