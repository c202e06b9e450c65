/* Softmax, and its logarithm. */
#include "op_sums.h"

#include "pictures.h"

#include <math.h>
#include <string.h>

static void write_backward(const stage *s, derived *d) {
    cnn_numbers n = s->step.numbers;
    derived_line *line = derived_begin(d, "{input}∂L/∂z{} = ");
    derived_number(line, "map", n.weight);
    derived_put(line, " · (");
    derived_number(line, "gradient", n.gradient);
    derived_put(line, " − Σ)");
    derived_result(line, s->step.result.result);
}

static void explain_backward(const stage *s, char *text, size_t size) {
    (void)s;
    cnn_format(text, size, "%s", tr("explain.softmax"));
}

const op_view view_of_cnn_op_softmax = {
    .forward = "{map}p{}[k] = exp({input}z{}[k] − max) / Σ exp({input}z{}[j] − max)",
    .backward = "{input}∂L/∂z{}[k] = {map}p{}[k] · ({gradient}∂L/∂p{}[k] − Σ {gradient}∂L/∂p{}[j] · {map}p{}[j])",
    .draw = draw_terms,
    .draw_backward = draw_terms,
    .write = sum_of_terms,
    .write_backward = write_backward,
    .explain_backward = explain_backward,
    .back_heading = "heading.back.softmax",
    .terms = "softmax",
    .role = ROLE_QUIET,
    .whole = true,
    .offered = true,
};

/* x − max − ln(sum) in the last term. */
static void write_logarithm(const stage *s, written *w) {
    const char *name = s->step.term.name ? s->step.term.name : "";
    if (strcmp(name, "logarithm")) {
        sum_of_terms(s, w);
        return;
    }
    cnn_numbers n = s->step.numbers;
    float sum = n.weight;
    written_line *line = written_begin(w, 2);
    written_value(line, n.input, ROLE_INPUT, true, false);
    written_add(line, " − ", false);
    written_behind(line, n.input - s->step.result.result - logf(sum), ROLE_FILTER, false, false);
    written_add(line, " − ln(", false);
    written_value(line, sum, ROLE_FILTER, false, false);
    written_add(line, ")", false);
    written_result(line, s, s->step.result.result);
}

static void write_logarithm_backward(const stage *s, derived *d) {
    cnn_numbers n = s->step.numbers;
    bool total = s->step.term.name && !strcmp(s->step.term.name, "total");
    derived_line *line = derived_begin(d, total ? "Σ {gradient}∂L/∂y{}[j] = " : "{input}∂L/∂z{} = ");
    if (total) {
        derived_number(line, "gradient", s->step.result.result);
        return;
    }
    derived_number(line, "gradient", n.gradient);
    derived_put(line, " − ");
    derived_number(line, "map", n.weight);
    derived_put(line, " · Σ");
    derived_result(line, s->step.result.result);
}

static void explain_logarithm_backward(const stage *s, char *text, size_t size) {
    (void)s;
    cnn_format(text, size, "%s", tr("explain.log-softmax"));
}

const op_view view_of_cnn_op_log_softmax = {
    .forward = "{map}y{}[k] = {input}z{}[k] − max − ln Σ exp({input}z{}[j] − max)",
    .backward = "{input}∂L/∂z{}[k] = {gradient}∂L/∂y{}[k] − exp({map}y{}[k]) · Σ {gradient}∂L/∂y{}[j]",
    .draw = draw_terms,
    .draw_backward = draw_terms,
    .write = write_logarithm,
    .write_backward = write_logarithm_backward,
    .explain_backward = explain_logarithm_backward,
    .back_heading = "heading.back.softmax",
    .terms = "softmax",
    .plain_total = true,
    .role = ROLE_QUIET,
    .whole = true,
};
