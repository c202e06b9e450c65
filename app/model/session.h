/* What is open: the bench and the recording on it, the cursor that steps through it, breakpoints, the slope measured
 * last, the classic networks on display, and the work under way for them. Nothing here knows about pixels. */
#ifndef SESSION_H
#define SESSION_H

#include "atlas.h"
#include "bench_history.h"
#include "breakpoints.h"
#include "examples.h"
#include "gradient_check.h"
#include "player.h"

/* A gradient check and where it was made. */
typedef struct checked_slope {
    cnn_gradient_check check;
    char name[64]; /* of the number, as in conv1.weight[3]; empty: none was measured */
    int64_t at;    /* the step at which it was measured */
} checked_slope;

/* What the job of a session is for. */
typedef enum session_task { TASK_NONE, TASK_OPEN, TASK_CHECK } session_task;

/* The user's own bench of one kind, as far as it is not on display. */
typedef struct own_bench {
    bench_history history;
    cnn_address at; /* the cursor, as it was left */
    bool visited;   /* there is one */
} own_bench;

/* A picture made by hand, kept when a preset takes its place. */
typedef struct own_picture {
    int channels, rows, columns; /* 0: none was made */
    float pixels[BENCH_CHANNELS * BENCH_SIDE * BENCH_SIDE];
    char note[CNN_MESSAGE_MAX];
} own_picture;

/* A network file, its parameters, and what it is looked at with. */
typedef struct network_file {
    bool classic;       /* as the Atlas opens it, see session_open_classic */
    bool own_picture;   /* a picture file was given */
    bool carries;       /* its own input: no picture can be given */
    char path[4096];    /* empty: it came from no file */
    char weights[4096]; /* empty: those of the file, or of the seed */
    char skip[128];     /* the layers of them that are left out; empty: none */
} network_file;

typedef struct session {
    bench bench; /* what is on display: the user's own, a lesson's, one tied to a filter, or a layer inside a network */
    own_bench own[2]; /* by kind */
    bench_kind kind;  /* of the own bench that was on display last */
    bool shows_own;   /* it still is */
    bool returning;   /* the cursor goes to where it was left */
    own_picture made; /* the picture made last */
    examples examples;
    char example[EXAMPLE_NAME]; /* the one that was opened or saved last; empty: none */
    bench_history taught;       /* of the page of a lesson */
    uint64_t taught_setup;      /* the setup that it belongs to */
    bool stroke, joins;         /* cells are painted in one stroke: what changes now belongs to the step before */
    player player;
    uint64_t bound;   /* the version of the bench that the player was bound to */
    uint64_t subject; /* grows when something else is looked at: views forget where they had scrolled to */
    int channel;      /* input channel in focus where the cursor does not say */
    breakpoints breakpoints;
    checked_slope slope;
    atlas_graph graph[2];
    char weights[4096];     /* a file of parameters for a network of the Atlas; empty: drawn from the seed */
    int weights_of;         /* its entry */
    char weights_skip[128]; /* the layers of them that are left out; empty: none */
    char own_network[4096]; /* the network file of one's own that was opened last; empty: none */
    bool own_is_new;        /* the Atlas has not shown it yet */

    session_task task;
    uint64_t tasks;                       /* how many there have been */
    job *job;                             /* TASK_OPEN; what checks a gradient is bench.reading */
    cnn_address opens;                    /* TASK_OPEN: where to go then; node 0: to the beginning */
    char *recipe;                         /* TASK_OPEN: what bench_take is told */
    checked_slope measured;               /* TASK_CHECK: its name and place */
    cnn_status ended;                     /* how the last task ended */
    network_file asked;                   /* TASK_OPEN: where it comes from */
    network_file shown;                   /* where `shown_recording` came from */
    const cnn_recording *shown_recording; /* of the network that was opened last, while it is on display */
    char picture[4096];                   /* the file it is looked at with */
    bool transparent;                     /* and that is so in part */
    char note[CNN_MESSAGE_MAX];           /* what of a network that was opened was left out; empty: nothing */
    void (*wake)(void *);                 /* called from its thread when a job is done; may be NULL */
    void *wake_argument;
} session;

