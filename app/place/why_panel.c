/* Where a number comes from and what it reaches: its largest terms, each a link to the place that made it; the part of
 * every earlier layer it sees; the layers ahead that depend on it. */
#include "why_panel.h"

#include "grid.h"
#include "numbers.h"
#include "receptive_field.h"

#include <math.h>
#include <string.h>

/* Design pixels. */
static const float SIZE = 13, ROW = 24, TITLE = 24, SEEN = 80, MORE = 20, BUTTONS = 130;
enum { TERMS = 6, AHEAD = 5 };

/* Width of a line without its marks. */
static float bare_width(const ui *u, const char *text) {
    char bare[160];
    size_t length = 0;
    for (const char *c = text; *c && length + 1 < sizeof bare; c++)
        if (*c == '{')
            c = strchr(c, '}') ? strchr(c, '}') : c;
        else
            bare[length++] = *c;
    bare[length] = '\0';
    return text_width(FONT_DIGITS, ui_px(u, SIZE), bare);
}

/* `text` on the left and `source` on the right; where both do not fit, `less` in place of the text. */
static bool link_row(const view *v, rect *at, const char *id, const char *text, const char *less, const char *source) {
    ui *u = v->ui;
    rect row = rect_cut_top(at, ui_px(u, ROW));
    ui_touch t = ui_touch_of(u, id, row, true);
    u->hand |= t.hovered;
    if (t.hovered)
        draw_rect(v->list, row, theme_color(ROLE_CHOSEN), ui_px(u, 5));
    rect in = {row.x + 4, row.y, row.w - 8, row.h};
    float width = draw_text_in(v->list, FONT_UI, ui_px(u, SIZE), in, 1, theme_color(ROLE_QUIET), source);
    bool fits = bare_width(u, text) + width + ui_px(u, 6) <= in.w;
    ui_line(u, in, 0, FONT_DIGITS, ui_px(u, SIZE), theme_color(ROLE_INK), fits ? text : less);
    return t.pressed;
}

/* The forward place that wrote a cell of a node's value. */
static cnn_address maker_of(const cnn_recording *r, int node, int64_t cell) {
    cnn_shape out = r->net->nodes[node].layout.out;
    cnn_address to = {.iteration = -1, .depth = CNN_DEPTH_POSITION, .phase = CNN_FORWARD, .node = node};
    const cnn_segment *s = cnn_walk_segment(r->walk, to);
    to.term = s ? s->term_count - 1 : 0;
    to.map = (int)(cell / ((int64_t)out.h * out.w));
    to.row = (int)(cell / out.w % out.h);
    to.column = (int)(cell % out.w);
    return to;
}

static void terms(const view *v, rect *at, const cnn_step *s, int most) {
    const cnn_recording *r = v->state->session.bench.recording;
    const cnn_node *node = &r->net->nodes[s->address.node];
    int64_t best[TERMS];
    int count = 0;
    for (int64_t t = 0; t < s->taps; t++) {
        float size = fabsf(cnn_recording_numbers(r, s, t).product);
        int place = count;
        while (place > 0 && fabsf(cnn_recording_numbers(r, s, best[place - 1]).product) < size)
            place--;
        if (place == most)
            continue;
        if (count < most)
            count++;
        for (int i = count - 1; i > place; i--)
            best[i] = best[i - 1];
        best[place] = t;
    }
    for (int i = 0; i < count; i++) {
        cnn_tap cell = cnn_recording_cell(r, s, best[i]);
        cnn_numbers n = cnn_recording_numbers(r, s, best[i]);
        char text[160], value[NUMBER_TEXT], weight[NUMBER_TEXT], product[NUMBER_TEXT], id[32], from[64], less[64];
        number_significant(n.input, 2, value);
        number_significant(n.weight, 2, weight);
        number_significant(n.product, 2, product);
        const char *source = r->net->nodes[node->inputs[0]].name;
        if (cell.padding)
            cnn_format(from, sizeof from, "%s", tr("stage.padding"));
        else
            cnn_format(from, sizeof from, "%s %d,%d,%d", source, cell.channel, cell.row, cell.column);
        cnn_format(less, sizeof less, "%s", node->weight_count ? product : value);
        if (node->weight_count)
            cnn_format(text, sizeof text,
                n.weight < 0 ? "{input}%s{}·({filter}%s{}) = %s" : "{input}%s{}·{filter}%s{} = %s", value, weight,
                product);
        else
            cnn_format(text, sizeof text, "{input}%s{}", value);
        cnn_format(id, sizeof id, "why.term%d", i);
        if (link_row(v, at, id, text, less, from) && !cell.padding && node->inputs[0] > 0) {
            view_go(v, maker_of(r, node->inputs[0], cell.input));
        }
    }
    if (s->taps > count) {
        char text[64];
        tr_format(text, sizeof text, "why.more", (long long)(s->taps - count));
        ui_line(
            v->ui, rect_cut_top(at, ui_px(v->ui, MORE)), 0, FONT_UI, ui_px(v->ui, 13), theme_color(ROLE_QUIET), text);
    }
}

