/* Parts are written in one order, so that the same place has one text. */
#include "link.h"

#include "link_text.h"

#include <stdlib.h>
#include <string.h>

typedef struct writer {
    char *text;
    size_t size;
} writer;

static void put_part(const writer *w, const char *name, const char *value) {
    cnn_append(w->text, w->size, "%s%s=", strchr(w->text, '?') ? "&" : "?", name);
    link_encode(value, w->text, w->size);
}

static void put_change(const writer *w, const train_change *change) {
    char value[TRAIN_VALUE];
    for (int k = 0; k < TRAIN_KEYS; k++)
        if (change->given >> k & 1u) {
            train_change_text(change, (train_key)k, value);
            put_part(w, train_key_name((train_key)k), value);
        }
}

static void put_branch(const writer *w, const replay_branch *b) {
    char text[LINK_TEXT / 4], value[TRAIN_VALUE];
    cnn_format(text, sizeof text, "%lld", (long long)b->iteration);
    for (int k = 0; k < TRAIN_KEYS; k++)
        if (b->change.given >> k & 1u) {
            train_change_text(&b->change, (train_key)k, value);
            cnn_append(text, sizeof text, ",%s=%s", train_key_name((train_key)k), value);
        }
    put_part(w, "branch", text);
}

static void put_run(const writer *w, const link_parts *l) {
    char number[48];
    if (l->run.data[0])
        put_part(w, "data", l->run.data);
    cnn_format(number, sizeof number, "%d", l->run.pictures);
    if (l->run.pictures)
        put_part(w, "pictures", number);
    put_change(w, &l->run.change);
    if (l->numbers[0])
        put_part(w, "numbers", l->numbers);
    for (int i = 0; i < l->run.branch_count; i++)
        put_branch(w, &l->run.branches[i]);
    cnn_format(number, sizeof number, "%s,%d", l->source == LIVE_TEST_PICTURE ? "test" : "train", l->picture);
    if (l->picture >= 0)
        put_part(w, "picture", number);
}

static void put_look(const writer *w, const link_parts *l) {
    static const char *const languages[] = {"en", "ko"}, *const themes[] = {"light", "dark", "contrast"};
    if (l->language >= 0)
        put_part(w, "lang", languages[l->language]);
    if (l->theme >= 0)
        put_part(w, "theme", themes[l->theme]);
    if (l->bare)
        cnn_append(w->text, w->size, "%sbare", strchr(w->text, '?') ? "&" : "?");
}

static void put_place(const writer *w, const link_parts *l) {
    if (!l->at_iteration && !l->at[0])
        return;
    cnn_append(w->text, w->size, "@");
    if (l->at_iteration)
        cnn_append(w->text, w->size, "%lld%s", (long long)l->run.iteration, l->at[0] ? "/" : "");
    link_encode(l->at, w->text, w->size);
}

static void put_head(const writer *w, const link_parts *l) {
    static const char *const begins[LINK_KINDS] = {"#lesson/", "", "#net/", "#atlas/"};
    cnn_append(w->text, w->size, "%s", l->kind == LINK_BENCH ? l->bench : begins[l->kind]);
    link_encode(l->name, w->text, w->size);
    if (l->page[0]) {
        cnn_append(w->text, w->size, "/");
        link_encode(l->page, w->text, w->size);
    }
}

char *link_format(const link_parts *l) {
    writer w = {.size = LINK_TEXT + (l->bench ? strlen(l->bench) : 0)};
    w.text = calloc(1, w.size);
    if (!w.text)
        return NULL;
    put_head(&w, l);
    if (l->kind == LINK_NET)
        put_run(&w, l);
    if (l->layer[0])
        put_part(&w, "layer", l->layer);
    if (l->beside[0])
        put_part(&w, "beside", l->beside);
    put_look(&w, l);
    put_place(&w, l);
    return w.text;
}
