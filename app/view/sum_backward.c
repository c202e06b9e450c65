/* The arithmetic of a backward or update step, written out. */
#include "stage.h"

#include "numbers.h"
#include "pass.h"

#include <math.h>
#include <string.h>

typedef struct text {
    char bytes[700];
    bool exact;
} text;

static void put(text *t, const char *words) {
    cnn_append(t->bytes, sizeof t->bytes, "%s", words);
}

static void number(text *t, const char *role, float value) {
    char digits[NUMBER_TEXT];
    t->exact &= number_significant(value, 4, digits);
    cnn_append(t->bytes, sizeof t->bytes, "{%s}%s{}", role, digits);
}

static void result(text *t, float value) {
    char digits[NUMBER_TEXT];
    bool exact = number_significant(value, 4, digits);
    cnn_append(t->bytes, sizeof t->bytes, "%s**%s**", t->exact && exact ? " = " : " ≈ ", digits);
}

static void line(const stage *s, rect *at, const text *t) {
    float size = (s->v->state->screen.present ? 24 : 17) * s->v->ui->scale,
          height = text_height(FONT_DIGITS, size) * 1.2f;
    ui_line(s->v->ui, rect_cut_top(at, height), 0.5f, FONT_DIGITS, size, theme_color(ROLE_INK), t->bytes);
}

static void quiet(const stage *s, rect *at, const char *words) {
    float size = (s->v->state->screen.present ? 17 : 14.5f) * s->v->ui->scale,
          height = text_height(FONT_UI, size) * 1.3f;
    ui_line(s->v->ui, rect_cut_top(at, height), 0.5f, FONT_UI, size, theme_color(ROLE_QUIET), words);
}

static void product_lines(const stage *s, rect *at) {
    cnn_numbers n = s->step.numbers;
    text t = {.bytes = "{filter}∂L/∂W{} += ", .exact = true};
    number(&t, "gradient", n.gradient);
    put(&t, " · ");
    number(&t, s->step.cell.padding ? "padding" : "input", n.input);
    result(&t, n.dweight);
    if (s->step.cell.padding) {
        line(s, at, &t);
        quiet(s, at, tr("back.padding"));
        return;
    }
    put(&t, "        {input}∂L/∂X{} += ");
    t.exact = true;
    number(&t, "gradient", n.gradient);
    put(&t, " · ");
    number(&t, "filter", n.weight);
    result(&t, n.dinput);
    line(s, at, &t);
}

static void position_lines(const stage *s, rect *at) {
    char digits[NUMBER_TEXT];
    text t = {.bytes = "", .exact = true};
    number_text(s->step.result.gradient, 4, digits);
    cnn_append(t.bytes, sizeof t.bytes, tr(s->node->kind == CNN_OP_CONV2D ? "back.position" : "back.unit"), digits,
        (long long)s->step.taps);
    line(s, at, &t);
    if (s->step.result.gradient == 0)
        quiet(s, at, tr("back.zero"));
}

static int64_t winners_tied(const stage *s, float *value) {
    int64_t tied = 0;
    for (int64_t i = 0; i < s->step.taps; i++)
        if (cnn_recording_numbers(s->r, &s->step, i).taken)
            *value = cnn_recording_numbers(s->r, &s->step, i).input;
    for (int64_t i = 0; i < s->step.taps; i++)
        tied +=
            cnn_recording_numbers(s->r, &s->step, i).input == *value && !cnn_recording_cell(s->r, &s->step, i).padding;
    return tied;
}

static void pool_lines(const stage *s, rect *at) {
    text t = {.bytes = "", .exact = true};
    char words[300];
    if (s->node->kind == CNN_OP_AVG_POOL) {
        put(&t, "{input}∂L/∂X{} += ");
        number(&t, "gradient", s->step.result.gradient);
        put(&t, " / ");
        number(&t, "stride", s->step.result.divisor);
        float share = 0;
        for (int64_t i = 0; i < s->step.taps && share == 0; i++)
            share = cnn_recording_numbers(s->r, &s->step, i).dinput;
        result(&t, share);
        line(s, at, &t);
        quiet(s, at, tr("back.shared"));
        return;
    }
    float winner = 0;
    int64_t tied = winners_tied(s, &winner);
    put(&t, "{input}∂L/∂X{}[");
    number(&t, "map", winner);
    put(&t, "] += ");
    number(&t, "gradient", s->step.result.gradient);
    line(s, at, &t);
    cnn_format(words, sizeof words, tr(tied > 1 ? "back.tied" : "back.winner"), (long long)tied);
    quiet(s, at, words);
}

