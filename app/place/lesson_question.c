/* The box of a question: its words, the field or the choices, what was said about the answer, and the buttons. It is
 * measured first, since its ground is drawn before what stands on it. The presenter has it below the stage. */
#include "lesson_question.h"

#include "lesson_page.h"
#include "numbers.h"

#include <math.h>
#include <string.h>

static bool is_right(const reader *c) {
    return c->answered;
}

/* What was said about the last answer, and below it what the author says to it. */
static float verdict(const view *v, rect at, float size, bool visible) {
    const reader *c = &v->state->lesson;
    if (!c->hint[0])
        return 0;
    float gap = size * 0.5f, height;
    color paint = theme_color(is_right(c) ? ROLE_INPUT : c->shown ? ROLE_QUIET : ROLE_WARNING);
    rect row = {at.x, at.y + gap, at.w, at.h};
    if (visible)
        height = ui_paragraph(v->ui, row, FONT_UI, size, paint, c->hint);
    else
        height = ui_paragraph_height(v->ui, at.w, FONT_UI, size, c->hint);
    prose remark = reader_remark(c);
    rect below = {row.x, row.y + height + gap * 0.4f, row.w, 0};
    if (remark.count)
        height += gap * 0.4f + prose_draw(v->ui, visible ? v->list : NULL, &remark, PROSE_ALL, false, below, size);
    return height + gap;
}

/* The field for a number, the button beside it. */
static float answer_field(const view *v, rect at, bool visible) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    float height = ui_px(u, 38), gap = ui_px(u, 8);
    if (!visible)
        return height + ui_px(u, 10);
    rect row = {at.x, at.y + ui_px(u, 10), at.w, height};
    float button = ui_button_width(u, tr("lesson.check"), 15) + ui_px(u, 6);
    rect right = rect_cut_right(&row, button);
    rect_cut_right(&row, gap);
    bool open = state_asks(v->state);
    draw_rect(v->list, row, theme_color(ROLE_PANEL), ui_px(u, 7));
    draw_frame(v->list, row, theme_color(open ? ROLE_WINDOW : ROLE_BORDER), ui_px(u, 2), ui_px(u, 7));
    rect text = {row.x + ui_px(u, 12), row.y, row.w - ui_px(u, 16), row.h};
    float width = draw_text_in(v->list, FONT_DIGITS, ui_px(u, 19), text, 0, theme_color(ROLE_INK), c->typed);
    if (open)
        draw_rect(v->list, (rect){text.x + width + 2, row.y + row.h * 0.22f, ui_px(u, 2), row.h * 0.56f},
            theme_color(ROLE_INK), 0);
    if (ui_button(u, "lesson.check", right, tr("lesson.check"), UI_PRIMARY, false, open && c->typed[0]))
        view_ask(v, REQUEST_answer);
    return height + ui_px(u, 10);
}

/* How many hands were raised for a choice: its share of all as a bar behind it, and the count, which can be clicked. */
static void tally_bar(const view *v, rect box, int choice) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    int count = c->tally[choice - 1], all = 0;
    for (int i = 0; i < LESSON_CHOICES; i++)
        all += c->tally[i];
    if (count)
        draw_rect(v->list, (rect){box.x, box.y, box.w * (float)count / (float)all, box.h},
            color_alpha(theme_color(ROLE_STRIDE), 0.28f), ui_px(u, 7));
    char text[32];
    cnn_format(text, sizeof text, "%d", count);
    rect right = {box.x + box.w - ui_px(u, 84), box.y, ui_px(u, 76), box.h};
    if (c->counting == choice)
        draw_frame(v->list, rect_inset(right, 3), theme_color(ROLE_FOCUS), ui_px(u, 2), ui_px(u, 5));
    draw_text_in(v->list, FONT_DIGITS_STRONG, ui_px(u, 19), right, 1, theme_color(ROLE_STRIDE), text);
}

