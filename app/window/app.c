/* Starting, ticking and drawing. Drawing only reads; what it asks for is carried out after the frame, and when that
 * changed something the frame is made once more, so that the picture is never a step behind. */
#include "app.h"

#include "command.h"
#include "file.h"
#include "link_open.h"
#include "open.h"
#include "place.h"
#include "reading.h"
#include "refusal.h"
#include "typing.h"
#include "user_files.h"
#include "worksheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double TIED_SECONDS = 0.5;     /* between two looks at a filter that trains */
static const double PROGRESS_SECONDS = 0.1; /* between two looks at a job */
enum { FRAMES_AT_MOST = 3 };                /* a change may cause another one */

static void wake(void *of) {
    app *a = of;
    SDL_Event event = {.type = a->wake_event};
    SDL_PushEvent(&event);
}

/* ---- settings ---- */

static settings settings_now(const app *a) {
    const screen *shown = &a->state.screen;
    const training *t = &a->state.training;
    const player *p = &a->state.session.player;
    return (settings){strings_language(), theme_used(), shown->reduced_motion, shown->text_percent, t->limit,
        t->patience, shown->strip_open, p->run_on, p->loop};
}

static void start_settings(app *a, bool keep) {
    a->kept = settings_now(a);
    if (!keep)
        return;
    user_config_path("settings.yaml", a->settings_path, sizeof a->settings_path);
    cnn_status status = settings_read(a->settings_path, &a->kept);
    state_say_if_failed(&a->state, status);
    if (cnn_failed(status) && cnn_file_exists(a->settings_path))
        a->settings_path[0] = '\0'; /* not written over */
    if (a->kept.language == LANGUAGE_EN || text_has_korean())
        strings_use(a->kept.language);
    theme_use(a->kept.theme);
    a->state.screen.reduced_motion = a->kept.reduced_motion;
    a->state.screen.text_percent = a->kept.text_size;
    training_limit(&a->state.training, a->kept.training_limit, a->kept.patience);
    a->state.screen.strip_open = a->kept.strip;
    a->state.session.player.run_on = a->kept.play_on;
    a->state.session.player.loop = a->kept.play_again;
    a->kept = settings_now(a);
}

static bool is_same(const settings *a, const settings *b) {
    return a->language == b->language && a->theme == b->theme && a->reduced_motion == b->reduced_motion &&
           a->text_size == b->text_size && a->training_limit == b->training_limit && a->patience == b->patience &&
           a->strip == b->strip && a->play_on == b->play_on && a->play_again == b->play_again;
}

static void keep_settings(app *a) {
    settings now = settings_now(a);
    if (!a->settings_path[0] || is_same(&now, &a->kept))
        return;
    a->kept = now;
    cnn_status status = settings_write(a->settings_path, &now);
    if (cnn_failed(status))
        state_say(&a->state, tr("message.settings"), status.message);
}

/* ---- start and stop ---- */

static void use_locale(void) {
    const char *locale = getenv("LC_ALL");
    locale = locale && *locale ? locale : getenv("LANG");
    strings_use(locale && !strncmp(locale, "ko", 2) && text_has_korean() ? LANGUAGE_KO : LANGUAGE_EN);
}

cnn_status app_start(app *a, const char *network, bool keep) {
    memset(a, 0, sizeof *a);
    cnn_status status = text_start();
    if (!cnn_failed(status))
        status = assets_start();
    if (cnn_failed(status))
        return status;
    use_locale();
    a->state.screen.place = a->state.screen.came_from = PLACE_BENCH;
    a->state.screen.text_percent = 100;
    training_start(&a->state.training, wake, a);
    start_settings(a, keep);
    a->wake_event = SDL_RegisterEvents(1);
    a->state.session.wake = wake;
    a->state.session.wake_argument = a;
    if (keep)
        user_data_path("examples.txt", a->state.session.examples.path, sizeof a->state.session.examples.path);
    session_start(&a->state.session);
    state_say_if_failed(&a->state, examples_read(&a->state.session.examples));
    a->state.view.aimed = -1;
    if (keep && network)
        resume_start(&a->resume);
    if (network && !(a->resume.path[0] && resume_training(&a->resume, &a->state)))
        training_use_file(&a->state.training, network);
    app_resize(a, 1280, 800);
    state_say_if_failed(&a->state, reader_start(&a->state.lesson, keep));
    state_settle(&a->state);
    return status;
}

