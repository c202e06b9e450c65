/* Sizes are shares of the window's height, written as pixels of a projector with 1,080 rows. Where question and answers
 * stand is chosen once for a page: where the grids become largest. */
#include "present_page.h"

#include "present_answers.h"
#include "scrolling.h"
#include "stage_draw.h"

#include <math.h>
#include <string.h>

enum { PAD = 26, GAP = 20, QUESTION = 60, LEAST_QUESTION = 44, SAID = 34, LEAST_SAID = 28, NOTE = 30, FIELD = 84 };
enum { TEXT = 46, LEAST_TEXT = 34, LOW = 900 };

static float em(const view *v) {
    return v->height / 1080;
}

static float side(const view *v) {
    return v->width * 0.04f;
}

/* ---- the text ---- */

/* As large as it fits, down to what can be read from the last row; the rest is scrolled. */
static void draw_text_of_page(const view *v, rect at) {
    const prose *text = reader_text(&v->state->lesson);
    view_state *own = v->own;
    rect in = {at.x + side(v), at.y, at.w - 2 * side(v), at.h - GAP * em(v)};
    float size = TEXT * em(v), least = fmaxf(LEAST_TEXT * em(v), ui_px(v->ui, 16)), whole, wide = in.w;
    while ((whole = prose_draw(v->ui, NULL, text, PROSE_TEXT, false, (rect){0, 0, wide, 0}, size)) > in.h) {
        if (size > least)
            size = fmaxf(size - 1, least);
        else if (wide > in.w * 0.5f) /* a picture is as wide as its column */
            wide -= in.w * 0.1f;
        else
            break;
    }
    if (whole > in.h)
        wide = in.w;
    whole = prose_draw(v->ui, NULL, text, PROSE_TEXT, false, (rect){0, 0, wide, 0}, size);
    own->scroll_step = in.h * 0.8f;
    own->scroll_most = fmaxf(whole - in.h, 0);
    own->scroll_read = own->scroll_most;
    scrolling_by_wheel(v, at, &own->scroll, own->scroll_most);
    own->scroll_below = own->scroll + 1 < own->scroll_most;
    ui_open(v->ui, (rect){at.x, at.y, at.w, in.h});
    float spare = fmaxf(in.h - whole, 0) * 0.3f;
    prose_draw(v->ui, v->list, text, PROSE_TEXT, false,
        (rect){in.x + (in.w - wide) / 2, in.y + spare - own->scroll, wide, 0}, size);
    ui_close(v->ui);
    scrolling_mark(v, (rect){at.x, in.y, at.w, in.h}, own->scroll, whole);
}

/* ---- the question ---- */

static bool chooses(const view *v) {
    return v->state->lesson.scene.question.kind == ASK_CHOOSE;
}

static float lay_words(const view *v, float wide, float size, float y, float x, bool visible) {
    return prose_draw(v->ui, visible ? v->list : NULL, reader_text(&v->state->lesson), PROSE_QUOTE, chooses(v),
        (rect){x, y, wide, 0}, size);
}

/* As narrow as its lines allow, so that no word stands alone on the last one. */
static float words(const view *v, float wide, float size, float y, float x, bool visible) {
    float high = lay_words(v, wide, size, 0, 0, false);
    while (visible && wide > size * 8 && lay_words(v, wide - size * 0.5f, size, 0, 0, false) <= high)
        wide -= size * 0.5f;
    return visible ? lay_words(v, wide, size, y, x, true) : high;
}

/* At most so many lines, where that can still be read from the last row. */
static float question_size(const view *v, float wide, int lines) {
    float size = QUESTION * em(v), least = fmaxf(LEAST_QUESTION * em(v), ui_px(v->ui, 18));
    while (size > least && words(v, wide, size, 0, 0, false) > (float)lines * size * 1.5f)
        size -= 1;
    return fmaxf(size, least);
}

/* What was said about the last answer and what the author says to it. */
static float said(const view *v, rect at, bool visible) {
    const reader *c = &v->state->lesson;
    if (!c->hint[0])
        return 0;
    float size = fmaxf(SAID * em(v), ui_px(v->ui, 15));
    color paint = theme_color(c->answered || c->shown ? ROLE_INPUT : ROLE_WARNING);
    prose remark = reader_remark(c);
    float height = ui_paragraph_height(v->ui, at.w, FONT_STRONG, size, c->hint);
    if (visible)
        ui_paragraph(v->ui, at, FONT_STRONG, size, paint, c->hint);
    if (remark.count)
        height += prose_draw(
            v->ui, visible ? v->list : NULL, &remark, PROSE_ALL, false, (rect){at.x, at.y + height, at.w, 0}, size);
    return height + GAP * em(v) * 0.5f;
}

