/* Opening goes through its stages in order; each slice does a piece of the present one. With a data set, a trainer runs
 * the iterations; without one, the image is a minibatch of its own, and each iteration starts from the last recording.
 */
#include "opening.h"

#include "opening_limits.h"
#include "picture.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const double CHUNK = 0.02; /* seconds of training in one slice */
static const double SMALL = 3e6;  /* the multiplications and parameters that fit into a frame */

typedef enum stage_kind { STAGE_LOAD, STAGE_TRAIN, STAGE_PREPARE, STAGE_RECORD, STAGE_DONE } stage_kind;

struct opening {
    opened_network s;
    opening_wish wish;
    stage_kind stage;
    cnn_status status;
    double begun;         /* seconds; 0: not yet */
    int64_t trained;      /* iterations done */
    cnn_trainer *trainer; /* on a data set; else NULL */
    float *pixels;        /* of the image */
    bool transparent;     /* the picture file is, in part */
    cnn_record_input input;
    cnn_recorder *recorder;
    cnn_recording *last; /* of the iteration before, or the result */
};

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- the image ---- */

static bool of_data(const opening *o) {
    return o->s.data && !o->wish.choice.file;
}

static cnn_status no_picture(const opening *o) {
    const record_choice *choice = &o->wish.choice;
    const char *file = o->s.desc->file;
    if (of_data(o) && choice->picture >= o->s.data->train.count)
        return cnn_fail(CNN_BAD_INPUT, "there is no picture %lld; %s has %d, counted from 0",
            (long long)choice->picture, o->s.data->name, o->s.data->train.count);
    if (of_data(o) || choice->file)
        return cnn_ok();
    if (choice->picture >= 0)
        return cnn_fail(
            CNN_BAD_INPUT, "%s names no data set, so there is no picture %lld", file, (long long)choice->picture);
    if (!choice->drawn && !o->s.desc->values)
        return cnn_fail(CNN_BAD_INPUT, "%s carries no input values and names no data set; give a picture file", file);
    return cnn_ok();
}

static cnn_status read_picture(opening *o, cnn_shape shape) {
    picture_wish wish = {.fitting = o->s.desc->fit, .black = o->wish.choice.black};
    cnn_status status = picture_read_with(o->wish.choice.file, &wish, shape, o->pixels);
    o->transparent = wish.transparent;
    return status;
}

/* A file, the numbers of the description, or a drawing. */
static cnn_status fill_pixels(opening *o, cnn_shape shape) {
    const cnn_netdesc *desc = o->s.desc;
    size_t count = cnn_shape_image(shape);
    if (desc->values && !o->wish.choice.file) {
        memcpy(o->pixels, desc->values, count * sizeof *o->pixels);
        return cnn_ok();
    }
    cnn_status status = cnn_ok();
    if (o->wish.choice.file)
        status = read_picture(o, shape);
    else
        picture_drawn(shape, o->pixels);
    cnn_levels levels = cnn_netdesc_levels(desc);
    if (!cnn_failed(status))
        cnn_levels_take(&levels, shape, o->pixels);
    return status;
}

/* The image as a minibatch of its own. */
static cnn_status choose_image(opening *o) {
    const record_choice *choice = &o->wish.choice;
    cnn_shape shape = o->s.net->nodes[0].layout.out;
    o->pixels = malloc(cnn_shape_image(shape) * sizeof *o->pixels);
    if (!o->pixels)
        return cnn_no_memory("a picture", cnn_shape_image(shape) * sizeof *o->pixels);
    o->input = (cnn_record_input){.pixels = o->pixels, .batch = 1};
    if (of_data(o)) {
        cnn_pictures_read(o->s.data, &o->s.data->train, (int)choice->picture, o->pixels);
        o->input.iteration = choice->iteration;
        o->input.image = choice->picture;
        o->input.label = o->s.data->train.labels[choice->picture];
        o->input.parameters = cnn_trainer_parameters(o->trainer);
        o->input.momentum = cnn_trainer_momentum(o->trainer);
        return cnn_ok();
    }
    bool needs_class = cnn_op_of(o->s.desc->loss)->target == CNN_TARGET_CLASS && !o->s.desc->target;
    o->input.label = o->s.desc->label >= 0 ? o->s.desc->label : needs_class ? 0 : -1;
    o->input.target = o->s.desc->target;
    o->input.alone = o->s.desc->values && !choice->file;
    o->input.parameters = o->s.parameters;
    return fill_pixels(o, shape);
}

/* ---- limits ---- */

static cnn_status check_time(opening *o) {
    o->begun = o->begun > 0 ? o->begun : now();
    if (o->wish.seconds <= 0 || now() - o->begun <= o->wish.seconds)
        return cnn_ok();
    return cnn_fail(CNN_BAD_INPUT,
        "%s was stopped: what is trained and recorded here has %.0f seconds, and after them it was at iteration %lld",
        o->s.net->name, o->wish.seconds, (long long)o->trained);
}

/* ---- the stages ---- */

static cnn_status load(opening *o) {
    cnn_status status = opening_check_memory(&o->s, &o->wish);
    if (!cnn_failed(status))
        status = opening_check_work(&o->s, &o->wish);
    if (!cnn_failed(status) && !o->s.parameters)
        status = opened_network_load(&o->s, NULL, o->wish.most);
    if (!cnn_failed(status) && o->wish.weights[0])
        status = opened_network_some_weights(&o->s, o->wish.weights, o->wish.skip[0] ? o->wish.skip : NULL);
    if (!cnn_failed(status))
        status = no_picture(o);
    if (!cnn_failed(status) && of_data(o))
        status = cnn_trainer_new(
            o->s.net, o->s.data, &o->s.desc->train, o->wish.choice.threads, o->s.parameters, &o->trainer);
    o->stage = STAGE_TRAIN;
    return status;
}

