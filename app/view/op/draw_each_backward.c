/* Backward where one number makes one number. */
#include "pictures.h"
#include "tensor_panel.h"

#include "partial_gradients.h"

#include <stdlib.h>

static const tensor_panel input_sheet = {
    .role = ROLE_INPUT, .ground = ROLE_INPUT_GROUND, .full = ROLE_INPUT_CELL, .done = -1, .now = -1};
static const tensor_panel gradient_sheet = {
    .role = ROLE_GRADIENT, .ground = ROLE_PANEL, .full = ROLE_POSITIVE, .done = -1, .now = -1, .plus = true};

static void one_map(tensor_panel *sh, const float *values, cnn_shape shape, int map) {
    bool vector = shape.h == 1 && shape.w == 1;
    sh->values = vector ? values : values + (size_t)map * (size_t)(shape.h * shape.w);
    sh->rows = shape.h;
    sh->columns = shape.w;
    if (vector)
        tensor_panel_fold(sh, shape.c);
}

void draw_each_backward(const stage *s) {
    const view *v = s->v;
    int64_t in_plane = (int64_t)s->in.h * s->in.w, out_plane = (int64_t)s->out.h * s->out.w, hit;
    int64_t cell = s->step.cell.input;
    int in_map = in_plane > 1 ? (int)(cell / in_plane) : 0;
    int out_map = out_plane > 1 ? (int)(s->step.position / out_plane) : 0;
    float *dx = calloc(cnn_shape_image(s->in), sizeof *dx);
    if (!dx)
        return;
    int source = s->step.cell.source;
    if (in_plane > 1)
        cnn_recording_dinput(s->r, v->state->session.player.at, source, in_map, dx + in_map * in_plane);
    else
        cnn_recording_dinput_all(s->r, v->state->session.player.at, source, dx);
    tensor_panel x = input_sheet, g = gradient_sheet, d = gradient_sheet;
    one_map(&x, s->input, s->in, in_map);
    one_map(&g, s->gradient, s->out, out_map);
    one_map(&d, dx, s->in, in_map);
    x.name = "each.back.x";
    x.title = tr("stage.input_x");
    g.name = "each.back.g";
    g.title = "∂L/∂y";
    g.rest = tr("stage.from_above");
    d.name = "each.back.d";
    d.title = tr("stage.dinput");
    d.role = ROLE_INPUT;
    x.now = d.now = in_plane > 1 ? cell % in_plane : cell;
    g.now = out_plane > 1 ? s->step.position % out_plane : s->step.position;
    d.done = in_plane > 1 ? cell + 1 - in_map * in_plane : cell + 1;
    rect at = s->area;
    float gap = ui_px(v->ui, 24), wide = (at.w - 2 * gap) / 3;
    tensor_panel *all[] = {&x, &g, &d};
    for (int i = 0; i < 3; i++) {
        tensor_panel_draw(s, rect_cut_left(&at, wide), all[i], &hit);
        rect_cut_left(&at, gap);
        bool vector = i == 1 ? out_plane == 1 : in_plane == 1;
        if (hit >= 0)
            tensor_panel_go_to_position(s, vector ? hit : hit + (i == 1 ? out_map * out_plane : in_map * in_plane));
    }
    free(dx);
}
