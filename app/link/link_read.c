/* The text is split at its marks first; each piece is decoded and then taken by the function of its part. */
#include "link.h"

#include "assets.h"
#include "atlas.h"
#include "bench_link.h"
#include "link_text.h"
#include "processor.h"

#include <stdlib.h>
#include <string.h>

static const char *const kinds[LINK_KINDS] = {"lesson", "bench", "net", "atlas"};
const char *const link_data[] = {"fashion-mnist", "fashion-mnist-color", "digits", "digits-color", NULL};

const char *link_numbers(void) {
    return cnn_rounding_stamp();
}

static const char *mark_of(const char *text) {
    const char *mark = strchr(text, '#');
    return mark && (size_t)(mark - text) == strcspn(text, " \t\r\n#") ? mark : NULL;
}

static int kind_of(const char *mark) {
    for (int k = 0; mark && k < LINK_KINDS; k++) {
        size_t length = strlen(kinds[k]);
        if (!strncmp(mark + 1, kinds[k], length) && mark[1 + length] == '/')
            return k;
    }
    return LINK_KINDS;
}

bool link_is(const char *text) {
    return kind_of(mark_of(text + strspn(text, " \t\r\n"))) < LINK_KINDS;
}

void link_drop(link_parts *link) {
    free(link->bench);
    *link = (link_parts){.language = -1, .theme = -1, .picture = -1};
}

/* ---- parts that any link may have ---- */

static cnn_status choose(const char *part, const char *value, const char *const *names, int *out) {
    char list[160] = "", quoted[LINK_QUOTE];
    for (int i = 0; names[i]; i++) {
        if (!strcmp(names[i], value)) {
            *out = i;
            return cnn_ok();
        }
        cnn_append(list, sizeof list, "%s%s", i ? ", " : "", names[i]);
    }
    return cnn_fail(CNN_BAD_INPUT, tr("link.word"), part, link_quote(value, quoted), list);
}

static cnn_status take_language(link_parts *l, const char *value) {
    static const char *const names[] = {"en", "ko", NULL};
    return choose("lang", value, names, &l->language);
}

static cnn_status take_theme(link_parts *l, const char *value) {
    static const char *const names[] = {"light", "dark", "contrast", NULL};
    return choose("theme", value, names, &l->theme);
}

static cnn_status take_bare(link_parts *l, const char *value) {
    static const char *const names[] = {"", "1", NULL};
    int chosen;
    l->bare = true;
    return choose("bare", value, names, &chosen);
}

/* ---- parts of a training run ---- */

static cnn_status take_data(link_parts *l, const char *value) {
    int chosen = 0;
    cnn_status status = choose("data", value, link_data, &chosen);
    cnn_format(l->run.data, sizeof l->run.data, "%s", link_data[chosen]);
    return status;
}

static cnn_status take_pictures(link_parts *l, const char *value) {
    enum { MOST = 10000000 };
    char quoted[LINK_QUOTE];
    int64_t number = link_whole(value, MOST);
    l->run.pictures = (int)number;
    return number >= 1 ? cnn_ok()
                       : cnn_fail(CNN_BAD_INPUT, tr("link.whole"), "pictures", link_quote(value, quoted), 1, MOST);
}

/* A word, and the number of its order of additions; a family that has one and is named without it is the first. */
static cnn_status take_numbers(link_parts *l, const char *value) {
    char quoted[LINK_QUOTE];
    size_t word = strspn(value, "abcdefghijklmnopqrstuvwxyz");
    const char *rest = value + word;
    bool fine = word && strlen(value) < LINK_NUMBERS && (!*rest || (*rest == '-' && link_whole(rest + 1, 9999) > 0));
    bool first = !strcmp(value, cnn_rounding_names[CNN_PORTABLE]);
    cnn_format(l->numbers, sizeof l->numbers, "%s%s", fine ? value : "", first ? "-1" : "");
    return fine ? cnn_ok() : cnn_fail(CNN_BAD_INPUT, tr("link.numbers_form"), link_quote(value, quoted));
}

/* "train,12", "test,0". */
static cnn_status take_picture(link_parts *l, const char *value) {
    enum { MOST = 10000000 };
    static const struct {
        const char *word;
        live_source source;
    } sources[] = {{"train,", LIVE_TRAIN_PICTURE}, {"test,", LIVE_TEST_PICTURE}};
    char quoted[LINK_QUOTE];
    for (int i = 0; i < 2; i++) {
        size_t length = strlen(sources[i].word);
        int64_t number = strncmp(value, sources[i].word, length) ? -1 : link_whole(value + length, MOST);
        if (number < 0)
            continue;
        l->source = sources[i].source;
        l->picture = (int)number;
        return cnn_ok();
    }
    return cnn_fail(CNN_BAD_INPUT, tr("link.picture_form"), link_quote(value, quoted));
}

