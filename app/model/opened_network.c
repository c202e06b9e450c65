/* Opening is the same everywhere: file, network, data, starting values; each failure closes what was open. */
#include "opened_network.h"

#include "checkpoint.h"
#include "dataset_fit.h"
#include "netfile_classes.h"
#include "picture.h"
#include "user_files.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bool suits(const cnn_net *net, const cnn_dataset *data) {
    return cnn_shape_equal(net->nodes[0].layout.out, data->image);
}

static cnn_status look_at(const char *path, cnn_shape *shape) {
    picture_facts facts = {0};
    cnn_status status = picture_look(path, &facts);
    *shape = (cnn_shape){1, facts.colour ? 3 : 1, facts.rows, facts.columns};
    return status;
}

static cnn_status open_fitting(opened_network *s, const char *name, int most, const opened_told *told) {
    char cache[4096];
    user_cache_path("pictures", cache, sizeof cache);
    user_make_folders(cache);
    cnn_dataset_wish wish = {.name = name,
        .most = most,
        .image = s->net->nodes[0].layout.out,
        .cache = cache,
        .decode = picture_read_as,
        .fitting = s->desc->fit,
        .progress = told ? told->progress : NULL,
        .context = told ? told->context : NULL,
        .look = look_at};
    cnn_status status = cnn_dataset_open_as(&wish, &s->data);
    if (cnn_failed(status))
        return status;
    cnn_levels levels = cnn_netdesc_levels(s->desc);
    s->data->fitting = s->desc->fit;
    status = cnn_dataset_fit(s->data, s->net->nodes[0].layout.out, &levels);
    if (s->data->note[0])
        cnn_append(s->note, sizeof s->note, "%s%s", s->note[0] ? "; " : "", s->data->note);
    return status;
}

static cnn_status open_data(opened_network *s, const char *override, int most, const opened_told *told) {
    const char *name = override ? override : s->desc->data;
    if (!name || (s->desc->values && !override))
        return cnn_ok();
    cnn_status status = open_fitting(s, name, most, told);
    if (!cnn_failed(status) || override)
        return status;
    bool colours = s->net->nodes[0].layout.out.c == 3;
    cnn_status digits = open_fitting(s, colours ? "digits-color" : "digits", most, NULL);
    if (cnn_failed(digits) || !suits(s->net, s->data))
        return status;
    cnn_append(s->note, sizeof s->note, "%s%s; generated digits are used in its place", s->note[0] ? "; " : "",
        status.message);
    return cnn_ok();
}

cnn_status opened_network_start(opened_network *s) {
    s->parameters = cnn_arena_alloc(s->arena, s->net->parameters, sizeof(float));
    if (!s->parameters)
        return cnn_no_memory(s->net->name, s->net->parameters * sizeof(float));
    cnn_net_initialize(s->net, s->desc, s->desc->train.seed, s->parameters);
    return cnn_ok();
}

static cnn_status load(opened_network *s, const char *data, int most, const opened_told *told) {
    cnn_status status = open_data(s, data, most, told);
    return cnn_failed(status) ? status : opened_network_start(s);
}

cnn_status opened_network_load(opened_network *s, const char *data, int most) {
    return load(s, data, most, NULL);
}

static cnn_status begin(const char *name, opened_network *out) {
    memset(out, 0, sizeof *out);
    out->arena = cnn_arena_new();
    return out->arena ? cnn_ok() : cnn_no_memory(name, 0);
}

/* The names of the outputs must be as many; those of a file beside the network are left where they are not. */
static cnn_status name_classes(opened_network *s) {
    cnn_shape out = s->net->nodes[s->net->output].layout.out;
    int outputs = out.c > 1 ? out.c : (int)cnn_shape_image(out);
    cnn_status status = cnn_netfile_classes_beside(s->desc, s->arena, outputs);
    if (cnn_failed(status))
        cnn_append(s->note, sizeof s->note, "%s%s", s->note[0] ? "; " : "", status.message);
    if (s->desc->class_count && s->desc->class_count != outputs)
        return cnn_fail(CNN_BAD_INPUT, "%s: classes has %d names, and the network has %d outputs", s->desc->file,
            s->desc->class_count, outputs);
    if (s->desc->class_count && !(s->names = cnn_class_names_new(s->desc->classes, s->desc->class_count)))
        return cnn_no_memory(s->net->name, (size_t)outputs * sizeof(char *));
    return cnn_ok();
}

/* `status` is the result of reading the description. */
static cnn_status described(cnn_status status, opened_network *out) {
    if (!cnn_failed(status))
        status = cnn_net_new(out->desc, &out->net);
    if (!cnn_failed(status) && out->desc->note)
        cnn_format(out->note, sizeof out->note, "%s: %s", out->desc->file, out->desc->note);
    if (!cnn_failed(status))
        status = name_classes(out);
    if (cnn_failed(status))
        opened_network_close(out);
    return status;
}

cnn_status opened_network_describe(const char *path, opened_network *out) {
    cnn_status status = begin(path, out);
    if (!cnn_failed(status))
        status = cnn_netfile_open(path, out->arena, &out->desc);
    return described(status, out);
}

