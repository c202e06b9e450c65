/* The panel beside the graph. */
#include "atlas_panel.h"

#include "atlas_text.h"
#include "command.h"

#include "numbers.h"
#include "picture_resize.h"
#include "scrolling.h"
#include "told.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void say(const view *v, rect *at, font_id font, float size, theme_role paint, const char *text) {
    float used = ui_paragraph(v->ui, *at, font, ui_px(v->ui, size), theme_color(paint), text);
    rect_cut_top(at, used + ui_px(v->ui, 6));
}

/* A word on the left and a number on the right, in a line of its own where both together are too wide. */
static void pair(const view *v, rect *at, const char *word, const char *value) {
    ui *u = v->ui;
    float wide = text_width(FONT_UI, ui_px(u, 13.5f), word) + text_width(FONT_DIGITS, ui_px(u, 14), value);
    rect row = rect_cut_top(at, ui_px(u, 21));
    draw_text_in(v->list, FONT_UI, ui_px(u, 13.5f), row, 0, theme_color(ROLE_QUIET), word);
    if (wide + ui_px(u, 8) > row.w)
        row = rect_cut_top(at, ui_px(u, 21));
    draw_text_in(v->list, FONT_DIGITS, ui_px(u, 14), row, 1, theme_color(ROLE_INK), value);
}

static void count_pair(const view *v, rect *at, const char *word, int64_t value, int64_t all) {
    char number[NUMBER_TEXT], text[64];
    number_grouped(value, number);
    if (all > 0)
        cnn_format(text, sizeof text, "%s  (%.1f %%)", number, 100 * (double)value / (double)all);
    else
        cnn_format(text, sizeof text, "%s", number);
    pair(v, at, word, text);
}

/* The formula of one axis with its numbers, and what it gives before rounding. */
static void axis_lines(const view *v, rect *at, const cnn_axis *x) {
    cnn_axis_size s = cnn_axis_measure(*x);
    char text[400], exact[48];
    const char *open = s.denominator == 1 ? "("
                       : x->ceil_mode     ? "⌈("
                                          : "⌊(",
               *close = s.denominator == 1 ? ""
                        : x->ceil_mode     ? "⌉"
                                           : "⌋";
    cnn_format(text, sizeof text, "%s%lld − {filter}%lld{} + {padding}%lld{}) / {stride}%lld{}%s + 1 = {map}**%lld**{}",
        open, (long long)x->input, (long long)cnn_axis_extent(*x), (long long)(x->pad_before + x->pad_after),
        (long long)x->stride, close, (long long)s.output);
    say(v, at, FONT_DIGITS, 14, ROLE_INK, text);
    if (s.denominator == 1)
        return;
    number_text((float)((double)s.numerator / (double)s.denominator), 3, exact);
    if (x->ceil_mode)
        tr_format(text, sizeof text, "atlas.rounded_up", exact);
    else
        tr_format(text, sizeof text, "atlas.rounded_down", exact, (long long)s.remainder);
    say(v, at, FONT_UI, 13.5f, ROLE_WARNING, text);
}

static void window_lines(const view *v, rect *at, const atlas_graph *g, int node) {
    cnn_axis rows = cnn_net_axis(g->net, node, CNN_VERTICAL), columns = cnn_net_axis(g->net, node, CNN_HORIZONTAL);
    axis_lines(v, at, &rows);
    bool same = rows.input == columns.input && rows.stride == columns.stride && rows.pad_before == columns.pad_before &&
                rows.pad_after == columns.pad_after && cnn_axis_extent(rows) == cnn_axis_extent(columns);
    if (!same)
        axis_lines(v, at, &columns);
}

static void layer_lines(const view *v, rect *at, const atlas_graph *g, const atlas_box *box) {
    const cnn_net *net = g->net;
    char text[200] = "", in[48], out[48];
    atlas_cost all = atlas_cost_of(g, 1, net->output), cost = atlas_cost_of(g, box->first, box->last);
    if (box->block >= 0)
        cnn_format(text, sizeof text, "**%s**  %s", g->desc->blocks[box->block].name, g->desc->blocks[box->block].kind);
    else if (box->first == 0)
        cnn_format(text, sizeof text, "**%s**", tr("network.input"));
    else {
        cnn_append(text, sizeof text, "**%s**", net->nodes[box->first].name);
        for (int n = box->first; n <= box->last; n++)
            cnn_append(text, sizeof text, "%s%s", n > box->first ? " · " : "  ", net->nodes[n].op->name);
    }
    say(v, at, FONT_UI, 16, ROLE_INK, text);
    atlas_text_shape(net->nodes[box->last].layout.out, out, sizeof out);
    if (box->first == 0) {
        pair(v, at, tr("atlas.shape"), out);
        return;
    }
    atlas_text_shape(net->nodes[net->nodes[box->first].inputs[0]].layout.out, in, sizeof in);
    cnn_format(text, sizeof text, "%s → %s", in, out);
    pair(v, at, tr("atlas.shape"), text);
    for (int n = box->first; n <= box->last && box->block < 0; n++)
        if (net->nodes[n].op->window)
            window_lines(v, at, g, n);
    count_pair(v, at, tr("atlas.parameters"), cost.parameters, all.parameters);
    count_pair(v, at, tr("atlas.work"), cost.macs, all.macs);
    cnn_format(text, sizeof text, "%lld × %lld", (long long)box->field[0], (long long)box->field[1]);
    pair(v, at, tr("atlas.field"), text);
}

