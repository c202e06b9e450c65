/* Batch, layer and instance normalisation. */
#include "op_sums.h"

#include "draw_each.h"
#include "pass.h"
#include "pictures.h"

/* (x − mean) / √(variance + ε) · γ + β */
static void write(const stage *s, written *w) {
    float found[CNN_STATISTICS];
    stage_statistics(s, found);
    written_line *line = written_begin(w, 1);
    written_add(line, "(", false);
    written_value(line, s->step.numbers.input, ROLE_INPUT, true, false);
    written_add(line, " − ", false);
    written_behind(line, found[CNN_STATISTIC_MEAN], ROLE_STRIDE, false, false);
    written_add(line, ") / ", false);
    written_value(line, 1 / found[CNN_STATISTIC_INV], ROLE_STRIDE, false, false);
    written_add(line, " · ", false);
    written_behind(line, s->step.numbers.weight, ROLE_FILTER, false, false);
    written_add(line, " + ", false);
    written_behind(line, s->step.result.bias, ROLE_QUIET, false, false);
    written_result(line, s, s->step.result.result);
}

/* The statistics behind the present number; returns the number as it is normalised, x̂. */
static float measure(const stage *s, float found[CNN_STATISTICS]) {
    stage_statistics(s, found);
    return (s->step.numbers.input - found[CNN_STATISTIC_MEAN]) * found[CNN_STATISTIC_INV];
}

static void derive_gamma(derived *d, cnn_numbers n, float xhat) {
    derived_line *line = derived_begin(d, "{filter}∂L/∂γ{} += ");
    derived_number(line, "gradient", n.gradient);
    derived_put(line, " · ");
    derived_number(line, "input", xhat);
    derived_result(line, n.dweight);
}

/* γ / √(variance + ε) · (g − mean of g − x̂ · mean of g x̂) */
static void write_backward(const stage *s, derived *d) {
    float found[CNN_STATISTICS], xhat = measure(s, found);
    cnn_numbers n = s->step.numbers;
    derived_line *line = derived_begin(d, "{input}∂L/∂x{} = ");
    derived_number(line, "filter", n.weight);
    derived_put(line, " / ");
    derived_number(line, "stride", 1 / found[CNN_STATISTIC_INV]);
    derived_put(line, " · (");
    derived_number(line, "gradient", n.gradient);
    derived_put(line, " − ");
    derived_number(line, "stride", found[CNN_STATISTIC_DY]);
    derived_put(line, " − ");
    derived_number(line, "input", xhat);
    derived_put(line, " · ");
    derived_number(line, "stride", found[CNN_STATISTIC_DY_XHAT]);
    derived_put(line, ")");
    derived_result(line, n.dinput);
    derive_gamma(d, n, xhat);
    derived_quiet(d, tr(s->r->pass->batch == CNN_BATCH_RUNNING ? "back.running" : "back.measured"));
}

static void written_two(char text[48], float one, const char *between, float two) {
    char a[NUMBER_TEXT], b[NUMBER_TEXT];
    number_text(one, 3, a);
    number_text(two, 3, b);
    cnn_format(text, 48, two < 0 ? "%s %s (%s)" : "%s %s %s", a, between, b);
}