/* A thumbnail of each layer on the way back to the image, with the part that the place sees. */
static void seen(const view *v, rect *at, const cnn_step *s) {
    const cnn_recording *r = v->state->session.bench.recording;
    ui *u = v->ui;
    float side = ui_px(u, 58), gap = ui_px(u, 8), x = at->x;
    rect row = rect_cut_top(at, side + ui_px(u, 22));
    cnn_shape own = r->net->nodes[s->address.node].layout.out;
    cnn_rectangle cells = {{s->address.row, s->address.row}, {s->address.column, s->address.column}};
    if (s->term.rows * s->term.columns == 1)
        cells = (cnn_rectangle){{0, own.h - 1}, {0, own.w - 1}};
    for (int node = s->address.node; node > 0 && x + side <= at->x + at->w;) {
        const cnn_node *n = &r->net->nodes[node];
        int source = n->inputs[0];
        cnn_shape in = r->net->nodes[source].layout.out, out = n->layout.out;
        cells.rows = cnn_axis_field(cnn_net_axis(r->net, node, CNN_VERTICAL), cells.rows);
        cells.columns = cnn_axis_field(cnn_net_axis(r->net, node, CNN_HORIZONTAL), cells.columns);
        bool same = !n->op->window && out.h == in.h && out.w == in.w;
        node = source;
        if (in.h * in.w < 2 || (same && source > 0))
            continue;
        int map = s->cell.channel < in.c ? s->cell.channel : 0;
        const float *plane = r->pass->value[source].data + (size_t)map * (size_t)(in.h * in.w);
        scale colors = scale_of_input(facts_now(plane, (size_t)(in.h * in.w)), in.h, in.w);
        rect box = {x, row.y, side, side * (float)in.h / (float)in.w};
        box.h = box.h > side ? side : box.h;
        grid_heat(v, box, plane, in.h, in.w, &colors);
        draw_frame(v->list, rect_inset(box, -1), theme_color(ROLE_GRID), 1, 0);
        float top = fmaxf(0, (float)cells.rows.first), left = fmaxf(0, (float)cells.columns.first);
        float bottom = fminf((float)in.h, (float)cells.rows.last + 1),
              right = fminf((float)in.w, (float)cells.columns.last + 1);
        rect frame = {box.x + box.w * left / (float)in.w, box.y + box.h * top / (float)in.h,
            box.w * (right - left) / (float)in.w, box.h * (bottom - top) / (float)in.h};
        draw_frame(v->list, rect_inset(frame, -1), theme_color(ROLE_WINDOW), ui_px(u, 2), 0);
        ui_line(u, (rect){x, row.y + side, side, ui_px(u, 20)}, 0, FONT_UI, ui_px(u, 13), theme_color(ROLE_QUIET),
            source ? r->net->nodes[source].name : tr("network.input"));
        x += side + gap;
    }
}

