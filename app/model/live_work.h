/* What the files of the live thread share. Everything in `live` above the line belongs to the lock, everything below it
 * to the thread alone. */
#ifndef LIVE_WORK_H
#define LIVE_WORK_H

#include "live.h"
#include "opened_network.h"

#include <pthread.h>

/* Test pictures that are being judged, some in each round. */
typedef struct live_judging {
    judged *n; /* NULL: none are */
    float *outputs;
    int first, count, right;
    bool asked; /* somebody waits for it: its progress is handed out, and it can be called off */
} live_judging;

typedef struct live_requests {
    bool stop, record, seek, change, judge, stop_judging, stop_replay, one, look, watch;
    int slot;
    int run;
    int64_t iteration;
    cnn_train_settings settings;
    live_source source;
    int picture;
    float pixels[LIVE_PIXELS];
    breakpoints stops;
    char save[LIVE_PATH], open[LIVE_PATH]; /* files; empty: not asked for */
    char skip[128];                        /* layers of what is opened that are left out; empty: none */
    int limit, patience;
} live_requests;

struct live {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wish;
    bool alone;            /* it has no thread: whoever reads it lends time */
    bool paused, busy;     /* busy: what was asked is being done */
    bool abandoned, ended; /* nobody waits for the thread; it is over */
    live_requests requests;
    live_snapshot published;
    cnn_recording *recording, *view;
    judged *judged; /* of the newest snapshot; NULL: none */

    char network[4096], data[4096], resume[LIVE_PATH];
    char *text;
    replay *run; /* to be trained again; NULL: none */
    int threads;
    void (*wake)(void *);
    void *argument;

    /* ---- the thread's own ---- */
    bool begun, running; /* it was told to load; it can train */
    bool replays;        /* `run` is being trained again */
    int branch;          /* the next one of it */
    opened_network s;
    cnn_trainer *trainer;
    live_snapshot next;
    judged *next_judged; /* of `next`; NULL: that of the snapshot before */
    training_run runs[RUNS_MAX];
    double last_publish, rate;
    double spent; /* seconds on an iteration that is not over */
    live_judging judging;
    bool rest_due; /* whether to rest is asked once the pictures are judged */
    int64_t tested;
    int64_t rest_from, best_at; /* since when epochs are counted, and when the accuracy was best */
    float best;
};

/* live_runs.c: training runs. */
bool live_first_run(live *l, const cnn_train_settings *settings);
bool live_other_parameters(live *l, const char *from); /* a run that begins with those the trainer has now */
void live_do_seek(live *l, int run, int64_t iteration);
void live_do_change(live *l, const cnn_train_settings *settings);
void live_copy_runs(live *l);

/* live_replay.c: a run, trained again, some iterations in each round; false when none is under way, or it is over. */
cnn_status live_open_replayed(live *l, const opened_told *told);
void live_begin_replay(live *l);
bool live_go_on_replaying(live *l);

/* live_weights.c: parameters in files. */
void live_do_save(live *l, const char *path);
void live_do_open(live *l, const char *path, const char *skip);
cnn_status live_do_resume(live *l, cnn_train_settings *settings);

/* live_look.c: recordings. */
cnn_status live_make_recording(live *l, const live_requests *w, bool fast, cnn_recording **out);

/* Where the first number that is not finite appeared in the iteration that follows; false when none is found. */
bool live_find_nonfinite(live *l, char *text, size_t size);

/* live_publish.c: hands the present state out, at once or when that was not done for a moment. */
double live_now(void); /* seconds */
void live_publish(live *l);
void live_publish_if_due(live *l);
void live_drop_view(live *l); /* a recording that nobody has taken is of an earlier state or another picture */

/* live_judge.c: test pictures, judged. The first `count` from now on; what was judged last stays until all are. */
void live_begin_judging(live *l, int count, bool asked);

/* Begins to measure the accuracy on the first test pictures; false where that was done at this iteration. */
bool live_test(live *l);

/* Judges some more; false when none are to be judged. */
bool live_go_on_judging(live *l);
void live_end_judging(live *l); /* gives it up */

/* live_train.c: iterations. */
void live_train(live *l);
void live_train_one(live *l);
bool live_advance(live *l, float *loss); /* an iteration, or without a thread a part of it; true when it is over */

/* live_rest.c: whether training has done enough. */
bool live_at_epoch_end(const live *l);
void live_rest_anew(live *l);
void live_rest_if_due(live *l); /* judges first */
void live_rest_now(live *l);

#endif
