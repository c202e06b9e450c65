/* What the pictures of a layer share: the numbers under the cursor, gathered once, and pieces of drawing. */
#include "stage.h"

#include "numbers.h"
#include "pass.h"

#include <math.h>
#include <string.h>

static void gather_free(stage *s) {
    const bench *b = &s->v->state->session.bench;
    s->window = true;
    s->pool = b->kind == BENCH_POOL;
    s->attrs = cnn_attrs_default();
    for (int i = 0; i < 2; i++) {
        s->attrs.kernel[i] = i == CNN_VERTICAL ? b->kernel : bench_kernel_columns(b);
        s->attrs.stride[i] = b->stride;
        s->attrs.dilation[i] = b->dilation;
    }
    for (int i = 0; i < 4; i++)
        s->attrs.pad[i] = b->padding;
    s->in = (cnn_shape){1, b->channels, b->rows, b->columns};
    s->input = b->pixels;
    s->weights = s->pool ? NULL : b->weights;
    s->bias = s->pool ? NULL : b->bias;
    s->channel = s->v->state->session.channel % s->in.c;
}

/* Of the channels that the present map sees. */
static int channel_in_focus(const stage *s) {
    int each = s->in.c / s->attrs.groups, group = s->map / (s->out.c / s->attrs.groups);
    return group * each + s->v->state->session.channel % each;
}

static void gather_recorded(stage *s) {
    const view *v = s->v;
    int index = session_node(&v->state->session);
    s->node = &s->r->net->nodes[index];
    cnn_call call = cnn_pass_call(s->r->pass, s->r->before, index, 0);
    s->step = cnn_recording_step(s->r, v->state->session.player.at);
    s->attrs = s->node->attrs;
    s->window = s->node->op->window;
    s->phase = v->state->session.player.at.phase;
    int source = s->phase == CNN_UPDATE ? 0 : s->step.cell.source;
    s->in = call.in[source].shape;
    s->out = call.out.shape;
    s->input = call.in[source].data;
    s->pool = s->window && stage_axis(s, CNN_VERTICAL).pooling;
    s->output = call.out.data;
    s->gradient = call.dout.data;
    s->weights = call.weight;
    s->bias = call.bias;
    s->partial = v->state->session.player.at.depth == CNN_DEPTH_PRODUCT && s->step.tap + 1 < s->step.taps;
    int64_t from = state_hides_from(v->state, s->phase, index);
    bool picking = state_picks(v->state) && v->state->lesson.scene.question.pick == PICK_WINNER && s->pool;
    s->hidden = s->step.position >= from || picking;
    from = picking && from > s->step.position ? s->step.position : from;
    s->done = s->hidden ? from : s->step.position + (s->partial ? 0 : 1);
    s->map = s->step.address.map < s->out.c ? s->step.address.map : 0;
    bool by_product = v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
    s->channel = s->pool ? s->map : s->step.cell.channel;
    if (s->window && !s->pool && !by_product)
        s->channel = channel_in_focus(s);
}

enum { LIFT = 14 };
static const double LABELS = 0.06, PART = 0.2; /* seconds of the motion's clock */

/* The shares of a window that slides from `from`, or hops where a row wraps around. */
static void gather_slide(stage_motion *m, const stage *s, const player *p) {
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    float linear = player_share(p, 0, p->slides), row = (float)cnn_axis_cell(y, m->from.row, 0),
          column = (float)cnn_axis_cell(x, m->from.column, 0);
    m->slide = player_eased(linear);
    m->row = row + (m->row - row) * m->slide;
    m->column = column + (m->column - column) * m->slide;
    if (p->hops)
        m->lift = LIFT * fminf(1, 4 * fminf(linear, 1 - linear));
    if (!p->quick)
        m->labels = 1 - player_share(p, 0, LABELS) + player_share(p, p->slides - LABELS, p->slides);
}

