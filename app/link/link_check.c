/* A network is described, which takes no time: layers and positions are asked of its walk. */
#include "link_check.h"

#include "assets.h"
#include "bench_link.h"
#include "lesson_link.h"
#include "link_text.h"
#include "opened_network.h"
#include "told.h"

#include <stdlib.h>
#include <string.h>

static cnn_status check_lesson(const link_parts *l, const reader *lessons) {
    const course_entry *e = reader_entry_of(lessons, l->name);
    e = e ? e : reader_entry_of(lessons, reader_without_number(l->name));
    if (!e)
        return cnn_fail(CNN_BAD_INPUT, tr("link.no_lesson"), l->name);
    lesson *opened = NULL;
    cnn_status status = l->page[0] ? lesson_open(e->path, &opened) : cnn_ok();
    if (opened && lesson_link_page(opened, l->page) < 0)
        status = cnn_fail(CNN_BAD_INPUT, tr("link.no_page"), l->name, l->page);
    lesson_close(opened);
    return status;
}

static cnn_status check_atlas(const link_parts *l) {
    atlas_graph g = {.entry = -1};
    char quoted[LINK_QUOTE];
    cnn_status status = l->layer[0] ? atlas_show(&g, l->name, NULL) : cnn_ok();
    if (!cnn_failed(status) && l->layer[0] && !atlas_choose(&g, l->layer))
        status = cnn_fail(CNN_BAD_INPUT, tr("link.no_layer"), l->name, link_quote(l->layer, quoted));
    atlas_close(&g);
    return status;
}

static cnn_status check_step(const link_parts *l, const opened_network *s, cnn_address *to) {
    char quoted[LINK_QUOTE], why[CNN_MESSAGE_MAX];
    const cnn_walk *walk = cnn_walk_new(s->net, s->arena);
    if (!walk)
        return cnn_no_memory(l->name, 0);
    cnn_status status = cnn_address_parse(walk, l->at, to);
    if (!cnn_failed(status))
        return status;
    told(status.message, why, sizeof why);
    return cnn_fail(CNN_BAD_INPUT, tr("link.step"), link_quote(l->at, quoted), why);
}

/* The data is there, and the arithmetic is the one in use. */
static cnn_status check_run(const link_parts *l, const opened_network *s) {
    const char *data = l->run.data[0] ? l->run.data : s->desc->data;
    if (l->at_iteration && l->numbers[0] && strcmp(l->numbers, link_numbers()))
        return cnn_fail(CNN_BAD_INPUT, tr("link.other_numbers"), l->numbers, link_numbers());
    cnn_dataset *first = NULL;
    cnn_status status = cnn_dataset_open_first(data, 1, &first);
    cnn_dataset_free(first);
    return cnn_failed(status) ? cnn_fail(CNN_BAD_INPUT, tr("link.no_data"), data) : status;
}

static cnn_status check_network(const link_parts *l, link_target *out) {
    opened_network s;
    cnn_status status = shipped_path(l->name, out->path, sizeof out->path)
                            ? opened_network_describe(out->path, &s)
                            : cnn_fail(CNN_BAD_INPUT, tr("link.no_network"), l->name);
    if (cnn_failed(status))
        return status;
    out->trains = l->kind == LINK_NET && (s.desc->data || l->run.data[0]) && !s.desc->values;
    if (l->at[0])
        status = check_step(l, &s, &out->to);
    bool asks_run = l->run.iteration || l->run.branch_count || l->run.change.given || l->run.data[0];
    if (!cnn_failed(status) && out->trains)
        status = check_run(l, &s);
    else if (!cnn_failed(status) && l->kind == LINK_NET && asks_run)
        status = cnn_fail(CNN_BAD_INPUT, tr("link.trains_not"), l->name);
    opened_network_close(&s);
    return status;
}

cnn_status link_check(const link_parts *l, const reader *lessons, link_target *out) {
    *out = (link_target){.to = {.node = 0}};
    if (l->kind == LINK_BENCH)
        return cnn_ok(); /* a bench is set up beside the one that is open */
    if (l->kind == LINK_LESSON)
        return check_lesson(l, lessons);
    cnn_status status = l->kind == LINK_ATLAS ? check_atlas(l) : cnn_ok();
    return cnn_failed(status) ? status : check_network(l, out);
}

static cnn_status check_bench(const char *text) {
    char at[CNN_ADDRESS_TEXT];
    bench *b = calloc(1, sizeof *b);
    cnn_status status = b ? bench_link_read(text, b, at) : cnn_no_memory("the bench", sizeof *b);
    if (b)
        bench_stop(b);
    free(b);
    return status;
}

cnn_status link_check_text(const char *text) {
    link_parts l;
    link_target target;
    cnn_status status = link_read(text, &l);
    if (cnn_failed(status))
        return status;
    status = l.kind == LINK_BENCH ? check_bench(l.bench) : link_check(&l, NULL, &target);
    link_drop(&l);
    return status;
}