void app_stop(app *a) {
    keep_settings(a);
    resume_keep(&a->resume, &a->state, true);
    worksheet_end(a->state.screen.sheet);
    reading_end(&a->state);
    reader_stop(&a->state.lesson);
    session_stop(&a->state.session);
    file_list_free(&a->state.screen.files.list);
    training_stop(&a->state.training);
    draw_free(&a->list);
    assets_stop();
    text_stop();
}

/* A larger window shows things larger, but less so than it shows more of them: 1.2 times at 1920 x 1080, 2 at 3840 x
 * 2160. By hand everything can be made larger, as long as it fits. */
static void set_scale(app *a) {
    float factor = fminf(a->width / 1280, a->height / 800),
          most = fminf(a->width / APP_LEAST_WIDTH, a->height / APP_LEAST_HEIGHT),
          usual = factor < 1 ? 1 : floorf(powf(factor, 0.7f) * 20 + 0.01f) / 20;
    screen *s = &a->state.screen;
    s->text_most = (int)(100 * most / usual);
    s->text_most = s->text_most < 100 ? 100 : s->text_most > SETTINGS_TEXT_MOST ? SETTINGS_TEXT_MOST : s->text_most;
    int percent = s->text_percent < s->text_most ? s->text_percent : s->text_most;
    a->ui.scale = usual * (float)percent / 100;
}

void app_resize(app *a, int width, int height) {
    a->width = (float)width;
    a->height = (float)height;
    a->dirty = true;
    set_scale(a);
}

/* ---- what trains ---- */

static void step_inside(state *s, cnn_recording *recording) {
    const training *t = &s->training;
    typing_end(s, false);
    session_step_inside(&s->session, recording, t->snapshot.names, t->opens.node > 0 ? &t->opens : NULL);
    s->screen.place = PLACE_BENCH;
    state_settle(s);
}

/* The bench that is tied to a filter of the network shows the filter's newest values. */
static void follow_filter(state *s) {
    bench *b = &s->session.bench;
    training *t = &s->training;
    bool due = s->screen.clock - t->tied_at > TIED_SECONDS;
    if (b->source != BENCH_TIED || t->snapshot.state != LIVE_TRAINING || !due)
        return;
    t->tied_at = s->screen.clock;
    bench_tie(b, &t->snapshot, b->tied_filter);
    state_settle(s);
}

static void say_filed(state *s, const live_snapshot *now) {
    if (now->refused[0]) {
        s->screen.refusal = (refused_file){0};
        if (!now->was_saved)
            open_offer_skip(s, now->file, &now->found);
        refusal_say(s, cnn_fail(CNN_BAD_INPUT, "%s", now->refused), false);
    } else if (now->was_saved)
        state_say(s, tr("message.weights_saved"), now->file);
    else
        open_say_weights(s, "message.weights_opened", now->file, &now->found);
}

void app_take_live(app *a) {
    state *s = &a->state;
    const live_snapshot *now = &s->training.snapshot;
    bool look = state_shows_network(s) || s->training.watches.count > 0 || s->screen.help;
    training_news news = training_take(&s->training, look);
    a->dirty |= news.any || news.recording;
    if (news.noted)
        state_tell(s, now->note);
    if (news.stopped)
        state_say(s, tr("message.break"), now->stopped_by);
    if (news.diverged)
        state_say(s, tr("message.diverged"), (long long)now->diverged_at,
            now->diverged_place[0] ? now->diverged_place : tr("word.loss"));
    if (news.filed && (now->refused[0] || !resume_is_own(&a->resume, now->file)))
        say_filed(s, now);
    if (news.rested)
        state_say(s, tr(now->rests == LIVE_RESTS_AT_LIMIT ? "message.rests_limit" : "message.rests_level"),
            now->rests == LIVE_RESTS_AT_LIMIT ? s->training.limit : s->training.patience);
    if (news.replayed)
        link_arrive(s);
    if (news.recording)
        step_inside(s, news.recording);
    follow_filter(s);
}

