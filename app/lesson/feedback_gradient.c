/* A gradient is the sum of shares, one from each window that used the number. */
#include "feedback_parts.h"

#include "numbers.h"
#include "question.h"

#include <math.h>

/* What the shares add up to, also when something is left out of each. */
typedef struct shares {
    int count;
    double upstream, factors, one; /* sums of g alone and of the factors alone; the last share */
    char last[64];
} shares;

static bool concerns(const question *q, const cnn_step *step) {
    cnn_address at = step->address;
    bool of_input = q->of == OF_INPUT && !step->cell.padding && step->cell.channel == q->cell[0] &&
                    step->cell.row == q->cell[1] && step->cell.column == q->cell[2];
    bool of_filter = q->of == OF_FILTER && at.map == q->filter && at.channel == q->cell[0] &&
                     at.tap_row == q->cell[1] && at.tap_column == q->cell[2];
    return of_input || of_filter || (q->of == OF_BIAS && at.map == q->cell[0] && step->tap == 0);
}

static void write_share(const question *q, const cnn_step *step, bool weighs, char *text, size_t size) {
    char g[NUMBER_TEXT], factor[NUMBER_TEXT];
    float other = q->of == OF_FILTER ? step->numbers.input : step->numbers.weight;
    number_text(step->numbers.gradient, 3, g);
    number_text(other, 3, factor);
    if (q->of == OF_BIAS || !weighs)
        cnn_format(text, size, "{gradient}%s{}", g);
    else
        cnn_format(text, size, other < 0 ? "{gradient}%s{}·(%s)" : "{gradient}%s{}·%s", g, factor);
}

static void tell_share(const wrong_number *w, const cnn_node *n, cnn_address here, bool missed, const char *share) {
    if (n->op->window)
        tr_format(w->hint, FEEDBACK_MAX, missed ? "hint.gradient_missed" : "hint.gradient_twice", share, here.row,
            here.column);
    else
        tr_format(
            w->hint, FEEDBACK_MAX, missed ? "hint.gradient_missed_unit" : "hint.gradient_twice_unit", share, here.map);
}

/* True when one share that is missing, or too many, is the slip. */
static bool gather(const wrong_number *w, const cnn_segment *s, const cnn_node *n, shares *all) {
    const question *q = &w->scene->question;
    bool told = false;
    for (int64_t i = 0; s && i < s->steps; i++) {
        cnn_address here = cnn_walk_address(w->b->recording->walk, s->first + i, CNN_DEPTH_PRODUCT);
        cnn_step step = cnn_recording_step(w->b->recording, here);
        if (!concerns(q, &step))
            continue;
        double share = q->of == OF_BIAS     ? (double)step.numbers.gradient
                       : q->of == OF_FILTER ? (double)step.numbers.dweight
                                            : (double)step.numbers.dinput;
        all->upstream += (double)step.numbers.gradient;
        all->factors += q->of == OF_FILTER ? (double)step.numbers.input : (double)step.numbers.weight;
        if (share == 0)
            continue;
        all->count++;
        all->one = share;
        write_share(q, &step, n->weight_count > 0, all->last, sizeof all->last);
        bool missed = w->near(w->given, w->right - share), twice = w->near(w->given, w->right + share);
        if ((!missed && !twice) || !n->weight_count || told)
            continue;
        tell_share(w, n, here, missed, all->last);
        told = true;
    }
    if (told && all->count == 1 && w->near(w->given, 0))
        w->hint[0] = '\0'; /* the only one: then nothing is left */
    return w->hint[0] != '\0';
}

/* There is one share only: what to multiply, or that nothing is. */
static void tell_only(const wrong_number *w, gradient_of of) {
    static const char *const keys[] = {
        "hint.gradient_only_input", "hint.gradient_only_filter", "hint.gradient_only_bias"};
    cnn_format(w->hint, FEEDBACK_MAX, "%s", tr(keys[of == OF_BIAS ? 2 : of == OF_FILTER]));
}

void feedback_gradient(const wrong_number *w) {
    cnn_address at;
    shares all = {0};
    if (cnn_failed(question_address(w->b, w->scene, &at)))
        return;
    const question *q = &w->scene->question;
    const cnn_node *n = &w->b->recording->net->nodes[at.node];
    if (gather(w, cnn_walk_find(w->b->recording->walk, CNN_BACKWARD, at.node), n, &all))
        return;
    bool weighs = n->weight_count > 0, loss = n->op->family == CNN_FAMILY_LOSS;
    named_slip slips[] = {
        {-w->right, w->right != 0, "hint.gradient_sign"},
        {all.upstream, q->of != OF_BIAS && weighs, "hint.gradient_factor"},
        {all.factors, q->of != OF_BIAS && weighs, "hint.gradient_upstream"},
        {all.upstream, !weighs && !loss, "hint.gradient_passes"},
        {w->right / (double)(all.count ? all.count : 1), all.count > 1, "hint.gradient_average"},
        {all.one, all.count > 1, "hint.gradient_one"},
        {0, all.count > 0, "hint.gradient_not_zero"},
    };
    if (feedback_named(w, slips, 7) || loss)
        return;
    if (all.count && !weighs)
        tr_format(w->hint, FEEDBACK_MAX, "hint.gradient_from", all.last);
    else if (all.count == 1) /* which is the answer: how it is made is told, not what it is */
        tell_only(w, q->of);
    else if (all.count)
        tr_format(w->hint, FEEDBACK_MAX, "hint.gradient_shares", all.count, all.last);
    else
        cnn_format(w->hint, FEEDBACK_MAX, "%s", tr("hint.gradient_none"));
}
