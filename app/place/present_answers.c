/* A row for each choice: its key, its words, and at the right how many hands were raised, with their share of all hands as
 * a fill. The right one is framed when it is shown. Sizes are those of a projector with 1,080 rows. */
#include "present_answers.h"

#include <math.h>

enum { LARGEST = 60, IN_A_ROW = 44, LEAST = 28, ROW = 96, GAP = 16, BEFORE = 100, AFTER = 96, PAD = 16, COUNT = 52 };

typedef struct choice {
    const view *v;
    prose words;
    prose_block block;
} choice;

static float em(const view *v) {
    return v->height / 1080;
}

static int choices_of(const view *v, choice list[LESSON_CHOICES]) {
    const prose_block *blocks[LESSON_CHOICES];
    int count = prose_choices(reader_text(&v->state->lesson), blocks, LESSON_CHOICES);
    for (int i = 0; i < count; i++) {
        list[i].block = *blocks[i];
        list[i].block.kind = PROSE_PARAGRAPH;
        list[i].words = (prose){.blocks = &list[i].block, .count = 1};
    }
    return count;
}

static float words(const view *v, const choice *c, rect at, float size, bool visible) {
    return prose_draw(v->ui, visible ? v->list : NULL, &c->words, PROSE_QUOTE, false, at, size);
}

static float row_height(const view *v, const choice *c, float wide, float size) {
    float e = em(v), room = wide - (BEFORE + AFTER) * e;
    return fmaxf(ROW * e, words(v, c, (rect){0, 0, room, 0}, size, false) + 2 * PAD * e);
}

static int all_hands(const reader *c) {
    int all = 0;
    for (int i = 0; i < LESSON_CHOICES; i++)
        all += c->tally[i];
    return all;
}

static void draw_count(const view *v, rect box, int i) {
    const reader *c = &v->state->lesson;
    float e = em(v), radius = 14 * e, size = COUNT * e;
    int all = all_hands(c), hands = c->tally[i];
    if (hands)
        draw_rect(v->list, (rect){box.x, box.y, fmaxf(box.w * (float)hands / (float)all, radius), box.h},
            color_mix(theme_color(ROLE_PANEL), theme_color(ROLE_STRIDE), 0.28f), radius);
    rect right = {box.x + box.w - AFTER * e, box.y, (AFTER - PAD) * e, box.h};
    if (c->counting == i + 1)
        draw_frame(v->list, rect_inset(right, 4 * e), theme_color(ROLE_FOCUS), 4 * e, radius / 2);
    char text[16];
    cnn_format(text, sizeof text, "%d", hands);
    if (all || c->tallying)
        draw_text_in(v->list, FONT_DIGITS_STRONG, view_fit_text(FONT_DIGITS_STRONG, size, size / 2, right.w, text),
            right, 1, theme_color(ROLE_INK), text);
}

static void draw_key(const view *v, rect box, int i, bool right) {
    float e = em(v), tall = fminf(box.h - 2 * PAD * e, 70 * e), size = fmaxf(32 * e, ui_px(v->ui, 14));
    rect cap = {box.x + 22 * e, box.y + (box.h - tall) / 2, 56 * e, tall};
    char digit[8];
    cnn_format(digit, sizeof digit, "%d", i + 1);
    draw_rect(v->list, cap, theme_color(ROLE_PANEL), 10 * e);
    draw_frame(v->list, cap, theme_color(right ? ROLE_INPUT : ROLE_BORDER), 2 * e, 10 * e);
    draw_text_in(v->list, right ? FONT_STRONG : FONT_DIGITS, size, cap, 0.5f,
        theme_color(right ? ROLE_INPUT : ROLE_INK), right ? "✓" : digit);
}

