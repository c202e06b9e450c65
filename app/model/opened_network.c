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

static cnn_status open_data(opened_network *s, const opened_wish *wish) {
    const char *override = wish->data, *name = override ? override : s->desc->data;
    if (!name || (s->desc->values && !override))
        return cnn_ok();
    cnn_status status = open_fitting(s, name, wish->most, wish->told);
    if (!cnn_failed(status) || override || wish->exact)
        return status;
    bool colours = s->net->nodes[0].layout.out.c == 3;
    cnn_status digits = open_fitting(s, colours ? "digits-color" : "digits", wish->most, NULL);
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

static cnn_status load(opened_network *s, const opened_wish *wish) {
    cnn_status status = open_data(s, wish);
    if (wish->change)
        train_change_apply(wish->change, &s->desc->train);
    return cnn_failed(status) ? status : opened_network_start(s);
}

cnn_status opened_network_load(opened_network *s, const char *data, int most) {
    return load(s, &(opened_wish){.data = data, .most = most});
}

static cnn_status begin(const char *name, opened_network *out) {
    memset(out, 0, sizeof *out);
    out->arena = cnn_arena_new();
    return out->arena ? cnn_ok() : cnn_no_memory(name, 0);
}

/* `status` is the result of reading the description. */
static cnn_status described(cnn_status status, opened_network *out) {
    if (!cnn_failed(status))
        status = cnn_net_new(out->desc, &out->net);
    if (!cnn_failed(status) && out->desc->note)
        cnn_format(out->note, sizeof out->note, "%s: %s", out->desc->file, out->desc->note);
    if (!cnn_failed(status))
        status = opened_network_name(out);
    if (!cnn_failed(status))
        out->written = out->desc->train;
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
static cnn_status loaded(cnn_status status, const opened_wish *wish, opened_network *out) {
    if (cnn_failed(status))
        return status;
    status = load(out, wish);
    if (cnn_failed(status))
        opened_network_close(out);
    return status;
}

cnn_status opened_network_open_text(const char *name, const char *text, const char *data, opened_network *out) {
    return opened_network_open_telling(name, text, data, NULL, out);
}

cnn_status opened_network_open_telling(
    const char *name, const char *text, const char *data, const opened_told *told, opened_network *out) {
    return opened_network_open_as(&(opened_wish){name, text, data, INT_MAX, false, NULL, told}, out);
}

cnn_status opened_network_open_as(const opened_wish *wish, opened_network *out) {
    const char *name = wish->name, *text = wish->text;
    return loaded(text ? describe_text(name, text, out) : opened_network_describe(name, out), wish, out);
}

cnn_status opened_network_open(const char *path, const char *data, opened_network *out) {
    return opened_network_open_telling(path, NULL, data, NULL, out);
}

cnn_status opened_network_open_first(const char *path, int most, opened_network *out) {
    return loaded(opened_network_describe(path, out), &(opened_wish){.most = most}, out);
}

void opened_network_close(opened_network *s) {
    cnn_class_names_drop(s->names);
    cnn_class_names_drop(s->checkpoint_names);
    cnn_dataset_free(s->data);
    cnn_net_free(s->net);
    cnn_arena_free(s->arena);
    memset(s, 0, sizeof *s);
}

cnn_status opened_network_read_weights(
    const cnn_net *net, const cnn_netdesc *desc, const char *path, const weights_wish *wish, float *parameters) {
    static const weights_wish none;
    wish = wish ? wish : &none;
    size_t floats = net->parameters * ((size_t)cnn_optimizer_buffers(&desc->train) + 1);
    float *scratch = calloc(floats, sizeof *scratch);
    cnn_checkpoint c = {.settings = desc->train,
        .parameters = parameters ? parameters : scratch,
        .skip = wish->skip && *wish->skip ? wish->skip : NULL,
        .named = wish->named};
    c.momentum = scratch ? scratch + net->parameters : NULL;
    cnn_status status = scratch ? cnn_checkpoint_load(path, net, &c) : cnn_no_memory(path, floats * sizeof *scratch);
    free(scratch);
    if (wish->note && c.note[0])
        cnn_format(wish->note, CNN_MESSAGE_MAX, "%s: %s", path, c.note);
    if (wish->found)
        *wish->found = c.found;
    return status;
}

cnn_status opened_network_some_weights(opened_network *s, const char *path, const char *skip) {
    char note[CNN_MESSAGE_MAX] = "";
    cnn_class_names *named = NULL;
    const weights_wish wish = {.skip = skip, .note = note, .named = &named};
    cnn_status status = opened_network_read_weights(s->net, s->desc, path, &wish, s->parameters);
    if (!cnn_failed(status) && note[0])
        cnn_append(s->note, sizeof s->note, "%s%s", s->note[0] ? "; " : "", note);
    if (!cnn_failed(status))
        opened_network_take_names(s, path, named);
    cnn_class_names_drop(named);
    return status;
}

cnn_status opened_network_weights(opened_network *s, const char *path) {
    return opened_network_some_weights(s, path, NULL);
}
