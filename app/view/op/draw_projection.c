/* The lines from the window on the input to its cell of the output. */
#include "pictures.h"

void draw_projection(const stage *s, const grid *from, const grid *to) {
    const view *v = s->v;
    cnn_axis y = stage_axis(s, 0), x = stage_axis(s, 1);
    rect window = grid_block(from, (float)cnn_axis_cell(y, s->step.address.row, 0),
        (float)cnn_axis_cell(x, s->step.address.column, 0), (int)cnn_axis_extent(y), (int)cnn_axis_extent(x));
    rect cell = grid_cell(to, (float)s->step.address.row, (float)s->step.address.column);
    color c = color_alpha(theme_color(ROLE_WINDOW), 0.45f);
    window = rect_cross(window, from->area);
    if (window.w <= 0 || window.h <= 0 || rect_cross(cell, to->area).w <= 0 || rect_cross(cell, to->area).h <= 0)
        return;
    draw_line(v->list, window.x + window.w, window.y, cell.x, cell.y, c, 1.5f * v->ui->scale);
    draw_line(v->list, window.x + window.w, window.y + window.h, cell.x, cell.y + cell.h, c, 1.5f * v->ui->scale);
}
