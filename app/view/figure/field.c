/* What a number sees: the maps from the picture to the layer of the cursor, one pixel size for all of them, and on each the
 * cells that the number depends on. */
#include "figure.h"

#include "facts.h"
#include "marks.h"
#include "palette.h"
#include "receptive_field.h"
#include "recording.h"

#include <math.h>

enum { MOST = 12, SIDE = 26, HEAD = 50, CAPTION = 62, GAP = 46, LEAST_GAP = 20, SLOT = 92, MOST_PIXEL = 46 };
static const color BLACK = {0, 0, 0, 255}, WHITE = {255, 255, 255, 255};

typedef struct field_map {
    int node, map;
    cnn_shape shape;
    cnn_rectangle cells; /* that the number depends on, cut to the map */
    rect at;
} field_map;

typedef struct field_figure {
    const view *v;
    const cnn_recording *r;
    field_map maps[MOST];
    int count;
    bool asked; /* the size of the field is not told yet */
    float unit, pixel;
} field_figure;

static cnn_span clipped(cnn_span s, int size) {
    s.first = s.first < 0 ? 0 : s.first > size - 1 ? size - 1 : s.first;
    s.last = s.last < s.first ? s.first : s.last > size - 1 ? size - 1 : s.last;
    return s;
}

static void add_map(field_figure *f, int node, cnn_rectangle cells) {
    cnn_shape s = f->r->net->nodes[node].layout.out;
    f->maps[f->count++] =
        (field_map){.node = node, .shape = s, .cells = {clipped(cells.rows, s.h), clipped(cells.columns, s.w)}};
}

/* From the layer of the cursor back to the picture; layers that change no size are left out. */
static void gather(field_figure *f, cnn_address at) {
    const cnn_net *net = f->r->net;
    cnn_rectangle cells = {{at.row, at.row}, {at.column, at.column}};
    int node = at.node < 1 ? 1 : at.node > net->output ? net->output : at.node;
    add_map(f, node, cells);
    f->maps[0].map = at.map < f->maps[0].shape.c ? at.map : 0;
    for (; node > 0; node--) {
        cells.rows = cnn_axis_field(cnn_net_axis(net, node, CNN_VERTICAL), cells.rows);
        cells.columns = cnn_axis_field(cnn_net_axis(net, node, CNN_HORIZONTAL), cells.columns);
        if (node == 1 || (net->nodes[node - 1].op->window && f->count + 1 < MOST))
            add_map(f, node - 1, cells);
    }
    for (int i = 0; i < f->count / 2; i++) {
        field_map other = f->maps[i];
        f->maps[i] = f->maps[f->count - 1 - i];
        f->maps[f->count - 1 - i] = other;
    }
}

/* A map has room for its caption too. */
static float slot_of(const field_figure *f, const field_map *m, float pixel) {
    return fmaxf((float)m->shape.w * pixel, SLOT * f->unit);
}

static float widths(const field_figure *f, float pixel) {
    float sum = 0;
    for (int i = 0; i < f->count; i++)
        sum += slot_of(f, &f->maps[i], pixel);
    return sum;
}

/* The largest pixel with which all maps have room, whole from 3 on. */
static float pixel_of(const field_figure *f, float wide, float high) {
    float tallest = 1, low = 0;
    for (int i = 0; i < f->count; i++)
        tallest = fmaxf(tallest, (float)f->maps[i].shape.h);
    float most = fminf(high / tallest, MOST_PIXEL * f->unit);
    for (int i = 0; i < 24; i++) {
        float middle = (low + most) / 2;
        if (widths(f, middle) <= wide)
            low = middle;
        else
            most = middle;
    }
    return low >= 3 ? floorf(low + 0.01f) : fmaxf(low, 0.25f);
}

