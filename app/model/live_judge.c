/* Judging the whole test set, from inside the thread. */
#include "live_work.h"

#include <stdlib.h>
#include <string.h>

static void add_mistake(live_snapshot *n, live_mistake m) {
    int at = n->mistakes < LIVE_MISTAKES ? n->mistakes++ : LIVE_MISTAKES;
    while (at > 0 && (at == LIVE_MISTAKES || n->mistake[at - 1].confidence < m.confidence)) {
        if (at < LIVE_MISTAKES)
            n->mistake[at] = n->mistake[at - 1];
        else if (n->mistake[at - 1].confidence >= m.confidence)
            return;
        at--;
    }
    n->mistake[at] = m;
}

/* Whether judging was given up. */
static bool is_called_off(live *l) {
    pthread_mutex_lock(&l->lock);
    bool called = l->requests.stop || l->requests.stop_judging;
    pthread_mutex_unlock(&l->lock);
    return called;
}

/* Judges pictures first .. first + count - 1; returns how many are named right. */
static int judge(live *l, live_snapshot *n, int first, int count, float *outputs) {
    const cnn_pictures *test = &l->s.data->test;
    size_t numbers = cnn_shape_image(l->s.net->nodes[l->s.net->output].layout.out);
    int right = 0;
    cnn_trainer_predict(l->trainer, test, first, count, outputs);
    for (int i = 0; i < count; i++) {
        const float *row = outputs + (size_t)i * numbers;
        int named = 0, label = test->labels[first + i];
        for (int k = 1; k < (int)numbers; k++)
            named = row[k] > row[named] ? k : named;
        right += named == label;
        if (label < LIVE_CLASSES && named < LIVE_CLASSES)
            n->confusion[label][named]++;
        if (named != label)
            add_mistake(n, (live_mistake){first + i, label, named, row[named]});
    }
    return right;
}

/* In slices of some pictures; the state is handed out in between, and what was judged last stays until all are. */
void live_do_judge(live *l) {
    enum { AT_ONCE = 100 };
    int all = l->s.data->test.count, right = 0, first = 0;
    size_t numbers = cnn_shape_image(l->s.net->nodes[l->s.net->output].layout.out);
    float *outputs = malloc(AT_ONCE * numbers * sizeof *outputs);
    live_snapshot *n = outputs ? calloc(1, sizeof *n) : NULL;
    for (; n && first < all && !is_called_off(l); first += AT_ONCE) {
        right += judge(l, n, first, all - first < AT_ONCE ? all - first : AT_ONCE, outputs);
        l->next.judging = (float)first / (float)all;
        live_publish_if_due(l);
    }
    l->next.judging = -1;
    if (n && first >= all) {
        memcpy(l->next.confusion, n->confusion, sizeof n->confusion);
        memcpy(l->next.mistake, n->mistake, sizeof n->mistake);
        l->next.mistakes = n->mistakes;
        l->next.judged_at = cnn_trainer_iteration(l->trainer);
        l->next.accuracy = (float)right / (float)all;
        l->next.accuracy_of = all;
    }
    free(n);
    free(outputs);
}
