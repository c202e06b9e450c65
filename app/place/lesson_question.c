/* The box of a question: its words, the field or the choices, and the buttons. It is measured first, since its ground is
 * drawn before what stands on it. What is said about an answer stands below the box; its room is kept, so that nothing moves
 * when it comes. The presenter has all of it below the stage. */
#include "lesson_question.h"

#include "lesson_page.h"
#include "numbers.h"
#include "page_words.h"

#include <math.h>
#include <string.h>

/* What is said, and below it what the author says to it; returns the height. */
static float said(
    const view *v, rect at, float size, const char *hint, color paint, const prose *remark, bool visible) {
    float height = ui_paragraph_height(v->ui, at.w, FONT_UI, size, hint);
    if (visible)
        ui_paragraph(v->ui, at, FONT_UI, size, paint, hint);
    rect below = {at.x, at.y + height + size * 0.2f, at.w, 0};
    if (remark->count)
        height += size * 0.2f + prose_draw(v->ui, visible ? v->list : NULL, remark, PROSE_ALL, false, below, size);
    return height;
}

/* What is said about the last answer. */
static float verdict(const view *v, rect at, float size, bool visible) {
    const reader *c = &v->state->lesson;
    if (!c->hint[0])
        return 0;
    float gap = size * 0.5f;
    color paint = theme_color(c->answered ? ROLE_INPUT : c->shown ? ROLE_QUIET : ROLE_WARNING);
    prose remark = reader_remark(c);
    rect row = {at.x, at.y + gap, at.w, at.h};
    return said(v, row, size, c->hint, paint, &remark, visible) + gap;
}

/* The room that it can need: some lines, or what the author has to say. */
static float verdict_room(const view *v, float width, float size) {
    const reader *c = &v->state->lesson;
    const prose *text = reader_text(c);
    rect at = {0, 0, width, 0};
    float line = ui_paragraph_height(v->ui, width, FONT_UI, size, "I"),
          most = line * (grading_takes_number(c->scene.question.kind) ? 4 : 3);
    const char *first = c->scene.question.kind == ASK_EXPLAIN ? tr("lesson.compare") : "I";
    for (int i = 0; i < text->count; i++) {
        prose_aside kind = text->blocks[i].aside;
        int from = i;
        prose remark = kind && kind != PROSE_MORE ? prose_next_aside(text, kind, &from) : (prose){0};
        if (remark.count)
            most = fmaxf(most, said(v, at, size, first, theme_color(ROLE_INK), &remark, false));
    }
    return most + size * 0.5f;
}

static const char *how_to_answer(ask kind) {
    return tr(kind == ASK_MAKE      ? "lesson.how_make"
              : kind == ASK_EXPLAIN ? "lesson.how_explain"
              : kind == ASK_PICK    ? "lesson.how_pick"
              : kind == ASK_CHOOSE  ? "lesson.how_choose"
                                    : "lesson.how_number");
}

float lesson_question_verdict(const view *v, rect at, float size, bool visible) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    float pad = ui_px(u, 10), gap = size * 0.5f;
    rect in = {at.x + pad, at.y + pad - gap, at.w - 2 * pad, 0};
    theme_role role = c->answered ? ROLE_INPUT : c->shown ? ROLE_BORDER : ROLE_WARNING;
    if (c->hint[0]) {
        rect box = {at.x, at.y, at.w, verdict(v, in, size, false) - gap + 2 * pad};
        if (visible) {
            draw_rect(v->list, box, color_mix(theme_color(ROLE_PANEL), theme_color(role), 0.08f), ui_px(u, 9));
            draw_frame(v->list, box, color_mix(theme_color(ROLE_BORDER), theme_color(role), 0.5f), 1, ui_px(u, 9));
            verdict(v, in, size, true);
        }
        return box.h;
    }
    if (c->tallying)
        return 0;
    const char *how = how_to_answer(c->scene.question.kind);
    in.y += gap;
    if (visible)
        ui_paragraph(u, in, FONT_UI, size, theme_color(ROLE_QUIET), how);
    return ui_paragraph_height(u, in.w, FONT_UI, size, how) + pad;
}

