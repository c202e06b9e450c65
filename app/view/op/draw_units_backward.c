/* Backward through units that read the whole input. */
#include "pictures.h"
#include "tensor_panel.h"

#include "partial_gradients.h"

#include <stdlib.h>

static const tensor_panel input_sheet = {
    .role = ROLE_INPUT, .ground = ROLE_INPUT_GROUND, .full = ROLE_INPUT_CELL, .done = -1, .now = -1};
static const tensor_panel gradient_sheet = {
    .role = ROLE_GRADIENT, .ground = ROLE_PANEL, .full = ROLE_POSITIVE, .done = -1, .now = -1, .plus = true};

void draw_units_backward(const stage *s) {
    const view *v = s->v;
    int inputs = (int)cnn_shape_image(s->in);
    float *row = calloc((size_t)inputs * 2, sizeof *row), *dx = row ? row + inputs : NULL;
    if (!row)
        return;
    int64_t hit;
    cnn_recording_dweight(s->r, v->state->session.player.at, (int)s->step.position, 0, row);
    cnn_recording_dinput_all(s->r, v->state->session.player.at, 0, dx);
    rect at = s->area;
    float gap = ui_px(v->ui, 20), wide = (at.w - 3 * gap) / 4;
    int64_t tap = v->state->session.player.at.depth == CNN_DEPTH_PRODUCT ? s->step.tap : -1;
    tensor_panel x = input_sheet, w = gradient_sheet, d = gradient_sheet, g = gradient_sheet;
    const struct {
        tensor_panel *sheet;
        const char *name, *title, *rest;
        const float *values;
        theme_role role;
        int count;
    } all[] = {{&x, "dense.back.x", tr("stage.input_x"), NULL, s->input, ROLE_INPUT, inputs},
        {&w, "dense.back.w", tr("stage.dweight_unit"), NULL, row, ROLE_FILTER, inputs},
        {&d, "dense.back.d", tr("stage.dinput"), NULL, dx, ROLE_INPUT, inputs},
        {&g, "dense.back.g", "∂L/∂y", NULL, s->gradient, ROLE_GRADIENT, s->out.c}};
    for (int i = 0; i < 4; i++) {
        tensor_panel *sh = all[i].sheet;
        sh->name = all[i].name;
        sh->title = all[i].title;
        sh->values = all[i].values;
        sh->role = all[i].role;
        tensor_panel_fold(sh, all[i].count);
        sh->now = i == 3 ? s->step.position : tap;
        tensor_panel_draw(s, rect_cut_left(&at, wide), sh, &hit);
        rect_cut_left(&at, gap);
        if (i == 3)
            tensor_panel_go_to_position(s, hit);
        else
            tensor_panel_go_to_tap(s, hit);
    }
    free(row);
}
