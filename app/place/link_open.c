/* A link is read and checked as a whole before the first thing changes. */
#include "link_open.h"

#include "assets.h"
#include "link_check.h"
#include "open.h"
#include "text.h"

#include <string.h>

static void look_as(state *s, const link_parts *l) {
    if (l->language >= 0 && (l->language != LANGUAGE_KO || text_has_korean()))
        strings_use((language)l->language);
    if (l->theme >= 0)
        theme_use((theme_id)l->theme);
    s->screen.bare |= l->bare;
}

static cnn_status show_lesson(state *s, const link_parts *l) {
    cnn_status status = reader_follow_to(&s->lesson, &s->session, l->name, l->page);
    if (!cnn_failed(status))
        s->screen.place = PLACE_LESSONS;
    return status;
}

static cnn_status show_bench(state *s, const link_parts *l) {
    cnn_status status = session_open_link(&s->session, l->bench);
    if (!cnn_failed(status))
        s->screen.place = PLACE_BENCH;
    return status;
}

static cnn_status show_atlas(state *s, const link_parts *l, const link_target *target) {
    atlas_graph *g = s->session.graph;
    cnn_status status = atlas_show(&g[0], l->name, NULL);
    if (!cnn_failed(status) && l->beside[0])
        status = atlas_show(&g[1], l->beside, NULL);
    if (cnn_failed(status))
        return status;
    if (l->layer[0])
        atlas_choose(&g[0], l->layer);
    s->screen.comparing = l->beside[0] != '\0';
    s->screen.graph = 0;
    s->screen.next_graph = 1;
    s->session.weights[0] = '\0';
    s->screen.place = PLACE_ATLAS;
    if (!l->at[0])
        return status;
    status = session_open_classic(&s->session, target->path, NULL, target->to);
    s->screen.opened_from = s->screen.came_from = PLACE_ATLAS;
    s->screen.place = cnn_failed(status) ? PLACE_ATLAS : PLACE_BENCH;
    return status;
}

/* A network that carries its input, or has no data, is stepped inside. */
static cnn_status show_network(state *s, const link_target *target) {
    cnn_status status = session_open_network_at(&s->session, target->path, target->to);
    s->screen.opened_from = s->screen.place;
    s->screen.place = cnn_failed(status) ? s->screen.place : PLACE_BENCH;
    s->screen.came_from = PLACE_BENCH;
    return status;
}

static void train(state *s, const link_parts *l, const link_target *target) {
    training_goal goal = {.source = l->source, .picture = l->picture, .inside = l->at[0] != '\0', .to = target->to};
    bool stands = l->at_iteration || goal.inside || goal.picture >= 0;
    open_leave_training(s);
    open_end_editing(s);
    training_replay(&s->training, target->path, &l->run, stands ? &goal : NULL);
    training_stops(&s->training, &s->session.breakpoints);
    s->screen.place = PLACE_NETWORK;
}

static cnn_status open_text(state *s, const char *text, bool may_end) {
    link_parts l;
    link_target target;
    cnn_status status = link_read(text, &l);
    if (!cnn_failed(status))
        status = link_check(&l, &s->lesson, &target);
    if (!cnn_failed(status) && target.trains && !may_end && open_ends_run(s)) {
        open_ask(s, text);
        link_drop(&l);
        return status;
    }
    if (!cnn_failed(status) && target.trains)
        train(s, &l, &target);
    else if (!cnn_failed(status))
        status = l.kind == LINK_LESSON  ? show_lesson(s, &l)
                 : l.kind == LINK_BENCH ? show_bench(s, &l)
                 : l.kind == LINK_ATLAS ? show_atlas(s, &l, &target)
                                        : show_network(s, &target);
    if (!cnn_failed(status)) {
        look_as(s, &l);
        s->screen.edit = (edit){0};
        s->screen.help = s->screen.files.open = false;
        s->screen.menu = MENU_NONE;
    }
    link_drop(&l);
    state_settle(s);
    return status;
}

cnn_status link_open(state *s, const char *text) {
    return open_text(s, text, false);
}

cnn_status link_open_ending_run(state *s, const char *text) {
    return open_text(s, text, true);
}

void link_arrive(state *s) {
    training *t = &s->training;
    const training_goal *goal = &t->goal;
    if (goal->picture >= 0)
        training_look_at(t, goal->source, goal->picture);
    if (goal->inside)
        training_record(t, goal->picture >= 0 ? -1 : 0, &t->goal.to);
}
