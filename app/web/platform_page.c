/* A page of a browser. The browser calls for each turn of the loop, the page's own script (page.js) does what only a script
 * can, and what happens in the page comes in as events of SDL. */
#include "platform.h"

#include "bench_link.h"
#include "fetching.h"
#include "file.h"
#include "open.h"
#include "user_files.h"

#include <SDL.h>
#include <emscripten.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { WRITTEN_MOST = 16, PATH_ROOM = 4200 };

/* page.js */
extern int page_width(void); /* in pixels of the screen */
extern int page_height(void);
extern void page_keep(void);                 /* the files of the user go into the browser's own store */
extern void page_download(const char *path); /* a file that the user asked for */
extern void page_copied(const char *text);   /* into the clipboard of the system */
extern void page_drawn(void);                /* the first frame is there */
extern void page_wants_letters(void);        /* a letter is lacking that the larger fonts have */
extern void page_fetch(void);                /* the pictures of Fashion-MNIST */
extern void page_address(const char *link);  /* the address follows what is shown */

static struct {
    bool (*turn)(void *);
    void *of;
    pthread_mutex_t lock;
    char written[WRITTEN_MOST][PATH_ROOM]; /* files that were written since the last turn, from any thread */
    int count;
    char *copied;
    bool drawn, fonts_came;
    int fetched, said; /* of what is fetched, in percent; 0: nothing is */
    double addressed;  /* when the address was looked at */
    char shown[4096];  /* the address */
    const app *app;
} page = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void note_written(const char *path) {
    pthread_mutex_lock(&page.lock);
    int at = page.count < WRITTEN_MOST ? page.count++ : WRITTEN_MOST - 1;
    cnn_format(page.written[at], PATH_ROOM, "%s", path);
    pthread_mutex_unlock(&page.lock);
}

static void one_turn(void) {
    if (page.turn && !page.turn(page.of))
        emscripten_cancel_main_loop();
    if (!page.drawn) {
        page.drawn = true;
        page_drawn();
    }
}

void platform_loop(bool (*turn)(void *), void *of) {
    page.turn = turn;
    page.of = of;
    cnn_file_tell(note_written);
    fetching_use(page_fetch);
    emscripten_set_main_loop(one_turn, 0, true);
}

bool platform_may_wait(void) {
    return false;
}

bool platform_is_seen(void) {
    return true;
}

void platform_first_size(int *width, int *height) {
    *width = page_width();
    *height = page_height();
}

/* SDL would take the size of the canvas on the page, which is not that in pixels. */
Uint32 platform_window_flags(void) {
    return 0;
}

/* Files of the folder of documents were asked for, so they are handed out; the others are kept. */
static void hand_over_written(void) {
    char documents[PATH_ROOM];
    user_document_path("", "", 1, documents, sizeof documents);
    pthread_mutex_lock(&page.lock);
    for (int i = 0; i < page.count; i++)
        if (!strncmp(page.written[i], documents, strlen(documents)))
            page_download(page.written[i]);
    bool any = page.count > 0;
    page.count = 0;
    pthread_mutex_unlock(&page.lock);
    if (any)
        page_keep();
}

/* SDL keeps its own clipboard; the system's follows it. */
static void copy_over(void) {
    char *now = SDL_HasClipboardText() ? SDL_GetClipboardText() : NULL;
    if (now && (!page.copied || strcmp(now, page.copied) != 0))
        page_copied(now);
    if (now) {
        SDL_free(page.copied);
        page.copied = now;
    }
}

/* The network that trains begins again, with the pictures that have come. */
static void train_anew(state *s) {
    const char *text = s->training.text;
    char *copy = text ? malloc(strlen(text) + 1) : NULL;
    if (!copy)
        return;
    memcpy(copy, text, strlen(text) + 1);
    open_training_text(s, copy);
    free(copy);
}

static void tell_fetched(app *a) {
    if (page.fetched == page.said)
        return;
    page.said = page.fetched;
    if (page.fetched < 0)
        state_say(&a->state, "%s", tr("message.not_fetched"));
    else
        state_say(&a->state, tr("message.fetching"), page.fetched);
    a->dirty = true;
    if (page.fetched == 100) {
        fetching_use(NULL);
        train_anew(&a->state);
    } else if (page.fetched < 0) {
        page.fetched = page.said = 0;
    }
}