static void reaches(const view *v, rect *at, const cnn_step *s, int most) {
    const cnn_recording *r = v->state->session.bench.recording;
    cnn_rectangle cells = {{s->address.row, s->address.row}, {s->address.column, s->address.column}};
    int from = s->address.node, shown = 0;
    for (int n = from + 1; n < r->net->loss && shown < most; n++) {
        bool reads = false;
        for (int i = 0; i < r->net->nodes[n].input_count; i++)
            reads |= r->net->nodes[n].inputs[i] == from;
        if (!reads)
            continue;
        cells = cnn_net_reach(r->net, n, cells);
        if (cells.rows.first > cells.rows.last || cells.columns.first > cells.columns.last)
            break;
        char text[160], id[32];
        cnn_shape out = r->net->nodes[n].layout.out;
        int64_t count = (cells.rows.last - cells.rows.first + 1) * (cells.columns.last - cells.columns.first + 1);
        if (out.h * out.w > 1)
            cnn_format(text, sizeof text, "→ %s  {quiet}[%lld–%lld, %lld–%lld] %lld/%d{}", r->net->nodes[n].name,
                (long long)cells.rows.first, (long long)cells.rows.last, (long long)cells.columns.first,
                (long long)cells.columns.last, (long long)count, out.h * out.w);
        else
            cnn_format(text, sizeof text, "→ %s  {quiet}%d{}", r->net->nodes[n].name, out.c);
        cnn_format(id, sizeof id, "why.reach%d", n);
        if (link_row(v, at, id, text, text, "")) {
            cnn_address to = {.iteration = -1,
                .depth = CNN_DEPTH_POSITION,
                .phase = CNN_FORWARD,
                .node = n,
                .row = (int)cells.rows.first,
                .column = (int)cells.columns.first};
            to.map = !r->net->nodes[n].weight_count && out.c > s->address.map ? s->address.map : 0;
            view_go(v, to);
        }
        from = n;
        shown++;
    }
}

static void title(const view *v, rect *at, const char *text) {
    ui_line(
        v->ui, rect_cut_top(at, ui_px(v->ui, TITLE)), 0, FONT_STRONG, ui_px(v->ui, 14), theme_color(ROLE_INK), text);
}

void why_panel_draw(const view *v, rect *at) {
    const cnn_recording *r = v->state->session.bench.recording;
    cnn_address here = cnn_walk_at_depth(r->walk, v->state->session.player.at, CNN_DEPTH_POSITION);
    cnn_step s = cnn_recording_step(r, here);
    char text[120], number[NUMBER_TEXT];
    number_significant(s.result.result, 4, number);
    if (s.position >= state_hides_from(v->state, here.phase, here.node))
        cnn_format(number, sizeof number, "?");
    if (here.phase == CNN_FORWARD) {
        /* As many rows as the panel has room for above its buttons. */
        float rest = at->h / v->ui->scale - BUTTONS - 3 * TITLE - SEEN - MORE;
        int rows = (int)(rest / ROW), ahead = rows / 3 < AHEAD ? rows / 3 : AHEAD, most = rows - ahead;
        tr_format(text, sizeof text, "why.terms", number);
        title(v, at, text);
        terms(v, at, &s, most < 1 ? 1 : most > TERMS ? TERMS : most);
        title(v, at, tr("why.seen"));
        seen(v, at, &s);
        title(v, at, tr("why.reaches"));
        reaches(v, at, &s, ahead < 1 ? 1 : ahead);
    } else {
        ui_paragraph(v->ui, rect_cut_top(at, ui_px(v->ui, 60)), FONT_UI, ui_px(v->ui, 14), theme_color(ROLE_QUIET),
            tr("why.forward_only"));
    }
}
