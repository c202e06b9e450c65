/* A press on a cell moves the cursor, through the address that the cell stands for. */
#include "tensor_panel.h"

void tensor_panel_go_to_position(const stage *s, int64_t position) {
    cnn_term box = s->step.term;
    cnn_address to = s->step.address;
    if (position < 0 || position >= cnn_term_positions(box))
        return;
    to.depth = CNN_DEPTH_POSITION;
    to.map = (int)(position / ((int64_t)box.rows * box.columns));
    to.row = (int)(position / box.columns % box.rows);
    to.column = (int)(position % box.columns);
    view_go(s->v, to);
}

void tensor_panel_go_to_tap(const stage *s, int64_t tap) {
    cnn_term box = s->step.term;
    cnn_address to = s->step.address;
    if (tap < 0 || tap >= s->step.taps)
        return;
    to.depth = CNN_DEPTH_PRODUCT;
    to.channel = (int)(tap / ((int64_t)box.tap_rows * box.tap_columns));
    to.tap_row = (int)(tap / box.tap_columns % box.tap_rows);
    to.tap_column = (int)(tap % box.tap_columns);
    view_go(s->v, to);
}