static const char *note_of(const view *v) {
    return tr(state_asks(v->state) ? "present.show" : "present.on");
}

static float note_size(const view *v) {
    return fmaxf(NOTE * em(v), ui_px(v->ui, 14));
}

static float note_width(const view *v) {
    float size = note_size(v);
    return text_width(FONT_DIGITS, size, "Space") + size * 1.4f +
           fmaxf(text_width(FONT_UI, size, tr("present.show")), text_width(FONT_UI, size, tr("present.on")));
}

/* The key that shows the answer, or goes on after it. */
static void draw_note(const view *v, rect at) {
    float size = note_size(v), tall = size * 1.5f;
    const char *cap = state_asks(v->state) ? "F4" : "Space";
    float wide = text_width(FONT_DIGITS, size * 0.9f, cap) + size * 0.9f;
    float words_wide = text_width(FONT_UI, size, note_of(v)), x = at.x + at.w - words_wide - wide - size * 0.5f;
    rect box = {x, at.y + (at.h - tall) / 2, wide, tall};
    ui_touch t = ui_touch_of(v->ui, "present.note", (rect){x, at.y, at.x + at.w - x, at.h}, true);
    v->ui->hand |= t.hovered;
    draw_rect(v->list, box, theme_color(ROLE_BUTTON), size * 0.25f);
    draw_frame(v->list, box, theme_color(ROLE_BORDER), ui_px(v->ui, 1), size * 0.25f);
    draw_text_in(v->list, FONT_DIGITS, size * 0.9f, box, 0.5f, theme_color(ROLE_INK), cap);
    draw_text_in(v->list, FONT_UI, size, (rect){at.x, at.y, at.w, at.h}, 1, theme_color(ROLE_INK), note_of(v));
    if (t.pressed)
        view_ask(v, state_asks(v->state) ? REQUEST_tally : REQUEST_onward);
}

static color band_ground(void) {
    return color_mix(theme_color(ROLE_PANEL), theme_color(ROLE_WINDOW), 0.10f);
}

/* The question with what belongs to it, one below the other, in a column of that width; returns the height. */
typedef struct column {
    bool answers, row; /* it holds the answers, too: one below the other, or all in one row */
    float size;        /* of the question */
    float text;        /* of the answers */
} column;

static float draw_column(const view *v, rect at, const column *k, bool visible) {
    float e = em(v), y = at.y;
    y += words(v, at.w, k->size, y, at.x, visible) + GAP * e * 0.5f;
    if (k->answers)
        y += present_answers(v, (rect){at.x, y, at.w, 0}, k->text, k->row, visible) + GAP * e * 0.5f;
    return y + said(v, (rect){at.x, y, at.w, 0}, visible) - at.y;
}

static float field_width(const view *v) {
    return fmaxf(380 * em(v), ui_px(v->ui, 170));
}

/* On the whole width below the stage; at its right the key, and the field of a number. */
static float draw_band(const view *v, rect at, bool row, bool measured) {
    float e = em(v), pad = PAD * e, note = note_width(v);
    bool number = present_takes_text(v->state);
    float right = number ? fmaxf(note, field_width(v)) : note, wide = at.w - 2 * side(v) - right - 2 * GAP * e;
    column k = {.answers = chooses(v) && row, .row = row, .size = question_size(v, wide, 2), .text = 0};
    float high = words(v, wide, k.size, 0, 0, false) + GAP * e * 0.5f, key = note_size(v) * 1.9f,
          least = number ? FIELD * e + key : key;
    float full = at.w - 2 * side(v);
    if (k.answers)
        k.text = present_answers_size(v, full, 0, true);
    float body = fmaxf(high, least),
          answers = k.answers ? present_answers(v, (rect){0, 0, full, 0}, k.text, true, false) : 0;
    float whole = fmaxf(body + answers + said(v, (rect){0, 0, full, 0}, false) + 2 * pad, 152 * e);
    whole = fminf(whole, at.h * 0.62f);
    if (measured)
        return whole;
    rect box = {at.x, at.y + at.h - whole, at.w, whole};
    draw_rect(v->list, box, band_ground(), 0);
    draw_rect(v->list, (rect){box.x, box.y, box.w, fmaxf(1, 2 * e)},
        color_mix(band_ground(), theme_color(ROLE_WINDOW), 0.5f), 0);
    ui_open(v->ui, box);
    float rest = answers + said(v, (rect){0, 0, full, 0}, false), top = box.y + (whole - body - rest) / 2;
    words(v, wide, k.size, top + fmaxf(0, (body - high) / 2), box.x + side(v), true);
    rect beside = {box.x + box.w - side(v) - right, top, right, body};
    if (number) {
        rect field = rect_cut_top(&beside, FIELD * e);
        present_field(v, (rect){field.x + field.w - field_width(v), field.y, field_width(v), field.h});
    }
    draw_note(v, beside);
    if (answers > 0)
        present_answers(v, (rect){box.x + side(v), top + body, full, 0}, k.text, true, true);
    said(v, (rect){box.x + side(v), top + body + answers, full, 0}, true);
    ui_close(v->ui);
    return whole;
}

