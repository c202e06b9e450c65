/* Which figure a page shows. */
#include "figure.h"

#include "chain.h"
#include "lesson_figure.h"

typedef struct figure {
    scene_show show;
    void (*draw)(const view *v, rect at);
} figure;

static const figure figures[] = {{SHOW_OVERVIEW, draw_overview}, {SHOW_CHAIN, draw_chain}, {SHOW_FIELD, draw_field}};

static const figure *shown(const view *v) {
    const cnn_recording *r = v->state->session.bench.recording;
    bool ready = r && v->state->session.player.walk && !v->state->lesson.waiting;
    for (size_t i = 0; ready && i < sizeof figures / sizeof *figures; i++)
        if (state_shows(v->state, figures[i].show))
            return cnn_failed(lesson_figure_fits(figures[i].show, r)) ? NULL : &figures[i];
    return NULL;
}

bool figure_is_shown(const view *v) {
    return shown(v) != NULL;
}

bool figure_draw(const view *v, rect at) {
    const figure *one = shown(v);
    if (one)
        one->draw(v, at);
    return one != NULL;
}

bool figure_is_wide(const view *v) {
    enum { BESIDE = 5, FEW = 4 }; /* operations, and maps, that have room beside a text */
    const cnn_recording *r = v->state->session.bench.recording;
    chain c;
    if (state_shows(v->state, SHOW_CHAIN))
        return r && !v->state->lesson.waiting && !cnn_failed(chain_of(r, &c)) && c.count > BESIDE;
    return state_shows(v->state, SHOW_OVERVIEW) || (state_shows(v->state, SHOW_FIELD) && r && field_maps(v) > FEW);
}
