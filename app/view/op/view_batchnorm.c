/* Batch normalisation. */
#include "op_sums.h"

#include "pass.h"
#include "pictures.h"

/* (x − mean) / √(variance + ε) · γ + β */
static void write(const stage *s, written *w) {
    const float *found = stage_statistics(s);
    written_line *line = written_begin(w, 1);
    written_add(line, "(", false);
    written_value(line, s->step.numbers.input, ROLE_INPUT, true, false);
    written_add(line, " − ", false);
    written_value(line, found[CNN_STATISTIC_MEAN], ROLE_STRIDE, false, false);
    written_add(line, ") / ", false);
    written_value(line, 1 / found[CNN_STATISTIC_INV], ROLE_STRIDE, false, false);
    written_add(line, " · ", false);
    written_value(line, s->step.numbers.weight, ROLE_FILTER, false, false);
    written_add(line, " + ", false);
    written_value(line, s->step.result.bias, ROLE_QUIET, false, false);
    written_result(line, s, s->step.result.result);
}

/* γ / √(variance + ε) · (g − mean of g − x̂ · mean of g x̂) */
static void write_backward(const stage *s, derived *d) {
    const float *found = stage_statistics(s);
    cnn_numbers n = s->step.numbers;
    float xhat = (n.input - found[CNN_STATISTIC_MEAN]) * found[CNN_STATISTIC_INV];
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
    line = derived_begin(d, "{filter}∂L/∂γ{} += ");
    derived_number(line, "gradient", n.gradient);
    derived_put(line, " · ");
    derived_number(line, "input", xhat);
    derived_result(line, n.dweight);
    derived_quiet(d, tr(s->r->pass->batch == CNN_BATCH_RUNNING ? "back.running" : "back.measured"));
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
};