static cnn_status train(opening *o) {
    for (double begin = now(); o->trainer && o->trained < o->wish.choice.iteration && now() - begin < CHUNK;)
        for (int i = 0; i < 10 && o->trained < o->wish.choice.iteration; i++, o->trained++)
            cnn_trainer_advance(o->trainer, 1);
    if (!o->trainer || o->trained >= o->wish.choice.iteration)
        o->stage = STAGE_PREPARE;
    return cnn_ok();
}

static cnn_status prepare(opening *o) {
    if (of_data(o) && o->wish.choice.picture < 0) {
        o->stage = STAGE_DONE;
        return cnn_trainer_record(o->trainer, 0, &o->last);
    }
    cnn_status status = choose_image(o);
    if (!cnn_failed(status))
        status = cnn_recorder_new(o->s.net, &o->s.desc->train, &o->input, &o->recorder);
    o->stage = STAGE_RECORD;
    return status;
}

/* The iteration that follows the last recording, whose buffers are stepped; `before` goes with the recording. */
static cnn_status step_on(opening *o) {
    cnn_recording *last = o->last;
    size_t second = cnn_optimizer_buffers(&last->settings) > 1 ? o->s.net->parameters : 0;
    cnn_optimizer_step(
        &last->settings, o->s.net->learning, last->before, last->gradient, last->momentum, last->momentum + second);
    o->input.iteration++;
    o->input.parameters = last->after;
    o->input.momentum = last->momentum;
    o->trained++;
    return cnn_recorder_new(o->s.net, &o->s.desc->train, &o->input, &o->recorder);
}

static cnn_status record(opening *o) {
    if (cnn_recorder_advance(o->recorder))
        return cnn_ok();
    cnn_recording_free(o->last);
    o->last = cnn_recorder_take(o->recorder);
    o->recorder = NULL;
    if (!of_data(o) && o->trained < o->wish.choice.iteration)
        return step_on(o);
    o->stage = STAGE_DONE;
    return cnn_ok();
}

bool opening_advance(opening *o) {
    static cnn_status (*const stages[])(opening *) = {load, train, prepare, record};
    if (o->stage == STAGE_DONE)
        return false;
    o->status = check_time(o);
    if (!cnn_failed(o->status))
        o->status = stages[o->stage](o);
    if (cnn_failed(o->status))
        o->stage = STAGE_DONE;
    return o->stage != STAGE_DONE;
}

float opening_progress(const opening *o) {
    float recorded = o->recorder ? cnn_recorder_progress(o->recorder) : o->stage == STAGE_DONE;
    int64_t iterations = o->wish.choice.iteration;
    if (!iterations)
        return o->stage == STAGE_LOAD ? 0 : 0.1f + 0.9f * recorded;
    return 0.95f * (float)o->trained / (float)iterations + 0.05f * recorded;
}

/* ---- the interface ---- */

bool opening_is_small(const opening *o) {
    double work = (double)o->s.net->parameters;
    for (int i = 1; i <= o->s.net->loss; i++)
        work += (double)o->s.net->nodes[i].layout.macs;
    bool one = !o->s.desc->data || o->s.desc->values || o->wish.choice.picture >= 0;
    return o->wish.choice.iteration == 0 && one && work < SMALL;
}

cnn_status opening_new(opened_network *described, const opening_wish *wish, opening **out) {
    *out = calloc(1, sizeof **out);
    if (!*out) {
        opened_network_close(described);
        return cnn_no_memory("a network", sizeof **out);
    }
    (*out)->s = *described;
    (*out)->wish = *wish;
    memset(described, 0, sizeof *described);
    return cnn_ok();
}

/* Frees all but the network. */
static void close_work(opening *o) {
    cnn_recorder_free(o->recorder);
    cnn_recording_free(o->last);
    cnn_trainer_free(o->trainer);
    free(o->pixels);
}

void opening_free(opening *o) {
    if (!o)
        return;
    close_work(o);
    opened_network_close(&o->s);
    free(o);
}

cnn_status opening_result(opening *o, opened_recording *out) {
    memset(out, 0, sizeof *out);
    if (cnn_failed(o->status))
        return o->status;
    out->recording = o->last;
    out->net = o->s.net;
    out->names = opened_network_classes(&o->s);
    out->transparent = o->transparent;
    o->last = NULL;
    o->s.net = NULL;
    return o->status;
}

static bool slice(void *work) {
    return opening_advance(work);
}

static float progress(const void *work) {
    return opening_progress(work);
}

static void drop(void *work) {
    opening_free(work);
}

const job_kind opening_job = {.slice = slice, .progress = progress, .drop = drop};

cnn_status opening_record(opened_network *s, const record_choice *choice, cnn_recording **out) {
    opening o = {.s = *s, .wish = {.choice = *choice}};
    while (opening_advance(&o))
        continue;
    *out = cnn_failed(o.status) ? NULL : o.last;
    o.last = cnn_failed(o.status) ? o.last : NULL;
    close_work(&o);
    return o.status;
}

cnn_status opening_run(opened_network *described, const opening_wish *wish, opened_recording *out) {
    opening *o;
    cnn_status status = opening_new(described, wish, &o);
    if (cnn_failed(status))
        return status;
    while (opening_advance(o))
        continue;
    status = opening_result(o, out);
    opening_free(o);
    return status;
}