static void draw_row(const view *v, rect box, int i, const choice *words_of, float size) {
    const reader *c = &v->state->lesson;
    ui *u = v->ui;
    float e = em(v), radius = 14 * e;
    bool asks = state_asks(v->state), right = !asks && i + 1 == c->scene.question.choice;
    char name[32];
    cnn_format(name, sizeof name, "lesson.choice%d", i);
    ui_touch t = ui_touch_of(u, name, box, asks);
    u->hand |= t.hovered && asks;
    draw_rect(v->list, box, theme_color(ROLE_PANEL), radius);
    draw_count(v, box, i);
    bool taken = c->chosen == i + 1 && !right;
    draw_frame(v->list, box,
        theme_color(right               ? ROLE_INPUT
                    : taken             ? ROLE_WARNING
                    : t.hovered && asks ? ROLE_QUIET
                                        : ROLE_BORDER),
        right ? 6 * e : fmaxf(1, (taken ? 4 : 2) * e), radius);
    draw_key(v, box, i, right);
    rect room = {box.x + BEFORE * e, box.y, box.w - (BEFORE + AFTER) * e, 0};
    float high = words(v, words_of, room, size, false);
    room.y += (box.h - high) / 2;
    words(v, words_of, room, size, true);
    if (!t.pressed || !asks)
        return;
    bool number = c->tallying && u->in.x > box.x + box.w - AFTER * e; /* which is then typed */
    view_ask_value(v, number ? REQUEST_count : REQUEST_choose, i + 1);
}

float present_answers(const view *v, rect at, float size, bool beside, bool visible) {
    choice list[LESSON_CHOICES];
    int count = choices_of(v, list);
    float gap = GAP * em(v), y = at.y, most = 0;
    if (!count)
        return 0;
    float wide = beside ? (at.w - gap * (float)(count - 1)) / (float)count : at.w;
    for (int i = 0; i < count; i++)
        most = fmaxf(most, row_height(v, &list[i], wide, size));
    for (int i = 0; i < count; i++) {
        float high = beside ? most : row_height(v, &list[i], wide, size);
        rect box = {at.x + (beside ? (wide + gap) * (float)i : 0), y, wide, high};
        if (visible)
            draw_row(v, box, i, &list[i], size);
        y += beside ? 0 : high + gap;
    }
    return (beside ? most : y - gap - at.y);
}

float present_answers_size(const view *v, float wide, float high, bool beside) {
    float e = em(v), size = (beside ? IN_A_ROW : LARGEST) * e, least = fmaxf(LEAST * e, ui_px(v->ui, 14));
    choice list[LESSON_CHOICES];
    int count = choices_of(v, list);
    float one = beside && count ? (wide - GAP * e * (float)(count - 1)) / (float)count : wide;
    for (; size > least; size -= 1) {
        bool fits = high <= 0 || present_answers(v, (rect){0, 0, wide, 0}, size, beside, false) <= high;
        for (int i = 0; i < count && fits; i++) /* at most two lines each */
            fits = words(v, &list[i], (rect){0, 0, one - (BEFORE + AFTER) * e, 0}, size, false) < size * 3.2f;
        if (fits)
            break;
    }
    return fmaxf(size, least);
}

float present_answers_width(const view *v) {
    float e = em(v), most = 0;
    choice list[LESSON_CHOICES];
    int count = choices_of(v, list);
    for (int i = 0; i < count; i++) {
        char text[400];
        prose_plain(&list[i].block, text, sizeof text);
        most = fmaxf(most, text_width(FONT_STRONG, LARGEST * e, text));
    }
    return fminf(fmaxf(most + (BEFORE + AFTER + 20) * e, 400 * e), v->width * 0.34f);
}

bool present_takes_text(const state *s) {
    return grading_takes_number(s->lesson.scene.question.kind);
}

void present_field(const view *v, rect at) {
    const reader *c = &v->state->lesson;
    float e = em(v), size = fmaxf(at.h * 0.56f, ui_px(v->ui, 16));
    bool open = state_asks(v->state);
    draw_rect(v->list, at, theme_color(ROLE_PANEL), 14 * e);
    draw_frame(v->list, at, theme_color(open ? ROLE_WINDOW : ROLE_BORDER), fmaxf(2, 3 * e), 14 * e);
    rect text = rect_inset(at, 20 * e);
    text = (rect){text.x, at.y, text.w, at.h};
    ui_open(v->ui, at);
    float width = draw_text_in(v->list, FONT_DIGITS_STRONG,
        view_fit_text(FONT_DIGITS_STRONG, size, ui_px(v->ui, 14), text.w, c->typed), text, 0, theme_color(ROLE_INK),
        c->typed);
    ui_close(v->ui);
    if (open)
        draw_rect(v->list, (rect){text.x + width + 3 * e, at.y + at.h * 0.22f, fmaxf(2, 3 * e), at.h * 0.56f},
            theme_color(ROLE_INK), 0);
}