static void each_lines(const stage *s, rect *at) {
    cnn_numbers n = s->step.numbers;
    text t = {.bytes = "{input}∂L/∂x{} = ", .exact = true};
    number(&t, "gradient", n.gradient);
    if (s->node->input_count > 1) {
        line(s, at, &t);
        return;
    }
    put(&t, " · ");
    number(&t, "map", n.weight);
    result(&t, n.dinput);
    line(s, at, &t);
    char words[200], digits[NUMBER_TEXT];
    number_text(n.input, 4, digits);
    cnn_format(words, sizeof words, tr(n.weight == 0 ? "back.masked" : "back.slope"), digits);
    quiet(s, at, words);
}

/* gamma * inv * (g - mean of g - xhat * mean of g xhat). */
static void norm_lines(const stage *s, rect *at) {
    cnn_call call = cnn_pass_call(s->r->pass, s->r->before, s->step.address.node, 0);
    const float *found = call.scratch + (ptrdiff_t)s->step.cell.channel * CNN_STATISTICS;
    cnn_numbers n = s->step.numbers;
    float xhat = (n.input - found[CNN_STATISTIC_MEAN]) * found[CNN_STATISTIC_INV];
    text t = {.bytes = "{input}∂L/∂x{} = ", .exact = true}, w = {.bytes = "{filter}∂L/∂γ{} += ", .exact = true};
    number(&t, "filter", n.weight);
    put(&t, " / ");
    number(&t, "stride", 1 / found[CNN_STATISTIC_INV]);
    put(&t, " · (");
    number(&t, "gradient", n.gradient);
    put(&t, " − ");
    number(&t, "stride", found[CNN_STATISTIC_DY]);
    put(&t, " − ");
    number(&t, "input", xhat);
    put(&t, " · ");
    number(&t, "stride", found[CNN_STATISTIC_DY_XHAT]);
    put(&t, ")");
    result(&t, n.dinput);
    line(s, at, &t);
    number(&w, "gradient", n.gradient);
    put(&w, " · ");
    number(&w, "input", xhat);
    result(&w, n.dweight);
    line(s, at, &w);
    quiet(s, at, tr(s->r->pass->batch == CNN_BATCH_RUNNING ? "back.running" : "back.measured"));
}

static void loss_lines(const stage *s, rect *at) {
    cnn_numbers n = s->step.numbers;
    text t = {.bytes = "{gradient}∂L/∂x{} = ", .exact = true};
    if (s->node->kind == CNN_OP_LOSS_CROSS_ENTROPY) {
        number(&t, "map", n.product);
        put(&t, " − ");
        number(&t, "input", n.weight);
    } else if (s->node->kind == CNN_OP_LOSS_MSE) {
        put(&t, "2 · (");
        number(&t, "input", n.input);
        put(&t, " − ");
        number(&t, "map", n.weight);
        put(&t, ") / ");
        number(&t, "stride", s->step.result.divisor);
    } else if (s->node->kind == CNN_OP_LOSS_DISTANCE) {
        number(&t, "input", n.weight);
        put(&t, " − ");
        number(&t, "map", n.product);
    } else if (s->node->kind == CNN_OP_SOFTMAX) {
        number(&t, "map", n.weight);
        put(&t, " · (");
        number(&t, "gradient", n.gradient);
        put(&t, " − Σ)");
    } else {
        number(&t, "map", n.weight);
    }
    result(&t, s->step.result.result);
    line(s, at, &t);
}

