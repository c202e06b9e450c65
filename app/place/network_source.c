/* The picture that goes in, where it comes from, and drawing one by hand. */
#include "class_text.h"
#include "command.h"
#include "command_button.h"
#include "network_columns.h"
#include "network_ends.h"
#include "pixels.h"
#include "segments.h"

#include <math.h>

static const float ROW = 30;

static const training *training_of(const view *v) {
    return &v->state->training;
}

rect network_picture_at(const view *v, const network_layout *l) {
    cnn_shape s = training_of(v)->seen->net->nodes[0].layout.out;
    float room = l->input.y + l->input.h - l->planes - (2 * ROW + 16) * l->unit, side = fminf(l->input.w, room);
    return (rect){l->input.x, l->planes, side, side * (float)s.h / (float)s.w};
}

static void draw_on(const view *v, rect box, cnn_shape shape) {
    ui_touch t = ui_touch_of(v->ui, "network.canvas", box, false);
    v->ui->hand |= t.hovered;
    argument with = {.which = t.pressed,
        .x = (v->ui->in.x - box.x) / box.w * (float)shape.w,
        .y = (v->ui->in.y - box.y) / box.h * (float)shape.h};
    if (t.held && (t.pressed || v->ui->in.moved))
        view_ask_with(v, REQUEST_draw_at, with);
}

static void look_at(const view *v, live_source source, int picture) {
    view_ask_with(v, REQUEST_look_at, (argument){.which = (int)source, .value = picture});
}

/* ‹ name ›: the class of the picture, or its number where it has none. */
static void choose_picture(const view *v, rect at) {
    const training *t = training_of(v);
    const live_snapshot *s = &t->snapshot;
    char text[96], number[16];
    if (t->seen->label >= 0)
        cnn_format(text, sizeof text, "%s", class_text_of(s, t->seen->label, number));
    else
        cnn_format(text, sizeof text, "%d", t->picture);
    int turn = ui_chooser(v->ui, "network.picture", at, text);
    int count = t->source == LIVE_TEST_PICTURE ? s->test_count : s->train_count;
    if (turn)
        look_at(v, t->source, (t->picture + turn + count) % (count ? count : 1));
}

/* While one draws: taking back the last stroke, and beginning anew. */
static void drawing_row(const view *v, rect at, float gap) {
    rect left = rect_cut_left(&at, (at.w - gap) / 2);
    rect_cut_left(&at, gap);
    command_button(v, left, REQUEST_undo_stroke, "network.undo_stroke", tr("network.undo_stroke"), UI_OUTLINED, false);
    command_button(v, at, REQUEST_clear_drawing, "network.clear", tr("network.clear"), UI_OUTLINED, false);
}

static void own_note(const view *v, rect at) {
    const training *t = training_of(v);
    float size = ui_px(v->ui, 13);
    ui_paragraph(
        v->ui, at, FONT_UI, size, theme_color(ROLE_QUIET), t->own_note[0] ? t->own_note : tr("network.own_note"));
}

void network_source_draw(const view *v, const network_layout *l) {
    const training *t = training_of(v);
    cnn_shape shape = t->seen->net->nodes[0].layout.out;
    char text[64], number[24] = "";
    if (shape.c > 1)
        cnn_format(text, sizeof text, "%d × %d × %d", shape.c, shape.h, shape.w);
    else
        cnn_format(text, sizeof text, "%d × %d", shape.h, shape.w);
    if (t->source != LIVE_OWN_PICTURE)
        tr_format(number, sizeof number, "network.picture_number", t->picture);
    network_head_draw(v, l, l->input, (network_column){0, 0}, theme_color(ROLE_INK), text, number);
    rect box = network_picture_at(v, l);
    static const cnn_levels drawn = {.high = 1};
    pixels_draw(
        v, box, t->drawing ? t->own : t->seen->pass->value[0].data, shape, t->drawing ? &drawn : &t->seen->net->levels);
    draw_frame(v->list, rect_inset(box, -1), theme_color(t->drawing ? ROLE_FOCUS : ROLE_GRID), t->drawing ? 2 : 1, 0);
    if (t->drawing)
        draw_on(v, box, shape);
    float unit = l->unit, gap = 6 * unit;
    rect row = {l->input.x, box.y + box.h + 8 * unit, l->input.w, ROW * unit};
    if (t->drawing)
        drawing_row(v, row, gap);
    else if (t->source == LIVE_OWN_PICTURE)
        own_note(v, row);
    else
        choose_picture(v, row);
    row.y += row.h + gap;
    rect open = rect_cut_right(&row, (row.w - gap) / 2);
    rect_cut_right(&row, gap);
    command_button(v, open, REQUEST_open_dialog, "network.open_picture", tr("button.open"), UI_OUTLINED, false);
    command_button(v, row, REQUEST_draw, "network.draw", tr(t->drawing ? "network.draw_done" : "network.draw"),
        UI_OUTLINED, t->drawing);
}

static segments sets(const view *v) {
    static const char *const labels[] = {"network.train_picture", "network.test_picture", "network.own_picture"};
    const training *t = training_of(v);
    return (segments){labels, NULL, t->has_own || t->source == LIVE_OWN_PICTURE ? 3 : 2, (int)t->source, 14};
}

float network_set_width(const view *v) {
    segments s = sets(v);
    return segments_width(v->ui, &s);
}

void network_set_draw(const view *v, rect at) {
    segments s = sets(v);
    int pressed = segments_draw(v, at, &s);
    if (pressed >= 0)
        look_at(v, (live_source)pressed, training_of(v)->picture);
}