static void place(field_figure *f, rect at) {
    float u = f->unit, high = at.h - CAPTION * u, gaps = (float)(f->count - 1),
          gap = (f->count > 4 ? LEAST_GAP : GAP) * u;
    f->pixel = pixel_of(f, at.w - gaps * gap, high);
    float free = at.w - widths(f, f->pixel) - gaps * gap, more = gaps > 0 ? fminf(free / gaps, 60 * u) : 0;
    float x = at.x + (free - more * gaps) / 2;
    for (int i = 0; i < f->count; i++) {
        field_map *m = &f->maps[i];
        float w = floorf(f->pixel * (float)m->shape.w), h = floorf(f->pixel * (float)m->shape.h),
              slot = slot_of(f, m, f->pixel);
        m->at = (rect){floorf(x + (slot - w) / 2), floorf(at.y + (high - h) / 2), w, h};
        x += slot + gap + more;
    }
}

static rect cells_on(const field_figure *f, const field_map *m) {
    float p = f->pixel;
    return (rect){m->at.x + p * (float)m->cells.columns.first, m->at.y + p * (float)m->cells.rows.first,
        p * (float)(m->cells.columns.last - m->cells.columns.first + 1),
        p * (float)(m->cells.rows.last - m->cells.rows.first + 1)};
}

static void draw_values(const field_figure *f, const field_map *m) {
    const float *values = f->r->pass->value[m->node].data;
    int64_t plane = (int64_t)m->shape.h * m->shape.w;
    tensor_facts facts = facts_of(f->v, values, cnn_shape_image(m->shape));
    palette_ends ends = palette_ends_of(&f->r->net->levels, m->shape.c, facts);
    palette p = m->node == 0 ? palette_between(BLACK, WHITE, ends.black[0], ends.white[0]) : palette_signed(facts.most);
    if (m->node == 0 && m->shape.c == 3)
        palette_draw_colored(f->v, m->at, values, m->shape.h, m->shape.w, &ends);
    else
        palette_draw(
            f->v, m->at, values + plane * (m->map < m->shape.c ? m->map : 0), m->shape.h, m->shape.w, &p, plane);
    if (f->pixel < 16 * f->unit)
        return;
    color line = theme_color(ROLE_GRID);
    for (int i = 0; i <= m->shape.h; i++)
        draw_rect(f->v->list, (rect){m->at.x, m->at.y + f->pixel * (float)i, m->at.w, 1}, line, 0);
    for (int i = 0; i <= m->shape.w; i++)
        draw_rect(f->v->list, (rect){m->at.x + f->pixel * (float)i, m->at.y, 1, m->at.h}, line, 0);
}

static void draw_cells(const field_figure *f, const field_map *m, bool last) {
    rect at = cells_on(f, m);
    float w = 3 * f->unit;
    if (f->asked && !last)
        return;
    draw_rect(f->v->list, at, color_alpha(theme_color(ROLE_WINDOW), last ? 0.55f : 0.22f), 0);
    draw_frame(f->v->list, rect_inset(at, -w - 1), WHITE, 1, 2);
    draw_frame(f->v->list, rect_inset(at, -w), theme_color(ROLE_WINDOW), w, 2);
}

/* Lines from what is seen to where it is seen, in the gap. */
static void draw_lines(const field_figure *f, const field_map *from, const field_map *to) {
    rect a = cells_on(f, from), b = cells_on(f, to);
    float w = 1.8f * f->unit, away = 3 * f->unit, right = from->at.x + from->at.w + away, left = to->at.x - away;
    color paint = theme_color(ROLE_WINDOW);
    if (f->asked)
        return;
    draw_line(f->v->list, fmaxf(a.x + a.w + away, right), a.y, left, b.y, paint, w);
    draw_line(f->v->list, fmaxf(a.x + a.w + away, right), a.y + a.h, left, b.y + b.h, paint, w);
}