static void buttons(const view *v, rect *at, const atlas_graph *g) {
    ui *u = v->ui;
    int block = g->boxes[atlas_box_of(g, g->chosen)].block;
    float height = ui_px(u, 32);
    rect row = rect_cut_bottom(at, height);
    rect_cut_bottom(at, ui_px(u, 8));
    rect half = rect_cut_left(&row, (row.w - ui_px(u, 8)) / 2);
    rect_cut_left(&row, ui_px(u, 8));
    if (ui_button(u, "atlas.bench", half, tr("atlas.bench"), UI_PRIMARY, false, true))
        view_ask(v, REQUEST_atlas_bench);
    if (ui_button(u, "atlas.lesson", row, tr("atlas.lesson"), UI_OUTLINED, false,
            command_can(v->state, REQUEST_atlas_lesson)))
        view_ask(v, REQUEST_atlas_lesson);
    if (block >= 0) {
        rect fold = rect_cut_bottom(at, height);
        rect_cut_bottom(at, ui_px(u, 8));
        if (ui_button(u, "atlas.unfold", fold, tr("atlas.unfold"), UI_OUTLINED, false, true))
            view_ask_with(v, REQUEST_unfold, (argument){.which = v->state->screen.graph, .value = block});
    }
}

/* How a picture becomes the input, where that is more than numbers from 0 to 1. */
static void input_lines(const view *v, rect *at, const atlas_graph *g) {
    cnn_shape in = g->desc->input;
    char text[160];
    if (g->desc->fit.kind == CNN_FITTING_CROP) {
        cnn_resizing how = cnn_picture_resizing(g->desc->fit, in.h, in.w, in.h, in.w);
        tr_format(text, sizeof text, "atlas.input_crop", how.rows < how.columns ? how.rows : how.columns, in.h, in.w);
    } else {
        tr_format(text, sizeof text, "atlas.input_stretch", in.h, in.w);
    }
    if (g->desc->fit.kind != CNN_FITTING_USUAL)
        say(v, at, FONT_UI, 13, ROLE_QUIET, text);
    if (g->desc->mean)
        say(v, at, FONT_UI, 13, ROLE_QUIET, tr("atlas.input_normal"));
}

/* What the outputs of a network of one's own are called, where it does not say. */
static void name_lines(const view *v, rect *at, const atlas_graph *g) {
    char text[240];
    int outputs = g->net->nodes[g->net->output].layout.out.c;
    bool nameless = atlas_is_nameless(g) && !session_weights(&v->state->session, g->entry);
    tr_format(text, sizeof text, g->assumed ? "atlas.assumed" : "atlas.nameless", outputs);
    if (g->entry == ATLAS_OWN && (g->assumed || nameless))
        say(v, at, FONT_UI, 13, ROLE_QUIET, text);
}

static void network_lines(const view *v, rect *at, const atlas_graph *g, bool low) {
    char key[64], text[120];
    bool own = g->entry == ATLAS_OWN;
    int year = own ? 0 : atlas_entries[g->entry].year;
    if (year)
        cnn_format(text, sizeof text, "**%s**  %d", atlas_text_shown(g), year);
    else
        cnn_format(text, sizeof text, "**%s**", atlas_text_shown(g));
    say(v, at, FONT_UI, 19, ROLE_INK, text);
    cnn_format(key, sizeof key, "atlas.%s.text", own ? "own" : atlas_entries[g->entry].key);
    say(v, at, FONT_UI, low ? 13 : 14.5f, low ? ROLE_QUIET : ROLE_INK, tr(key));
    char note[2 * CNN_MESSAGE_MAX];
    told(g->desc->note ? g->desc->note : "", note, sizeof note);
    if (note[0])
        say(v, at, FONT_UI, 13, ROLE_WARNING, note);
    atlas_cost all = atlas_cost_of(g, 1, g->net->output);
    if (!low || g->chosen == 0) {
        count_pair(v, at, tr("atlas.parameters"), all.parameters, 0);
        count_pair(v, at, tr("atlas.work"), all.macs, 0);
        input_lines(v, at, g);
        name_lines(v, at, g);
    }
}

static void weights_line(const view *v, rect *at, const atlas_graph *g) {
    const char *weights = session_weights(&v->state->session, g->entry);
    if (!weights)
        return;
    const char *slash = strrchr(weights, '/');
    char text[120];
    tr_format(text, sizeof text, "atlas.weights", slash ? slash + 1 : weights);
    say(v, at, FONT_UI, 13, ROLE_QUIET, text);
}

void atlas_panel_draw(const view *v, rect at) {
    ui *u = v->ui;
    view_state *own = v->own;
    const atlas_graph *g = &v->state->session.graph[v->state->screen.graph];
    draw_rect(v->list, at, theme_color(ROLE_PANEL), ui_px(u, 12));
    draw_frame(v->list, at, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 12));
    rect beside = at;
    at = rect_inset(at, ui_px(u, 16));
    buttons(v, &at, g);
    scrolling_by_wheel(v, at, &own->atlas_scroll, fmaxf(0, own->atlas_tall - at.h));
    ui_open(u, at);
    rect in = {at.x, at.y - own->atlas_scroll, at.w, 100 * at.h};
    float begin = in.y;
    network_lines(v, &in, g, at.h < ui_px(u, 440));
    rect line = rect_cut_top(&in, ui_px(u, 17));
    draw_rect(v->list, (rect){line.x, line.y + ui_px(u, 8), line.w, 1}, theme_color(ROLE_BORDER), 0);
    layer_lines(v, &in, g, &g->boxes[atlas_box_of(g, g->chosen)]);
    weights_line(v, &in, g);
    ui_close(u);
    u->changed |= fabsf(in.y - begin - own->atlas_tall) > 0.5f; /* it may scroll less or more */
    own->atlas_tall = in.y - begin;
    scrolling_mark(v, (rect){beside.x, at.y, beside.w - ui_px(u, 4), at.h}, own->atlas_scroll, own->atlas_tall);
}
