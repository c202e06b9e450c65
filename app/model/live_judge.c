/* Judging test pictures, from inside the thread: who is taken for whom. The first ones are judged again and again while
 * training goes on, all of them when somebody asks. */
#include "live_work.h"

#include <stdlib.h>
#include <string.h>

enum { TEST_PICTURES = 1000 };

/* Keeps the list in falling order of confidence; what has no room falls off its end. */
static void add(live_named list[LIVE_SUREST], int count, live_named m) {
    int at = count < LIVE_SUREST ? count : LIVE_SUREST;
    for (; at > 0 && list[at - 1].confidence < m.confidence; at--)
        if (at < LIVE_SUREST)
            list[at] = list[at - 1];
    if (at < LIVE_SUREST)
        list[at] = m;
}

/* Whether judging was given up. */
static bool is_called_off(live *l) {
    pthread_mutex_lock(&l->lock);
    bool called = l->requests.stop || l->requests.stop_judging;
    pthread_mutex_unlock(&l->lock);
    return called;
}

/* Judges pictures first .. first + count - 1; returns how many are named right. */
static int judge(live *l, live_judgement *n, int first, int count, float *outputs) {
    const cnn_pictures *test = &l->s.data->test;
    size_t numbers = cnn_shape_image(l->s.net->nodes[l->s.net->output].layout.out);
    int right = 0;
    cnn_trainer_predict(l->trainer, test, first, count, outputs);
    for (int i = 0; i < count; i++) {
        const float *row = outputs + (size_t)i * numbers;
        int named = cnn_net_class(l->s.net, row), label = test->labels[first + i];
        right += named == label;
        if (label < LIVE_CLASSES && named < LIVE_CLASSES)
            add(n->surest[label][named], n->confusion[label][named]++,
                (live_named){first + i, label, named, row[named]});
    }
    return right;
}

/* In slices of some pictures; `asked`: the state is handed out in between, and it can be called off. What was judged last
 * stays until all are. */
void live_do_judge(live *l, int count, bool asked) {
    enum { AT_ONCE = 100 };
    int right = 0, first = 0;
    size_t numbers = cnn_shape_image(l->s.net->nodes[l->s.net->output].layout.out);
    float *outputs = malloc(AT_ONCE * numbers * sizeof *outputs);
    live_judgement *n = outputs ? calloc(1, sizeof *n) : NULL;
    for (; n && first < count && !(asked && is_called_off(l)); first += AT_ONCE) {
        right += judge(l, n, first, count - first < AT_ONCE ? count - first : AT_ONCE, outputs);
        if (!asked)
            continue;
        l->next.judging = (float)first / (float)count;
        live_publish_if_due(l);
    }
    l->next.judging = -1;
    if (n && first >= count) {
        n->at = cnn_trainer_iteration(l->trainer);
        n->of = count;
        l->next.judged = *n;
        l->next.accuracy = (float)right / (float)count;
        l->next.accuracy_of = count;
    }
    free(n);
    free(outputs);
}

void live_test(live *l) {
    if (l->tested == cnn_trainer_iteration(l->trainer))
        return;
    int pictures = l->s.data->test.count < TEST_PICTURES ? l->s.data->test.count : TEST_PICTURES;
    live_do_judge(l, pictures, false);
    l->tested = cnn_trainer_iteration(l->trainer);
    training_run_mark(&l->runs[l->next.run], l->tested, l->next.accuracy);
}