static void caption(const field_figure *f, const field_map *m) {
    const view *v = f->v;
    char text[64];
    float size = 15 * f->unit, room = fmaxf(m->at.w, SLOT * f->unit) + 12 * f->unit,
          y = m->at.y + m->at.h + 8 * f->unit, high = text_height(FONT_UI, size);
    rect row = {m->at.x + m->at.w / 2 - room / 2, y, room, high};
    const char *name = m->node ? f->r->net->nodes[m->node].name : tr("network.input");
    cnn_format(text, sizeof text, "%s  %d × %d", name, m->shape.h, m->shape.w);
    draw_text_in(v->list, FONT_STRONG, view_fit_text(FONT_STRONG, size, 13 * v->ui->scale, room, text), row, 0.5f,
        theme_color(m->node ? ROLE_MAP : ROLE_INPUT), text);
    if (f->asked)
        return;
    row.y += high;
    cnn_format(text, sizeof text, "%lld × %lld", (long long)(m->cells.rows.last - m->cells.rows.first + 1),
        (long long)(m->cells.columns.last - m->cells.columns.first + 1));
    draw_text_in(v->list, FONT_DIGITS_STRONG, size * 1.1f, row, 0.5f, theme_color(ROLE_INK), text);
}

static void heading(const field_figure *f, rect row, cnn_address at) {
    const cnn_net *net = f->r->net;
    int node = f->maps[f->count - 1].node;
    int64_t rows = cnn_net_field_size(net, node, CNN_VERTICAL).size,
            columns = cnn_net_field_size(net, node, CNN_HORIZONTAL).size;
    char text[200];
    if (f->asked)
        cnn_format(text, sizeof text, tr("field.asked"), net->nodes[node].name, at.row, at.column);
    else
        cnn_format(text, sizeof text, tr("field.sees"), net->nodes[node].name, at.row, at.column, (long long)rows,
            (long long)columns);
    ui_line(f->v->ui, row, 0, FONT_UI, 17 * f->unit, theme_color(ROLE_INK), text);
}

/* A press on the last map moves the cursor there. */
static void touch(const field_figure *f, cnn_address at) {
    const field_map *m = &f->maps[f->count - 1];
    const view *v = f->v;
    ui_touch t = ui_touch_of(v->ui, "field.map", m->at, true);
    v->ui->hand |= t.hovered;
    if (!t.pressed)
        return;
    at.depth = CNN_DEPTH_POSITION;
    at.node = m->node;
    at.row = (int)((v->ui->in.y - m->at.y) / f->pixel);
    at.column = (int)((v->ui->in.x - m->at.x) / f->pixel);
    at.row = at.row < m->shape.h ? at.row : m->shape.h - 1;
    at.column = at.column < m->shape.w ? at.column : m->shape.w - 1;
    view_go(v, at);
}

void draw_field(const view *v, rect at) {
    float px = v->ui->scale, room = fminf(at.w / (980 * px), at.h / (460 * px));
    field_figure f = {.v = v,
        .r = v->state->session.bench.recording,
        .asked = state_asks(v->state) && v->state->lesson.scene.question.kind == ASK_FIELD,
        .unit = px * (v->state->screen.present ? fmaxf(1, fminf(1.8f, room)) : 1)};
    cnn_address here = cnn_walk_at_depth(f.r->walk, v->state->session.player.at, CNN_DEPTH_POSITION);
    gather(&f, here);
    at = (rect){at.x + SIDE * f.unit, at.y + 8 * f.unit, at.w - 2 * SIDE * f.unit, at.h - 16 * f.unit};
    heading(&f, rect_cut_top(&at, HEAD * f.unit), here);
    place(&f, at);
    for (int i = 0; i < f.count; i++)
        draw_values(&f, &f.maps[i]);
    for (int i = 0; i + 1 < f.count; i++)
        draw_lines(&f, &f.maps[i], &f.maps[i + 1]);
    for (int i = 0; i < f.count; i++) {
        draw_cells(&f, &f.maps[i], i + 1 == f.count);
        caption(&f, &f.maps[i]);
    }
    touch(&f, here);
}

int field_maps(const view *v) {
    field_figure f = {.r = v->state->session.bench.recording};
    if (!f.r || !v->state->session.player.walk)
        return 0;
    gather(&f, cnn_walk_at_depth(f.r->walk, v->state->session.player.at, CNN_DEPTH_POSITION));
    return f.count;
}
