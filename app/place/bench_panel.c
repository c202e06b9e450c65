/* The left panel: what happens at this step in words, and below it everything of the bench that can be changed. */
#include "bench_panel.h"

#include "breakpoints_panel.h"
#include "class_text.h"
#include "command_button.h"
#include "explanation.h"
#include "grid.h"
#include "numbers.h"
#include "own_panel.h"
#include "palette.h"
#include "receptive_field.h"
#include "watches_panel.h"
#include "why_panel.h"

#include <math.h>
#include <string.h>

static float label(const view *v, rect *at, const char *text) {
    ui *u = v->ui;
    float size = ui_px(u, 13.5f), height = text_height(FONT_UI, size) + ui_px(u, 3);
    rect row = rect_cut_top(at, height);
    draw_text(v->list, FONT_UI, size, row.x, row.y, theme_color(ROLE_QUIET), text);
    return height;
}

static rect control(const view *v, rect *at) {
    rect row = rect_cut_top(at, ui_px(v->ui, 30));
    rect_cut_top(at, ui_px(v->ui, 9));
    return row;
}

/* A control that runs a command. */
static void command_control(const view *v, rect *at, request_name name, const char *text, bool chosen) {
    char id[64];
    cnn_format(id, sizeof id, "panel.%s", request_text(name));
    command_button(v, control(v, at), name, id, text, UI_OUTLINED, chosen);
}

/* Backward: the lens and the gradient check. */
void bench_panel_backward(const view *v, rect *at) {
    ui *u = v->ui;
    const bench *b = &v->state->session.bench;
    if (command_can(v->state, REQUEST_lens))
        command_control(v, at, REQUEST_lens, tr(v->state->screen.textbook ? "panel.scatter" : "panel.textbook"),
            v->state->screen.textbook);
    command_control(v, at, REQUEST_check, tr("panel.check"), false);
    if (!v->state->session.slope.name[0] || v->state->session.slope.at != player_index(&v->state->session.player) ||
        at->h < ui_px(u, 90))
        return;
    char text[400];
    cnn_format(text, sizeof text, "**%s**\nL(+%g) = %.8g\nL(−%g) = %.8g\n", v->state->session.slope.name,
        v->state->session.slope.check.epsilon, v->state->session.slope.check.plus,
        v->state->session.slope.check.epsilon, v->state->session.slope.check.minus);
    char slope[NUMBER_TEXT], backprop[NUMBER_TEXT];
    cnn_format(slope, sizeof slope, "%.5g", v->state->session.slope.check.slope);
    cnn_format(backprop, sizeof backprop, "%.5g", v->state->session.slope.check.backprop);
    cnn_append(text, sizeof text, tr("check.slope"), slope, backprop);
    if (v->state->session.slope.check.kinks) {
        cnn_append(text, sizeof text, "\n");
        cnn_append(text, sizeof text, tr("check.kink"), (long long)v->state->session.slope.check.kinks,
            b->recording->net->nodes[v->state->session.slope.check.kink_node].name);
    }
    float size = ui_px(u, 14), pad = ui_px(u, 10),
          height = ui_paragraph_height(u, at->w - 2 * pad, FONT_UI, size, text) + pad;
    rect box = rect_cut_top(at, height + pad);
    box.h = height;
    draw_rect(v->list, box, theme_color(ROLE_GROUND), ui_px(u, 8));
    draw_frame(v->list, box, theme_color(ROLE_BORDER), 1, ui_px(u, 8));
    ui_paragraph(
        u, (rect){box.x + pad, box.y + pad / 2, box.w - 2 * pad, box.h}, FONT_UI, size, theme_color(ROLE_INK), text);
}

/* One channel as grey, three as colours. */
static void draw_source(const view *v, rect box, const float *values, const cnn_net *net) {
    cnn_shape in = net->nodes[0].layout.out;
    tensor_facts facts = facts_of(v, values, cnn_shape_image(in));
    palette_ends ends = palette_ends_of(&net->levels, in.c, facts);
    scale colors = scale_of_input(facts, in.h, in.w);
    if (in.c == 3)
        palette_draw_colored(v, box, values, in.h, in.w, &ends);
    else
        grid_heat(v, box, values, in.h, in.w, &colors);
}

