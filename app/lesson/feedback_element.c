/* Numbers that come from one number alone, and those of a softmax, a loss or a parameter's update. */
#include "feedback_parts.h"

#include "numbers.h"

#include <math.h>

bool feedback_named(const wrong_number *w, const named_slip *slips, int count) {
    for (int i = 0; i < count; i++)
        if (slips[i].possible && isfinite(slips[i].number) && w->near(w->given, slips[i].number)) {
            cnn_format(w->hint, FEEDBACK_MAX, "%s", tr(slips[i].key));
            return true;
        }
    return false;
}

/* What other functions make of the same number. */
void feedback_element(const wrong_number *w, const cnn_step *step) {
    double x = (double)step->numbers.input;
    named_slip slips[] = {
        {-x, x < 0, "hint.element_sign"},
        {0, x != 0, "hint.that_is_zero"},
        {x, true, "hint.that_is_input"},
        {1 / (1 + exp(-x)), true, "hint.that_is_sigmoid"},
        {1 / (1 + exp(x)), true, "hint.sigmoid_sign"},
        {tanh(x), true, "hint.that_is_tanh"},
        {exp(x), true, "hint.that_is_exp"},
        {1, x > 0, "hint.that_is_slope"},
    };
    if (feedback_named(w, slips, 8))
        return;
    char key[48], first[NUMBER_TEXT];
    number_text(step->numbers.input, 3, first);
    cnn_format(key, sizeof key, "hint.%s", w->b->recording->net->nodes[step->address.node].op->name);
    tr_format(w->hint, FEEDBACK_MAX, tr(key) == key ? "hint.each" : key, first);
}

/* A softmax and the loss behind it: the scores are those of the softmax's input. */
void feedback_terms(const wrong_number *w, const cnn_step *step) {
    const cnn_recording *r = w->b->recording;
    int index = step->address.node, own = step->address.map;
    bool loss = r->net->nodes[index].op->family == CNN_FAMILY_LOSS;
    cnn_call call = cnn_pass_call(r->pass, r->before, index, 0);
    size_t count = cnn_shape_image(call.in[0].shape);
    const float *in = call.in[0].data;
    own = loss ? r->label : own;
    if (own < 0 || (size_t)own >= count)
        return;
    double sum = 0, powers = 0, most = -INFINITY, x = (double)in[own];
    for (size_t i = 0; i < count; i++) {
        sum += (double)in[i];
        powers += exp((double)in[i]);
        most = fmax(most, (double)in[i]);
    }
    double p = exp(x) / powers;
    if (loss && fabs(log(p) + w->right) > 1e-3) /* its input are probabilities already */
        p = x;
    named_slip soft[] = {{x / sum, sum != 0, "hint.softmax_exp"}, {exp(x), true, "hint.softmax_divide"},
        {x, true, "hint.that_is_score"}, {1 / (double)count, true, "hint.softmax_equal"},
        {x / most, most != 0, "hint.softmax_most"}, {1 - p, true, "hint.softmax_others"},
        {100 * p, true, "hint.softmax_percent"}};
    named_slip lost[] = {{p, true, "hint.loss_is_probability"}, {log(p), p < 1, "hint.loss_sign"},
        {1 - p, true, "hint.loss_difference"}, {-log10(p), p < 1, "hint.loss_ten"}, {x, x != p, "hint.that_is_score"}};
    if (loss ? feedback_named(w, lost, 5) : feedback_named(w, soft, 7))
        return;
    char text[NUMBER_TEXT];
    number_text((float)(loss ? p : x), 3, text);
    tr_format(w->hint, FEEDBACK_MAX, loss ? "hint.loss_begin" : "hint.softmax_begin", text);
}

void feedback_update(const wrong_number *w, const cnn_step *step) {
    char first[NUMBER_TEXT], second[NUMBER_TEXT], weight[NUMBER_TEXT];
    double before = (double)step->before, change = (double)step->change.step, rate = w->b->recording->settings.rate,
           gradient = (double)step->change.gradient, momentum = (double)step->change.momentum;
    bool has_momentum = step->momentum_before != 0;
    number_text(step->change.momentum, 4, first);
    number_text((float)rate, 4, second);
    number_text(step->before, 4, weight);
    named_slip slips[] = {
        {before - momentum, rate != 1, "hint.update_rate"},
        {before - rate * gradient, has_momentum, "hint.update_momentum"},
        {before - rate * (double)step->momentum_before, has_momentum, "hint.update_old"},
        {before, change != 0, "hint.update_same"},
    };
    if (w->near(w->given, before - change))
        tr_format(w->hint, FEEDBACK_MAX, "hint.update_sign", second, first);
    else if (w->near(w->given, change) || w->near(w->given, -change))
        tr_format(w->hint, FEEDBACK_MAX, "hint.update_step", weight);
    else if (!feedback_named(w, slips, 4))
        tr_format(w->hint, FEEDBACK_MAX, "hint.update", second, first);
}