/* One KEY=VALUE of a branch. An optimizer keeps what the one before has gathered, so it stays. */
static cnn_status take_branch_part(replay_branch *b, char *part, const char *quoted) {
    char *equals = strchr(part, '=');
    if (!equals)
        return cnn_fail(CNN_BAD_INPUT, tr("link.branch_form"), quoted);
    *equals = '\0';
    train_key key = train_key_named(part);
    if (key == TRAIN_KEYS || key == TRAIN_OPTIMIZER || b->change.given >> key & 1u)
        return cnn_fail(CNN_BAD_INPUT, tr("link.branch_form"), quoted);
    char value[LINK_QUOTE];
    return train_change_take(&b->change, key, equals + 1, link_quote(equals + 1, value));
}

/* "120,rate=0.01,batch=32". */
static cnn_status take_branch(link_parts *l, char *value) {
    char quoted[LINK_QUOTE];
    link_quote(value, quoted);
    if (l->run.branch_count == REPLAY_BRANCHES)
        return cnn_fail(CNN_BAD_INPUT, tr("link.branches"), REPLAY_BRANCHES);
    replay_branch *b = &l->run.branches[l->run.branch_count++];
    char *part = strchr(value, ',');
    if (!part)
        return cnn_fail(CNN_BAD_INPUT, tr("link.branch_form"), quoted);
    *part++ = '\0';
    b->iteration = link_whole(value, REPLAY_MOST);
    if (b->iteration < 0 || (b > l->run.branches && b->iteration < b[-1].iteration))
        return cnn_fail(CNN_BAD_INPUT, tr("link.branch_order"), quoted);
    cnn_status status = cnn_ok();
    for (char *next; part && !cnn_failed(status); part = next) {
        next = strchr(part, ',');
        if (next)
            *next++ = '\0';
        status = take_branch_part(b, part, quoted);
    }
    return status;
}

/* ---- parts of the Atlas ---- */

static cnn_status take_layer(link_parts *l, const char *value) {
    char quoted[LINK_QUOTE];
    if (!value[0] || strlen(value) >= sizeof l->layer)
        return cnn_fail(
            CNN_BAD_INPUT, tr("link.no_layer"), link_quote(l->name, (char[LINK_QUOTE]){0}), link_quote(value, quoted));
    cnn_format(l->layer, sizeof l->layer, "%s", value);
    return cnn_ok();
}

static cnn_status take_network(const char *value, char name[LINK_NAME]) {
    char path[4096], quoted[LINK_QUOTE];
    if (!shipped_path(value, path, sizeof path))
        return cnn_fail(CNN_BAD_INPUT, tr("link.no_network"), link_quote(value, quoted));
    cnn_format(name, LINK_NAME, "%s", value);
    return cnn_ok();
}

/* One of the Atlas. */
static cnn_status take_classic(const char *value, char name[LINK_NAME]) {
    char quoted[LINK_QUOTE];
    for (int i = 0; i < atlas_count; i++)
        if (!strcmp(atlas_entries[i].file, value))
            return take_network(value, name);
    return cnn_fail(CNN_BAD_INPUT, tr("link.no_classic"), link_quote(value, quoted));
}

static cnn_status take_beside(link_parts *l, const char *value) {
    return take_classic(value, l->beside);
}

/* ---- the table of parts ---- */

enum { ANY = (1 << LINK_KINDS) - 1 };
static const struct part_row {
    const char *name;
    unsigned kinds; /* of links that may have it */
    cnn_status (*take)(link_parts *l, const char *value);
} parts[] = {
    {"lang", ANY, take_language},
    {"theme", ANY, take_theme},
    {"bare", ANY, take_bare},
    {"data", 1 << LINK_NET, take_data},
    {"pictures", 1 << LINK_NET, take_pictures},
    {"numbers", 1 << LINK_NET, take_numbers},
    {"picture", 1 << LINK_NET, take_picture},
    {"layer", 1 << LINK_ATLAS, take_layer},
    {"beside", 1 << LINK_ATLAS, take_beside},
};
enum { PARTS = sizeof parts / sizeof *parts };