static void draw_field(const view *v, rect at, bool open) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    bool types = open && c->typing, plain = true;
    for (const char *letter = c->typed; *letter; letter++)
        plain &= (unsigned char)*letter < 0x80;
    draw_rect(v->list, at, theme_color(ROLE_PANEL), ui_px(u, 7));
    draw_frame(v->list, at,
        theme_color(types         ? ROLE_FOCUS
                    : c->answered ? ROLE_INPUT
                    : open        ? ROLE_WINDOW
                                  : ROLE_BORDER),
        ui_px(u, 2), ui_px(u, 7));
    rect text = {at.x + ui_px(u, 12), at.y + ui_px(u, 2), at.w - ui_px(u, 16), at.h - ui_px(u, 4)};
    bool number = c->scene.question.kind != ASK_EXPLAIN;
    field_look look = {c->typed, open ? tr(number ? "lesson.field" : "lesson.field_sentence") : "",
        open ? &c->caret : NULL, plain && number ? FONT_DIGITS : FONT_UI,
        ui_px(u, !number ? 16
                 : plain ? 19
                         : 17)};
    field_touch t = number ? ui_field(u, "lesson.field", text, look) : ui_field_lines(u, "lesson.field", text, look);
    if (open && (t.pressed || t.dragged))
        view_ask_with(v, REQUEST_caret, (argument){.value = t.at, .which = t.dragged});
    bool outside = u->in.x < at.x || u->in.x >= at.x + at.w || u->in.y < at.y || u->in.y >= at.y + at.h;
    if (types && u->in.pressed && outside)
        view_ask(v, REQUEST_leave_answer);
}

/* A sentence has a field of its own, three lines high; its button stands below. */
static float sentence_field(const view *v, rect at, bool visible) {
    ui *u = v->ui;
    float height = ui_px(u, 84), gap = ui_px(u, 10);
    if (visible)
        draw_field(v, (rect){at.x, at.y + gap, at.w, height}, state_asks_typed(v->state));
    return height + gap;
}

