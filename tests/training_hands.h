/* Training behind the real window, for tests that drive it by hand: starting it, and waiting until it has come to
 * something. */
#ifndef TRAINING_HANDS_H
#define TRAINING_HANDS_H

#include "hand.h"

#include "file.h"

static inline bool wait_for(bool (*there)(void)) {
    for (int i = 0; i < 6000 && !there(); i++) {
        SDL_Delay(5);
        app_tick(&a, 0.005);
    }
    settle();
    return there();
}

/* The file's network trains, whatever run ends with that. */
static inline void open_and_train(const char *path) {
    CHECK_FINE(open_path(&a.state, path));
    command_run(&a.state, REQUEST_train_waiting, NULL);
}

/* A network file beside the program, which the caller removes. */
static inline void put_network(const char *path, const char *yaml) {
    cnn_piece whole = {yaml, strlen(yaml)};
    CHECK_FINE(cnn_file_write(path, &whole, 1));
}

static inline bool is_inside(void) {
    return a.state.session.bench.source == BENCH_INSIDE && a.state.screen.place != PLACE_NETWORK;
}

static inline bool is_paused(void) {
    return a.state.training.snapshot.state == LIVE_PAUSED;
}

static inline bool is_training(void) {
    return a.state.training.snapshot.state == LIVE_TRAINING && a.state.training.snapshot.iteration > 0;
}

static inline bool has_view(void) {
    return a.state.training.seen != NULL && a.state.training.snapshot.iteration > 2;
}

#endif