static const struct part_row *part_named(const link_parts *l, const char *name) {
    for (int i = 0; i < PARTS; i++)
        if (!strcmp(parts[i].name, name) && parts[i].kinds >> l->kind & 1u)
            return &parts[i];
    return NULL;
}

static cnn_status no_such_part(const link_parts *l, const char *name) {
    char list[320] = "", quoted[LINK_QUOTE];
    for (int i = 0; i < PARTS; i++)
        if (parts[i].kinds >> l->kind & 1u)
            cnn_append(list, sizeof list, "%s%s", list[0] ? ", " : "", parts[i].name);
    for (int k = 0; k < TRAIN_KEYS && l->kind == LINK_NET; k++)
        cnn_append(list, sizeof list, ", %s", train_key_name((train_key)k));
    cnn_append(list, sizeof list, "%s", l->kind == LINK_NET ? ", branch" : "");
    return cnn_fail(CNN_BAD_INPUT, tr("link.no_part"), link_quote(name, quoted), list);
}

/* `seen`: a bit for each row of the table. */
static cnn_status take_part(link_parts *l, char *name, char *value, unsigned *seen) {
    const struct part_row *row = part_named(l, name);
    train_key key = l->kind == LINK_NET ? train_key_named(name) : TRAIN_KEYS;
    char quoted[LINK_QUOTE];
    unsigned bit = row ? 1u << (row - parts) : 0;
    if (*seen & bit || (key < TRAIN_KEYS && l->run.change.given >> key & 1u))
        return cnn_fail(CNN_BAD_INPUT, tr("link.twice"), name);
    *seen |= bit;
    if (key < TRAIN_KEYS)
        return train_change_take(&l->run.change, key, value, link_quote(value, quoted));
    if (l->kind == LINK_NET && !strcmp(name, "branch"))
        return take_branch(l, value);
    return row ? row->take(l, value) : no_such_part(l, name);
}

/* ---- the pieces of the text ---- */

/* What belongs to a bench is read by bench_link_read, which knows no escapes; the rest is taken out of it. */
static cnn_status keep_for_bench(link_parts *l, const char *part) {
    char quoted[LINK_QUOTE];
    for (const char *c = part; *c; c++)
        if (*c <= ' ' || *c > '~' || strchr("\"<>", *c))
            return cnn_fail(CNN_BAD_INPUT, tr("link.letters"), link_quote(part, quoted));
    strcat(l->bench, strchr(l->bench, '?') ? "&" : "?");
    strcat(l->bench, part);
    return cnn_ok();
}

static cnn_status take_parts(link_parts *l, char *text) {
    unsigned seen = 0;
    cnn_status status = cnn_ok();
    for (char *part = text, *next; part && !cnn_failed(status); part = next) {
        next = strchr(part, '&');
        if (next)
            *next++ = '\0';
        char *equals = strchr(part, '='), none[1] = "", *value = equals ? equals + 1 : none;
        if (equals)
            *equals = '\0';
        bool common = part_named(l, part) != NULL;
        if (l->kind == LINK_BENCH && !common) {
            if (equals)
                *equals = '=';
            status = keep_for_bench(l, part);
            continue;
        }
        if (!equals && strcmp(part, "bare"))
            return part[0] ? cnn_fail(CNN_BAD_INPUT, tr("link.value"), part) : no_such_part(l, part);
        status = link_decode(value);
        if (!cnn_failed(status))
            status = take_part(l, part, value, &seen);
    }
    return status;
}

/* A name that can be no path. */
static bool is_name(const char *name, size_t room) {
    return name[0] && name[0] != '.' && strlen(name) < room && !strpbrk(name, "/\\\t\n\r");
}

static cnn_status take_lesson(link_parts *l, char *head) {
    char quoted[LINK_QUOTE], *page = strchr(head, '/');
    if (page)
        *page++ = '\0';
    cnn_status status = link_decode(head);
    if (!cnn_failed(status) && page)
        status = link_decode(page);
    if (cnn_failed(status))
        return status;
    if (!is_name(head, sizeof l->name))
        return cnn_fail(CNN_BAD_INPUT, tr("link.lesson_name"), link_quote(head, quoted));
    if (page && page[0] && !is_name(page, sizeof l->page))
        return cnn_fail(CNN_BAD_INPUT, tr("link.lesson_name"), link_quote(page, quoted));
    cnn_format(l->name, sizeof l->name, "%s", head);
    cnn_format(l->page, sizeof l->page, "%s", page ? page : "");
    return status;
}

