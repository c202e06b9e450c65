/* Radial basis function units: squared distances to patterns. */
#include "op_sums.h"

#include "pictures.h"
#include "unit_lens.h"

const op_view view_of_cnn_op_rbf = {
    .forward = "{map}y{}[u] = Σ ({input}x{}[i] − {filter}w{}[u,i])²",
    .backward = "{input}∂L/∂x{}[i] += {gradient}g{} · 2 ({input}x{}[i] − {filter}w{}[u,i])",
    .draw = draw_units,
    .draw_backward = draw_units_backward,
    .write = sum_of_units,
    .write_backward = derive_products,
    .back_heading = "heading.back.each",
    .opening = "(",
    .between = " − ",
    .closing = ")²",
    .role = ROLE_MAP,
    .whole = true,
};
