/* The step of the optimizer as arithmetic. The momentum that plain descent keeps is called v, as bias is b; Adam has m and
 * v. */
#include "op_sums.h"

#include <math.h>
#include <string.h>

static bool is_bias(const stage *s) {
    return s->step.address.term == 1;
}

static bool is_adam(const stage *s) {
    return cnn_optimizer_buffers(&s->r->settings) > 1;
}

static bool has_momentum(const stage *s) {
    return is_adam(s) || s->r->settings.momentum != 0;
}

const char *update_buffer(const stage *s) {
    return !has_momentum(s) ? "" : is_adam(s) ? "m" : "v";
}

int update_lines(const stage *s) {
    return has_momentum(s) ? 4 : 3;
}

static const char *letter(const stage *s) {
    return is_bias(s) ? "{filter}b{} = " : "{filter}w{} = ";
}

static void end_with(const stage *s, derived_line *line) {
    if (s->hidden)
        derived_put(line, " = {map}?{}");
    else
        derived_result(line, s->step.change.after);
}

/* Nesterov and Adam: the buffers after the step, and what becomes of the parameter. */
static void derive_buffers(const stage *s, derived *d) {
    const cnn_step *u = &s->step;
    derived_line *line = derived_begin(
        d, is_adam(s) ? "{stride}m{} = β₁ m + (1 − β₁) {gradient}g{}" : "{stride}v{} = μ v + {gradient}g{}");
    derived_result(line, u->change.momentum);
    if (is_adam(s)) {
        derived_put(line, "      {stride}v{} = β₂ v + (1 − β₂) {gradient}g{}²");
        derived_result(line, u->change.second);
    }
    line = derived_begin(d, letter(s));
    derived_number(line, "filter", u->before);
    derived_put(line, u->change.step < 0 ? " − " : " + ");
    derived_number(line, "stride", fabsf(u->change.step));
    end_with(s, line);
}

static void derive_descent(const stage *s, derived *d) {
    const cnn_step *u = &s->step;
    derived_line *line = derived_begin(d, has_momentum(s) ? "{stride}v{} = " : letter(s));
    if (has_momentum(s)) {
        derived_number(line, "stride", s->r->settings.momentum);
        derived_put(line, " · ");
        derived_number(line, "stride", u->momentum_before);
        derived_put(line, " + ");
        derived_number(line, "gradient", u->change.gradient);
        derived_result(line, u->change.momentum);
        line = derived_begin(d, letter(s));
    }
    derived_number(line, "filter", u->before);
    derived_put(line, " − ");
    derived_number(line, "stride", s->r->settings.rate);
    float by = u->change.momentum;
    derived_put(line, by < 0 ? " · (" : " · ");
    derived_number(line, has_momentum(s) ? "stride" : "gradient", by);
    derived_put(line, by < 0 ? ")" : "");
    end_with(s, line);
}

void derive_update(const stage *s, derived *d) {
    const cnn_step *u = &s->step;
    float share = u->share / (float)s->r->batch, rest = u->numbers.gradient - share;
    derived_line *line = derived_begin(d, is_bias(s) ? "{gradient}∂L/∂b{} = " : "{gradient}∂L/∂w{} = ");
    char words[200];
    derived_number(line, "input", share);
    derived_put(line, rest < 0 ? " − " : " + ");
    derived_number(line, "quiet", fabsf(rest));
    derived_result(line, u->numbers.gradient);
    tr_format(words, sizeof words, "update.share", s->r->batch);
    derived_quiet(d, words);
    if (s->r->settings.optimizer == CNN_SGD)
        derive_descent(s, d);
    else
        derive_buffers(s, d);
}

const char *update_line(const stage *s) {
    bool bias = is_bias(s);
    if (is_adam(s))
        return bias ? "{filter}b{} = {filter}b{} − η · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)"
                    : "{filter}w{} = {filter}w{} − η · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)";
    if (s->r->settings.optimizer == CNN_NESTEROV)
        return bias ? "{stride}v{} = μ·{stride}v{} + {gradient}∂L/∂b{}      {filter}b{} = {filter}b{} − "
                      "η·({gradient}∂L/∂b{} + μ·{stride}v{})"
                    : "{stride}v{} = μ·{stride}v{} + {gradient}∂L/∂w{}      {filter}w{} = {filter}w{} − "
                      "η·({gradient}∂L/∂w{} + μ·{stride}v{})";
    if (!has_momentum(s))
        return bias ? "{filter}b{} = {filter}b{} − η·{gradient}∂L/∂b{}"
                    : "{filter}w{} = {filter}w{} − η·{gradient}∂L/∂w{}";
    return bias ? "{stride}v{} = μ·{stride}v{} + {gradient}∂L/∂b{}      {filter}b{} = {filter}b{} − η·{stride}v{}"
                : "{stride}v{} = μ·{stride}v{} + {gradient}∂L/∂w{}      {filter}w{} = {filter}w{} − η·{stride}v{}";
}
