/* stride train NETWORK: training without a window. A checkpoint is written at the end of each epoch, at the end, and
 * when Ctrl-C is pressed. */
#include "answer.h"
#include "cli.h"
#include "cli_given.h"

#include "checkpoint.h"
#include "file.h"
#include "fingerprint.h"
#include "opened_network.h"
#include "processor.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number) {
    (void)signal_number;
    interrupted = 1;
}

typedef struct run {
    opened_network s;
    cnn_trainer *trainer;
    cnn_train_settings settings;
    int64_t iterations; /* the iteration to reach */
    int64_t threads;
    char path[4096]; /* of the checkpoint */
    bool json, bar, hash;
    bool reading;    /* the share that is read was shown */
    double began;    /* when reading began */
    double seconds;  /* of training alone */
    double accuracy; /* accuracy on some test pictures, for the bar */
    int64_t done;    /* iterations of this run */
    float loss;
} run;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static cnn_status save(const run *r) {
    cnn_checkpoint c = {.iteration = cnn_trainer_iteration(r->trainer),
        .settings = r->settings,
        .parameters = (float *)cnn_trainer_parameters(r->trainer),
        .momentum = (float *)cnn_trainer_momentum(r->trainer),
        .classes = opened_network_kept_names(&r->s)};
    return cnn_checkpoint_save(r->path, r->s.net, &c);
}

static double rate_of(const run *r) {
    return r->seconds > 0 ? (double)r->done * cnn_trainer_batch(r->trainer) / r->seconds : 0;
}

/* The accuracy as it is written: nothing where there is none. */
static const char *share_text(char text[32], const char *format, double accuracy) {
    text[0] = '\0';
    if (accuracy >= 0)
        snprintf(text, 32, format, accuracy);
    return text;
}

/* The fingerprint of the parameters: nothing where none is asked for. */
static const char *hash_text(const run *r, char text[80], const char *format) {
    text[0] = '\0';
    if (r->hash)
        snprintf(text, 80, format,
            (unsigned long long)cnn_fingerprint(cnn_trainer_parameters(r->trainer), r->s.net->parameters));
    return text;
}

static void show_progress(const run *r) {
    enum { WIDTH = 20 };
    int64_t at = cnn_trainer_iteration(r->trainer);
    int filled = r->iterations ? (int)(at * WIDTH / r->iterations) : WIDTH;
    double left = r->done ? (double)(r->iterations - at) * r->seconds / (double)r->done : 0;
    char share[32];
    fprintf(stderr, "\r[%.*s%*s] loss %.4f%s  %.0f images/s  %.0f s left  ", filled, "####################",
        WIDTH - filled, "", (double)r->loss,
        share_text(share, "  accuracy %.1f %%", cnn_net_classifies(r->s.net) ? 100 * r->accuracy : -1), rate_of(r),
        left);
}

static void report(const run *r, double accuracy, bool last) {
    char share[32], hash[80];
    int per_epoch = cnn_trainer_per_epoch(r->trainer);
    int64_t at = cnn_trainer_iteration(r->trainer);
    if (r->bar)
        fprintf(stderr, "\r%78s\r", "");
    if (r->json && !last)
        printf("{\"epoch\":%.4g,\"iteration\":%lld,\"loss\":%.9g%s,\"images_per_second\":%.1f,"
               "\"train_seconds\":%.3f}\n",
            (double)at / per_epoch, (long long)at, (double)r->loss,
            share_text(share, ",\"test_accuracy\":%.6g", accuracy), rate_of(r), r->seconds);
    else if (r->json)
        printf("{\"iterations\":%lld,\"images_per_second\":%.1f,\"train_seconds\":%.3f%s,\"loss\":"
               "%.9g,\"threads\":%lld,"
               "\"batch\":%d,\"numbers\":\"%s\"%s}\n",
            (long long)at, rate_of(r), r->seconds, share_text(share, ",\"test_accuracy\":%.6g", accuracy),
            (double)r->loss, (long long)r->threads, cnn_trainer_batch(r->trainer), cnn_rounding_stamp(),
            hash_text(r, hash, ",\"fingerprint\":\"%016llx\""));
    else if (!last)
        printf("epoch %-4.4g  iteration %-7lld loss %-8.4f%s  %7.0f images/s  %6.1f s\n", (double)at / per_epoch,
            (long long)at, (double)r->loss,
            share_text(share, " test accuracy %6.2f %%", accuracy < 0 ? -1 : 100 * accuracy), rate_of(r), r->seconds);
    else
        printf("saved %s after iteration %lld\n%s", r->path, (long long)at,
            hash_text(r, hash, "fingerprint %016llx of the parameters\n"));
    fflush(stdout);
}