/* All of it in a column at the right. */
static void draw_beside(const view *v, rect at) {
    float e = em(v), pad = PAD * e, wide = at.w - 2 * pad;
    column k = {.answers = chooses(v), .size = question_size(v, wide, 6)};
    draw_rect(v->list, at, band_ground(), 0);
    rect in = {at.x + pad, at.y + pad, wide, at.h - 2 * pad};
    rect note = rect_cut_bottom(&in, note_size(v) * 1.9f), field = {0};
    if (present_takes_text(v->state))
        field = rect_cut_bottom(&in, FIELD * e + GAP * e);
    if (k.answers)
        k.text = present_answers_size(v, wide, in.h - words(v, wide, k.size, 0, 0, false) - 3 * GAP * e, false);
    while (k.size > 26 * e && draw_column(v, in, &k, false) > in.h) {
        k.size -= 1;
        k.text = fminf(k.text, fmaxf(k.size, 26 * e));
    }
    ui_open(v->ui, at);
    draw_column(v, in, &k, true);
    ui_close(v->ui);
    if (field.w > 0)
        present_field(v, (rect){field.x, field.y, field.w, FIELD * e});
    draw_note(v, note);
}

/* ---- where it stands ---- */

enum { BELOW, BELOW_IN_A_ROW, BESIDE, WAYS };

/* What is left for the stage. */
static rect stage_room_of(const view *v, rect at, int place) {
    float e = em(v);
    if (place == BESIDE) {
        rect_cut_right(&at, at.w * 0.37f);
        return at;
    }
    rect_cut_bottom(&at, draw_band(v, at, place == BELOW_IN_A_ROW, true));
    if (place == BELOW && chooses(v))
        rect_cut_right(&at, present_answers_width(v) + side(v) * 0.5f);
    rect_cut_bottom(&at, GAP * e * 0.5f);
    return at;
}

/* Beside only where the window is low, and only if that makes the grids larger. */
static int choose_place(const view *v, rect at) {
    static const float favour[WAYS] = {1.06f, 1, 0.9f};
    float most = 0;
    int best = BELOW;
    for (int place = 0; place < WAYS; place++) {
        if ((place == BELOW_IN_A_ROW && !chooses(v)) || (place == BESIDE && v->height >= LOW * v->ui->scale))
            continue;
        float size = stage_largest(v, stage_room_of(v, at, place)) * favour[place];
        if (size > most) {
            most = size;
            best = place;
        }
    }
    return best;
}

/* Nothing of it moves while the page stands there: what is said after an answer only takes its room. */
static int place_of(const view *v, rect at) {
    present_memory *m = &v->own->present;
    const state *s = v->state;
    present_memory now = {.page = s->lesson.begun,
        .width = v->width,
        .height = v->height,
        .language = (int)strings_language(),
        .waits = s->lesson.waiting,
        .scale = v->ui->scale};
    bool same = m->page == now.page && m->width == now.width && m->height == now.height && m->scale == now.scale &&
                m->language == now.language && m->waits == now.waits;
    if (!same) {
        now.place = choose_place(v, at);
        *m = now;
    }
    return m->place;
}

bool present_page_draw(const view *v, rect *at) {
    const reader *c = &v->state->lesson;
    if (v->state->screen.reads) {
        draw_text_of_page(v, *at);
        return false;
    }
    if (c->scene.question.kind == ASK_NOTHING || c->contents)
        return true;
    int place = place_of(v, *at);
    rect stage = stage_room_of(v, *at, place), beside = *at;
    if (place == BESIDE) {
        draw_beside(v, rect_cut_right(&beside, at->w - stage.w));
    } else {
        rect_cut_bottom(&beside, draw_band(v, *at, place == BELOW_IN_A_ROW, false));
        if (place == BELOW && chooses(v)) {
            float wide = present_answers_width(v),
                  size = present_answers_size(v, wide, beside.h - 2 * PAD * em(v), false);
            rect_cut_right(&beside, side(v) * 0.5f);
            rect room = rect_cut_right(&beside, wide);
            float high = present_answers(v, (rect){0, 0, wide, 0}, size, false, false);
            room.y += fmaxf(0, (room.h - high) / 2);
            present_answers(v, room, size, false, true);
        }
    }
    *at = stage;
    return true;
}
