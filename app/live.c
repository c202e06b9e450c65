/* The thread works in chunks of about fifteen milliseconds; between two chunks it looks at what it was asked and
 * publishes a snapshot. */
#include "live.h"

#include "session.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TEST_PICTURES = 1000, TEST_EVERY = 100 };
static const double CHUNK = 0.015, PUBLISH_EVERY = 0.05;

struct live {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wish;
    bool started, stop, paused, record;
    int slot;
    breaks stops;
    live_snapshot published;
    cnn_recording *recording;

    char network[4096], data[4096];
    int threads;
    void (*wake)(void *);
    void *argument;

    /* Only the thread touches what follows. */
    session s;
    cnn_trainer *trainer;
    live_snapshot next;
    double points[LIVE_CURVE]; /* sums of losses */
    int per_point, in_point, point_count;
    double last_publish, rate;
    int64_t tested;
};

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void publish(live *l) {
    pthread_mutex_lock(&l->lock);
    l->next.version = l->published.version + 1;
    l->published = l->next;
    pthread_mutex_unlock(&l->lock);
    l->last_publish = now();
    if (l->wake)
        l->wake(l->argument);
}

static void fail(live *l, cnn_status status) {
    l->next.state = LIVE_FAILED;
    cnn_format(l->next.note, sizeof l->next.note, "%s", status.message);
    publish(l);
}

static void add_loss(live *l, float loss) {
    l->points[l->point_count] += (double)loss;
    if (++l->in_point < l->per_point)
        return;
    l->next.curve[l->point_count] = (float)(l->points[l->point_count] / l->per_point);
    l->in_point = 0;
    if (++l->point_count == LIVE_CURVE) {
        l->point_count /= 2;
        for (int i = 0; i < l->point_count; i++) {
            l->points[i] = l->points[2 * i] + l->points[2 * i + 1];
            l->next.curve[i] = (l->next.curve[2 * i] + l->next.curve[2 * i + 1]) / 2;
        }
        l->per_point *= 2;
    }
    l->points[l->point_count] = 0;
    l->next.curve_count = l->point_count;
}

static const cnn_node *first_convolution(const cnn_net *net) {
    for (int i = 1; i < net->loss; i++)
        if (net->nodes[i].kind == CNN_OP_CONV2D)
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
}

static bool load(live *l) {
    cnn_status status = session_open(l->network, l->data[0] ? l->data : NULL, &l->s);
    if (!cnn_failed(status) && !l->s.data)
        status = cnn_fail(CNN_BAD_INPUT, "%s names no data set to train on", l->network);
    if (!cnn_failed(status))
        status = cnn_trainer_new(l->s.net, l->s.data, &l->s.desc->train, l->threads, l->s.parameters, &l->trainer);
    if (cnn_failed(status)) {
        fail(l, status);
        return false;
    }
    live_snapshot *n = &l->next;
    cnn_format(n->network, sizeof n->network, "%s", l->s.net->name);
    cnn_format(n->data, sizeof n->data, "%s", l->s.data->name);
    cnn_format(n->note, sizeof n->note, "%s", l->s.note);
    memcpy(n->class_names, l->s.data->class_names, sizeof n->class_names);
    n->per_epoch = cnn_trainer_per_epoch(l->trainer);
    n->state = LIVE_TRAINING;
    copy_state(l);
    publish(l);
    return true;
}

/* True at the very iteration that a breakpoint names. */
static bool at_stop(live *l) {
    int64_t now = cnn_trainer_iteration(l->trainer);
    pthread_mutex_lock(&l->lock);
    bool stop = false;
    for (int i = 0; i < l->stops.count; i++)
        stop |= l->stops.list[i].kind == BREAK_ITERATION && l->stops.list[i].iteration == now;
    pthread_mutex_unlock(&l->lock);
    return stop;
}

static void test(live *l) {
    int pictures = l->s.data->test.count < TEST_PICTURES ? l->s.data->test.count : TEST_PICTURES;
    l->next.accuracy = (float)cnn_trainer_evaluate(l->trainer, 0, pictures) / (float)pictures;
    l->next.accuracy_of = pictures;
    l->tested = cnn_trainer_iteration(l->trainer);
}

static void train_chunk(live *l) {
    double begin = now(), end;
    int count = 0, batch = cnn_trainer_batch(l->trainer);
    float sum = 0;
    do {
        float loss = cnn_trainer_advance(l->trainer, 1);
        add_loss(l, loss);
        sum += loss;
        count++;
        end = now();
    } while (end - begin < CHUNK && isfinite(sum) && !at_stop(l));
    double rate = count * batch / (end - begin);
    l->rate = l->rate > 0 ? 0.9 * l->rate + 0.1 * rate : rate;
    l->next.loss = sum / (float)count;
    if (cnn_trainer_iteration(l->trainer) - l->tested >= TEST_EVERY || l->next.accuracy < 0)
        test(l);
}

