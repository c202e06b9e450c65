/* Looks at the network from inside its thread: records one picture, evaluates the whole test set, finds the first
 * number that is not finite. */
#include "address.h"
#include "live_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

cnn_status live_make_recording(live *l, const live_requests *w, bool fast, cnn_recording **out) {
    cnn_shape shape = l->s.data->image;
    float *pixels = malloc(cnn_shape_image(shape) * sizeof *pixels);
    if (!pixels)
        return cnn_no_memory("a picture", cnn_shape_image(shape) * sizeof *pixels);
    const cnn_pictures *from = w->source == LIVE_TEST_PICTURE ? &l->s.data->test : &l->s.data->train;
    int picture = w->picture % from->count;
    cnn_record_input in = {.iteration = cnn_trainer_iteration(l->trainer),
        .image = picture,
        .label = from->labels[picture],
        .pixels = pixels,
        .batch = 1,
        .parameters = cnn_trainer_parameters(l->trainer),
        .momentum = cnn_trainer_momentum(l->trainer),
        .fast = fast};
    if (w->source == LIVE_OWN_PICTURE) {
        size_t most = cnn_shape_image(shape) < LIVE_PIXELS ? cnn_shape_image(shape) : LIVE_PIXELS;
        memset(pixels, 0, cnn_shape_image(shape) * sizeof *pixels);
        memcpy(pixels, w->pixels, most * sizeof *pixels);
        in.image = -1;
        in.label = -1;
    } else {
        cnn_pictures_read(l->s.data, from, picture, pixels);
    }
    cnn_status status = cnn_recording_new(l->s.net, &l->runs[l->next.run].seen.settings, &in, out);
    free(pixels);
    return status;
}

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

/* Whether another request is waiting. */
static bool is_called_off(live *l) {
    pthread_mutex_lock(&l->lock);
    bool called = l->requests.stop || l->requests.stop_judging;
    pthread_mutex_unlock(&l->lock);
    return called;
}

/* Evaluates pictures first .. first + count - 1; returns how many are classified correctly. */
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

/* In slices of a few pictures; the state is published in between, and the last results stay until all are evaluated. */
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

/* The first number of a tensor that is not finite, as an address. */
static bool found(
    const cnn_recording *r, cnn_phase phase, int node, const float *values, size_t count, char *text, size_t size) {
    for (size_t i = 0; i < count; i++) {
        if (isfinite(values[i]))
            continue;
        const cnn_segment *s = cnn_walk_find(r->walk, phase, node);
        if (!s)
            return false;
        int64_t taps = cnn_term_taps(s->terms[0]), step = s->first + (int64_t)i * taps;
        step = step < s->first + s->steps ? step : s->first;
        char address[CNN_ADDRESS_TEXT];
        cnn_address_format(r->walk, cnn_walk_address(r->walk, step, CNN_DEPTH_POSITION), address);
        cnn_format(text, size, "%s", address);
        return true;
    }
    return false;
}

static bool in_recording(const cnn_recording *r, char *text, size_t size) {
    const cnn_net *net = r->net;
    for (int n = 1; n < net->loss; n++)
        if (found(r, CNN_FORWARD, n, r->pass->value[n].data, cnn_shape_image(net->nodes[n].layout.out), text, size))
            return true;
    if (found(r, CNN_LOSS, net->loss, r->pass->value[net->loss].data, 1, text, size))
        return true;
    for (int n = net->loss - 1; n > 0; n--)
        if (net->nodes[n].on_path &&
            found(r, CNN_BACKWARD, n, r->pass->grad[n].data, cnn_shape_image(net->nodes[n].layout.out), text, size))
            return true;
    for (int n = 1; n < net->loss; n++)
        if (net->nodes[n].weight_count &&
            found(r, CNN_UPDATE, n, r->after + net->nodes[n].weight_at, net->nodes[n].weight_count, text, size))
            return true;
    return false;
}

bool live_find_nonfinite(live *l, char *text, size_t size) {
    for (int slot = 0; slot < cnn_trainer_batch(l->trainer); slot++) {
        cnn_recording *r;
        if (cnn_failed(cnn_trainer_record(l->trainer, slot, &r)))
            return false;
        bool there = in_recording(r, text, size);
        cnn_recording_free(r);
        if (there)
            return true;
    }
    return false;
}
