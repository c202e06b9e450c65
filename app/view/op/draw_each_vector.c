/* A vector through a function of single numbers, a join, or made of maps: strips of colours, input above output, and a lens
 * on the columns around the present one. Backward each gradient stands under its tensor. */
#include "draw_each.h"
#include "draw_plane.h"
#include "op_view.h"

#include "partial_gradients.h"

#include <math.h>
#include <stdlib.h>

enum { STRIPS = 6, LENS = 8 };

typedef struct strips {
    const stage *s;
    float px, size;
    lens_row rows[STRIPS]; /* values: of all columns */
    int64_t done[STRIPS];  /* columns that are there; -1: all */
    int count, columns;
    unit_columns c;
} strips;

static void add(strips *v, const char *label, theme_role role, const float *values, const float *whole, int64_t done) {
    if (v->count == STRIPS)
        return;
    tensor_facts f = facts_of(v->s->v, whole ? whole : values, (size_t)v->columns);
    bool gradient = role == ROLE_GRADIENT, out = role == ROLE_MAP;
    scale colors = scale_of(f,
        theme_color(gradient ? ROLE_PANEL
                    : out    ? ROLE_MAP_GROUND
                             : ROLE_INPUT_GROUND),
        theme_color(gradient ? ROLE_POSITIVE
                    : out    ? ROLE_MAP_CELL
                             : ROLE_INPUT_CELL));
    v->done[v->count] = done;
    v->rows[v->count++] = (lens_row){label, role, values, colors, gradient || out, 0, gradient ? false : v->count > 0};
}

/* What is read: every input of a sum, else the one that the present number comes from, as far as it has as many columns. */
static void add_inputs(strips *v, const cnn_call *call) {
    const stage *s = v->s;
    bool all = s->node->op->family == CNN_FAMILY_JOIN && s->step.taps > 1;
    for (int i = 0; i < call->inputs && v->count < STRIPS - 1; i++)
        if ((all || i == s->step.cell.source) && (int)cnn_shape_image(call->in[i].shape) == v->columns)
            add(v, s->node->input_count > 1 ? s->r->net->nodes[s->node->inputs[i]].name : tr("stage.input"), ROLE_INPUT,
                call->in[i].data, NULL, -1);
}

static void draw_strip(const strips *v, int i, rect row) {
    const view *w = v->s->v;
    const lens_row *r = &v->rows[i];
    float wide = v->c.wide * (float)v->c.shown;
    unit_strip(v->s, &v->c, row.y, row.h, r->values, &r->colors);
    int64_t done = v->done[i] < 0 ? v->columns : v->done[i], from = done - v->c.first;
    from = from < 0 ? 0 : from > v->c.shown ? v->c.shown : from;
    if (from < v->c.shown)
        draw_rect(w->list, (rect){v->c.x + v->c.wide * (float)from, row.y, wide - v->c.wide * (float)from, row.h},
            theme_color(ROLE_EMPTY), 0);
    draw_frame(w->list, (rect){v->c.x - 1, row.y - 1, wide + 2, row.h + 2}, theme_color(r->role), 1.5f * v->px, 0);
    float room = v->c.x - v->s->area.x - 14 * v->px;
    draw_text_in(w->list, FONT_STRONG, view_fit_text(FONT_STRONG, v->size, 13 * v->px, room, r->label),
        (rect){v->s->area.x, row.y, room, row.h}, 1, theme_color(r->role), r->label);
}

static int column_at(const strips *v, rect at) {
    int column = unit_column_pointed(v->s, &v->c, at);
    ui_touch t = ui_touch_of(v->s->v->ui, "each.strips", at, false);
    v->s->v->ui->hand |= t.hovered && column >= 0;
    return t.pressed ? column : -1;
}

/* The strips, each gradient under its tensor, and the frame of the lens over them; returns where they end. */
static float draw_strips(const strips *v, rect at) {
    float high = fminf(30 * v->px, fmaxf((at.h - 10 * v->px * (float)v->count) / (float)v->count, 12 * v->px)),
          y = at.y;
    for (int i = 0; i < v->count; i++) {
        y += v->rows[i].apart ? 12 * v->px : 0;
        draw_strip(v, i, (rect){at.x, y, at.w, high});
        y += high + 2 * v->px;
    }
    int pressed = column_at(v, (rect){v->c.x, at.y, v->c.wide * (float)v->c.shown, y - at.y});
    if (pressed >= 0)
        tensor_panel_go_to_position(v->s, pressed);
    rect frame = rect_inset(unit_lens_span(&v->c, at.y, y - at.y - 2 * v->px), -3 * v->px);
    if (v->c.lens >= v->c.first && v->c.lens + v->c.across <= v->c.first + v->c.shown)
        draw_frame(v->s->v->list, frame, theme_color(ROLE_WINDOW), 3 * v->px, 4 * v->px);
    return y;
}

static void draw_numbers(strips *v, rect at, float strips_end) {
    const stage *s = v->s;
    lens_row rows[STRIPS];
    for (int i = 0; i < v->count; i++) {
        rows[i] = v->rows[i];
        rows[i].values += v->c.lens;
        int64_t known = v->done[i] < 0 ? v->c.across : v->done[i] - v->c.lens;
        rows[i].known = known < 0 ? 0 : known > v->c.across ? v->c.across : (int)known;
    }
    rect cells = unit_lens(s, &v->c, at, rows, v->count, (int)s->step.position);
    ui_touch t = ui_touch_of(s->v->ui, "each.lens", cells, false);
    s->v->ui->hand |= t.hovered;
    if (t.pressed)
        tensor_panel_go_to_position(s, v->c.lens + (int)((s->v->ui->in.x - cells.x) / cells.w * (float)v->c.across));
    if (v->c.lens < v->c.first || v->c.lens + v->c.across > v->c.first + v->c.shown)
        return;
    rect frame = rect_inset(unit_lens_span(&v->c, strips_end, 0), -3 * v->px);
    color window = theme_color(ROLE_WINDOW);
    draw_line(s->v->list, frame.x + 1, strips_end + 4 * v->px, cells.x, at.y - 1, window, 2 * v->px);
    draw_line(
        s->v->list, frame.x + frame.w - 1, strips_end + 4 * v->px, cells.x + cells.w, at.y - 1, window, 2 * v->px);
}

