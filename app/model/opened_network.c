/* Opening is the same everywhere: file, network, data, starting values; each failure closes what was open. */
#include "opened_network.h"

#include "checkpoint.h"
#include "dataset_fit.h"
#include "picture.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bool suits(const cnn_net *net, const cnn_dataset *data) {
    return cnn_shape_equal(net->nodes[0].layout.out, data->image);
}

static cnn_status open_fitting(opened_network *s, const char *name, int most) {
    cnn_status status = cnn_dataset_open_first(name, most, &s->data);
    return cnn_failed(status) ? status
                              : cnn_dataset_fit(s->data, s->net->nodes[0].layout.out, s->desc->low, s->desc->high);
}

static cnn_status open_data(opened_network *s, const char *override, int most) {
    const char *name = override ? override : s->desc->data;
    if (!name || (s->desc->values && !override))
        return cnn_ok();
    cnn_status status = open_fitting(s, name, most);
    if (!cnn_failed(status) || override)
        return status;
    cnn_status digits = open_fitting(s, "digits", most);
    if (cnn_failed(digits) || !suits(s->net, s->data))
        return status;
    cnn_format(s->note, sizeof s->note, "%s; generated digits are used in its place", status.message);
    return cnn_ok();
}

static cnn_status open_parts(const char *name, const char *data, int most, opened_network *s) {
    cnn_status status = cnn_net_new(s->desc, &s->net);
    if (!cnn_failed(status))
        status = open_data(s, data, most);
    if (cnn_failed(status))
        return status;
    s->parameters = cnn_arena_alloc(s->arena, s->net->parameters, sizeof(float));
    if (!s->parameters)
        return cnn_no_memory(name, s->net->parameters * sizeof(float));
    cnn_net_initialize(s->net, s->desc, s->desc->train.seed, s->parameters);
    return status;
}

static cnn_status begin(const char *name, opened_network *out) {
    memset(out, 0, sizeof *out);
    out->arena = cnn_arena_new();
    return out->arena ? cnn_ok() : cnn_no_memory(name, 0);
}

/* `status` says how reading the description went. */
static cnn_status finish(cnn_status status, const char *name, const char *data, int most, opened_network *out) {
    if (!cnn_failed(status))
        status = open_parts(name, data, most, out);
    if (cnn_failed(status))
        opened_network_close(out);
    return status;
}

cnn_status opened_network_open_text(const char *name, const char *text, const char *data, opened_network *out) {
    cnn_document *d = NULL;
    cnn_status status = begin(name, out);
    if (!cnn_failed(status))
        status = cnn_document_parse(name, text, strlen(text), &d);
    if (!cnn_failed(status))
        status = cnn_netfile_read(d, cnn_document_root(d), out->arena, &out->desc);
    cnn_document_free(d);
    return finish(status, name, data, INT_MAX, out);
}

static cnn_status open_file(const char *path, const char *data, int most, opened_network *out) {
    cnn_status status = begin(path, out);
    if (!cnn_failed(status))
        status = cnn_netfile_open(path, out->arena, &out->desc);
    return finish(status, path, data, most, out);
}

cnn_status opened_network_open(const char *path, const char *data, opened_network *out) {
    return open_file(path, data, INT_MAX, out);
}

cnn_status opened_network_open_first(const char *path, int most, opened_network *out) {
    return open_file(path, NULL, most, out);
}

cnn_status opened_network_open_node(cnn_document *document, cnn_yaml *node, int most, opened_network *out) {
    const char *name = cnn_document_name(document);
    cnn_status status = begin(name, out);
    if (!cnn_failed(status))
        status = cnn_netfile_read(document, node, out->arena, &out->desc);
    return finish(status, name, NULL, most, out);
}

void opened_network_close(opened_network *s) {
    cnn_dataset_free(s->data);
    cnn_net_free(s->net);
    cnn_arena_free(s->arena);
    memset(s, 0, sizeof *s);
}

cnn_status opened_network_read_weights(
    const cnn_net *net, const cnn_netdesc *desc, const char *path, float *parameters) {
    size_t floats = net->parameters * ((size_t)cnn_optimizer_buffers(&desc->train) + 1);
    float *scratch = malloc(floats * sizeof *scratch);
    cnn_checkpoint c = {.settings = desc->train, .parameters = parameters ? parameters : scratch};
    c.momentum = scratch ? scratch + net->parameters : NULL;
    cnn_status status = scratch ? cnn_checkpoint_load(path, net, &c) : cnn_no_memory(path, floats * sizeof *scratch);
    free(scratch);
    return status;
}

