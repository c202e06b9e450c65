/* Subsampling with one weight for each map, as in LeNet. */
#include "op_sums.h"

#include "numbers.h"
#include "pictures.h"

static void explain(const stage *s, char *text, size_t size) {
    char number[NUMBER_TEXT];
    number_text(s->step.result.result, 3, number);
    tr_format(text, size, "explain.subsample", (long long)s->step.taps, number);
}

static void explain_backward(const stage *s, char *text, size_t size) {
    char number[NUMBER_TEXT];
    number_text(s->step.result.gradient, 3, number);
    tr_format(text, size, "explain.back.conv", (long long)s->step.taps, number);
}

const op_view view_of_cnn_op_subsample = {
    .backward = "{filter}∂L/∂w{} += {gradient}g{} · {input}x{}      {input}∂L/∂x{} += {gradient}g{} · {filter}w{}",
    .draw = draw_window,
    .draw_backward = draw_pool_backward,
    .whole_back = true,
    .write = sum_of_products,
    .write_backward = derive_products,
    .explain = explain,
    .explain_backward = explain_backward,
    .back_heading = "heading.back.subsample",
    .kind = "pool.subsample",
    .opening = "",
    .between = "·",
    .closing = "",
    .role = ROLE_STRIDE,
};
