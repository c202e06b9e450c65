/* Pieces from which the pictures of a window are put together: what its cells look like and what pointing, clicking
 * and painting on them do. */
#include "window_parts.h"

#include "cell_tip.h"
#include "op_steps.h"

#include <math.h>
#include <string.h>

/* Rows or columns that windows of ceil mode read behind the padding. */
int window_overhang(const stage *s, int which) {
    cnn_axis x = stage_axis(s, which);
    int64_t output = which == CNN_VERTICAL ? s->out.h : s->out.w;
    int64_t end = cnn_axis_cell(x, output - 1, x.kernel - 1) + 1, inside = x.input + x.pad_after;
    return output > 0 && end > inside ? (int)(end - inside) : 0;
}

bool window_covers(const stage *s, int row, int column) {
    return s->node && cnn_axis_tap(stage_axis(s, 0), s->step.address.row, row) >= 0 &&
           cnn_axis_tap(stage_axis(s, 1), s->step.address.column, column) >= 0;
}

const float *window_weight(const stage *s, int tap_row, int tap_column) {
    int channels = s->in.c / s->attrs.groups, local = s->channel % channels;
    return s->weights +
           (((size_t)s->map * (size_t)channels + (size_t)local) * (size_t)s->attrs.kernel[0] + (size_t)tap_row) *
               (size_t)s->attrs.kernel[1] +
           tap_column;
}

bool window_wins(const stage *s, int row, int column) {
    if (!s->node || s->node->op->family != CNN_FAMILY_WINDOW_CHOICE || state_picks(s->v->state))
        return false;
    int64_t tap = cnn_axis_tap(stage_axis(s, 0), s->step.address.row, row) * s->attrs.kernel[1] +
                  cnn_axis_tap(stage_axis(s, 1), s->step.address.column, column);
    return cnn_recording_numbers(s->r, &s->step, tap).taken;
}

bool window_edited(const stage *s, edit_kind kind, int channel, int row, int column) {
    const edit *e = &s->v->state->screen.edit;
    return e->kind == kind && e->channel == channel && e->row == row && e->column == column;
}

/* Padding counts as a number, and not as nothing. */
bool window_reads_padding(const stage *s) {
    if (!s->pool)
        return true;
    return s->node && s->node->op->family != CNN_FAMILY_WINDOW_CHOICE && s->attrs.count_include_pad;
}

void window_lit_parts(const stage *s, const grid *g) {
    const view *v = s->v;
    float w = ui_px(v->ui, 3);
    if (v->own->hover.part == CNN_PART_INPUT)
        draw_frame(v->list, rect_inset(grid_block(g, 0, 0, s->in.h, s->in.w), -1), theme_color(ROLE_INPUT), w, 0);
    if (v->own->hover.part == CNN_PART_PADDING)
        draw_frame(v->list,
            rect_inset(grid_block(g, (float)-s->attrs.pad[0], (float)-s->attrs.pad[2],
                           s->in.h + s->attrs.pad[0] + s->attrs.pad[1], s->in.w + s->attrs.pad[2] + s->attrs.pad[3]),
                -1),
            theme_color(ROLE_PADDING), w, 0);
    if (!s->node || v->own->hover.part != CNN_PART_STRIDE)
        return;
    int next = s->step.address.column + 1 < s->out.w ? s->step.address.column + 1 : s->step.address.column - 1;
    if (next < 0)
        return;
    cnn_axis x = stage_axis(s, 1), y = stage_axis(s, 0);
    float from = (float)cnn_axis_cell(x, s->step.address.column, 0), to = (float)cnn_axis_cell(x, next, 0);
    float row = (float)cnn_axis_cell(y, s->step.address.row, 0);
    rect other = grid_block(g, row, to, (int)cnn_axis_extent(y), (int)cnn_axis_extent(x)),
         here = grid_block(g, row, from, 1, 1);
    draw_frame(v->list, other, theme_color(ROLE_STRIDE), w, 0);
    draw_rect(v->list, (rect){fminf(here.x, other.x), here.y - w * 2, fabsf(other.x - here.x), w * 2},
        theme_color(ROLE_STRIDE), 0);
}

void window_hover_marks(const stage *s, const grid *g) {
    const view *v = s->v;
    cnn_axis y = stage_axis(s, 0), x = stage_axis(s, 1);
    color reach = theme_color(ROLE_REACH);
    float w = ui_px(v->ui, 3);
    if (v->own->hover.kind == HOVER_OUTPUT)
        draw_frame(v->list,
            grid_block(g, (float)cnn_axis_cell(y, v->own->hover.row, 0),
                (float)cnn_axis_cell(x, v->own->hover.column, 0), (int)cnn_axis_extent(y), (int)cnn_axis_extent(x)),
            reach, w, 0);
    if (v->own->hover.kind != HOVER_WEIGHT || state_help(v->state) != HELP_NUMBERS)
        return;
    for (int i = 0; i < s->out.h; i++)
        for (int j = 0; j < s->out.w; j++)
            draw_frame(v->list,
                rect_inset(grid_cell(g, (float)cnn_axis_cell(y, i, v->own->hover.row),
                               (float)cnn_axis_cell(x, j, v->own->hover.column)),
                    2),
                reach, w, 0);
}