/* What is known of the map, and the present number through it. */
static void draw_card(const stage *s, rect at) {
    float found[CNN_STATISTICS], xhat = measure(s, found);
    cnn_numbers n = s->step.numbers;
    float mean = found[CNN_STATISTIC_MEAN], deviation = 1 / found[CNN_STATISTIC_INV], apart = n.input - mean;
    float beta = s->bias ? s->bias[s->step.cell.channel] : 0;
    bool told = s->phase == CNN_BACKWARD || !s->hidden;
    char heading[96], how[48];
    step_line lines[9];
    bool pixel = s->own->kind != NULL;
    if (pixel && (s->in.h > 1 || s->in.w > 1))
        tr_format(heading, sizeof heading, s->own->kind, s->step.cell.row, s->step.cell.column);
    else if (pixel)
        cnn_format(heading, sizeof heading, "%s", tr("norm.vector"));
    else
        tr_format(heading, sizeof heading, "norm.title", s->step.cell.channel);
    lines[0] = each_line(tr("norm.mean"), "μ", mean, ROLE_STRIDE, true);
    lines[1] = each_line(tr("norm.variance"), "σ²", deviation * deviation - s->attrs.epsilon, ROLE_STRIDE, true);
    lines[2] = each_line(tr("norm.deviation"), "√(σ² + ε)", deviation, ROLE_STRIDE, true);
    lines[3] = each_line(tr("norm.gamma"), "γ", n.weight, ROLE_FILTER, true);
    lines[4] = each_line(tr("norm.beta"), "β", beta, ROLE_FILTER, true);
    written_two(how, n.input, "−", mean);
    lines[5] = each_line("x − μ", how, apart, ROLE_INK, told);
    written_two(how, apart, "/", deviation);
    lines[6] = each_line("x̂", how, xhat, ROLE_INK, told);
    written_two(how, xhat, "·", n.weight);
    lines[7] = each_line("· γ", how, xhat * n.weight, ROLE_INK, told);
    written_two(how, xhat * n.weight, "+", beta);
    lines[8] = each_line("+ β", how, xhat * n.weight + beta, ROLE_MAP, told);
    draw_each_card(s, at, heading, lines, s->phase == CNN_BACKWARD ? 7 : 9);
}

const op_view view_of_cnn_op_batch_norm = {
    .forward = "{map}y{} = {filter}γ{} · ({input}x{} − μ) / √(σ² + ε) + β",
    .backward = "{input}∂L/∂x{} = {filter}γ{} / √(σ² + ε) · ({gradient}g{} − mean({gradient}g{}) − x̂ · "
                "mean({gradient}g{} x̂))",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = write,
    .write_backward = write_backward,
    .back_heading = "heading.back.each",
    .role = ROLE_QUIET,
    .card = draw_card,
    .whole = true,
};

/* (γ g − mean of γ g − x̂ · mean of γ g x̂) / √(variance + ε) */
static void write_within_backward(const stage *s, derived *d) {
    float found[CNN_STATISTICS], xhat = measure(s, found);
    cnn_numbers n = s->step.numbers;
    derived_line *line = derived_begin(d, "{input}∂L/∂x{} = (");
    derived_number(line, "filter", n.weight);
    derived_put(line, " · ");
    derived_number(line, "gradient", n.gradient);
    derived_put(line, " − ");
    derived_number(line, "stride", found[CNN_STATISTIC_DY]);
    derived_put(line, " − ");
    derived_number(line, "input", xhat);
    derived_put(line, " · ");
    derived_number(line, "stride", found[CNN_STATISTIC_DY_XHAT]);
    derived_put(line, ") / ");
    derived_number(line, "stride", 1 / found[CNN_STATISTIC_INV]);
    derived_result(line, n.dinput);
    derive_gamma(d, n, xhat);
}

#define WITHIN                                                                                                       \
    .forward = "{map}y{} = {filter}γ{} · ({input}x{} − μ) / √(σ² + ε) + β",                                          \
    .backward = "{input}∂L/∂x{} = ({filter}γ{}{gradient}g{} − mean({filter}γ{}{gradient}g{}) − x̂ · "    \
                "mean({filter}γ{}{gradient}g{} x̂)) / √(σ² + ε)",                                                     \
    .draw = draw_each, .draw_backward = draw_each_backward, .write = write, .write_backward = write_within_backward, \
    .back_heading = "heading.back.each", .role = ROLE_QUIET, .card = draw_card, .whole = true

const op_view view_of_cnn_op_layer_norm = {WITHIN, .kind = "norm.pixel"};

const op_view view_of_cnn_op_instance_norm = {WITHIN};