/* Where the vector is made of maps: the map with the present number; backward its gradient beside it. */
static void draw_map(const stage *s, rect at, const cnn_call *call, const float *dx) {
    cnn_shape in = call->in[s->step.cell.source].shape;
    int64_t plane = (int64_t)in.h * in.w, cell = s->step.cell.input, hits[2];
    int map = (int)(cell / plane);
    char title[96];
    cnn_format(title, sizeof title, "%s · %s %d", tr("stage.input"), tr("map"), map);
    tensor_panel panels[2] = {{.name = "each.map",
        .title = title,
        .role = ROLE_INPUT,
        .ground = ROLE_INPUT_GROUND,
        .full = ROLE_INPUT_CELL,
        .values = call->in[s->step.cell.source].data + map * plane,
        .rows = in.h,
        .columns = in.w,
        .done = -1,
        .now = cell % plane}};
    panels[1] = panels[0];
    panels[1].name = "each.map.gradient";
    panels[1].title = tr("stage.dinput");
    panels[1].role = ROLE_GRADIENT;
    panels[1].ground = ROLE_PANEL;
    panels[1].full = ROLE_POSITIVE;
    panels[1].values = dx ? dx + map * plane : NULL;
    panels[1].whole = dx ? call->din[s->step.cell.source].data : NULL;
    panels[1].done = cell % plane + 1;
    rect places[2] = {at, at};
    if (dx) {
        places[0].w = at.w / 2 - 10 * s->v->ui->scale;
        places[1].x = at.x + at.w / 2 + 10 * s->v->ui->scale;
        places[1].w = places[0].w;
    }
    planes_draw(s, places, panels, dx ? 2 : 1, hits, NULL);
    for (int i = 0; i < (dx ? 2 : 1); i++)
        if (hits[i] >= 0)
            tensor_panel_go_to_position(s, hits[i] + map * plane);
}

static void collect(strips *v, const cnn_call *call, const float *dx) {
    const stage *s = v->s;
    bool back = s->phase == CNN_BACKWARD;
    const float *whole = call->din[s->step.cell.source].data;
    cnn_shape in = call->in[s->step.cell.source].shape;
    if (in.h * in.w == 1) /* maps are shown as maps */
        add_inputs(v, call);
    bool same = v->count > 0;
    if (back && same)
        add(v, "∂L/∂x", ROLE_GRADIENT, dx, whole ? whole : s->gradient, s->step.position + 1);
    add(v, tr(s->own->output ? s->own->output : "stage.output"), ROLE_MAP, s->output, NULL, back ? -1 : s->done);
    if (back)
        add(v, "∂L/∂y", ROLE_GRADIENT, s->gradient, NULL, -1);
}

static void place(strips *v, rect at) {
    const stage *s = v->s;
    float labels = unit_lens_labels(s, v->rows, v->count);
    int across = unit_lens_across(s, at.w - labels, LENS, 3);
    across = across < v->columns ? across : v->columns;
    int lens = (int)s->step.position / across * across;
    lens = lens > v->columns - across ? v->columns - across : lens;
    v->c = unit_columns_at(s, at.x + labels, at.w - labels - 4 * v->px, v->columns, lens, across);
}

void draw_each_vector(const stage *s, rect at) {
    cnn_call call = cnn_pass_call(s->r->pass, s->r->before, s->step.address.node, 0);
    strips v = {.s = s, .px = s->v->ui->scale, .size = unit_label_size(s), .columns = s->out.c};
    cnn_shape in = call.in[s->step.cell.source].shape;
    bool back = s->phase == CNN_BACKWARD, maps = in.h * in.w > 1;
    float *dx = back ? calloc(cnn_shape_image(in), sizeof *dx) : NULL;
    if (back && !dx)
        return;
    if (back)
        cnn_recording_dinput_all(s->r, s->v->state->session.player.at, s->step.cell.source, dx);
    collect(&v, &call, dx);
    if (s->own->card) {
        float wide = fmaxf(fminf(at.w * 0.34f, 340 * v.px), 190 * v.px);
        rect right = rect_cut_right(&at, wide);
        rect_cut_right(&at, 20 * v.px);
        draw_between(s, right);
    }
    if (maps && s->step.cell.input >= 0) {
        draw_map(s, rect_cut_top(&at, at.h * 0.4f), &call, dx);
        rect_cut_top(&at, 14 * v.px);
    }
    place(&v, at);
    rect captions = rect_cut_top(&at, v.c.shown < v.columns ? unit_row_least(s) + 4 * v.px : 0);
    captions.x = v.c.x;
    unit_pages(s, "units.columns", captions, 0, "units.columns", v.c.first, v.c.shown, v.columns);
    float end = draw_strips(&v, rect_cut_top(&at, at.h * (v.count > 2 ? 0.36f : 0.3f)));
    float room = 26 * v.px;
    draw_numbers(&v, (rect){s->area.x, end + room, at.x + at.w - s->area.x, at.y + at.h - end - room}, end);
    free(dx);
}