/* Of a network that names no class there is none: -1. */
static double accuracy_of(run *r) {
    if (!cnn_net_classifies(r->s.net))
        return -1;
    int count = r->s.data->test.count;
    return (double)cnn_trainer_evaluate(r->trainer, 0, count) / count;
}

/* The accuracy that the bar shows: of the first test pictures. */
static void look(run *r) {
    enum { SOME = 500 };
    if (!cnn_net_classifies(r->s.net))
        return;
    int count = r->s.data->test.count < SOME ? r->s.data->test.count : SOME;
    r->accuracy = (double)cnn_trainer_evaluate(r->trainer, 0, count) / count;
}

static cnn_status train(run *r) {
    int per_epoch = cnn_trainer_per_epoch(r->trainer);
    double shown = now(), accuracy = -1;
    bool reported = false;
    while (cnn_trainer_iteration(r->trainer) < r->iterations && !interrupted) {
        int64_t at = cnn_trainer_iteration(r->trainer), end = (at / per_epoch + 1) * per_epoch;
        int64_t chunk = (end < r->iterations ? end : r->iterations) - at;
        chunk = chunk > 20 ? 20 : chunk;
        double begin = now();
        r->loss = cnn_trainer_advance(r->trainer, (int)chunk);
        double finish = now();
        r->seconds += finish - begin;
        r->done += chunk;
        if (!isfinite(r->loss))
            return cnn_fail(CNN_BAD_INPUT,
                "training diverged: the loss is not finite at iteration %lld; nothing was saved since the last epoch, "
                "try a smaller rate than %g",
                (long long)(at + chunk), (double)r->settings.rate);
        if (r->bar && finish - shown > 0.2) {
            look(r);
            show_progress(r);
            shown = finish;
        }
        if (at + chunk == end) {
            accuracy = accuracy_of(r);
            report(r, accuracy, false);
            reported = true;
            cnn_status status = save(r);
            if (cnn_failed(status))
                return status;
        }
    }
    bool whole = cnn_trainer_iteration(r->trainer) % per_epoch == 0 && reported;
    if (!whole)
        accuracy = accuracy_of(r);
    if (!whole)
        report(r, accuracy, false);
    cnn_status status = save(r);
    if (!cnn_failed(status))
        report(r, accuracy, true);
    return status;
}

/* Whoever goes on with other classes should know it. */
static void take_names(run *r, const char *path, const cnn_class_names *named) {
    r->s.note[0] = '\0';
    opened_network_take_names(&r->s, path, named);
    const cnn_class_names *now = opened_network_names(&r->s);
    for (int i = 0; i < cnn_class_count(named) && !r->s.note[0]; i++) {
        const char *before = cnn_class_name(named, i), *name = cnn_class_name(now, i);
        if (name && strcmp(before, name) != 0)
            cnn_format(r->s.note, sizeof r->s.note,
                "class %d was %s in %s and is %s in the data that is trained on now", i, before, path, name);
    }
    cli_note(r->s.note);
}

static cnn_status resume(run *r, const char *path) {
    size_t count = r->s.net->parameters;
    size_t kept = count * (size_t)cnn_optimizer_buffers(&r->settings);
    float *blocks = malloc((count + kept + 1) * sizeof *blocks);
    if (!blocks)
        return cnn_no_memory(path, count * 2 * sizeof *blocks);
    cnn_class_names *named = NULL;
    cnn_checkpoint c = {.settings = r->settings, .parameters = blocks, .momentum = blocks + count, .named = &named};
    cnn_status status = cnn_checkpoint_load(path, r->s.net, &c);
    if (!cnn_failed(status) && c.iteration > INT64_C(1000000000000))
        status = cnn_fail(CNN_BAD_INPUT, "%s: iteration %lld cannot be right", path, (long long)c.iteration);
    if (!cnn_failed(status) && c.iteration < 0)
        c.iteration = 0;
    if (!cnn_failed(status) && (c.settings.batch != r->settings.batch || c.settings.seed != r->settings.seed))
        status = cnn_fail(CNN_BAD_INPUT, "%s was trained with batch %d and seed %llu; to go on, use the same", path,
            c.settings.batch, (unsigned long long)c.settings.seed);
    if (!cnn_failed(status))
        cnn_trainer_restore(r->trainer, c.iteration, c.parameters, c.momentum);
    if (!cnn_failed(status))
        take_names(r, path, named);
    cnn_class_names_drop(named);
    if (!cnn_failed(status) && c.rounding[0] && strcmp(c.rounding, cnn_rounding_stamp()))
        fprintf(stderr, "stride: %s was trained with the numbers %s; it goes on with %s, to other bytes\n", path,
            c.rounding, cnn_rounding_stamp());
    free(blocks);
    return status;
}