cnn_status opened_network_weights(opened_network *s, const char *path) {
    return opened_network_read_weights(s->net, s->desc, path, s->parameters);
}

/* One image that is its own minibatch, stepped `iteration` times first. */
static cnn_status record_alone(opened_network *s, const float *start, const float *momentum,
    const cnn_record_input *image, int64_t iterations, cnn_recording **out) {
    cnn_record_input input = *image;
    input.parameters = start;
    input.momentum = momentum;
    cnn_recording *last = NULL;
    cnn_status status = cnn_recording_new(s->net, &s->desc->train, &input, out);
    while (!cnn_failed(status) && iterations-- > 0) {
        cnn_recording_free(last);
        last = *out;
        input.iteration++;
        size_t second = cnn_optimizer_buffers(&last->settings) > 1 ? s->net->parameters : 0;
        cnn_optimizer_step(&last->settings, s->net->learning, last->before, last->gradient, last->momentum,
            last->momentum + second); /* for its buffers; `before` goes with the recording */
        input.parameters = last->after;
        input.momentum = last->momentum;
        status = cnn_recording_new(s->net, &s->desc->train, &input, out);
    }
    cnn_recording_free(last);
    return status;
}

static cnn_status record_of_data(opened_network *s, const record_choice *choice, cnn_recording **out) {
    cnn_trainer *trainer;
    if (choice->picture >= s->data->train.count)
        return cnn_fail(CNN_BAD_INPUT, "there is no picture %lld; %s has %d, counted from 0",
            (long long)choice->picture, s->data->name, s->data->train.count);
    cnn_status status = cnn_trainer_new(s->net, s->data, &s->desc->train, choice->threads, s->parameters, &trainer);
    if (cnn_failed(status))
        return status;
    for (int64_t left = choice->iteration; left > 0; left -= 1000)
        cnn_trainer_advance(trainer, left < 1000 ? (int)left : 1000);
    if (choice->picture < 0) {
        status = cnn_trainer_record(trainer, 0, out);
    } else {
        float *pixels = malloc(cnn_shape_image(s->data->image) * sizeof *pixels);
        if (pixels)
            cnn_pictures_read(s->data, &s->data->train, (int)choice->picture, pixels);
        cnn_record_input input = {.iteration = choice->iteration,
            .image = choice->picture,
            .label = s->data->train.labels[choice->picture],
            .pixels = pixels,
            .batch = 1};
        status = pixels
                     ? record_alone(s, cnn_trainer_parameters(trainer), cnn_trainer_momentum(trainer), &input, 0, out)
                     : cnn_no_memory("a picture", 0);
        free(pixels);
    }
    cnn_trainer_free(trainer);
    return status;
}

cnn_status opened_network_record(opened_network *s, const record_choice *choice, cnn_recording **out) {
    *out = NULL;
    if (s->data && !choice->file)
        return record_of_data(s, choice, out);
    cnn_shape shape = s->net->nodes[0].layout.out;
    if (!choice->file && choice->picture >= 0)
        return cnn_fail(CNN_BAD_INPUT, "%s names no data set, so there is no picture %lld", s->desc->file,
            (long long)choice->picture);
    if (!choice->file && !choice->drawn && !s->desc->values)
        return cnn_fail(
            CNN_BAD_INPUT, "%s carries no input values and names no data set; give a picture file", s->desc->file);
    float *pixels = malloc(cnn_shape_image(shape) * sizeof *pixels);
    if (!pixels)
        return cnn_no_memory("a picture", cnn_shape_image(shape) * sizeof *pixels);
    cnn_status status = cnn_ok();
    if (choice->file)
        status = picture_read(choice->file, shape, pixels);
    else if (s->desc->values)
        memcpy(pixels, s->desc->values, cnn_shape_image(shape) * sizeof *pixels);
    else
        picture_drawn(shape, pixels);
    for (size_t i = 0; !(s->desc->values && !choice->file) && i < cnn_shape_image(shape) && !cnn_failed(status); i++)
        pixels[i] = s->desc->low + (s->desc->high - s->desc->low) * pixels[i];
    bool needs_class = cnn_op_of(s->desc->loss)->target == CNN_TARGET_CLASS && !s->desc->target;
    int label = s->desc->label >= 0 ? s->desc->label : needs_class ? 0 : -1;
    cnn_record_input input = {.label = label,
        .pixels = pixels,
        .target = s->desc->target,
        .batch = 1,
        .alone = s->desc->values && !choice->file};
    if (!cnn_failed(status))
        status = record_alone(s, s->parameters, NULL, &input, choice->iteration, out);
    free(pixels);
    return status;
}