/* The picture that went in, with what the present place sees of it. */
static void source_picture(const view *v, rect *at) {
    const cnn_recording *r = v->state->session.bench.recording;
    ui *u = v->ui;
    cnn_shape in = r->net->nodes[0].layout.out;
    cnn_step s = cnn_recording_step(r, v->state->session.player.at);
    bool spatial = s.term.rows * s.term.columns > 1;
    cnn_rectangle cells = {{s.address.row, s.address.row}, {s.address.column, s.address.column}};
    int node = session_node(&v->state->session);
    if (!spatial) {
        cnn_shape out = r->net->nodes[node].layout.out;
        cells = (cnn_rectangle){{0, out.h - 1}, {0, out.w - 1}};
    }
    cnn_rectangle field = cnn_net_receptive_field(r->net, node, cells);
    label(v, at, tr("panel.receptive"));
    int buttons = 2 + command_can(v->state, REQUEST_watch) + (v->state->session.player.at.phase >= CNN_BACKWARD) +
                  command_can(v->state, REQUEST_lens);
    float side = ui_px(u, 200), room = at->h - ui_px(u, 39) * (float)buttons - ui_px(u, 34);
    side = side > room ? room : side;
    if (side < ui_px(u, 40))
        return;
    float wide = side * (float)in.w / (float)in.h;
    if (wide > at->w) {
        side *= at->w / wide;
        wide = at->w;
    }
    rect box = {at->x, at->y, wide, side};
    rect_cut_top(at, side + ui_px(u, 8));
    draw_source(v, box, r->pass->value[0].data, r->net);
    draw_frame(v->list, rect_inset(box, -1), theme_color(ROLE_BORDER), 1, 0);
    float cell_w = box.w / (float)in.w, cell_h = box.h / (float)in.h;
    rect frame = {box.x + cell_w * (float)field.columns.first, box.y + cell_h * (float)field.rows.first,
        cell_w * (float)(field.columns.last - field.columns.first + 1),
        cell_h * (float)(field.rows.last - field.rows.first + 1)};
    draw_frame(v->list, rect_inset(frame, -1), theme_color(ROLE_WINDOW), ui_px(u, 3), 2);
    char text[120];
    const char *name = cnn_class_name(v->state->session.bench.names, r->label);
    tr_format(text, sizeof text, "panel.image", (long long)r->image, name ? class_text(name) : "");
    if (name)
        label(v, at, text);
}

/* A layer of a recorded network. */
static void draw_inside(const view *v, rect at) {
    ui *u = v->ui;
    const player *p = &v->state->session.player;
    rect in = {at.x + ui_px(u, 20), at.y + ui_px(u, 16), at.w - ui_px(u, 40), at.h - ui_px(u, 24)};
    char heading[160], text[500];
    explanation_write(v, heading, sizeof heading, text, sizeof text);
    float size = ui_px(u, 21), height = ui_paragraph_height(u, in.w, FONT_STRONG, size, heading);
    ui_paragraph(u, rect_cut_top(&in, height + ui_px(u, 4)), FONT_STRONG, size, theme_color(ROLE_INK), heading);
    size = ui_px(u, 15);
    height = ui_paragraph_height(u, in.w, FONT_UI, size, text);
    ui_paragraph(u, rect_cut_top(&in, height + ui_px(u, 8)), FONT_UI, size, theme_color(ROLE_QUIET), text);
    if (v->state->screen.why)
        why_panel_draw(v, &in);
    else
        source_picture(v, &in);
    rect_cut_top(&in, ui_px(u, 6));
    if (p->at.phase >= CNN_BACKWARD)
        bench_panel_backward(v, &in);
    command_control(
        v, &in, REQUEST_why, tr(v->state->screen.why ? "panel.why_not" : "panel.why"), v->state->screen.why);
    if (p->at.phase != CNN_BACKWARD && p->at.phase != CNN_LOSS)
        command_control(v, &in, REQUEST_watch, tr("panel.watch"), false);
    const char *out = tr(v->state->session.kind == BENCH_POOL ? "panel.outside_pool" : "panel.outside_conv");
    command_button(v, control(v, &in), REQUEST_inside, "panel.outside", out, UI_PRIMARY, false);
    watches_panel_draw(v, &in);
    breakpoints_panel_draw(v, rect_cut_bottom(&in, fminf(in.h, breakpoints_panel_height(v))));
}

void bench_panel_draw(const view *v, rect at) {
    ui *u = v->ui;
    draw_rect(v->list, at, theme_color(ROLE_PANEL), 0);
    draw_rect(v->list, (rect){at.x + at.w - 1, at.y, 1, at.h}, theme_color(ROLE_BORDER), 0);
    ui_open(u, at);
    if (session_is_inside(&v->state->session))
        draw_inside(v, at);
    else
        own_panel_draw(v, at);
    ui_close(u);
}

void bench_panel_heading(const view *v, rect at) {
    char heading[160], text[500];
    bool taught = state_in_lesson(v->state);
    if (taught)
        cnn_format(heading, sizeof heading, "%s", reader_title(&v->state->lesson));
    else
        explanation_write(v, heading, sizeof heading, text, sizeof text);
    float size = at.h * 0.5f;
    while (size > at.h * 0.3f && text_width(FONT_STRONG, size, heading) > at.w - 2 * ui_px(v->ui, 24))
        size -= 1;
    draw_text_in(v->list, FONT_STRONG, size, (rect){at.x + ui_px(v->ui, 24), at.y, at.w, at.h}, 0,
        theme_color(ROLE_INK), heading);
}