static bool is_real(const stage *s, int row, int column) {
    return row >= 0 && column >= 0 && row < s->in.h && column < s->in.w;
}

/* The first place of the window, in the present map, that reads the cell. */
static bool place_reading(const stage *s, int row, int column, cnn_address *to) {
    cnn_span rows = cnn_axis_reach(stage_axis(s, 0), s->out.h, (cnn_span){row, row}),
             columns = cnn_axis_reach(stage_axis(s, 1), s->out.w, (cnn_span){column, column});
    *to = s->step.address;
    to->depth = CNN_DEPTH_POSITION;
    to->row = (int)rows.first;
    to->column = (int)columns.first;
    return rows.first <= rows.last && columns.first <= columns.last;
}

/* Under the window, what it is multiplied by is told too. */
static void tell_input(const stage *s, const grid *g, const char *name, int row, int column) {
    if (!is_real(s, row, column)) {
        cell_tip_padding(s->v, g, name, row, column);
        return;
    }
    int tap_row = (int)cnn_axis_tap(stage_axis(s, 0), s->step.address.row, row),
        tap_column = (int)cnn_axis_tap(stage_axis(s, 1), s->step.address.column, column);
    bool told = state_help(s->v->state) == HELP_NUMBERS;
    bool under =
        told && s->node && s->weights && !s->pool && s->phase == CNN_FORWARD && tap_row >= 0 && tap_column >= 0;
    float value = s->input[((size_t)s->channel * (size_t)s->in.h + (size_t)row) * (size_t)s->in.w + (size_t)column];
    cell_tip(s->v, g, name, row, column, value, under ? window_weight(s, tap_row, tap_column) : NULL);
}

void window_input_touch(const stage *s, const grid *g) {
    window_input_touch_as(s, g, "stage.input");
}

void window_input_touch_as(const stage *s, const grid *g, const char *name) {
    const view *v = s->v;
    int row, column;
    ui_touch t = ui_touch_of(v->ui, name, g->area, false);
    if (!grid_hit(g, v->ui->in.x, v->ui->in.y, &row, &column)) {
        if (!v->ui->in.down)
            v->own->painting = false;
        return;
    }
    if (t.hovered)
        v->own->next_hover = (hover){HOVER_INPUT, row, column, CNN_PART_NONE};
    if (t.hovered)
        tell_input(s, g, name, row, column);
    cnn_address to;
    if (t.pressed && state_picks_on(v->state, PICKS_INPUT)) {
        view_ask_with(v, REQUEST_pick, (argument){.row = row, .column = column});
    } else if (t.pressed && (!stage_open(s, OPEN_INPUT) || v->ui->in.clicks > 1 || v->ui->in.shift)) {
        if (s->node && place_reading(s, row, column, &to))
            view_go(v, to);
    } else if (t.pressed && is_real(s, row, column)) {
        view_ask_with(v, REQUEST_select,
            (argument){.edit = {.kind = EDIT_PIXEL, .channel = s->channel, .row = row, .column = column}});
        v->own->painting = true;
    } else if (t.held && v->own->painting && stage_open(s, OPEN_INPUT) && is_real(s, row, column) &&
               v->state->screen.edit.kind == EDIT_PIXEL &&
               (v->state->screen.edit.row != row || v->state->screen.edit.column != column)) {
        view_ask_with(v, REQUEST_paint, (argument){.channel = s->channel, .row = row, .column = column});
    }
    if (!v->ui->in.down)
        v->own->painting = false;
}

float window_shown(const stage *s, int map, int row, int column) {
    int wrong_row, wrong_column;
    float wrong;
    bool slipped = s->v->state->screen.place == PLACE_LESSONS &&
                   reader_slip(&s->v->state->lesson, &wrong_row, &wrong_column, &wrong) && map == s->map &&
                   row == wrong_row && column == wrong_column;
    return slipped ? wrong : s->output[((ptrdiff_t)map * s->out.h + row) * s->out.w + column];
}

void window_asked(const stage *s, const grid *g, pick_kind when) {
    const reader *c = &s->v->state->lesson;
    const int *cell = c->scene.question.cell;
    bool asked = s->v->state->screen.place == PLACE_LESSONS && c->scene.question.kind == ASK_PICK &&
                 c->scene.question.pick == when && s->node &&
                 s->channel == (when == PICK_WEIGHT ? cell[0] : s->channel);
    if (asked)
        draw_frame(s->v->list, rect_inset(grid_cell(g, (float)cell[1], (float)cell[2]), 2), theme_color(ROLE_MAP),
            ui_px(s->v->ui, 4), ui_px(s->v->ui, 3));
}

float window_bias(const stage *s) {
    if (!s->bias)
        return 0;
    return s->attrs.bias_per_unit && s->node ? s->step.result.bias : s->bias[s->map];
}

