/* Handing out snapshots and views of the network that trains, between two chunks of its thread. */
#include "live_work.h"

#include <string.h>
#include <time.h>

static const double PUBLISH_EVERY = 0.05;

double live_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The first layer that has filters. */
static const cnn_node *first_convolution(const cnn_net *net) {
    for (int i = 1; i < net->loss; i++)
        if (cnn_op_setting(net->nodes[i].op, "filters"))
            return &net->nodes[i];
    return NULL;
}

/* What the strip shows of the network, copied between two chunks. */
static void copy_state(live *l) {
    live_snapshot *n = &l->next;
    const cnn_node *conv = first_convolution(l->s.net);
    const float *parameters = cnn_trainer_parameters(l->trainer);
    n->iteration = cnn_trainer_iteration(l->trainer);
    n->images_per_second = l->rate;
    if (conv && conv->weight_count <= LIVE_WEIGHTS && conv->bias_count <= LIVE_BIASES) {
        n->filters = conv->layout.weight;
        cnn_format(n->first_layer, sizeof n->first_layer, "%s", conv->name);
        memcpy(n->weights, parameters + conv->weight_at, conv->weight_count * sizeof(float));
        memcpy(n->biases, parameters + conv->bias_at, conv->bias_count * sizeof(float));
    }
    cnn_shape image = l->s.data->image;
    if (cnn_shape_image(image) <= LIVE_PIXELS) {
        int at = (int)((n->iteration * 7919) % l->s.data->train.count);
        n->image = image;
        n->label = l->s.data->train.labels[at];
        cnn_pictures_read(l->s.data, &l->s.data->train, at, n->pixels);
    }
    live_copy_runs(l);
}

static void make_view(live *l) {
    pthread_mutex_lock(&l->lock);
    live_requests w = l->requests;
    bool wanted = w.watch && !l->view;
    pthread_mutex_unlock(&l->lock);
    cnn_recording *made = NULL;
    if (!wanted || cnn_failed(live_make_recording(l, &w, true, &made)))
        return;
    pthread_mutex_lock(&l->lock);
    l->view = made;
    pthread_mutex_unlock(&l->lock);
}

void live_drop_view(live *l) {
    pthread_mutex_lock(&l->lock);
    cnn_recording_free(l->view);
    l->view = NULL;
    pthread_mutex_unlock(&l->lock);
}

void live_publish(live *l) {
    if (l->trainer) {
        copy_state(l);
        if (!l->replays)
            make_view(l);
    }
    pthread_mutex_lock(&l->lock);
    l->next.version = l->published.version + 1;
    l->published = l->next;
    if (l->next_judged) {
        judged_drop(l->judged);
        l->judged = l->next_judged;
        l->next_judged = NULL;
    }
    void (*wake)(void *) = l->wake;
    pthread_mutex_unlock(&l->lock);
    l->last_publish = live_now();
    if (wake && !l->alone) /* else the one who reads it is there */
        wake(l->argument);
}

void live_publish_if_due(live *l) {
    if (live_now() - l->last_publish > PUBLISH_EVERY)
        live_publish(l);
}