/* Both benches with their canonical examples, recorded. */
void session_start(session *s);
void session_stop(session *s);

/* Binds the cursor to the bench's recording when that changed; called after whatever may have changed the bench. Returns
 * whether it had. */
bool session_settle(session *s);

/* Something else is looked at from now on. */
void session_turn_to(session *s);

/* The node under the cursor; 1 where nothing can be stepped through. */
int session_node(const session *s);

/* True when the bench is the view of a layer of a recorded network. */
bool session_is_inside(const session *s);

/* Shows the user's own bench of that kind, as it was left; one that is tied to a filter stays. */
void session_use_kind(session *s, bench_kind kind);

/* What is on display is the user's own bench. */
bool session_is_own(const session *s);

/* Shows the user's own bench of that kind, with the cursor where it was left. */
void session_show_own(session *s, bench_kind kind);

/* Back out of where one is inside, to the user's own bench. */
void session_step_outside(session *s);

/* Lets go of the filter that the bench is tied to. */
void session_untie(session *s);

/* Goes back (-1) or forth (+1) in what was changed on the bench on display. */
bool session_can_undo(const session *s, int turn);
void session_undo(session *s, int turn);

/* The canonical example in place of what the own bench holds, which is one change more. */
void session_reset(session *s);

/* Puts a bench that was set up beside it in place of the own one of its kind, at the place `at`, which may be empty. Where
 * there is no such place, nothing changes. */
cnn_status session_take_bench(session *s, bench *from, const char *at);

/* The same for a bench given as a link; bench_link.h. */
cnn_status session_open_link(session *s, const char *link);

/* The user's own bench of that kind, and the place on it, as a link on the heap; NULL: no memory, or there is none. */
char *session_own_link(const session *s, bench_kind kind);

/* The picture that was made by hand last, on the bench on display. */
void session_use_made(session *s);

/* Steps inside a recording, which is taken over; its network lives on elsewhere. `names`: as in bench.h. The cursor
 * goes to `to` where there is such a place. */
void session_step_inside(session *s, cnn_recording *recording, const cnn_class_names *names, const cnn_address *to);

/* ---- what takes longer than a frame: at most one task is under way, and a new one ends the one before ---- */

/* Opens a network that was described, which is taken over, and steps inside it: at once where it is small, else when the
 * job is done. `recipe` is taken over too, or NULL. Fails where it cannot begin, or where it was small and failed. */
cnn_status session_open(session *s, opened_network *described, const opening_wish *wish, char *recipe);

/* Opens a network file: its own input, or the first image of the first minibatch after so many iterations; and at a place,
 * before any. */
cnn_status session_open_network(session *s, const char *path, int64_t iteration);
/* The same of one that was described, which is taken over. */
cnn_status session_open_described(session *s, opened_network *described, int64_t iteration);
cnn_status session_open_network_at(session *s, const char *path, cnn_address to);

/* Opens a network at full size, on a picture of its data set or on a drawn one, at the place `to`. `weights`: a
 * safetensors file, or NULL for starting values. */
cnn_status session_open_classic(session *s, const char *path, const char *weights, cnn_address to);

/* Whether one is inside of a network file that can be shown another picture; and shows it, at the same place. */
bool session_takes_picture(const session *s);
cnn_status session_show_picture(session *s, const char *picture, bool black);

/* The file of parameters that was given for that entry of the Atlas; NULL: none. */
const char *session_weights(const session *s, int entry);

/* Checks the gradient of the number that the cursor touches, a weight of a product, a parameter of the update or a pixel
 * of the image; or of the one called "conv1.weight 3", "conv1.bias 0" or "input 100". */
cnn_status session_check_here(session *s);
cnn_status session_check_named(session *s, const char *text);

/* Takes over what a job has made; returns whether one has ended, and `ended` says how. */
bool session_tick(session *s);

/* How far the task is, 0 to 1; negative: none is under way. */
float session_progress(const session *s);

/* The job of the task; NULL: none is under way. */
job *session_job(const session *s);

/* Gives the task up. */
void session_cancel(session *s);

/* Waits for it. */
void session_wait(session *s);

/* Moves the cursor and stops playing. */
void session_go(session *s, cnn_address to);

#endif
