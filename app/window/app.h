/* The application behind its window: events go in, a display list comes out. Nothing here knows a display; window.c, the
 * shot and the tests all drive this one. */
#ifndef APP_H
#define APP_H

#include "resume.h"
#include "settings.h"
#include "view.h"

#include <SDL_events.h>

/* Everything fits into a window of this size, in design pixels. */
enum { APP_LEAST_WIDTH = 960, APP_LEAST_HEIGHT = 600 };

typedef struct app {
    state state;
    ui ui;
    draw_list list;
    requests requests;
    float width, height;               /* pixels */
    bool dirty;                        /* what is shown is no longer right */
    bool swallow;                      /* the next typed text belongs to a key that was a command */
    SDL_KeyboardEvent after_composing; /* a key that waits for the text of an input method; no key: none does */
    Uint32 wake_event;
    double progress_at;       /* when the progress of a job was drawn last */
    char settings_path[4096]; /* empty: settings are not kept */
    settings kept;            /* as they were read or written last */
    resume resume;
} app;

/* `network` trains live (NULL: none), or the one that was kept. Fonts and assets are started here. `keep`: the user's own
 * lessons are found; progress, settings and the session are read and written down. */
cnn_status app_start(app *a, const char *network, bool keep);
void app_stop(app *a);

void app_resize(app *a, int width, int height);

void app_event(app *a, const SDL_Event *event);

/* The key that waited for an input method is pressed, now that nothing is being composed. */
void app_waiting_key(app *a);

/* Takes over what the live network has handed out since the last time. */
void app_take_live(app *a);

/* `seconds` have passed: the player and the live network go on. */
void app_tick(app *a, double seconds);

/* Makes the display list of the present state. */
void app_frame(app *a);

/* True while frames must follow each other without an event. */
bool app_busy(const app *a);

#endif
