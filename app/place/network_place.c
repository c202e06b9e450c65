/* The Network place: the live network as columns of maps, with shape, formula and parameters; below, one of three
 * panels. A column is a layer together with the function that follows it. A click opens what was clicked on the bench.
 */
#include "network_place.h"

#include "class_text.h"
#include "command.h"
#include "grid.h"
#include "network_columns.h"
#include "network_confusion.h"
#include "network_editing.h"
#include "network_training.h"
#include "numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The class probabilities as bars, with the loss below. */
static void draw_classes(const view *v, rect at) {
    ui *u = v->ui;
    const cnn_recording *r = v->state->training.seen;
    const cnn_node *output = &r->net->nodes[r->net->output];
    int all = (int)cnn_shape_image(output->layout.out), count = all < 12 ? all : 12, best = 0;
    const float *p = r->pass->value[r->net->output].data;
    for (int i = 1; i < all; i++)
        best = p[i] > p[best] ? i : best;
    rect title = rect_cut_top(&at, ui_px(u, 24));
    draw_text(v->list, FONT_STRONG, ui_px(u, 15), title.x, title.y, theme_color(ROLE_INK), output->name);
    rect loss = rect_cut_bottom(&at, ui_px(u, 26));
    float line = fminf(at.h / (float)count, ui_px(u, 26)), name_width = ui_px(u, 78), number_width = ui_px(u, 44),
          room = at.w - name_width - number_width;
    for (int i = 0; i < count; i++) {
        rect row = rect_cut_top(&at, line);
        char number[NUMBER_TEXT], name[16];
        cnn_format(number, sizeof number, "%.2f", (double)p[i]);
        bool label = i == r->label;
        draw_text_in(v->list, label ? FONT_STRONG : FONT_UI, fminf(ui_px(u, 13.5f), line * 0.8f),
            (rect){row.x, row.y, name_width - 4, row.h}, 0, theme_color(ROLE_INK),
            class_text_of(&v->state->training.snapshot, i, name));
        float share = p[i] < 0 ? 0 : p[i] > 1 ? 1 : p[i];
        rect bar = {row.x + name_width, row.y + line * 0.22f, fmaxf(2, room * share), line * 0.56f};
        draw_rect(v->list, bar, theme_color(i == best ? label ? ROLE_INPUT : ROLE_MAP : ROLE_FAINT), 3);
        draw_text_in(v->list, FONT_DIGITS, fminf(ui_px(u, 13), line * 0.8f),
            (rect){bar.x + bar.w + 6, row.y, number_width, row.h}, 0, theme_color(ROLE_QUIET), number);
    }
    char text[120];
    if (r->label >= 0 && r->label < count) {
        cnn_format(text, sizeof text, "%s = −ln %.3g = **%.3g**", tr("word.loss"), (double)p[r->label],
            (double)r->pass->value[r->net->loss].data[0]);
        ui_line(u, loss, 0, FONT_UI, ui_px(u, 14.5f), theme_color(ROLE_INK), text);
    }
}

static void draw_on(const view *v, rect box, cnn_shape shape) {
    ui_touch t = ui_touch_of(v->ui, "network.canvas", box, false);
    v->ui->hand |= t.hovered;
    argument with = {
        .x = (v->ui->in.x - box.x) / box.w * (float)shape.w, .y = (v->ui->in.y - box.y) / box.h * (float)shape.h};
    if (t.held && (t.pressed || v->ui->in.moved))
        view_ask_with(v, REQUEST_draw_at, with);
}

static void look_at(const view *v, live_source source, int picture) {
    view_ask_with(v, REQUEST_look_at, (argument){.which = (int)source, .value = picture});
}