/* Nesterov and Adam: the buffers after the step, and what becomes of the parameter. */
static void other_update(const stage *s, rect *at) {
    const cnn_step *u = &s->step;
    const cnn_train_settings *set = &s->r->settings;
    bool adam = cnn_optimizer_buffers(set) > 1;
    text t = {.bytes = "", .exact = true};
    put(&t, adam ? "{stride}m{} = β₁ m + (1 − β₁) {gradient}g{}" : "{stride}b{} = μ b + {gradient}g{}");
    result(&t, u->change.momentum);
    if (adam) {
        put(&t, "      {stride}v{} = β₂ v + (1 − β₂) {gradient}g{}²");
        t.exact = true;
        result(&t, u->change.second);
    }
    line(s, at, &t);
    t = (text){.bytes = "{filter}w{} = ", .exact = true};
    number(&t, "filter", u->before);
    put(&t, u->change.step < 0 ? " − " : " + ");
    number(&t, "stride", fabsf(u->change.step));
    if (s->hidden)
        put(&t, " = {map}?{}");
    else
        result(&t, u->change.after);
    line(s, at, &t);
}

static void update_lines(const stage *s, rect *at) {
    const cnn_step *u = &s->step;
    const cnn_train_settings *set = &s->r->settings;
    float share = u->share / (float)s->r->batch, rest = u->numbers.gradient - share;
    text t = {.bytes = "{gradient}∂L/∂w{} = ", .exact = true};
    number(&t, "input", share);
    put(&t, " + ");
    number(&t, "quiet", rest);
    result(&t, u->numbers.gradient);
    char words[200];
    cnn_format(words, sizeof words, tr("update.share"), s->r->batch);
    line(s, at, &t);
    quiet(s, at, words);
    if (set->optimizer != CNN_SGD) {
        other_update(s, at);
        return;
    }
    t = (text){.bytes = "{stride}b{} = ", .exact = true};
    number(&t, "stride", set->momentum);
    put(&t, " · ");
    number(&t, "stride", u->momentum_before);
    put(&t, " + ");
    number(&t, "gradient", u->change.gradient);
    result(&t, u->change.momentum);
    put(&t, "      {filter}w{} = ");
    t.exact = true;
    number(&t, "filter", u->before);
    put(&t, " − ");
    number(&t, "stride", set->rate);
    put(&t, " · ");
    number(&t, "stride", u->change.momentum);
    if (s->hidden)
        put(&t, " = {map}?{}");
    else
        result(&t, u->change.after);
    line(s, at, &t);
}

void sum_backward(const stage *s, rect at) {
    char place[200], now[NUMBER_TEXT], all[NUMBER_TEXT];
    rect_cut_top(&at, ui_px(s->v->ui, 6));
    if (s->phase == CNN_UPDATE)
        update_lines(s, &at);
    else if (s->node->kind == CNN_OP_SOFTMAX || s->node->op->loss)
        loss_lines(s, &at);
    else if (s->pool)
        pool_lines(s, &at);
    else if (s->node->kind == CNN_OP_BATCH_NORM)
        norm_lines(s, &at);
    else if (!s->node->weight_count)
        each_lines(s, &at);
    else if (s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT)
        product_lines(s, &at);
    else
        position_lines(s, &at);
    number_grouped(s->step.position + 1, now);
    number_grouped(cnn_term_positions(s->step.term), all);
    cnn_address a = s->step.address;
    place[0] = '\0';
    if (s->phase == CNN_UPDATE)
        cnn_append(place, sizeof place, "%s %s[%lld]", s->node->name, s->step.term.name, (long long)s->step.position);
    else if (s->step.term.rows * s->step.term.columns > 1)
        cnn_append(place, sizeof place, tr("place.map_row_column"), a.map, a.row, a.column);
    else
        cnn_append(place, sizeof place, tr("place.unit"), a.map);
    cnn_append(place, sizeof place, tr("place.position"), now, all);
    if (s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT && s->step.taps > 1) {
        number_grouped(s->step.tap + 1, now);
        number_grouped(s->step.taps, all);
        cnn_append(place, sizeof place, tr("place.product"), now, all);
    }
    quiet(s, &at, place);
}
