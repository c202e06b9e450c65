/* Each place fills the parts of its link; what cannot be named is said. */
#include "link_write.h"

#include "assets.h"
#include "bench_link.h"

#include <stdlib.h>
#include <string.h>

static cnn_status refuse(const char *why) {
    return cnn_fail(CNN_BAD_INPUT, "%s", tr(why));
}

static cnn_status write_lesson(const state *s, link_parts *l) {
    char link[160];
    return reader_link(&s->lesson, link, sizeof link) ? link_read(link, l) : refuse("link.no_page_open");
}

static cnn_status write_bench(const state *s, link_parts *l) {
    l->kind = LINK_BENCH;
    l->bench = bench_link_write(&s->session.bench, s->session.player.walk ? &s->session.player.at : NULL);
    return l->bench ? cnn_ok() : cnn_no_memory("a link", 0);
}

static void write_step(const state *s, link_parts *l) {
    cnn_address here = s->session.player.at;
    here.iteration = -1;
    cnn_address_format(s->session.bench.recording->walk, here, l->at);
}

static bool is_known_set(const char *name) {
    for (int i = 0; link_data[i]; i++)
        if (!strcmp(link_data[i], name))
            return true;
    return false;
}

static cnn_status write_run(const state *s, const replay *run, const char *why, link_parts *l) {
    if (why)
        return refuse(why);
    if (!is_known_set(run->data))
        return refuse("link.own_data");
    l->kind = LINK_NET;
    l->run = *run;
    l->at_iteration = true;
    cnn_format(l->name, sizeof l->name, "%s", s->training.shipped);
    cnn_format(l->numbers, sizeof l->numbers, "%s", link_numbers());
    return cnn_ok();
}

/* A step inside the network that trains. */
static cnn_status write_recorded(const state *s, link_parts *l) {
    const training_recorded *r = &s->training.recorded;
    if (r->recording != s->session.bench.recording)
        return refuse("link.no_run");
    cnn_status status = write_run(s, &r->run, r->why, l);
    l->source = r->source;
    l->picture = r->picture;
    write_step(s, l);
    return status;
}

/* A step inside a network that was opened. */
static cnn_status write_opened(const state *s, link_parts *l) {
    const network_file *f = &s->session.shown;
    if (s->session.shown_recording != s->session.bench.recording || !f->path[0])
        return refuse("link.no_run");
    if (f->weights[0])
        return refuse("link.loaded");
    if (f->own_picture)
        return refuse("link.own_picture");
    if (s->session.bench.recording->iteration > 0)
        return refuse("link.no_run");
    if (!shipped_named_by_file(f->path, l->name))
        return refuse("link.own_network");
    l->kind = f->classic ? LINK_ATLAS : LINK_NET;
    write_step(s, l);
    return cnn_ok();
}

static cnn_status write_network(const state *s, link_parts *l) {
    replay run;
    const char *why;
    const training *t = &s->training;
    training_run_of(t, &run, &why);
    if (!why && t->source == LIVE_OWN_PICTURE)
        why = "link.own_picture";
    cnn_status status = write_run(s, &run, why, l);
    l->source = t->source;
    l->picture = t->source == LIVE_TRAIN_PICTURE && t->picture == 0 ? -1 : t->picture;
    return status;
}

static cnn_status write_atlas(const state *s, link_parts *l) {
    const atlas_graph *g = s->session.graph;
    bool beside = s->screen.comparing && g[1].net;
    if (!g[0].net || g[0].entry < 0 || (beside && g[1].entry < 0))
        return refuse("link.own_network");
    l->kind = LINK_ATLAS;
    cnn_format(l->name, sizeof l->name, "%s", atlas_entries[g[0].entry].file);
    cnn_format(l->beside, sizeof l->beside, "%s", beside ? atlas_entries[g[1].entry].file : "");
    cnn_format(l->layer, sizeof l->layer, "%s", atlas_chosen(&g[0]));
    return cnn_ok();
}

static cnn_status write_place(const state *s, link_parts *l) {
    bool inside = session_is_inside(&s->session);
    switch (s->screen.place) {
    case PLACE_LESSONS:
        return write_lesson(s, l);
    case PLACE_BENCH:
        return !inside ? write_bench(s, l) : s->session.bench.net ? write_opened(s, l) : write_recorded(s, l);
    case PLACE_NETWORK:
        return write_network(s, l);
    case PLACE_ATLAS:
        return write_atlas(s, l);
    case PLACES:
        break;
    }
    return refuse("link.no_page_open");
}

bool link_has(const state *s) {
    char link[160];
    if (s->screen.place == PLACE_LESSONS)
        return state_in_lesson(s) && reader_link(&s->lesson, link, sizeof link);
    if (s->screen.place == PLACE_BENCH)
        return state_can_edit(s) || session_is_inside(&s->session);
    return s->screen.place == PLACE_NETWORK ? training_can(&s->training) : s->session.graph[0].net != NULL;
}

cnn_status link_write(const state *s, unsigned with, char **text) {
    link_parts l = {.language = -1, .theme = -1, .picture = -1};
    *text = NULL;
    cnn_status status = link_has(s) ? write_place(s, &l) : refuse("link.no_page_open");
    if (with & LINK_WITH_LANGUAGE)
        l.language = (int)strings_language();
    if (with & LINK_WITH_THEME)
        l.theme = (int)theme_used();
    l.bare = with & LINK_WITH_BARE && s->screen.bare;
    if (!cnn_failed(status))
        *text = link_format(&l);
    link_drop(&l);
    return cnn_failed(status) || *text ? status : cnn_no_memory("a link", 0);
}