/* The field for an answer, the button beside it. */
static float answer_field(const view *v, rect at, bool visible) {
    ui *u = v->ui;
    float height = ui_px(u, 38), gap = ui_px(u, 8);
    if (!visible)
        return height + ui_px(u, 10);
    rect row = {at.x, at.y + ui_px(u, 10), at.w, height};
    rect right = rect_cut_right(&row, ui_button_width(u, tr("lesson.check"), 15) + ui_px(u, 6));
    rect_cut_right(&row, gap);
    bool open = state_asks_typed(v->state);
    draw_field(v, row, open);
    if (ui_button(u, "lesson.check", right, tr("lesson.check"), UI_PRIMARY, false, open))
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

/* One button of a row, from the left. */
static void row_button(const view *v, rect *row, const char *name, bool on, bool chosen, request_name asks) {
    if (!on)
        return;
    const char *label = tr(chosen ? "lesson.tally_answer" : name);
    if (ui_button(v->ui, name, rect_cut_left(row, ui_button_width(v->ui, label, 15)), label, UI_OUTLINED, chosen, true))
        view_ask(v, asks);
    rect_cut_left(row, ui_px(v->ui, 8));
}

/* The reader judges what was written. */
static void compare_buttons(const view *v, rect row) {
    static const char *const names[] = {"lesson.had_it", "lesson.not_quite"};
    for (int i = 0; i < 2; i++) {
        const char *label = tr(names[i]);
        rect at = rect_cut_left(&row, ui_button_width(v->ui, label, 15));
        if (ui_button(v->ui, names[i], at, label, i ? UI_OUTLINED : UI_PRIMARY, false, true))
            view_ask_value(v, REQUEST_judge_own, i == 0);
        rect_cut_left(&row, ui_px(v->ui, 8));
    }
}

/* The buttons under a question: counting, giving the answer away, asking again. */
typedef struct buttons {
    bool tally, show, again, compare, judge;
} buttons;

/* Hands are counted before a class, or by F4; who reads alone does not see the button. */
static buttons buttons_of(const view *v) {
    const reader *c = &v->state->lesson;
    ask kind = c->scene.question.kind;
    bool tried = c->attempts > 0 || (kind == ASK_MAKE && c->say == SAY_WRONG), asks = state_asks(v->state);
    return (buttons){
        .tally = asks && kind == ASK_CHOOSE && (c->tallying || v->state->screen.present),
        .show = asks && tried && !c->tallying && !c->compares,
        .again = c->solved,
        .compare = asks && kind == ASK_EXPLAIN && !c->compares,
        .judge = c->compares && asks,
    };
}

static float button_row(const view *v) {
    return ui_px(v->ui, 30) + ui_px(v->ui, 10);
}

static float question_buttons(const view *v, rect at, bool visible) {
    const reader *c = &v->state->lesson;
    buttons b = buttons_of(v);
    float height = ui_px(v->ui, 30), gap = ui_px(v->ui, 10);
    if (!b.tally && !b.show && !b.again && !b.compare && !b.judge)
        return 0;
    if (!visible)
        return height + gap;
    rect row = {at.x, at.y + gap, at.w, height};
    if (b.compare) {
        rect left = rect_cut_left(&row, ui_button_width(v->ui, tr("lesson.compare_button"), 15));
        if (ui_button(v->ui, "lesson.check", left, tr("lesson.compare_button"), UI_PRIMARY, false, true))
            view_ask(v, REQUEST_answer);
        rect_cut_left(&row, ui_px(v->ui, 8));
    }
    row_button(v, &row, "lesson.tally", b.tally, c->tallying, REQUEST_tally);
    row_button(v, &row, "lesson.show", b.show, false, REQUEST_show);
    row_button(v, &row, "lesson.again", b.again, false, REQUEST_again);
    if (b.judge)
        compare_buttons(v, row);
    return height + gap;
}

/* The box of the question; measured first, since its ground is drawn before what stands on it. */
static float question_content(const view *v, rect at, float size, bool visible) {
    const reader *c = &v->state->lesson;
    ask kind = c->scene.question.kind;
    float y = at.y;
    const char *heading = tr(kind == ASK_MAKE        ? "lesson.make"
                             : kind == ASK_EXPLAIN   ? "lesson.explain"
                             : c->scene.question.bug ? "lesson.bug"
                             : kind == ASK_PICK      ? "lesson.pick"
                             : kind == ASK_CHOOSE    ? "lesson.choose"
                                                     : "lesson.predict");
    if (visible)
        draw_text(v->list, FONT_STRONG, size, at.x, y, theme_color(ROLE_INK), heading);
    y += text_height(FONT_STRONG, size) + size * 0.25f;
    y += page_words_draw(v, PROSE_QUOTE, kind == ASK_CHOOSE, (rect){at.x, y, at.w, 0}, size, visible);
    if (grading_takes_number(kind))
        y += answer_field(v, (rect){at.x, y, at.w, 0}, visible);
    if (kind == ASK_EXPLAIN)
        y += sentence_field(v, (rect){at.x, y, at.w, 0}, visible);
    if (kind == ASK_CHOOSE)
        y += choices(v, (rect){at.x, y, at.w, 0}, size, false, visible);
    float controls = lesson_page_controls(v, (rect){at.x, y + size * 0.6f, at.w, 0}, visible);
    y += controls > 0 ? controls + size * 0.6f : 0;
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

float lesson_question_room(const view *v, rect at, float size) {
    float pad = ui_px(v->ui, 10), gap = size * 0.5f, box = lesson_question(v, at, size / LESSON_SAID, false),
          row = question_buttons(v, at, false);
    return box - row + button_row(v) + verdict_room(v, at.w - 2 * pad, size) - gap + 2 * pad;
}