/* LeNet-5.yaml is saved as LeNet-5.safetensors in the current folder. */
static void default_path(const char *network, char *path, size_t size) {
    const char *slash = strrchr(network, '/'), *name = slash ? slash + 1 : network, *dot = strrchr(name, '.');
    cnn_format(path, size, "%.*s.safetensors", (int)(dot && dot != name ? dot - name : (ptrdiff_t)strlen(name)), name);
}

static cnn_status check_writable(const char *path) {
    struct stat about;
    if (!*path || (stat(path, &about) == 0 && !S_ISREG(about.st_mode)))
        return cnn_fail(
            CNN_IO, "%s: the checkpoint cannot be written there: it is not a file", *path ? path : "--save");
    char folder[4096];
    cnn_format(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash)
        *(slash == folder ? slash + 1 : slash) = '\0';
    else
        cnn_format(folder, sizeof folder, ".");
    if (access(folder, W_OK | X_OK) == 0)
        return cnn_ok();
    return cnn_fail(CNN_IO, "%s: the checkpoint cannot be written there: the folder %s does not exist or is read-only",
        path, folder);
}

/* How many iterations, and over how many epochs a schedule asked for on the command line runs. */
static void plan_length(run *r, int64_t epochs, const char *schedule) {
    int count = r->s.data->train.count, batch = r->settings.batch < count ? r->settings.batch : count;
    int per_epoch = count / batch;
    if (!r->iterations)
        r->iterations = (epochs ? epochs : 5) * per_epoch;
    if (schedule) {
        r->settings.schedule = cnn_schedule_named(schedule);
        r->settings.epochs = (float)((double)r->iterations / per_epoch);
    }
}

/* What was asked for. */
typedef struct wish {
    const char *file, *data, *path, *schedule, *weights, *skip, *numbers;
    int64_t epochs, batch, seed; /* seed -1: that of the file */
    double rate;                 /* -1: that of the file */
    bool go_on;
} wish;

/* Returns -1 to go on, else the exit status. */
static int read_wish(int count, char **arguments, run *r, wish *w) {
    const cli_option options[] = {
        {.name = "data",
            .value = "NAME|DIR",
            .help = "fashion-mnist, digits, either with -color, or a folder or file of one's own:\n"
                    "                           class folders (train/cats/1.png), the files of MNIST, EMNIST,\n"
                    "                           KMNIST, QMNIST, CIFAR-10, CIFAR-100, STL-10, USPS, .csv, .npz, .npy",
            .text = &w->data},
        {.name = "epochs",
            .value = "N",
            .help = "passes over the data (5)",
            .number = &w->epochs,
            .low = 1,
            .high = 1000000},
        {.name = "iterations",
            .value = "N",
            .help = "minibatches to reach, in place of epochs",
            .number = &r->iterations,
            .low = 1,
            .high = INT64_C(1000000000)},
        {.name = "batch", .value = "N", .help = "images of a minibatch", .number = &w->batch, .low = 1, .high = 65536},
        {.name = "rate", .value = "X", .help = "learning rate", .real = &w->rate, .low = 0, .high = 1000000},
        {.name = "schedule",
            .value = "NAME",
            .help = "of the learning rate: constant, cosine down to 0 at the last epoch, or as in the file",
            .text = &w->schedule},
        {.name = "threads",
            .value = "N",
            .help = "processors to use; any number gives the same bytes",
            .number = &r->threads,
            .low = 1,
            .high = 64},
        {.name = "seed",
            .value = "N",
            .help = "of the starting weights and the order of the images",
            .number = &w->seed,
            .low = 0,
            .high = INT64_MAX},
        {.name = "save", .value = "FILE", .help = "the checkpoint (NETWORK.safetensors)", .text = &w->path},
        {.name = "weights",
            .value = "FILE",
            .help = "begin with these parameters, as safetensors; else they are drawn from the seed",
            .text = &w->weights},
        {.name = "skip", .value = "LAYERS", .help = "but draw those of these layers, as in fc,aux1", .text = &w->skip},
        {.name = "numbers",
            .value = "FAMILY",
            .help = "portable: the same bytes on every machine; fma: on those with FMA, faster",
            .text = &w->numbers},
        {.name = "hash", .help = "print a fingerprint of the parameters at the end", .flag = &r->hash},
        {.name = "resume", .help = "go on from the checkpoint", .flag = &w->go_on},
        {.name = "json", .help = "a JSON line for each epoch, and a last one", .flag = &r->json}, {0}};
    const cli_command command = {
        "train", "NETWORK [options]", "Trains a network; Ctrl-C saves and stops, --resume goes on.", options, 1, 1};
    int given, status = cli_parse(&command, count, arguments, &w->file, &given);
    if (status >= 0)
        return status;
    if (w->rate >= 0 && w->rate < 1e-12)
        return cli_usage("train", "--rate must be above 0");
    if (w->schedule && strcmp(w->schedule, "constant") && strcmp(w->schedule, "cosine"))
        return cli_usage("train", "--schedule is constant or cosine; steps are written in the network file");
    if (w->epochs && r->iterations)
        return cli_usage("train", "give either --epochs or --iterations");
    return -1;
}