/* One choice: its number, its words, and how often it was taken. */
static void choice_box(const view *v, rect box, int i, const prose *words, float size) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    bool right = (c->answered || c->shown) && i + 1 == c->scene.question.choice, chosen = c->chosen == i + 1;
    float pad = ui_px(u, 9), mark = ui_px(u, 30);
    char name[32], digit[8];
    cnn_format(name, sizeof name, "lesson.choice%d", i);
    cnn_format(digit, sizeof digit, "%d", i + 1);
    ui_touch t = ui_touch_of(u, name, box, state_asks(v->state));
    u->hand |= t.hovered && state_asks(v->state);
    draw_rect(v->list, box, theme_color(t.hovered && state_asks(v->state) ? ROLE_CHOSEN : ROLE_PANEL), ui_px(u, 7));
    if (c->tallying)
        tally_bar(v, box, i + 1);
    draw_frame(v->list, box,
        theme_color(right    ? ROLE_INPUT
                    : chosen ? ROLE_WARNING
                             : ROLE_BORDER),
        ui_px(u, right || chosen ? 3 : 1), ui_px(u, 7));
    draw_text_in(
        v->list, FONT_DIGITS_STRONG, size, (rect){box.x + pad, box.y, mark, box.h}, 0, theme_color(ROLE_QUIET), digit);
    rect text = {box.x + mark, box.y + pad, box.w - mark - pad - (c->tallying ? ui_px(u, 70) : 0), 0};
    prose_draw(u, v->list, words, PROSE_QUOTE, false, text, size);
    if (!t.pressed || !state_asks(v->state))
        return;
    bool number = c->tallying && u->in.x > box.x + box.w - ui_px(u, 84); /* which is then typed */
    view_ask_value(v, number ? REQUEST_count : REQUEST_choose, i + 1);
}

/* One below the other, or with `beside` in one row. */
static float choices(const view *v, rect at, float size, bool beside, bool visible) {
    ui *u = v->ui;
    const prose_block *list[LESSON_CHOICES];
    int count = prose_choices(reader_text(&v->state->lesson), list, LESSON_CHOICES);
    if (!count)
        return 0;
    float gap = ui_px(u, 6), y = at.y + ui_px(u, 8),
          side = ui_px(u, 39) + (v->state->lesson.tallying ? ui_px(u, 70) : 0);
    float width = beside ? (at.w - gap * (float)(count - 1)) / (float)count : at.w, heights[LESSON_CHOICES], most = 0;
    prose_block blocks[LESSON_CHOICES];
    for (int i = 0; i < count; i++) {
        blocks[i] = *list[i];
        blocks[i].kind = PROSE_PARAGRAPH;
        prose one = {.blocks = &blocks[i], .count = 1};
        heights[i] = prose_draw(u, NULL, &one, PROSE_QUOTE, false, (rect){0, 0, width - side, 0}, size) + ui_px(u, 18);
        most = fmaxf(most, heights[i]);
    }
    for (int i = 0; i < count; i++) {
        prose one = {.blocks = &blocks[i], .count = 1};
        rect box = {at.x + (beside ? (width + gap) * (float)i : 0), y, width, beside ? most : heights[i]};
        if (visible)
            choice_box(v, box, i, &one, size);
        y += beside ? 0 : heights[i] + gap;
    }
    return y + (beside ? most + gap : 0) - at.y;
}

/* The buttons under a question: counting, and giving the answer away. */
static float question_buttons(const view *v, rect at, bool visible) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    bool choice = c->scene.question.kind == ASK_CHOOSE, give = state_asks(v->state) && c->attempts > 0 && !c->tallying;
    if (!choice && !give)
        return 0;
    float height = ui_px(u, 30);
    if (!visible)
        return height + ui_px(u, 10);
    rect row = {at.x, at.y + ui_px(u, 10), at.w, height};
    const char *tally = tr(c->tallying ? "lesson.tally_answer" : "lesson.tally");
    if (choice && state_asks(v->state) &&
        ui_button(u, "lesson.tally", rect_cut_left(&row, ui_button_width(u, tally, 15)), tally, UI_OUTLINED,
            c->tallying, true))
        view_ask(v, REQUEST_tally);
    rect_cut_left(&row, ui_px(u, 8));
    const char *label = tr("lesson.show");
    if (give && ui_button(u, "lesson.show", rect_cut_left(&row, ui_button_width(u, label, 15)), label, UI_OUTLINED,
                    false, true))
        view_ask(v, REQUEST_show);
    return height + ui_px(u, 10);
}

