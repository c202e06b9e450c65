/* Editing the network where it is seen: the layers in a row with their shapes, the settings of the one chosen, what can
 * be put behind it. A change that does not work out is refused with the reason; one that does can be undone. Nothing
 * trains differently until it is started. */
#include "network_editing.h"

#include "command_button.h"
#include "numbers.h"
#include "op_view.h"

#include <math.h>
#include <string.h>

static void layer_row(const view *v, rect at) {
    ui *u = v->ui;
    const netedit *e = &v->state->training.edit;
    float wide = ui_px(u, 96), gap = ui_px(u, 6);
    int fits = (int)((at.w + gap) / (wide + gap)), first = v->state->screen.layer - fits / 2;
    first = first > e->desc->count - fits ? e->desc->count - fits : first;
    first = first < 0 ? 0 : first;
    for (int i = first; i < e->desc->count && i < first + fits; i++) {
        rect box = rect_cut_left(&at, wide);
        rect_cut_left(&at, gap);
        bool chosen = i == v->state->screen.layer;
        char id[40], text[64];
        cnn_format(id, sizeof id, "edit.layer%d", i);
        ui_touch t = ui_touch_of(u, id, box, true);
        u->hand |= t.hovered;
        draw_rect(v->list, box, theme_color(chosen || t.hovered ? ROLE_CHOSEN : ROLE_BUTTON), ui_px(u, 7));
        draw_frame(
            v->list, box, theme_color(chosen ? ROLE_WINDOW : ROLE_BORDER), ui_px(u, chosen ? 2 : 1), ui_px(u, 7));
        cnn_shape out = e->net->nodes[i + 1].layout.out;
        ui_line(u, (rect){box.x + 6, box.y, box.w - 12, box.h * 0.55f}, 0.5f, chosen ? FONT_STRONG : FONT_UI,
            ui_px(u, 14), theme_color(ROLE_INK), e->desc->layers[i].name);
        if (out.h > 1 || out.w > 1)
            cnn_format(text, sizeof text, "%d×%d×%d", out.c, out.h, out.w);
        else
            cnn_format(text, sizeof text, "%d", out.c);
        ui_line(u, (rect){box.x + 4, box.y + box.h * 0.5f, box.w - 8, box.h * 0.45f}, 0.5f, FONT_DIGITS, ui_px(u, 14),
            theme_color(ROLE_QUIET), text);
        if (t.pressed) {
            view_ask_value(v, REQUEST_choose_layer, i);
        }
    }
}

static void formula(const view *v, rect at) {
    const netedit *e = &v->state->training.edit;
    int index = v->state->screen.layer + 1;
    const cnn_node *node = &e->net->nodes[index];
    char text[200] = "", number[NUMBER_TEXT];
    if (node->op->window) {
        cnn_axis x = cnn_net_axis(e->net, index, cnn_net_shown_axis(e->net, index));
        cnn_axis_size size = cnn_axis_measure(x);
        cnn_format(text, sizeof text,
            "{map}O{} = ⌊({input}%lld{} − {filter}%lld{} + {padding}%lld{})/{stride}%lld{}⌋ + 1 = {map}%lld{}",
            (long long)x.input, (long long)cnn_axis_extent(x), (long long)(x.pad_before + x.pad_after),
            (long long)x.stride, (long long)size.output);
        if (size.fit != CNN_FIT_EXACT)
            cnn_append(text, sizeof text, "   (%lld/%lld)", (long long)size.numerator, (long long)size.denominator);
    }
    number_grouped((int64_t)(node->weight_count + node->bias_count), number);
    if (node->weight_count) {
        cnn_append(text, sizeof text, "   ");
        cnn_append(text, sizeof text, tr("network.parameters"), number);
    }
    number_grouped((int64_t)e->net->parameters, number);
    cnn_append(text, sizeof text, "   ");
    cnn_append(text, sizeof text, tr("network.total"), number);
    ui_line(v->ui, at, 0, FONT_DIGITS, ui_px(v->ui, 14), theme_color(ROLE_INK), text);
}

static void layer_settings(const view *v, rect at) {
    static const char *const names[NETEDIT_PARTS] = {
        "edit.filters", "edit.size", "edit.stride", "edit.padding", "edit.dilation", "edit.units"};
    ui *u = v->ui;
    const netedit *e = &v->state->training.edit;
    float count = 0, gap = ui_px(u, 8);
    for (int p = 0; p < NETEDIT_PARTS; p++)
        count += netedit_has(e, v->state->screen.layer, (netedit_part)p);
    float wide = fminf(ui_px(u, 190), (at.w + gap) / fmaxf(count, 1) - gap);
    for (int p = 0; p < NETEDIT_PARTS; p++) {
        if (!netedit_has(e, v->state->screen.layer, (netedit_part)p))
            continue;
        rect box = rect_cut_left(&at, wide);
        rect_cut_left(&at, gap);
        char text[64];
        int value = netedit_value(e, v->state->screen.layer, (netedit_part)p);
        tr_format(text, sizeof text, names[p], value);
        int turn = ui_chooser(u, names[p], box, text);
        int by = p == NETEDIT_UNITS && value >= 20 ? 4 : 1;
        if (turn)
            view_ask_with(v, REQUEST_set_layer, (argument){.which = p, .value = value + turn * by});
    }
}

