#include "typing_cells.h"

void typing_move_in_gradient(const bench *b, edit *e, int dx, int dy) {
    int rows = (int)cnn_axis_measure(bench_axis(b, CNN_VERTICAL)).output,
        columns = (int)cnn_axis_measure(bench_axis(b, CNN_HORIZONTAL)).output;
    if (!b->fits)
        return;
    int map = e->row / (rows * columns), row = e->row / columns % rows, column = e->row % columns;
    e->row = (map * rows + (row + dy + rows) % rows) * columns + (column + dx + columns) % columns;
}

void typing_move_in_order(const bench *b, edit *e, int by) {
    static const cnn_part parts[] = {CNN_PART_INPUT, CNN_PART_KERNEL, CNN_PART_PADDING, CNN_PART_STRIDE};
    enum { PARTS = sizeof parts / sizeof *parts };
    bool pixel = e->kind == EDIT_PIXEL;
    int rows = pixel ? b->rows : b->kernel, columns = pixel ? b->columns : bench_kernel_columns(b),
        cells = rows * columns, cell = (e->row * columns + e->column + by + cells) % cells, part = 0;
    while (part < PARTS - 1 && parts[part] != e->part)
        part++;
    if (e->kind == EDIT_PART) {
        e->part = parts[(part + by + PARTS) % PARTS];
    } else if (e->kind == EDIT_GRADIENT) {
        int all = b->filters * (int)cnn_axis_measure(bench_axis(b, CNN_VERTICAL)).output *
                  (int)cnn_axis_measure(bench_axis(b, CNN_HORIZONTAL)).output;
        e->row = b->fits && all > 0 ? (e->row + by + all) % all : e->row;
    } else if (e->kind == EDIT_PIXEL || e->kind == EDIT_WEIGHT) {
        e->row = cell / columns;
        e->column = cell % columns;
    }
}
