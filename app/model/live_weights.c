/* Parameters go into files and come from them in the live thread, which alone has the trainer. */
#include "checkpoint.h"
#include "live_work.h"

#include <stdlib.h>
#include <string.h>

enum { BUFFERS = 2 }; /* of an optimizer, at most */

/* Parameters, and the buffers of the optimizer behind them. */
static float *make_blocks(const live *l) {
    return calloc((1 + BUFFERS) * l->s.net->parameters, sizeof(float));
}

static cnn_status no_blocks(const live *l, const char *path) {
    return cnn_no_memory(path, (1 + BUFFERS) * l->s.net->parameters * sizeof(float));
}

/* How a file was written or read, for the window. */
static void filed(live *l, const char *path, bool saved, cnn_status status) {
    l->next.filed++;
    l->next.found = (cnn_names_found){0};
    l->next.was_saved = saved;
    cnn_format(l->next.file, sizeof l->next.file, "%s", path);
    cnn_format(l->next.refused, sizeof l->next.refused, "%s", cnn_failed(status) ? status.message : "");
}

void live_do_save(live *l, const char *path) {
    size_t count = l->s.net->parameters;
    const cnn_train_settings *settings = &l->runs[l->next.run].seen.settings;
    float *blocks = make_blocks(l);
    cnn_checkpoint c = {.iteration = cnn_trainer_iteration(l->trainer),
        .settings = *settings,
        .parameters = blocks,
        .momentum = blocks ? blocks + count : NULL,
        .classes = opened_network_kept_names(&l->s)};
    cnn_status status = blocks ? cnn_ok() : no_blocks(l, path);
    if (!cnn_failed(status)) {
        memcpy(c.parameters, cnn_trainer_parameters(l->trainer), count * sizeof *blocks);
        memcpy(c.momentum, cnn_trainer_momentum(l->trainer),
            count * (size_t)cnn_optimizer_buffers(settings) * sizeof *blocks);
        status = cnn_checkpoint_save(path, l->s.net, &c);
    }
    free(blocks);
    filed(l, path, true, status);
}

/* The parameters of the file, with momentum 0; the iteration stays. */
void live_do_open(live *l, const char *path, const char *skip) {
    size_t count = l->s.net->parameters;
    float *blocks = make_blocks(l);
    cnn_names_found found = {0};
    cnn_class_names *named = NULL;
    if (blocks) /* what is left out stays as it is */
        memcpy(blocks, cnn_trainer_parameters(l->trainer), count * sizeof *blocks);
    const weights_wish wish = {.skip = skip[0] ? skip : NULL, .found = &found, .named = &named};
    cnn_status status =
        blocks ? opened_network_read_weights(l->s.net, l->s.desc, path, &wish, blocks) : no_blocks(l, path);
    const char *slash = strrchr(path, '/');
    if (!cnn_failed(status)) {
        cnn_trainer_restore(l->trainer, cnn_trainer_iteration(l->trainer), blocks, blocks + count);
        if (!live_other_parameters(l, slash ? slash + 1 : path))
            status = no_blocks(l, path);
        l->tested = -1;
        l->next.accuracy = -1;
        opened_network_take_names(&l->s, path, named);
        l->next.names = opened_network_names(&l->s);
    }
    cnn_class_names_drop(named);
    free(blocks);
    filed(l, path, false, status);
    l->next.found = found;
}

/* A trainer with parameters, momentum, iteration and settings of the checkpoint. */
static cnn_status go_on(live *l, cnn_train_settings *settings) {
    size_t count = l->s.net->parameters;
    float *blocks = make_blocks(l);
    cnn_class_names *named = NULL;
    cnn_checkpoint c = {.settings = *settings, .parameters = blocks, .momentum = blocks + count, .named = &named};
    cnn_status status = blocks ? cnn_checkpoint_load(l->resume, l->s.net, &c) : no_blocks(l, l->resume);
    if (!cnn_failed(status) && (c.iteration < 0 || c.iteration > INT64_C(1000000000000)))
        status = cnn_fail(CNN_BAD_INPUT, "%s: it does not say how far training was", l->resume);
    if (!cnn_failed(status))
        status = cnn_trainer_new(l->s.net, l->s.data, &c.settings, l->threads, blocks, &l->trainer);
    if (!cnn_failed(status)) {
        cnn_trainer_restore(l->trainer, c.iteration, blocks, blocks + count);
        *settings = c.settings;
        opened_network_take_names(&l->s, l->resume, named);
    }
    cnn_class_names_drop(named);
    free(blocks);
    return status;
}

cnn_status live_do_resume(live *l, cnn_train_settings *settings) {
    *settings = l->s.desc->train;
    cnn_status status = l->resume[0] ? go_on(l, settings) : cnn_ok();
    if (cnn_failed(status))
        cnn_format(l->next.note, sizeof l->next.note, "%s", status.message);
    if (l->trainer)
        return cnn_ok();
    return cnn_trainer_new(l->s.net, l->s.data, settings, l->threads, l->s.parameters, &l->trainer);
}
