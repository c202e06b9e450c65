/* A border around the map. */
#include "op_sums.h"

#include "pictures.h"

const op_view view_of_cnn_op_pad = {
    .forward = "{map}y{}[c,i,j] = {input}x{}[c,i−{padding}P{},j−{padding}P{}]",
    .backward = "{input}∂L/∂x{} += {gradient}∂L/∂y{}",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = sum_of_function,
    .write_backward = derive_copy,
    .back_heading = "heading.back.each",
    .role = ROLE_QUIET,
    .whole = true,
};