cnn_status opened_network_describe_node(cnn_document *document, cnn_yaml *node, opened_network *out) {
    cnn_status status = begin(cnn_document_name(document), out);
    if (!cnn_failed(status))
        status = cnn_netfile_read(document, node, out->arena, &out->desc);
    return described(status, out);
}

static cnn_status describe_text(const char *name, const char *text, opened_network *out) {
    cnn_document *d = NULL;
    cnn_status status = begin(name, out);
    if (!cnn_failed(status))
        status = cnn_document_parse(name, text, strlen(text), &d);
    if (!cnn_failed(status))
        status = cnn_netfile_read(d, cnn_document_root(d), out->arena, &out->desc);
    cnn_document_free(d);
    return described(status, out);
}

/* `status` is the result of reading the description. */
static cnn_status loaded(cnn_status status, const char *data, int most, const opened_told *told, opened_network *out) {
    if (cnn_failed(status))
        return status;
    status = load(out, data, most, told);
    if (cnn_failed(status))
        opened_network_close(out);
    return status;
}

cnn_status opened_network_open_text(const char *name, const char *text, const char *data, opened_network *out) {
    return opened_network_open_telling(name, text, data, NULL, out);
}

cnn_status opened_network_open_telling(
    const char *name, const char *text, const char *data, const opened_told *told, opened_network *out) {
    return loaded(text ? describe_text(name, text, out) : opened_network_describe(name, out), data, INT_MAX, told, out);
}

cnn_status opened_network_open(const char *path, const char *data, opened_network *out) {
    return opened_network_open_telling(path, NULL, data, NULL, out);
}

cnn_status opened_network_open_first(const char *path, int most, opened_network *out) {
    return loaded(opened_network_describe(path, out), NULL, most, NULL, out);
}

/* Whether a name of the network is that of another class of the data: then its labels are in another order. */
static bool other_order(const cnn_class_names *network, const cnn_class_names *data) {
    int count = cnn_class_count(network);
    for (int i = 0; i < count; i++)
        for (int k = 0; k < count; k++)
            if (i != k && !strcmp(cnn_class_name(network, i), cnn_class_name(data, k)))
                return true;
    return false;
}

const cnn_class_names *opened_network_names(const opened_network *s) {
    const cnn_class_names *data = s->data ? s->data->names : NULL;
    bool network = s->names && (!data || cnn_class_count(s->names) == cnn_class_count(data));
    return network && !(data && other_order(s->names, data)) ? s->names : data;
}

const char *opened_network_class(const opened_network *s, int at) {
    return cnn_class_name(opened_network_names(s), at);
}

cnn_class_names *opened_network_classes(const opened_network *s) {
    if (s->data || s->names || !s->desc->data)
        return cnn_class_names_keep(opened_network_names(s));
    return cnn_dataset_class_names(s->desc->data);
}

void opened_network_close(opened_network *s) {
    cnn_class_names_drop(s->names);
    cnn_dataset_free(s->data);
    cnn_net_free(s->net);
    cnn_arena_free(s->arena);
    memset(s, 0, sizeof *s);
}

/* `note` or `found` may be NULL. */
static cnn_status read_weights(const cnn_net *net, const cnn_netdesc *desc, const char *path, const char *skip,
    float *parameters, char *note, cnn_names_found *found) {
    size_t floats = net->parameters * ((size_t)cnn_optimizer_buffers(&desc->train) + 1);
    float *scratch = calloc(floats, sizeof *scratch);
    cnn_checkpoint c = {.settings = desc->train, .parameters = parameters ? parameters : scratch, .skip = skip};
    c.momentum = scratch ? scratch + net->parameters : NULL;
    cnn_status status = scratch ? cnn_checkpoint_load(path, net, &c) : cnn_no_memory(path, floats * sizeof *scratch);
    free(scratch);
    if (note && c.note[0])
        cnn_format(note, CNN_MESSAGE_MAX, "%s: %s", path, c.note);
    if (found)
        *found = c.found;
    return status;
}

cnn_status opened_network_read_some_weights(
    const cnn_net *net, const cnn_netdesc *desc, const char *path, const char *skip, float *parameters, char *note) {
    return read_weights(net, desc, path, skip, parameters, note, NULL);
}

cnn_status opened_network_read_weights(
    const cnn_net *net, const cnn_netdesc *desc, const char *path, float *parameters, cnn_names_found *found) {
    return read_weights(net, desc, path, NULL, parameters, NULL, found);
}

cnn_status opened_network_some_weights(opened_network *s, const char *path, const char *skip) {
    char note[CNN_MESSAGE_MAX] = "";
    cnn_status status = opened_network_read_some_weights(s->net, s->desc, path, skip, s->parameters, note);
    if (!cnn_failed(status) && note[0])
        cnn_append(s->note, sizeof s->note, "%s%s", s->note[0] ? "; " : "", note);
    return status;
}

cnn_status opened_network_weights(opened_network *s, const char *path) {
    return opened_network_some_weights(s, path, NULL);
}