/* Where the pictures would lie on a system says nothing to who reads a page; what it can fetch does. */
static void tell_what_to_fetch(app *a) {
    static const char LACKING[] = "/usr/share/datasets/fashion-mnist: ";
    if (fetching_can() && !page.fetched && !strncmp(a->state.screen.message, LACKING, strlen(LACKING)))
        state_say(&a->state, tr("message.can_fetch"), tr("command.fetch_data"));
}

/* A page of a lesson, or a bench of one's own. */
static void follow_address(const state *s) {
    static const double EVERY = 0.5; /* seconds */
    char link[sizeof page.shown] = "";
    if (s->screen.clock - page.addressed < EVERY)
        return;
    page.addressed = s->screen.clock;
    if (state_in_lesson(s)) {
        reader_link(&s->lesson, link, sizeof link);
    } else if (s->screen.place == PLACE_BENCH && state_can_edit(s)) {
        char *bench = bench_link_write(&s->session.bench, s->session.player.walk ? &s->session.player.at : NULL);
        if (bench && strlen(bench) < sizeof link)
            cnn_format(link, sizeof link, "%s", bench);
        free(bench);
    }
    if (!strcmp(link, page.shown))
        return;
    cnn_format(page.shown, sizeof page.shown, "%s", link);
    page_address(link);
}

void platform_turn(app *a, SDL_Window *window) {
    page.app = a;
    tell_fetched(a);
    tell_what_to_fetch(a);
    follow_address(&a->state);
    int width, height, wanted_width = page_width(), wanted_height = page_height();
    SDL_GetWindowSize(window, &width, &height);
    if (width != wanted_width || height != wanted_height)
        SDL_SetWindowSize(window, wanted_width, wanted_height);
    if (page.fonts_came) {
        text_forget();
        a->dirty = true;
        page.fonts_came = false;
    }
    if (text_lacks_letters())
        page_wants_letters();
    hand_over_written();
    copy_over();
}

/* ---- what page.js calls ---- */

/* A file was dropped or chosen, or the address became another link. */
EMSCRIPTEN_KEEPALIVE void page_opens(const char *path_or_link) {
    SDL_Event event = {.drop = {.type = SDL_DROPFILE, .file = SDL_strdup(path_or_link)}};
    SDL_PushEvent(&event);
}

EMSCRIPTEN_KEEPALIVE void page_pastes(const char *text) {
    SDL_SetClipboardText(text);
    SDL_free(page.copied);
    page.copied = SDL_strdup(text);
    SDL_Event event = {
        .key = {.type = SDL_KEYDOWN, .state = SDL_PRESSED, .keysym = {.sym = SDLK_v, .mod = KMOD_LCTRL}}};
    SDL_PushEvent(&event);
}

EMSCRIPTEN_KEEPALIVE void page_font_came(void) {
    page.fonts_came = true;
}

/* So many percent have come; -1: it failed. */
EMSCRIPTEN_KEEPALIVE void page_fetched(int percent) {
    page.fetched = percent;
}

/* What is shown, in words: for those who cannot see the canvas, and for tests. */
EMSCRIPTEN_KEEPALIVE const char *page_tells(void) {
    static char text[8192];
    const state *s = &page.app->state;
    const live_snapshot *live = &s->training.snapshot;
    const reader *r = &s->lesson;
    const char *lesson = !r->lesson || r->contents ? "none" : r->at >= 0 ? r->entries[r->at].id : "own";
    cnn_format(text, sizeof text,
        "place %d\nlesson %s\npage %d\nanswered %d\nlanguage %s\ntheme %d\nstep %lld\ntraining %d\niteration %lld\n"
        "images %.0f\ndata %s %d\nloss %.9g\nmessage %s\n",
        (int)s->screen.place, lesson, r->page, r->answered, strings_language() == LANGUAGE_KO ? "ko" : "en",
        (int)theme_used(), (long long)player_index(&s->session.player), (int)live->state, (long long)live->iteration,
        live->images_per_second, live->data, live->train_count, (double)live->loss, s->screen.message);
    return text;
}
