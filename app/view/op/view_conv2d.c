/* Convolution. */
#include "op_sums.h"

#include "numbers.h"
#include "pictures.h"
#include "scatter.h"

static void explain(const stage *s, char *text, size_t size) {
    char input[NUMBER_TEXT], weight[NUMBER_TEXT], number[NUMBER_TEXT];
    if (s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT) {
        number_text(s->step.numbers.input, 3, input);
        number_text(s->step.numbers.weight, 3, weight);
        number_text(s->step.numbers.product, 3, number);
        const char *key = s->step.cell.padding ? "explain.product_padding" : "explain.product";
        tr_format(text, size, key, input, weight, number);
        return;
    }
    number_text(s->step.result.result, 3, number);
    tr_format(text, size, "explain.conv", (long long)s->step.taps, number);
}

static void explain_backward(const stage *s, char *text, size_t size) {
    char number[NUMBER_TEXT];
    number_text(s->step.result.gradient, 3, number);
    tr_format(text, size, "explain.back.conv", (long long)s->step.taps, number);
}

const op_view view_of_cnn_op_conv2d = {
    .backward = "{filter}∂L/∂W{} += {gradient}g{} · {input}X{}      {input}∂L/∂X{} += {gradient}g{} · {filter}W{}      "
                "∂L/∂b += {gradient}g{}",
    .draw = draw_window,
    .draw_backward = draw_scatter,
    .draw_textbook = draw_textbook,
    .write = sum_of_products,
    .write_backward = derive_scatter,
    .explain = explain,
    .explain_backward = explain_backward,
    .back_heading = "heading.back.conv",
    .whole_back = true,
    .opening = "",
    .between = "·",
    .closing = "",
    .role = ROLE_FILTER,
    .offered = true,
};
