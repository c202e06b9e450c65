/* Judging test pictures, from inside the thread: who is taken for whom. The first ones are judged again and again while
 * training goes on, all of them when somebody asks. */
#include "live_work.h"

#include <stdlib.h>
#include <string.h>

enum { TEST_PICTURES = 1000 };

/* Whether judging was given up. */
static bool is_called_off(live *l) {
    pthread_mutex_lock(&l->lock);
    bool called = l->requests.stop || l->requests.stop_judging;
    pthread_mutex_unlock(&l->lock);
    return called;
}

/* Judges pictures first .. first + count - 1; returns how many are named right. */
static int judge(live *l, judged *n, int first, int count, float *outputs) {
    const cnn_pictures *test = &l->s.data->test;
    size_t numbers = cnn_shape_image(l->s.net->nodes[l->s.net->output].layout.out);
    int right = 0;
    cnn_trainer_predict(l->trainer, test, first, count, outputs);
    for (int i = 0; i < count; i++) {
        const float *row = outputs + (size_t)i * numbers;
        int named = cnn_net_class(l->s.net, row), label = test->labels[first + i];
        right += named == label;
        judged_add(n, (judged_picture){first + i, label, named, row[named]});
    }
    return right;
}

/* In slices of some pictures; `asked`: the state is handed out in between, and it can be called off. What was judged last
 * stays until all are. */
void live_do_judge(live *l, int count, bool asked) {
    enum { AT_ONCE = 100 };
    int right = 0, first = 0;
    if (!cnn_net_classifies(l->s.net))
        return;
    size_t numbers = cnn_shape_image(l->s.net->nodes[l->s.net->output].layout.out);
    float *outputs = malloc(AT_ONCE * numbers * sizeof *outputs);
    judged *n = outputs ? judged_new(l->s.data->classes, count) : NULL;
    for (; n && first < count && !(asked && is_called_off(l)); first += AT_ONCE) {
        right += judge(l, n, first, count - first < AT_ONCE ? count - first : AT_ONCE, outputs);
        if (!asked)
            continue;
        l->next.judging = (float)first / (float)count;
        live_publish_if_due(l);
    }
    l->next.judging = -1;
    if (n && first >= count) {
        l->next.judged = (live_judgement){cnn_trainer_iteration(l->trainer), count};
        judged_drop(l->next_judged);
        l->next_judged = judged_keep(n);
        l->next.accuracy = (float)right / (float)count;
        l->next.accuracy_of = count;
    }
    judged_drop(n);
    free(outputs);
}

void live_test(live *l) {
    if (!cnn_net_classifies(l->s.net))
        return;
    if (l->tested == cnn_trainer_iteration(l->trainer))
        return;
    int pictures = l->s.data->test.count < TEST_PICTURES ? l->s.data->test.count : TEST_PICTURES;
    live_do_judge(l, pictures, false);
    l->tested = cnn_trainer_iteration(l->trainer);
    training_run_mark(&l->runs[l->next.run], l->tested, l->next.accuracy);
}
