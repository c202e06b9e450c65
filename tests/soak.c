/* Long use and what it costs in memory:
 *
 *   soak [ITERATIONS [TURNS [FRAMES [OPENINGS]]]]
 *
 * Trains, turns the pages of every lesson, keeps the window open while a network trains, and opens and closes each kind
 * of file, so many times. Prints the memory of the process at the start, middle and end of each part; fails when the
 * second half of a part needs a few per cent more than the first. */
#define _DEFAULT_SOURCE
#include "hand.h"

#include "checkpoint.h"
#include "idx.h"
#include "opened_network.h"
#include "picture.h"
#include "settings.h"

#include <malloc.h>
#include <unistd.h>

enum { KINDS = 6 };

/* What is allocated, without the keyframes of the training network, which are allowed to grow up to a limit of their
 * own.
 */
static double megabytes(void) {
    struct mallinfo2 m = mallinfo2();
    return ((double)m.uordblks + (double)m.hblkhd - (double)a.state.training.snapshot.history_bytes) / 1e6;
}

static double resident(void) {
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f && fscanf(f, "%*d %ld", &pages) != 1)
        pages = 0;
    if (f)
        fclose(f);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

/* Runs `step` that many times and samples the memory a thousand times; the first hundredth fills the caches. */
static bool soaked(const char *what, long count, void step(long index)) {
    double start = 0, middle = 0, most[2] = {0};
    long each = count / 1000 + 1;
    for (long i = 0; i < count; i++) {
        step(i);
        if (i == count / 100)
            start = megabytes();
        if (i == count / 2)
            middle = megabytes();
        int half = i >= count / 2;
        if (i % each == 0)
            most[half] = fmax(most[half], megabytes());
    }
    bool flat = most[1] <= most[0] * 1.05 + 4;
    printf(
        "%s - %ld %s: %.1f MB at the start, %.1f in the middle, %.1f at the end; at most %.1f in the first half, %.1f "
        "in the second; resident with all keyframes %.1f\n",
        flat ? "ok" : "not ok", count, what, start, middle, megabytes(), most[0], most[1], resident());
    fflush(stdout);
    return flat;
}

static opened_network network;
static cnn_trainer *trainer;

static void train(long index) {
    (void)index;
    if (!isfinite(cnn_trainer_advance(trainer, 1)))
        abort();
}

static bool soak_training(long iterations) {
    char path[512];
    asset_path("networks/lenet-5-classroom.yaml", path, sizeof path);
    CHECK_FINE(opened_network_open(path, "digits", &network));
    cnn_train_settings set = network.desc->train;
    set.batch = 8;
    set.rate = 0.01f;
    CHECK_FINE(cnn_trainer_new(network.net, network.data, &set, 1, network.parameters, &trainer));
    bool flat = soaked("iterations", iterations, train);
    cnn_trainer_free(trainer);
    opened_network_close(&network);
    return flat;
}

/* One page after the other, one lesson after the other, in both languages. */
static void turn_page(long index) {
    int page = a.state.lesson.page;
    reader_go(&a.state.lesson, &a.state.session, page + 1);
    if (a.state.lesson.page == page)
        reader_open_entry(&a.state.lesson, &a.state.session, (int)(index % a.state.lesson.count));
    wait_for_task();
    if (index % 1000 == 999)
        strings_use(index % 2000 == 999 ? LANGUAGE_KO : LANGUAGE_EN);
    app_tick(&a, 0.02);
    app_frame(&a);
}

static void show_frame(long index) {
    if (index % 60 == 0)
        point((float)(index % 1279), (float)(index % 797));
    if (index % 240 == 239)
        key(SDLK_RIGHT);
    app_tick(&a, 1 / 60.0);
    app_frame(&a);
}

static char files[KINDS][600];

static void open_one(long index) {
    (void)index;
    opened_network s;
    lesson *l;
    float pixels[3 * 8 * 8];
    settings chosen = {.text_size = 100, .training_limit = 20, .patience = 3};
    CHECK_FINE(opened_network_open_first(files[0], 10, &s));
    CHECK_FINE(opened_network_weights(&s, files[1]));
    opened_network_close(&s);
    CHECK_FINE(lesson_open(files[2], &l));
    lesson_close(l);
    CHECK_FINE(picture_read(files[3], (cnn_shape){1, 3, 8, 8}, pixels));
    CHECK_FINE(settings_write(files[4], &chosen));
    CHECK_FINE(settings_read(files[4], &chosen));
    cnn_arena *arena = cnn_arena_new();
    cnn_idx got;
    CHECK_FINE(cnn_idx_read(files[5], 1, arena, &got));
    cnn_arena_free(arena);
    cnn_status status = opened_network_open_first(files[3], 10, &s); /* a refused file leaves nothing behind either */
    if (!cnn_failed(status))
        abort();
}

static void write_files(void) {
    opened_network s;
    asset_path("networks/first-window.yaml", files[0], sizeof files[0]);
    snprintf(files[1], sizeof files[1], "%s/weights.safetensors", test_folder);
    snprintf(files[2], sizeof files[2], "%s/../lessons/en/02-convolution.md", TESTS_DIR);
    snprintf(files[3], sizeof files[3], "%s/corpus/picture/png", TESTS_DIR);
    snprintf(files[4], sizeof files[4], "%s/settings.yaml", test_folder);
    snprintf(files[5], sizeof files[5], "%s/labels-ubyte", test_folder);
    CHECK_FINE(opened_network_open_first(files[0], 10, &s));
    float *momentum = cnn_arena_alloc(s.arena, s.net->parameters, sizeof *momentum);
    cnn_checkpoint c = {.settings = s.desc->train, .parameters = s.parameters, .momentum = momentum};
    CHECK_FINE(cnn_checkpoint_save(files[1], s.net, &c));
    opened_network_close(&s);
    FILE *f = fopen(files[5], "wb");
    if (!f || fwrite("\0\0\x08\x01\0\0\0\x04\1\2\3\4", 1, 12, f) != 12)
        abort();
    fclose(f);
}

int main(int count, char **arguments) {
    long wanted[4] = {20000, 2000, 5000, 200};
    for (int i = 0; i < 4 && i + 1 < count; i++)
        wanted[i] = strtol(arguments[i + 1], NULL, 10);
    bool flat = !wanted[0] || soak_training(wanted[0]);
    char path[512];
    SDL_setenv("SDL_VIDEODRIVER", "dummy", 1);
    SDL_Init(SDL_INIT_VIDEO);
    asset_path("networks/lenet-5-classroom.yaml", path, sizeof path);
    CHECK_FINE(app_start(&a, path, true));
    app_frame(&a);
    write_files();
    a.state.screen.place = PLACE_LESSONS;
    reader_open_entry(&a.state.lesson, &a.state.session, 0);
    wait_for_task();
    live_pause(a.state.training.live, true); /* keyframes of an hour do not belong to turning pages */
    flat = (!wanted[1] || soaked("page turns", wanted[1], turn_page)) && flat;
    live_pause(a.state.training.live, false);
    reader_open_entry(&a.state.lesson, &a.state.session, 0);
    wait_for_task();
    flat = (!wanted[2] || soaked("frames", wanted[2], show_frame)) && flat;
    flat = (!wanted[3] || soaked("openings of each kind of file", wanted[3], open_one)) && flat;
    app_stop(&a);
    SDL_Quit();
    return !flat;
}
