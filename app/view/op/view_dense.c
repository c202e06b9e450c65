/* The fully connected layer. */
#include "op_sums.h"

#include "numbers.h"
#include "pictures.h"
#include "unit_lens.h"

static void explain_backward(const stage *s, char *text, size_t size) {
    char number[NUMBER_TEXT];
    number_text(s->step.result.gradient, 3, number);
    tr_format(text, size, "explain.back.dense", s->step.address.map, number);
}

const op_view view_of_cnn_op_dense = {
    .forward = "{map}y{}[u] = Σ {filter}w{}[u,i] · {input}x{}[i] + b[u]",
    .backward = "{filter}∂L/∂w{}[u,i] += {gradient}∂L/∂y{}[u] · {input}x{}[i]     {input}∂L/∂x{}[i] += "
                "{gradient}∂L/∂y{}[u] · {filter}w{}[u,i]",
    .draw = draw_units,
    .draw_backward = draw_units_backward,
    .write = sum_of_units,
    .write_backward = derive_products,
    .explain_backward = explain_backward,
    .back_heading = "heading.back.dense",
    .opening = "",
    .between = "·",
    .closing = "",
    .role = ROLE_MAP,
    .whole = true,
    .offered = true,
};
