/* Two losses, the slope between them, and the gradient: a line each. */
#include "check_strip.h"

#include "numbers.h"

#include <math.h>

enum { ROOM = 74, SIDE = 24, PAD = 12 };

bool check_is_here(const view *v) {
    const session *s = &v->state->session;
    return s->slope.name[0] && s->slope.at == player_index(&s->player);
}

/* Rounding in single precision allows for that much. */
static bool agrees(const cnn_gradient_check *c) {
    return fabs(c->slope - c->backprop) <= 1e-4 + 1e-3 * fabs(c->backprop);
}

/* With more digits than a number in single precision has. */
static void write_loss(double loss, char text[NUMBER_TEXT + 8]) {
    cnn_format(text, NUMBER_TEXT + 8, "%s%.8g", loss < 0 ? "−" : "", fabs(loss));
}

static void write_losses(const checked_slope *m, char *text, size_t size) {
    char plus[NUMBER_TEXT + 8], minus[NUMBER_TEXT + 8];
    write_loss(m->check.plus, plus);
    write_loss(m->check.minus, minus);
    cnn_format(
        text, size, "**%s**   L(+%g) = %s   L(−%g) = %s", m->name, m->check.epsilon, plus, m->check.epsilon, minus);
}

static void write_slope(const view *v, const checked_slope *m, char *text, size_t size) {
    char slope[NUMBER_TEXT], backprop[NUMBER_TEXT];
    const cnn_recording *r = v->state->session.bench.recording;
    number_significant((float)m->check.slope, 5, slope);
    number_significant((float)m->check.backprop, 5, backprop);
    cnn_format(text, size, tr("check.compared"), 2 * m->check.epsilon, slope, backprop);
    if (m->check.kinks && r) {
        cnn_append(text, size, "   ");
        cnn_append(text, size, tr("check.kink"), (long long)m->check.kinks, r->net->nodes[m->check.kink_node].name);
    } else if (agrees(&m->check)) {
        cnn_append(text, size, "  {input}✓{}");
    }
}

void check_result_draw(const view *v, rect at) {
    const checked_slope *m = &v->state->session.slope;
    char text[500];
    float px = v->ui->scale * (v->state->screen.present ? 1.25f : 1), size = 16 * px;
    draw_rect(v->list, at, theme_color(ROLE_PANEL), 10 * px);
    draw_frame(v->list, at, theme_color(ROLE_BORDER), 1, 10 * px);
    rect in = rect_inset(at, PAD * px);
    if (!check_is_here(v)) {
        ui_touch t = ui_touch_of(v->ui, "check.invites", at, true);
        v->ui->hand |= t.hovered;
        if (t.pressed)
            view_ask(v, REQUEST_check);
        ui_line(v->ui, in, 0, FONT_UI, size, theme_color(ROLE_QUIET), tr("check.invites"));
        return;
    }
    rect first = rect_cut_top(&in, in.h / 2);
    write_losses(m, text, sizeof text);
    ui_line(v->ui, first, 0, FONT_UI, size, theme_color(ROLE_INK), text);
    write_slope(v, m, text, sizeof text);
    ui_line(v->ui, in, 0, FONT_UI, size, theme_color(ROLE_INK), text);
}

void check_strip_draw(const view *v, rect *at) {
    const state *s = v->state;
    bool asked = s->lesson.scene.check && s->session.player.at.phase >= CNN_BACKWARD;
    if (!state_in_lesson(s) || (!check_is_here(v) && !asked))
        return;
    float px = v->ui->scale * (s->screen.present ? 1.25f : 1);
    rect row = rect_cut_bottom(at, ROOM * px);
    check_result_draw(v, (rect){row.x + SIDE * px, row.y + 2 * px, row.w - 2 * SIDE * px, row.h - 12 * px});
}
