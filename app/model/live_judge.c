/* Judging test pictures: who is taken for whom. The first ones are judged again and again while training goes on, all of
 * them when somebody asks. It is done in slices of some pictures; the parameters rest meanwhile. */
#include "live_work.h"

#include <stdlib.h>
#include <string.h>

enum { TEST_PICTURES = 1000, AT_ONCE = 32 };

/* Whether judging was given up. */
static bool is_called_off(live *l) {
    pthread_mutex_lock(&l->lock);
    bool called = l->requests.stop || (l->judging.asked && l->requests.stop_judging);
    pthread_mutex_unlock(&l->lock);
    return called;
}

void live_begin_judging(live *l, int count, bool asked) {
    live_judging *j = &l->judging;
    if (j->n || !cnn_net_classifies(l->s.net))
        return;
    size_t numbers = cnn_shape_image(l->s.net->nodes[l->s.net->output].layout.out);
    *j = (live_judging){.count = count, .asked = asked};
    j->outputs = malloc(AT_ONCE * numbers * sizeof *j->outputs);
    j->n = j->outputs ? judged_new(l->s.data->classes, count) : NULL;
    if (!j->n)
        live_end_judging(l);
}

void live_end_judging(live *l) {
    judged_drop(l->judging.n);
    free(l->judging.outputs);
    l->judging = (live_judging){0};
    l->next.judging = -1;
}

/* Judges the next pictures. */
static void judge(live *l, live_judging *j) {
    const cnn_pictures *test = &l->s.data->test;
    size_t numbers = cnn_shape_image(l->s.net->nodes[l->s.net->output].layout.out);
    int count = j->count - j->first < AT_ONCE ? j->count - j->first : AT_ONCE;
    cnn_trainer_predict(l->trainer, test, j->first, count, j->outputs);
    float sign = cnn_net_least_wins(l->s.net) ? -1 : 1;
    for (int i = 0; i < count; i++) {
        const float *row = j->outputs + (size_t)i * numbers;
        int named = cnn_net_class(l->s.net, row), label = test->labels[j->first + i];
        j->right += named == label;
        judged_add(j->n, (judged_picture){j->first + i, label, named, row[named], sign * row[named]});
    }
    j->first += count;
}

/* All are judged. */
static void take_over(live *l, const live_judging *j) {
    l->next.judged = (live_judgement){cnn_trainer_iteration(l->trainer), j->count};
    judged_drop(l->next_judged);
    l->next_judged = judged_keep(j->n);
    l->next.accuracy = (float)j->right / (float)j->count;
    l->next.accuracy_of = j->count;
    if (!j->asked)
        training_run_mark(&l->runs[l->next.run], l->tested, l->next.accuracy);
}

bool live_go_on_judging(live *l) {
    live_judging *j = &l->judging;
    if (!j->n)
        return false;
    bool off = is_called_off(l);
    if (!off)
        judge(l, j);
    if (!off && j->first < j->count) {
        l->next.judging = j->asked ? (float)j->first / (float)j->count : -1;
        if (j->asked)
            live_publish_if_due(l);
        return true;
    }
    if (!off)
        take_over(l, j);
    live_end_judging(l);
    return true;
}

bool live_test(live *l) {
    int64_t now = cnn_trainer_iteration(l->trainer);
    if (l->tested == now || !cnn_net_classifies(l->s.net))
        return false;
    l->tested = now;
    live_begin_judging(l, l->s.data->test.count < TEST_PICTURES ? l->s.data->test.count : TEST_PICTURES, false);
    return l->judging.n != NULL;
}