static void make_recording(live *l, int slot) {
    cnn_recording *made;
    cnn_status status = cnn_trainer_record(l->trainer, slot, &made);
    if (cnn_failed(status)) {
        fail(l, status);
        return;
    }
    pthread_mutex_lock(&l->lock);
    cnn_recording_free(l->recording);
    l->recording = made;
    pthread_mutex_unlock(&l->lock);
}

/* Pauses where a breakpoint's condition holds. */
static void stop_if_met(live *l, int64_t before) {
    pthread_mutex_lock(&l->lock);
    int met = breaks_training(&l->stops, before, cnn_trainer_iteration(l->trainer), l->next.loss);
    if (met >= 0) {
        l->paused = true;
        breaks_text(&l->stops.list[met], NULL, l->next.note, sizeof l->next.note);
    }
    pthread_mutex_unlock(&l->lock);
}

static void *work(void *argument) {
    live *l = argument;
    bool running = load(l);
    for (;;) {
        pthread_mutex_lock(&l->lock);
        if (l->paused && running && l->next.state != LIVE_PAUSED && !l->record) {
            pthread_mutex_unlock(&l->lock);
            test(l);
            copy_state(l);
            l->next.state = LIVE_PAUSED;
            publish(l);
            pthread_mutex_lock(&l->lock);
        }
        while (!l->stop && (!running || (l->paused && !l->record)))
            pthread_cond_wait(&l->wish, &l->lock);
        bool stop = l->stop, record = l->record;
        int slot = l->slot;
        l->record = false;
        pthread_mutex_unlock(&l->lock);
        if (stop)
            return NULL;
        if (record) {
            make_recording(l, slot);
            test(l);
            copy_state(l);
            l->next.state = LIVE_PAUSED;
            publish(l);
            continue;
        }
        l->next.state = LIVE_TRAINING;
        int64_t before = cnn_trainer_iteration(l->trainer);
        l->next.note[0] = '\0';
        train_chunk(l);
        stop_if_met(l, before);
        if (!isfinite(l->next.loss)) {
            fail(l, cnn_fail(CNN_BAD_INPUT,
                        "training diverged at iteration %lld: the loss is not finite; a smaller rate than %g may help",
                        (long long)cnn_trainer_iteration(l->trainer), (double)l->s.desc->train.rate));
            running = false;
        } else if (now() - l->last_publish > PUBLISH_EVERY) {
            copy_state(l);
            publish(l);
        }
    }
}

live *live_start(const char *network, const char *data, int threads, void (*wake)(void *), void *argument) {
    live *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->wish, NULL);
    cnn_format(l->network, sizeof l->network, "%s", network);
    cnn_format(l->data, sizeof l->data, "%s", data ? data : "");
    l->threads = threads;
    l->wake = wake;
    l->argument = argument;
    l->per_point = 1;
    l->next.accuracy = -1;
    l->next.loss = NAN;
    l->published = l->next;
    l->started = pthread_create(&l->thread, NULL, work, l) == 0;
    if (!l->started) {
        live_stop(l);
        return NULL;
    }
    return l;
}

void live_stop(live *l) {
    if (!l)
        return;
    pthread_mutex_lock(&l->lock);
    l->stop = true;
    pthread_cond_signal(&l->wish);
    pthread_mutex_unlock(&l->lock);
    if (l->started)
        pthread_join(l->thread, NULL);
    cnn_recording_free(l->recording);
    cnn_trainer_free(l->trainer);
    session_close(&l->s);
    pthread_mutex_destroy(&l->lock);
    pthread_cond_destroy(&l->wish);
    free(l);
}

bool live_read(live *l, live_snapshot *out) {
    pthread_mutex_lock(&l->lock);
    bool newer = l->published.version > out->version;
    if (newer)
        *out = l->published;
    pthread_mutex_unlock(&l->lock);
    return newer;
}

void live_pause(live *l, bool pause) {
    pthread_mutex_lock(&l->lock);
    l->paused = pause;
    pthread_cond_signal(&l->wish);
    pthread_mutex_unlock(&l->lock);
}

void live_stops(live *l, const breaks *stops) {
    pthread_mutex_lock(&l->lock);
    l->stops = *stops;
    pthread_mutex_unlock(&l->lock);
}

void live_record(live *l, int slot) {
    pthread_mutex_lock(&l->lock);
    l->paused = l->record = true;
    l->slot = slot;
    pthread_cond_signal(&l->wish);
    pthread_mutex_unlock(&l->lock);
}

cnn_recording *live_recording(live *l) {
    pthread_mutex_lock(&l->lock);
    cnn_recording *made = l->recording;
    l->recording = NULL;
    pthread_mutex_unlock(&l->lock);
    return made;
}

bool live_wait(live *l, live_state state, double seconds) {
    double end = now() + seconds;
    while (now() < end) {
        pthread_mutex_lock(&l->lock);
        live_state at = l->published.state;
        pthread_mutex_unlock(&l->lock);
        if (at == state)
            return true;
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    return false;
}
