/* Which figure a page shows. */
#include "figure.h"

#include "lesson_figure.h"

bool figure_draw(const view *v, rect at) {
    const cnn_recording *r = v->state->session.bench.recording;
    const reader *c = &v->state->lesson;
    if (!r || !v->state->session.player.walk || c->waiting || cnn_failed(lesson_figure_fits(c->scene.show, r)))
        return false;
    if (state_shows(v->state, SHOW_OVERVIEW))
        draw_overview(v, at);
    else
        return false;
    return true;
}