const float *window_filter(const stage *s, size_t *count) {
    *count = (size_t)(s->in.c / s->attrs.groups) * (size_t)(s->attrs.kernel[0] * s->attrs.kernel[1]);
    return s->weights + (size_t)s->map * *count;
}

void window_filter_touch(const stage *s, const grid *g) {
    window_filter_touch_as(s, g, "stage.filter");
}

void window_filter_touch_as(const stage *s, const grid *g, const char *name) {
    const view *v = s->v;
    int row, column;
    ui_touch t = ui_touch_of(v->ui, name, g->area, false);
    if (!grid_hit(g, v->ui->in.x, v->ui->in.y, &row, &column) || !t.hovered)
        return;
    v->own->next_hover = (hover){HOVER_WEIGHT, row, column, CNN_PART_NONE};
    cell_tip(v, g, name, row, column, *window_weight(s, row, column), NULL);
    if (!t.pressed)
        return;
    if (state_picks_on(v->state, PICKS_FILTER))
        view_ask_with(v, REQUEST_pick, (argument){.row = row, .column = column});
    else if (stage_open(s, OPEN_FILTER) && v->ui->in.clicks < 2) {
        edit weight = {.kind = EDIT_WEIGHT,
            .filter = s->map,
            .channel = s->channel % (s->in.c / s->attrs.groups),
            .row = row,
            .column = column};
        view_ask_with(v, REQUEST_select, (argument){.edit = weight});
    } else if (s->node) {
        cnn_address to = s->step.address;
        to.depth = CNN_DEPTH_PRODUCT;
        to.channel = s->channel % (s->in.c / s->attrs.groups);
        to.tap_row = row;
        to.tap_column = column;
        view_go(v, to);
    }
}

void window_output_touch(const stage *s, const grid *g, int map) {
    window_output_touch_as(s, g, map, "stage.output");
}

void window_output_touch_as(const stage *s, const grid *g, int map, const char *name) {
    const view *v = s->v;
    int row, column;
    ui_touch t = ui_touch_of(v->ui, name, g->area, false);
    if (!t.hovered || !grid_hit(g, v->ui->in.x, v->ui->in.y, &row, &column))
        return;
    v->own->next_hover = (hover){HOVER_OUTPUT, row, column, CNN_PART_NONE};
    int64_t plane = (int64_t)s->out.h * s->out.w, at = (int64_t)row * s->out.w + column;
    bool known = at < stage_done_in_map(s, map) && !(s->hidden && at == s->step.position - map * plane);
    if (known)
        cell_tip(v, g, name, row, column, window_shown(s, map, row, column), NULL);
    if (t.pressed && state_picks_on(v->state, PICKS_OUTPUT)) {
        view_ask_with(v, REQUEST_pick, (argument){.row = row, .column = column});
    } else if (t.pressed) {
        cnn_address to = s->step.address;
        to.depth = CNN_DEPTH_POSITION;
        to.map = map;
        to.row = row;
        to.column = column;
        view_go(v, to);
    }
}

void window_channel_strip(const stage *s, rect at) {
    const view *v = s->v;
    scale colors = scale_of_input(facts_of(v, s->input, cnn_shape_image(s->in)), s->in.h, s->in.w);
    int clicked =
        stage_thumbnails(s, at, "channel", s->input, s->in, s->channel, &colors, (int64_t)cnn_shape_image(s->in));
    if (clicked < 0)
        return;
    view_ask_value(v, REQUEST_use_channel, clicked % (s->in.c / s->attrs.groups));
    if (s->pool || v->state->session.player.at.depth == CNN_DEPTH_PRODUCT) {
        cnn_address to = s->step.address;
        to.map = s->pool ? clicked : to.map;
        to.channel = s->pool ? 0 : clicked % (s->in.c / s->attrs.groups);
        to.depth = s->pool ? CNN_DEPTH_POSITION : CNN_DEPTH_PRODUCT;
        view_go(v, to);
    }
}

/* In place of an output whose size is asked for. */
void window_draw_unknown(const stage *s, rect at) {
    float side = fminf(fminf(at.w, at.h) * 0.6f, ui_px(s->v->ui, view_presents(s->v) ? 300 : 180));
    float size = fmaxf(side * 0.3f, ui_px(s->v->ui, 15));
    side = fmaxf(side, text_width(FONT_DIGITS_STRONG, size, "? × ?") + ui_px(s->v->ui, 12));
    rect box = {at.x + (at.w - side) / 2, at.y + (at.h - side) / 2, side, side};
    draw_rect(s->v->list, box, theme_color(ROLE_EMPTY), ui_px(s->v->ui, 6));
    draw_frame(s->v->list, box, theme_color(ROLE_MAP), ui_px(s->v->ui, 2), ui_px(s->v->ui, 6));
    draw_text_in(s->v->list, FONT_DIGITS_STRONG, size, box, 0.5f, theme_color(ROLE_MAP), "? × ?");
}

int window_padded(const stage *s, int which) {
    int size = which == CNN_VERTICAL ? s->in.h : s->in.w;
    return size + s->attrs.pad[which * 2] + s->attrs.pad[which * 2 + 1] + window_overhang(s, which);
}