/* The picture that goes in, and where it comes from. */
static void draw_source(const view *v, rect at) {
    ui *u = v->ui;
    const cnn_recording *r = v->state->training.seen;
    cnn_shape shape = r->net->nodes[0].layout.out;
    network_columns_draw_input(v, &at);
    float side = fminf(at.w, ui_px(u, 150)), low = at.h - ui_px(u, 112);
    side = side > low ? low : side;
    rect box = {at.x, at.y, side, side * (float)shape.h / (float)shape.w};
    const float *pixels = v->state->training.drawing ? v->state->training.own : r->pass->value[0].data;
    scale colors = {
        .most = 1, .most_is_real = true, .ground = theme_color(ROLE_INPUT_GROUND), .full = theme_color(ROLE_INK)};
    grid_heat(v, box, pixels, shape.h, shape.w, &colors);
    draw_frame(v->list, rect_inset(box, -1), theme_color(v->state->training.drawing ? ROLE_FOCUS : ROLE_GRID),
        v->state->training.drawing ? 2 : 1, 0);
    if (v->state->training.drawing)
        draw_on(v, box, shape);
    rect below = {at.x, box.y + box.h + ui_px(u, 6), at.w, ui_px(u, 26)};
    char text[160];
    bool own = v->state->training.source == LIVE_OWN_PICTURE;
    const char *sets[] = {"network.train_picture", "network.test_picture", "network.own_picture"};
    if (own)
        cnn_format(text, sizeof text, "%s", v->state->training.own_note[0] ? v->state->training.own_note : tr(sets[2]));
    else
        cnn_format(text, sizeof text, "%d", v->state->training.picture);
    if (!own) {
        int turn = ui_chooser(u, "network.picture", below, text);
        if (turn) {
            int count = v->state->training.source == LIVE_TEST_PICTURE ? v->state->training.snapshot.test_count
                                                                       : v->state->training.snapshot.train_count;
            look_at(v, v->state->training.source, (v->state->training.picture + turn + count) % (count ? count : 1));
        }
    } else {
        ui_line(u, below, 0, FONT_UI, ui_px(u, 13), theme_color(ROLE_QUIET), text);
    }
    below.y += below.h + ui_px(u, 4);
    if (ui_button(u, "network.set", below, tr(sets[v->state->training.source]), UI_OUTLINED, false, true))
        look_at(v, v->state->training.source == LIVE_TRAIN_PICTURE ? LIVE_TEST_PICTURE : LIVE_TRAIN_PICTURE,
            v->state->training.picture);
    below.y += below.h + ui_px(u, 4);
    if (ui_button(u, "network.draw", below, tr(v->state->training.drawing ? "network.draw_done" : "network.draw"),
            UI_OUTLINED, v->state->training.drawing, command_can(v->state, REQUEST_draw)))
        view_ask(v, REQUEST_draw);
}

static void tabs(const view *v, rect at) {
    static const char *const names[NETWORK_TABS] = {
        "network.activations", "network.gradients", "network.filters", "network.filter_gradients", "network.changes"};
    static const char *const lowers[NETWORK_LOWERS] = {"network.training", "network.judged", "network.editing"};
    ui *u = v->ui;
    rect right = at;
    for (int i = NETWORK_LOWERS - 1; i >= 0; i--) {
        rect cell = rect_cut_right(&right, ui_button_width(u, tr(lowers[i]), 15));
        rect_cut_right(&right, ui_px(u, 4));
        if (ui_button(u, lowers[i], cell, tr(lowers[i]), UI_PLAIN, v->state->screen.lower == (network_lower)i, true))
            view_ask_value(v, REQUEST_use_lower, i);
    }
    float room = right.x + right.w - at.x, wanted = 0;
    for (int i = 0; i < NETWORK_TABS; i++)
        wanted += ui_button_width(u, tr(names[i]), 15) + ui_px(u, 4);
    float shrink = wanted > room ? room / wanted : 1;
    for (int i = 0; i < NETWORK_TABS; i++) {
        rect cell = rect_cut_left(&at, ui_button_width(u, tr(names[i]), 15) * shrink);
        rect_cut_left(&at, ui_px(u, 4) * shrink);
        if (ui_button(u, names[i], cell, tr(names[i]), UI_PLAIN, v->state->screen.tab == (network_tab)i, true))
            view_ask_value(v, REQUEST_use_tab, i);
    }
}

static void draw_upper(const view *v, rect at) {
    rect classes = rect_cut_right(&at, ui_px(v->ui, 236));
    rect_cut_right(&at, ui_px(v->ui, 12));
    rect source = rect_cut_left(&at, ui_px(v->ui, 132));
    rect_cut_left(&at, ui_px(v->ui, 16));
    draw_source(v, source);
    draw_classes(v, classes);
    network_columns_draw(v, at);
}

void network_place_draw(const view *v, rect at) {
    ui *u = v->ui;
    rect in = {at.x + ui_px(u, 24), at.y + ui_px(u, 14), at.w - ui_px(u, 48), at.h - ui_px(u, 22)};
    if (!v->state->training.live || v->state->training.snapshot.state == LIVE_LOADING || !v->state->training.seen) {
        const char *text =
            v->state->training.snapshot.state == LIVE_FAILED ? v->state->training.snapshot.note : tr("strip.loading");
        ui_paragraph(u, in, FONT_UI, ui_px(u, 16), theme_color(ROLE_QUIET), text);
        return;
    }
    float share = v->state->screen.present ? 1 : v->height < 700 * u->scale ? 0.5f : 0.53f;
    rect upper = rect_cut_top(&in, in.h * share);
    rect row = rect_cut_bottom(&upper, ui_px(u, 34));
    rect_cut_bottom(&upper, ui_px(u, 4));
    draw_upper(v, upper);
    tabs(v, row);
    if (v->state->screen.present)
        return;
    rect_cut_top(&in, ui_px(u, 8));
    draw_rect(v->list, in, theme_color(ROLE_PANEL), ui_px(u, 12));
    draw_frame(v->list, in, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 12));
    in = rect_inset(in, ui_px(u, 14));
    if (v->state->screen.lower == NETWORK_TRAINING)
        network_training_draw(v, in);
    else if (v->state->screen.lower == NETWORK_CONFUSION)
        network_confusion_draw(v, in);
    else
        network_editing_draw(v, in);
}