/* What takes longer than a moment is shown. */
static bool show_reading(void *context, float share) {
    run *r = context;
    if (r->began <= 0)
        r->began = now();
    if (!r->bar || now() - r->began < 0.3)
        return true;
    r->reading = true;
    fprintf(stderr, "\rreading the pictures  %3.0f %%", 100 * (double)share);
    return true;
}

static cnn_status open_run(run *r, const wish *w) {
    cnn_status status = w->numbers ? cnn_rounding_choose(w->numbers) : cnn_ok();
    if (!cnn_failed(status))
        status = cli_expect(w->file, CLI_NETWORK);
    if (!cnn_failed(status))
        status = check_writable(r->path);
    if (!cnn_failed(status))
        status = opened_network_open_telling(w->file, NULL, w->data, &(opened_told){show_reading, r}, &r->s);
    if (r->reading)
        fprintf(stderr, "\r%40s\r", "");
    if (cnn_failed(status))
        return status;
    cli_note(r->s.note);
    if (!r->s.data)
        return cnn_fail(
            CNN_BAD_INPUT, "%s names no data set to train on; add data: fashion-mnist, or give --data", w->file);
    char fitted[200];
    answer_data(&r->s, fitted, sizeof fitted);
    cli_note(fitted);
    r->settings = r->s.desc->train;
    r->settings.batch = w->batch ? (int)w->batch : r->settings.batch;
    r->settings.rate = w->rate >= 0 ? (float)w->rate : r->settings.rate;
    if (w->seed >= 0) {
        r->settings.seed = (uint64_t)w->seed;
        cnn_net_initialize(r->s.net, r->s.desc, r->settings.seed, r->s.parameters);
    }
    plan_length(r, w->epochs, w->schedule);
    r->s.note[0] = '\0';
    if (w->weights)
        status = opened_network_some_weights(&r->s, w->weights, w->skip);
    if (r->s.note[0])
        fprintf(stderr, "stride: %s\n", r->s.note);
    if (cnn_failed(status))
        return status;
    status = cnn_trainer_new(r->s.net, r->s.data, &r->settings, (int)r->threads, r->s.parameters, &r->trainer);
    return cnn_failed(status) || !w->go_on ? status : resume(r, r->path);
}

/* Ctrl-C saves and stops. */
static cnn_status train_on(run *r) {
    struct sigaction action = {.sa_handler = on_interrupt};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    int64_t reached = cnn_trainer_iteration(r->trainer);
    if (reached < r->iterations)
        return train(r);
    return cnn_fail(CNN_BAD_INPUT, "%s has been trained to iteration %lld already; ask for more than %lld", r->path,
        (long long)reached, (long long)r->iterations);
}

int cli_train(int count, char **arguments) {
    run r = {.threads = sysconf(_SC_NPROCESSORS_ONLN)};
    wish w = {.seed = -1, .rate = -1};
    r.threads = r.threads < 1 ? 1 : r.threads > 4 ? 4 : r.threads;
    int status = read_wish(count, arguments, &r, &w);
    if (status >= 0)
        return status;
    if (w.path)
        cnn_format(r.path, sizeof r.path, "%s", w.path);
    else
        default_path(w.file, r.path, sizeof r.path);
    r.bar = !r.json && isatty(STDERR_FILENO);
    cnn_status result = open_run(&r, &w);
    if (!cnn_failed(result))
        result = train_on(&r);
    cnn_trainer_free(r.trainer);
    opened_network_close(&r.s);
    return cnn_failed(result) ? cli_fail(result) : cli_finish(CLI_FINE);
}
