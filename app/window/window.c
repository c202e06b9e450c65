/* A turn of the loop: wait for events, tick, draw if something changed, present. The window's surface is drawn by the software
 * renderer, which here presents in half a millisecond; SDL's accelerated framebuffer would go through a hidden GL
 * context. */
#include "window.h"

#include "app.h"
#include "command.h"
#include "draw_sdl.h"
#include "file.h"
#include "open.h"
#include "picture.h"
#include "platform.h"
#include "refusal.h"
#include "typing.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES_MAX = 100000 };

typedef struct window {
    SDL_Window *window;
    SDL_Renderer *renderer;
    draw_target *target;
    float *frame_ms; /* measured when STRIDE_FRAMES is set; else NULL */
    int frames;
    bool full;            /* it fills the screen */
    Uint64 started, last; /* the beginning, and that of the turn before */
    app *shows;
} window;

static double milliseconds_since(Uint64 begin) {
    return (double)(SDL_GetPerformanceCounter() - begin) * 1000.0 / (double)SDL_GetPerformanceFrequency();
}

static cnn_status no_window(const char *reason) {
    return cnn_fail(CNN_IO,
        "no window can be opened: %s; the subcommands size, shapes, trace, train and shot work without a display",
        reason);
}

static cnn_status open_window(window *w) {
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_RENDER_DRIVER, "software");
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1");
    if (SDL_Init(SDL_INIT_VIDEO) != 0)
        return no_window(SDL_GetError());
    if (!platform_is_seen())
        return no_window("there is no display");
    int width, height;
    platform_first_size(&width, &height);
    w->window = SDL_CreateWindow(
        "Stride", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height, platform_window_flags());
    if (w->window)
        w->renderer = SDL_CreateRenderer(w->window, -1, SDL_RENDERER_SOFTWARE);
    if (w->renderer)
        w->target = draw_target_new(w->renderer);
    if (!w->target)
        return no_window(SDL_GetError());
    SDL_SetWindowMinimumSize(w->window, APP_LEAST_WIDTH, APP_LEAST_HEIGHT);
    SDL_StopTextInput();
    return cnn_ok();
}

static void close_window(window *w) {
    draw_target_free(w->target);
    if (w->renderer)
        SDL_DestroyRenderer(w->renderer);
    if (w->window)
        SDL_DestroyWindow(w->window);
    SDL_Quit();
}

/* An input method has the keys only while something is typed: else Hangul would take the letters that are commands. Its
 * window stands at the cursor. */
static void follow_typing(const app *a) {
    bool open = typing_is_open(&a->state);
    const rect *at = &a->ui.typed_at;
    SDL_Rect cursor = {(int)at->x, (int)at->y, (int)at->w, (int)at->h};
    if (open != (SDL_IsTextInputActive() == SDL_TRUE))
        (open ? SDL_StartTextInput : SDL_StopTextInput)();
    if (open && at->w > 0)
        SDL_SetTextInputRect(&cursor);
}

static void show(window *w, app *a) {
    Uint64 begin = SDL_GetPerformanceCounter();
    app_frame(a);
    draw_replay(w->target, &a->list);
    SDL_RenderPresent(w->renderer);
    if (w->frame_ms && w->frames < FRAMES_MAX)
        w->frame_ms[w->frames] = (float)milliseconds_since(begin);
    if (w->frame_ms && w->frames == 0)
        fprintf(stderr, "stride: first frame after %.0f ms\n", milliseconds_since(w->started));
    w->frames++;
    static const SDL_SystemCursor shapes[] = {SDL_SYSTEM_CURSOR_ARROW, SDL_SYSTEM_CURSOR_HAND, SDL_SYSTEM_CURSOR_IBEAM};
    static SDL_Cursor *cursors[3];
    static int shown;
    int shape = a->ui.writes ? 2 : a->ui.hand;
    if (shape != shown) {
        shown = shape;
        if (!cursors[shape])
            cursors[shape] = SDL_CreateSystemCursor(shapes[shape]);
        SDL_SetCursor(cursors[shape]);
    }
}

