/* Keys that do not fit beside the lesson are left out, the one that leads back never. */
#include "present_line.h"

#include <math.h>

typedef struct shown_key {
    const char *cap, *text; /* text: a string key */
} shown_key;

enum { KEYS = 5 };

/* From the right to the left. */
static int gather(const state *s, shown_key keys[KEYS]) {
    int count = 0;
    bool reads = state_in_lesson(s);
    keys[count++] = (shown_key){"P", "present.back"};
    if ((state_steps(s) || state_shows(s, SHOW_CHAIN)) && !(reads && s->screen.reads))
        keys[count++] = (shown_key){"← →", "button.step"};
    if (reads && state_has_stage(s))
        keys[count++] = (shown_key){"F9", s->screen.reads ? "present.stage" : "present.text"};
    if (reads && state_asks(s) && s->lesson.scene.question.kind == ASK_CHOOSE && !s->screen.reads)
        keys[count++] = (shown_key){"1 … 4", "present.count"};
    if (reads)
        keys[count++] = (shown_key){"Space", "lesson.key_on"};
    else if (state_steps(s))
        keys[count++] = (shown_key){"Space", s->session.player.playing ? "button.pause" : "button.play"};
    return count;
}

static float text_size(const view *v) {
    return fmaxf(v->height * 0.02f, ui_px(v->ui, 15));
}

float present_line_height(const view *v) {
    return text_size(v) * 2.7f;
}

static const float CAP = 0.94f; /* the letters of a key, to the others */

static float cap_width(float size, const char *cap) {
    return fmaxf(size * 1.7f, text_width(FONT_DIGITS, size * CAP, cap) + size * 0.8f);
}

static void draw_key(const view *v, rect at, const shown_key *k, float size, color ink) {
    float tall = size * 1.6f, wide = cap_width(size, k->cap);
    rect cap = {at.x, at.y + (at.h - tall) / 2, wide, tall};
    draw_rect(v->list, cap, theme_color(ROLE_BUTTON), size * 0.25f);
    draw_frame(v->list, cap, theme_color(ROLE_BORDER), ui_px(v->ui, 1), size * 0.25f);
    draw_text_in(v->list, FONT_DIGITS, size * CAP, cap, 0.5f, theme_color(ROLE_INK), k->cap);
    rect_cut_left(&at, wide + size * 0.5f);
    draw_text_in(v->list, FONT_UI, size, at, 0, ink, tr(k->text));
}

static float key_width(float size, const shown_key *k) {
    return cap_width(size, k->cap) + size * 0.5f + text_width(FONT_UI, size, tr(k->text));
}

static void draw_keys(const view *v, rect *row, float size) {
    shown_key keys[KEYS];
    int count = gather(v->state, keys);
    for (int i = 0; i < count; i++) {
        float wide = key_width(size, &keys[i]);
        if (i > 0 && wide > row->w)
            return;
        rect at = rect_cut_right(row, wide);
        rect_cut_right(row, size * 1.4f);
        color ink = theme_color(ROLE_QUIET);
        if (i == 0) {
            ui_touch t = ui_touch_of(v->ui, "present.back", at, true);
            v->ui->hand |= t.hovered;
            ink = t.hovered ? theme_color(ROLE_INK) : ink;
            if (t.pressed)
                view_ask(v, REQUEST_present);
        }
        draw_key(v, at, &keys[i], size, ink);
    }
}

static void draw_lesson(const view *v, rect row, float size) {
    const lesson *l = v->state->lesson.lesson;
    int page = v->state->lesson.page;
    const char *title = l->title[lesson_language(l, page)];
    float width = text_width(FONT_UI, size, title), dot = size * 0.45f, gap = dot * 1.1f;
    if (width > row.w)
        return;
    draw_text_in(v->list, FONT_UI, size, row, 0, theme_color(ROLE_QUIET), title);
    rect_cut_left(&row, width + size * 1.4f);
    if ((float)l->count * (dot + gap) + dot > row.w)
        return;
    for (int i = 0; i < l->count; i++) {
        rect one = rect_cut_left(&row, i == page ? 2 * dot : dot);
        rect_cut_left(&row, gap);
        draw_rect(v->list, (rect){one.x, row.y + (row.h - dot) / 2, one.w, dot},
            theme_color(i == page ? ROLE_PRIMARY : ROLE_BORDER), dot / 2);
    }
}

void present_line_draw(const view *v, rect at) {
    float size = text_size(v), side = ui_px(v->ui, 24);
    draw_rect(v->list, at, theme_color(ROLE_PANEL), 0);
    draw_rect(v->list, (rect){at.x, at.y, at.w, 1}, theme_color(ROLE_BORDER), 0);
    rect row = {at.x + side, at.y, at.w - 2 * side, at.h};
    draw_keys(v, &row, size);
    if (state_in_lesson(v->state))
        draw_lesson(v, row, size);
}