/* ---- time ---- */

bool app_busy(const app *a) {
    return isfinite(ui_tip_time(&a->ui)) || player_busy(&a->state.session.player) || a->state.view.moving ||
           training_works(&a->state.training) || a->state.screen.message[0] || a->state.session.task != TASK_NONE ||
           a->state.screen.sheet || a->state.screen.reads_file;
}

/* What a job has made is shown, or its failure said; while one is under way, its progress is. */
static void take_task(app *a) {
    state *s = &a->state;
    bool due =
        (s->session.task != TASK_NONE || s->screen.reads_file) && s->screen.clock - a->progress_at > PROGRESS_SECONDS;
    a->progress_at = due ? s->screen.clock : a->progress_at;
    a->dirty |= due;
    bool page = s->lesson.waiting && s->lesson.waits_for == s->session.tasks;
    bool opened = s->session.task == TASK_OPEN, ended = session_tick(&s->session);
    a->dirty |= ended;
    if (ended && opened && !cnn_failed(s->session.ended) && s->session.transparent)
        open_offer_ground(s, s->session.picture);
    if (ended && !page) /* a page says itself what was wrong with it */
        state_say_if_failed(s, s->session.ended);
    if (ended && opened && !page && cnn_failed(s->session.ended) && s->screen.place == PLACE_BENCH)
        s->screen.place = s->screen.opened_from; /* what could not be opened leaves everything as it was */
}

/* Playing stops where a breakpoint was passed. */
static void stop_at_breakpoints(state *s, int64_t before) {
    session *open = &s->session;
    int64_t now = player_index(&open->player), step = 0;
    const cnn_recording *r = open->bench.recording;
    if (!r || now <= before || !open->breakpoints.count)
        return;
    int met = breakpoints_met(&open->breakpoints, r, before, now, &step);
    if (met < 0)
        return;
    char text[160];
    breakpoints_text(&open->breakpoints.list[met], r->walk, text, sizeof text);
    player_play(&open->player, false);
    player_seek(&open->player, step);
    state_say(s, tr("message.break"), text);
}

void app_tick(app *a, double seconds) {
    state *s = &a->state;
    player *p = &s->session.player;
    s->screen.clock += seconds;
    app_waiting_key(a);
    a->dirty |= s->screen.clock >= ui_tip_time(&a->ui);
    app_take_live(a);
    take_task(a);
    a->dirty |= worksheet_tick(s);
    a->dirty |= reading_tick(s);
    int64_t before = player_index(p);
    bool playing = p->playing;
    a->dirty |= player_tick(p, seconds, s->screen.reduced_motion);
    a->dirty |= s->view.moving;
    if (playing)
        stop_at_breakpoints(s, before);
    if (s->screen.place == PLACE_LESSONS)
        a->dirty |= reader_tick(&s->lesson, &s->session, s->screen.clock);
    state_say_if_failed(s, reader_keep(&s->lesson, false));
    keep_settings(a);
    resume_keep(&a->resume, s, false);
    state_settle(s);
    if (s->screen.message[0] && s->screen.clock > s->screen.message_until) {
        s->screen.message[0] = '\0';
        a->dirty = true;
    }
}

void app_frame(app *a) {
    const view v = {&a->state, &a->state.view, &a->ui, &a->list, &a->requests, a->width, a->height};
    for (int i = 0; i < FRAMES_AT_MOST; i++) {
        set_scale(a);
        draw_begin(&a->list, a->width, a->height);
        a->ui.now = a->state.screen.clock;
        ui_begin(&a->ui, &a->list, a->ui.scale);
        view_begin(&v);
        place_draw(&v);
        bool moved = view_end(&v);
        ui_end(&a->ui);
        bool done = command_run_all(&a->state, &a->requests);
        if (!moved && !done && !a->ui.changed)
            break;
    }
    a->dirty = false;
}