static int by_size(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void report_frames(window *w) {
    int count = w->frames < FRAMES_MAX ? w->frames : FRAMES_MAX;
    if (!w->frame_ms || !count)
        return;
    qsort(w->frame_ms, (size_t)count, sizeof *w->frame_ms, by_size);
    fprintf(stderr, "stride: %d frames, median %.1f ms, 99th percentile %.1f ms, longest %.1f ms\n", count,
        (double)w->frame_ms[count / 2], (double)w->frame_ms[(count - 1) * 99 / 100], (double)w->frame_ms[count - 1]);
}

/* A command says whether the window fills the screen; here it does. */
static void fill_screen(window *w, app *a) {
    if (w->full == a->state.screen.full_screen)
        return;
    w->full = a->state.screen.full_screen;
    if (SDL_SetWindowFullscreen(w->window, w->full ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0) == 0)
        return;
    state_say(&a->state, tr("message.full_screen"), SDL_GetError());
    w->full = a->state.screen.full_screen = false;
}

/* False when the window is to close. */
static bool turn(void *of) {
    window *w = of;
    app *a = w->shows;
    SDL_Event event;
    int wait = a->dirty ? 0 : app_busy(a) ? 15 : 500;
    bool got = wait && platform_may_wait() ? SDL_WaitEventTimeout(&event, wait) : SDL_PollEvent(&event);
    double passed = milliseconds_since(w->last) / 1000;
    w->last = SDL_GetPerformanceCounter();
    platform_turn(a, w->window);
    app_tick(a, passed < 0.6 ? passed : 0.6); /* before the events: what they begin has its whole time */
    for (; got; got = SDL_PollEvent(&event)) {
        app_event(a, &event);
        if (event.type == SDL_WINDOWEVENT &&
            (event.window.event == SDL_WINDOWEVENT_EXPOSED || event.window.event == SDL_WINDOWEVENT_SHOWN))
            a->dirty = true;
        /* A press and its release must not fall into one frame. */
        if (event.type == SDL_MOUSEBUTTONDOWN || event.type == SDL_MOUSEBUTTONUP)
            break;
    }
    fill_screen(w, a);
    if (a->dirty)
        show(w, a);
    follow_typing(a);
    return !a->state.screen.quit;
}

/* Whoever started Stride by a double click sees the window, and there what was wrong. */
static void open_given(app *a, const char *file, bool left) {
    cnn_status status = refusal_open(&a->state, file, true);
    if (!cnn_failed(status))
        return;
    fprintf(stderr, "stride: %s\n", status.message);
    if (!left)
        command_run(&a->state, REQUEST_lessons, NULL);
}

/* Without a window, what is wrong with the file is said first: a display would not mend it. */
static cnn_status refused_unseen(const char *file, cnn_status no_window) {
    opened_network described;
    picture_facts facts;
    bool picture = file && open_is_picture(file);
    if (!file || (!picture && (open_is_lesson(file) || !cnn_file_exists(file))))
        return no_window;
    cnn_status status = picture ? picture_look(file, &facts) : opened_network_describe(file, &described);
    if (!picture && !cnn_failed(status))
        opened_network_close(&described);
    return cnn_failed(status) ? status : no_window;
}

cnn_status window_run(const char *file, bool fresh) {
    static app a; /* both outlive this call in a page */
    static window w;
    w = (window){.started = SDL_GetPerformanceCounter(), .last = SDL_GetPerformanceCounter(), .shows = &a};
    char network[4096];
    asset_path("networks/lenet-5.yaml", network, sizeof network);
    cnn_status status = open_window(&w);
    if (cnn_failed(status)) {
        close_window(&w);
        return refused_unseen(file, status);
    }
    if (getenv("STRIDE_FRAMES"))
        w.frame_ms = malloc(FRAMES_MAX * sizeof *w.frame_ms);
    status = app_start(&a, network, !fresh);
    int width, height;
    SDL_GetWindowSize(w.window, &width, &height);
    app_resize(&a, width, height);
    bool left = !cnn_failed(status) && a.resume.path[0] && resume_open(&a.resume, &a.state);
    if (!cnn_failed(status) && file)
        open_given(&a, file, left);
    else if (!cnn_failed(status) && !left)
        command_run(&a.state, REQUEST_lessons, NULL);
    if (!cnn_failed(status))
        platform_loop(turn, &w);
    report_frames(&w);
    app_stop(&a);
    free(w.frame_ms);
    close_window(&w);
    return status;
}