/* The box of the question; measured first, since its ground is drawn before what stands on it. */
static float question_content(const view *v, rect at, float size, bool visible) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    ask kind = c->scene.question.kind;
    float y = at.y;
    const char *heading = tr(kind == ASK_MAKE     ? "lesson.make"
                             : kind == ASK_PICK   ? "lesson.pick"
                             : kind == ASK_CHOOSE ? "lesson.choose"
                                                  : "lesson.predict");
    if (visible)
        draw_text(v->list, FONT_STRONG, size, at.x, y, theme_color(ROLE_INK), heading);
    y += text_height(FONT_STRONG, size) + size * 0.25f;
    y += prose_draw(u, visible ? v->list : NULL, reader_text(&v->state->lesson), PROSE_QUOTE, kind == ASK_CHOOSE,
        (rect){at.x, y, at.w, 0}, size);
    if (grading_takes_number(kind))
        y += answer_field(v, (rect){at.x, y, at.w, 0}, visible);
    if (kind == ASK_CHOOSE)
        y += choices(v, (rect){at.x, y, at.w, 0}, size, false, visible);
    y += verdict(v, (rect){at.x, y, at.w, 0}, size * 0.96f, visible);
    y += question_buttons(v, (rect){at.x, y, at.w, 0}, visible);
    return y - at.y;
}

float lesson_question(const view *v, rect at, float size, bool visible) {
    ui *u = v->ui;
    if (v->state->lesson.scene.question.kind == ASK_NOTHING)
        return 0;
    float pad = ui_px(u, 15);
    rect in = {at.x + pad, at.y + pad, at.w - 2 * pad, 0};
    float height = question_content(v, in, size, false) + 2 * pad;
    if (!visible)
        return height;
    rect box = {at.x, at.y, at.w, height};
    draw_rect(v->list, box, color_mix(theme_color(ROLE_PANEL), theme_color(ROLE_WINDOW), 0.10f), ui_px(u, 9));
    draw_frame(v->list, box, color_mix(theme_color(ROLE_BORDER), theme_color(ROLE_WINDOW), 0.4f), 1, ui_px(u, 9));
    question_content(v, in, size, true);
    return height;
}

float lesson_page_asked(const view *v, rect at) {
    const reader *c = &v->state->lesson;
    if (c->scene.question.kind == ASK_NOTHING || c->contents)
        return 0;
    float size = v->height * 0.034f, side = at.w * 0.06f, pad = v->height * 0.014f;
    rect in = {at.x + side, at.y, at.w - 2 * side, 0};
    float height = prose_draw(
        v->ui, NULL, reader_text(&v->state->lesson), PROSE_QUOTE, c->scene.question.kind == ASK_CHOOSE, in, size);
    bool choice = c->scene.question.kind == ASK_CHOOSE, number = grading_takes_number(c->scene.question.kind);
    float more = choice ? choices(v, in, size * 0.86f, true, false) : number ? answer_field(v, in, false) : 0;
    float said = verdict(v, in, size * 0.8f, false);
    float whole = height + more + said + 2 * pad;
    whole = fminf(whole, at.h * 0.56f);
    rect box = {at.x, at.y + at.h - whole, at.w, whole};
    draw_rect(v->list, box, color_mix(theme_color(ROLE_PANEL), theme_color(ROLE_WINDOW), 0.10f), 0);
    ui_open(v->ui, box);
    in.y = box.y + pad;
    in.y += prose_draw(v->ui, v->list, reader_text(&v->state->lesson), PROSE_QUOTE, choice, in, size);
    if (choice)
        in.y += choices(v, in, size * 0.86f, true, true);
    if (number)
        in.y += answer_field(v, (rect){in.x, in.y, fminf(in.w, ui_px(v->ui, 420)), 0}, true);
    verdict(v, in, size * 0.8f, true);
    ui_close(v->ui);
    return whole;
}
