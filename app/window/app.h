/* The whole state of the window, and the frame: events go in, a display list comes out. Nothing here knows a display;
 * window.c, the shot and the tests all drive this one. */
#ifndef APP_H
#define APP_H

#include "atlas.h"
#include "bench.h"
#include "breakpoints.h"
#include "gradient_check.h"
#include "live.h"
#include "netedit.h"
#include "player.h"
#include "reader.h"
#include "settings.h"
#include "ui.h"
#include "watches.h"

#include <SDL_events.h>

/* What is being typed into. */
typedef enum edit_kind { EDIT_NONE, EDIT_PIXEL, EDIT_WEIGHT, EDIT_BIAS, EDIT_GRADIENT, EDIT_PART, EDIT_LINE } edit_kind;
typedef struct edit {
    edit_kind kind;
    int channel, row, column; /* EDIT_WEIGHT: of filter `filter` */
    int filter;
    cnn_part part;
    char text[96]; /* empty: selected, nothing typed yet */
} edit;

/* What the mouse points at. */
typedef enum hover_kind { HOVER_NONE, HOVER_INPUT, HOVER_WEIGHT, HOVER_OUTPUT } hover_kind;
typedef struct hover {
    hover_kind kind;
    int row, column; /* input: in the unpadded input; weight: tap; output: position */
    cnn_part part;   /* the part of the formula pointed at */
} hover;

/* How a large grid is looked at. */
typedef struct view {
    float zoom;      /* cell size in design pixels; 0: chosen for the grid */
    float left, top; /* first visible cell */
    bool held;       /* moved by hand: do not follow the window until the cursor moves */
} view;

/* What the Network place shows of each layer, and what stands below. */
typedef enum network_tab {
    NETWORK_ACTIVATIONS,
    NETWORK_GRADIENTS,
    NETWORK_FILTERS,
    NETWORK_FILTER_GRADIENTS,
    NETWORK_CHANGES,
    NETWORK_TABS
} network_tab;
typedef enum network_lower { NETWORK_TRAINING, NETWORK_JUDGED, NETWORK_EDITING, NETWORK_LOWERS } network_lower;

typedef struct network_view {
    network_tab tab;
    network_lower lower;
    live_source source;
    int picture;            /* of the training or test set */
    float own[LIVE_PIXELS]; /* drawn by hand or read from a file */
    bool drawing;           /* the picture can be drawn on */
    char own_note[120];     /* where the own picture comes from */
    cnn_recording *seen;    /* the newest view of the live network; owned */
    netedit edit;
    int layer;    /* the one being edited */
    int first;    /* the first column in sight */
    double aimed; /* the iteration under the marker while it is dragged; -1: none */
    int aimed_run;
    char *text;  /* the network that trains, whatever becomes of its file; NULL: none, or it cannot be read */
    char *saved; /* an edited network as it was saved last */
} network_view;

/* The Atlas place. */
typedef struct atlas {
    bool open, comparing;
    atlas_graph graph[2];
    int active, second; /* which graph the panel speaks of, and which one the next choice replaces */
    int followed;       /* the choice that was last brought into sight */
    bool dragging;
    float drag_x, drag_y;
    char weights[4096]; /* a file of parameters for the bench; empty: drawn from the seed */
} atlas;

typedef struct app {
    ui ui;
    draw_list list;
    float width, height;
    bool present, help, dirty, quit, reduced_motion;
    bool hide_strip; /* no live network at all */
    bench bench;
    bench other; /* the bench of the other kind, as it was left */
    player player;
    uint64_t bound; /* the bench version that the player was bound to */
    int pool;       /* which of max, average, min the cursor walks */
    int channel;    /* input channel in focus where the cursor does not say */
    edit edit;
    hover hover, next_hover;
    view input_view, output_view;
    breakpoints breaks;        /* where playing and training stop */
    double time_from, time_to; /* the part of the timeline in sight: 0, 1 is all of it */
    bool player_was_playing;
    bool swallow; /* the next typed text belongs to a key that was a command */
    bool network; /* the Network place is open, not the bench */
    reader course;
    network_view net;
    atlas atlas;
    bool watching; /* the live thread makes views */
    bool why;      /* the panel says where the number comes from */
    watches watches;
    bool textbook;            /* the second lens on the backward pass of a convolution */
    cnn_gradient_check nudge; /* measured last */
    char nudged[64];          /* which number; empty: none */
    int64_t nudged_at;        /* the step at which it was measured */
    bool painting;            /* dragging a pixel value over others */
    live *live;
    live_snapshot snapshot;
    bool wants_inside;             /* a recording was asked for */
    cnn_address opens;             /* where to go when the recording comes; node 0: to the beginning */
    double tied_at;                /* when the tied patch was taken last */
    double clock;                  /* seconds, advanced by app_tick */
    char message[CNN_MESSAGE_MAX]; /* one sentence about what just went wrong; empty */
    double message_until;
    Uint32 wake_event;
    char settings_path[4096]; /* empty: settings are not kept */
    settings kept;            /* as they were read or written last */
} app;

/* `network` trains live (NULL: none). Fonts and assets are started here. `keep`: the user's own lessons are found,
 * progress and settings are read and written down. */
cnn_status app_start(app *a, const char *network, bool keep);
void app_stop(app *a);

/* Trains a network behind the window: `text`, which messages call `name`; it is taken over. NULL: the file `name`. */
void app_start_live(app *a, const char *name, char *text);

/* Trains the network of a file, which may change or go from then on. */
void app_train_file(app *a, const char *path);

/* Trains the network given as text, in place of the present one. */
void app_train(app *a, const char *text);

/* Opens a lesson, a network file or a picture, as `stride FILE` does. */
cnn_status app_open(app *a, const char *path);

/* By the ending of its name. */
bool app_is_lesson(const char *path);
bool app_is_picture(const char *path);

void app_event(app *a, const SDL_Event *event);

/* Takes over what the live network has handed out since the last time. */
void app_take_live(app *a);

/* `seconds` have passed: the player and the live network go on. */
void app_tick(app *a, double seconds);

/* Makes the display list of the present state. */
void app_frame(app *a);

void app_resize(app *a, int width, int height);

/* True while frames must follow each other without an event. */
bool app_busy(const app *a);

/* Says one sentence for some seconds. */
void app_say(app *a, const char *format, ...) CNN_PRINTF(2, 3);

/* Binds the player to the bench's recording when that changed. Whatever draws the cursor calls it first: a widget drawn
 * before may have changed the bench. */
void app_bind(app *a);

/* The node that the bench shows. */
int app_node(const app *a);

#endif