static void gather_motion(stage *s) {
    const player *p = &s->v->state->session.player;
    stage_motion *m = &s->motion;
    *m = (stage_motion){.slide = 1, .labels = 1, .lit = 1, .flight = 1, .from = s->step.address};
    if (!s->window || !s->node)
        return;
    m->row = (float)cnn_axis_cell(stage_axis(s, CNN_VERTICAL), s->step.address.row, 0);
    m->column = (float)cnn_axis_cell(stage_axis(s, CNN_HORIZONTAL), s->step.address.column, 0);
    if (p->motion >= 1 || p->from.node != p->at.node || p->from.phase != p->at.phase || p->from.term != p->at.term)
        return;
    m->from = cnn_walk_address(p->walk, cnn_walk_span(p->walk, p->from).last, CNN_DEPTH_POSITION);
    bool same = m->from.row == s->step.address.row && m->from.column == s->step.address.column;
    if (m->from.map == s->step.address.map && !same)
        gather_slide(m, s, p);
    if (!p->ahead || p->quick || p->at.depth < CNN_DEPTH_POSITION || s->partial)
        return;
    if (p->at.depth == CNN_DEPTH_POSITION)
        m->lit = player_share(p, p->slides, p->slides + PART);
    m->flight = player_share(p, p->slides + PART, p->slides + 2 * PART);
}

int64_t stage_done_in_map(const stage *s, int map) {
    int64_t plane = (int64_t)s->out.h * s->out.w, done = s->done - map * plane;
    return done < 0 ? 0 : done > plane ? plane : done;
}

int stage_thumbnails(const stage *s, rect at, const char *name, const float *values, cnn_shape shape, int chosen,
    const scale *colors, int64_t done) {
    const view *v = s->v;
    float gap = ui_px(v->ui, 6), size = fminf(at.h, ui_px(v->ui, 46));
    int clicked = -1, fits = (int)((at.w + gap) / (size + gap)), first = 0;
    if (shape.c > fits)
        fits = (int)((at.w - ui_px(v->ui, 30)) / (size + gap)); /* room for how many more there are */
    fits = fits < 1 ? 1 : fits;
    if (shape.c > fits && chosen >= fits / 2)
        first = chosen - fits / 2 < shape.c - fits ? chosen - fits / 2 : shape.c - fits;
    for (int i = first; i < shape.c && i < first + fits; i++) {
        rect box = rect_cut_left(&at, size);
        rect_cut_left(&at, gap);
        box.h = size;
        int64_t plane = (int64_t)shape.h * shape.w, left = done - i * plane;
        if (left > 0)
            grid_heat(v, box, values + i * plane, shape.h, shape.w, colors);
        if (left < plane) {
            float from = left > 0 ? (float)left / (float)plane : 0;
            draw_rect(
                v->list, (rect){box.x, box.y + box.h * from, box.w, box.h * (1 - from)}, theme_color(ROLE_EMPTY), 0);
        }
        bool is_chosen = i == chosen;
        draw_frame(v->list, rect_inset(box, -1), theme_color(is_chosen ? ROLE_INK : ROLE_GRID),
            ui_px(v->ui, is_chosen ? 2 : 1), 0);
        char id[64];
        cnn_format(id, sizeof id, "%s%d", name, i);
        ui_touch touch = ui_touch_of(v->ui, id, box, true);
        v->ui->hand |= touch.hovered;
        if (touch.pressed)
            clicked = i;
    }
    int hidden = shape.c - fits - first;
    char more[16];
    cnn_format(more, sizeof more, "+%d", hidden);
    if (hidden > 0)
        draw_text_in(v->list, FONT_UI, s->text * 0.9f, (rect){at.x - gap + 2, at.y, ui_px(v->ui, 34), size}, 0,
            theme_color(ROLE_QUIET), more);
    return clicked;
}

cnn_axis stage_axis(const stage *s, int which) {
    return s->node ? cnn_op_axis(s->node->op, &s->attrs, which, s->in, s->out)
                   : bench_axis(&s->v->state->session.bench, which);
}

void stage_gather(stage *s, const view *v) {
    float px = v->ui->scale;
    *s = (stage){.v = v, .r = v->state->session.bench.recording};
    s->editable = v->state->session.bench.source != BENCH_INSIDE;
    s->digits = view_presents(v) ? fmaxf(v->height * 0.062f, 20 * px) : (v->own->magnified ? 36 : 20) * px;
    s->text = (view_presents(v) ? 20 : 15) * px;
    if (s->r && v->state->session.player.walk)
        gather_recorded(s);
    else
        gather_free(s);
    if (!s->node)
        s->r = NULL;
    gather_motion(s);
}