static cnn_status take_head(link_parts *l, char *head) {
    char quoted[LINK_QUOTE];
    if (l->kind == LINK_LESSON)
        return take_lesson(l, head);
    if (l->kind == LINK_BENCH) {
        bool known = !strcmp(head, "conv") || !strcmp(head, "pool");
        cnn_append(l->bench, LINK_NAME, "#bench/%s", known ? head : "");
        return known ? cnn_ok() : cnn_fail(CNN_BAD_INPUT, tr("link.kind"), link_quote(head, quoted));
    }
    cnn_status status = link_decode(head);
    if (cnn_failed(status) || l->kind == LINK_NET)
        return cnn_failed(status) ? status : take_network(head, l->name);
    return take_classic(head, l->name);
}

/* "1284/backward/conv1/0,1,2", "1284", or of the Atlas an address alone. */
static cnn_status take_place(link_parts *l, char *place) {
    char quoted[LINK_QUOTE];
    if (l->kind == LINK_LESSON)
        return cnn_fail(CNN_BAD_INPUT, tr("link.no_place"), link_quote(place, quoted));
    cnn_status status = link_decode(place);
    if (cnn_failed(status))
        return status;
    size_t digits = strspn(place, "0123456789");
    char *rest = place + digits;
    if (digits && (l->kind != LINK_NET || (*rest && *rest != '/') || (*rest && !rest[1])))
        return cnn_fail(CNN_BAD_INPUT, tr("link.place_form"), link_quote(place, quoted));
    if (digits && *rest)
        *rest++ = '\0';
    l->at_iteration = digits > 0;
    l->run.iteration = digits ? link_whole(place, REPLAY_MOST) : 0;
    if (l->run.iteration < 0)
        return cnn_fail(CNN_BAD_INPUT, tr("link.whole"), "@", link_quote(place, quoted), 0, REPLAY_MOST);
    if ((!digits && !*rest) || strlen(rest) >= sizeof l->at)
        return cnn_fail(CNN_BAD_INPUT, tr("link.place_form"), link_quote(place, quoted));
    cnn_format(l->at, sizeof l->at, "%s", rest);
    return status;
}

static cnn_status take_pieces(link_parts *l, char *text) {
    char *place = l->kind == LINK_BENCH ? NULL : strchr(text, '@');
    if (place)
        *place++ = '\0';
    char *rest = strchr(text, '?');
    if (rest)
        *rest++ = '\0';
    cnn_status status = take_head(l, text);
    if (!cnn_failed(status) && rest)
        status = take_parts(l, rest);
    if (!cnn_failed(status) && place)
        status = take_place(l, place);
    int last = l->run.branch_count - 1;
    if (!cnn_failed(status) && last >= 0 && l->run.branches[last].iteration > l->run.iteration)
        status = cnn_fail(CNN_BAD_INPUT, tr("link.branch_late"), (long long)l->run.branches[last].iteration,
            (long long)l->run.iteration);
    return status;
}

cnn_status link_read(const char *text, link_parts *out) {
    *out = (link_parts){.language = -1, .theme = -1, .picture = -1};
    text += strspn(text, " \t\r\n");
    const char *mark = mark_of(text);
    char quoted[LINK_QUOTE];
    if (kind_of(mark) == LINK_KINDS)
        return cnn_fail(CNN_BAD_INPUT, tr("link.begins"), link_quote(mark ? mark : text, quoted));
    out->kind = (link_kind)kind_of(mark);
    const char *from = mark + 2 + strlen(kinds[out->kind]);
    size_t length = strcspn(from, " \t\r\n"), most = out->kind == LINK_BENCH ? BENCH_LINK_MAX : LINK_TEXT - 16;
    if (length > most)
        return cnn_fail(CNN_BAD_INPUT, tr("link.too_long"), (int)most);
    if (from[length + strspn(from + length, " \t\r\n")])
        return cnn_fail(CNN_BAD_INPUT, "%s", tr("link.space"));
    char *copy = malloc(length + 1);
    out->bench = out->kind == LINK_BENCH ? calloc(1, length + LINK_NAME) : NULL;
    if (!copy || (out->kind == LINK_BENCH && !out->bench)) {
        free(copy);
        link_drop(out);
        return cnn_no_memory("a link", length);
    }
    memcpy(copy, from, length);
    copy[length] = '\0';
    cnn_status status = take_pieces(out, copy);
    free(copy);
    if (cnn_failed(status))
        link_drop(out);
    return status;
}