/* The kinds of layers that can be put in. */
static int offered(cnn_op_kind kinds[CNN_OP_COUNT]) {
    int count = 0;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++)
        if (op_view_of((cnn_op_kind)kind)->offered)
            kinds[count++] = (cnn_op_kind)kind;
    return count;
}

static float kind_width(const ui *u, cnn_op_kind kind) {
    return text_width(FONT_STRONG, ui_px(u, 13), cnn_op_of(kind)->name) + ui_px(u, 14);
}

/* How many kinds from `first` on have room, side by side. */
static int kinds_that_fit(const ui *u, const cnn_op_kind *kinds, int first, int count, float room) {
    int fits = 0;
    while (first + fits < count && (room -= kind_width(u, kinds[first + fits]) + ui_px(u, 4)) >= 0)
        fits++;
    return fits > 0 ? fits : 1;
}

/* Where not all kinds have room the last button goes on to the next ones, and round. */
static void insert_row(const view *v, rect at) {
    cnn_op_kind kinds[CNN_OP_COUNT];
    int count = offered(kinds), first = v->own->insert_first < count ? v->own->insert_first : 0;
    ui *u = v->ui;
    float label = text_width(FONT_UI, ui_px(u, 14), tr("edit.behind")) + ui_px(u, 10), gap = ui_px(u, 4);
    draw_text_in(
        v->list, FONT_UI, ui_px(u, 14), rect_cut_left(&at, label), 0, theme_color(ROLE_QUIET), tr("edit.behind"));
    int shown = kinds_that_fit(u, kinds, 0, count, at.w);
    if (shown < count) {
        rect more = rect_cut_right(&at, ui_button_width(u, tr("edit.more_kinds"), 13));
        rect_cut_right(&at, gap);
        shown = kinds_that_fit(u, kinds, first, count, at.w);
        if (ui_button(u, "edit.more_kinds", more, tr("edit.more_kinds"), UI_OUTLINED, first > 0, true))
            v->own->insert_first = first + shown < count ? first + shown : 0;
    } else {
        first = 0;
    }
    float all = 0;
    for (int i = first; i < first + shown; i++)
        all += kind_width(u, kinds[i]) + gap;
    float more = fminf(ui_px(u, 10), fmaxf(0, at.w - all) / (float)shown);
    for (int i = first; i < first + shown; i++) {
        rect box = rect_cut_left(&at, kind_width(u, kinds[i]) + more);
        rect_cut_left(&at, gap);
        char id[40];
        cnn_format(id, sizeof id, "edit.insert%d", i);
        if (ui_button(u, id, box, cnn_op_of(kinds[i])->name, UI_OUTLINED, false, true))
            view_ask_value(v, REQUEST_insert_layer, (int)kinds[i]);
    }
}

/* Instead of the buttons: what would end, and both ways. */
static void ask_start(const view *v, rect at) {
    ui *u = v->ui;
    char text[200], number[NUMBER_TEXT];
    number_grouped(v->state->training.snapshot.iteration, number);
    tr_format(text, sizeof text, "edit.ends_run", number);
    rect start = rect_cut_left(&at, ui_button_width(u, tr("edit.start_anew"), 15));
    rect_cut_left(&at, ui_px(u, 6));
    rect keep = rect_cut_left(&at, ui_button_width(u, tr("edit.keep_run"), 15));
    rect_cut_left(&at, ui_px(u, 12));
    if (ui_button(u, "edit.start_anew", start, tr("edit.start_anew"), UI_PRIMARY, false, true))
        view_ask_value(v, REQUEST_start_network, 1);
    if (ui_button(u, "edit.keep_run", keep, tr("edit.keep_run"), UI_OUTLINED, false, true))
        view_ask(v, REQUEST_keep_run);
    ui_line(u, at, 0, FONT_UI, ui_px(u, 15), theme_color(ROLE_INK), text);
}

static void actions(const view *v, rect at) {
    if (v->state->screen.asks_start) {
        ask_start(v, at);
        return;
    }
    static const request_name names[] = {
        REQUEST_remove_layer, REQUEST_undo, REQUEST_redo, REQUEST_save_network, REQUEST_start_network};
    for (int i = 0; i < 5; i++) {
        char key[48], id[48];
        cnn_format(key, sizeof key, "edit.%s", request_text(names[i]));
        cnn_format(id, sizeof id, "button.%s", request_text(names[i]));
        rect box = rect_cut_left(&at, ui_button_width(v->ui, tr(key), 15));
        rect_cut_left(&at, ui_px(v->ui, 6));
        command_button(v, box, names[i], id, tr(key), i == 4 ? UI_PRIMARY : UI_OUTLINED, false);
    }
}

void network_editing_draw(const view *v, rect at) {
    ui *u = v->ui;
    const netedit *e = &v->state->training.edit;
    if (!e->desc)
        return;
    float row = at.h / 5.4f, gap = (at.h - row * 5) / 4;
    row = row > ui_px(u, 46) ? ui_px(u, 46) : row;
    layer_row(v, rect_cut_top(&at, row * 1.1f));
    rect_cut_top(&at, gap);
    formula(v, rect_cut_top(&at, row * 0.7f));
    rect_cut_top(&at, gap * 0.5f);
    layer_settings(v, rect_cut_top(&at, row * 0.8f));
    rect_cut_top(&at, gap);
    insert_row(v, rect_cut_top(&at, row * 0.8f));
    rect_cut_top(&at, gap);
    actions(v, rect_cut_top(&at, row * 0.85f));
}
