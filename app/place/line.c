/* The first word says what kind of line it is; anything else is an address. */
#include "line.h"

#include "address.h"
#include "bench_link.h"
#include "breakpoints_panel.h"
#include "command.h"
#include "link.h"
#include "open.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef cnn_status verb(state *s, const char *rest, double number);

static cnn_status train_with(state *s, const cnn_train_settings *settings) {
    live_settings(s->training.live, settings);
    return cnn_ok();
}

static cnn_train_settings settings_now(const state *s) {
    return s->training.snapshot.run_seen[s->training.snapshot.run].settings;
}

static cnn_status use_rate(state *s, const char *rest, double number) {
    (void)rest;
    cnn_train_settings settings = settings_now(s);
    settings.rate = (float)number;
    return train_with(s, &settings);
}

static cnn_status use_momentum(state *s, const char *rest, double number) {
    (void)rest;
    cnn_train_settings settings = settings_now(s);
    settings.momentum = (float)number;
    return train_with(s, &settings);
}

static cnn_status use_batch(state *s, const char *rest, double number) {
    (void)rest;
    cnn_train_settings settings = settings_now(s);
    settings.batch = (int)number;
    return train_with(s, &settings);
}

static cnn_status use_picture(state *s, const char *rest, double number) {
    (void)rest;
    live_source source = s->training.source == LIVE_OWN_PICTURE ? LIVE_TRAIN_PICTURE : s->training.source;
    training_look_at(&s->training, source, (int)number);
    return cnn_ok();
}

static cnn_status check(state *s, const char *rest, double number) {
    (void)number;
    return session_check_named(&s->session, rest);
}

static cnn_status add_break(state *s, const char *rest, breakpoint *one) {
    cnn_status status = breakpoints_parse(rest, s->session.bench.recording, one);
    if (!cnn_failed(status) && !breakpoints_toggle(&s->session.breakpoints, *one))
        status = cnn_fail(CNN_BAD_INPUT, "%s", tr("message.breaks_full"));
    training_stops(&s->training, &s->session.breakpoints);
    return status;
}

static cnn_status run_to(state *s, const char *rest, double number) {
    (void)number;
    breakpoint one;
    if (!s->session.player.walk)
        return cnn_fail(CNN_BAD_INPUT, "%s", tr("explain.no_fit"));
    int before = s->session.breakpoints.count;
    cnn_status status = add_break(s, rest, &one);
    if (s->session.breakpoints.count < before) /* it was there, and stays */
        status = add_break(s, rest, &one);
    if (!cnn_failed(status))
        player_play_through(&s->session.player);
    return status;
}

static cnn_status break_at(state *s, const char *rest, double number) {
    (void)number;
    breakpoint one;
    char text[200];
    int before = s->session.breakpoints.count;
    cnn_status status = add_break(s, rest, &one);
    if (cnn_failed(status))
        return status;
    breakpoints_panel_words(s, &one, text, sizeof text);
    state_say(s, tr(s->session.breakpoints.count < before ? "message.break_gone" : "message.break_set"), text);
    return status;
}

static cnn_status clear(state *s, const char *rest, double number) {
    (void)rest;
    (void)number;
    s->session.breakpoints.count = 0;
    training_stops(&s->training, &s->session.breakpoints);
    return cnn_ok();
}

static cnn_status copy(state *s, const char *rest, double number) {
    (void)rest;
    (void)number;
    return command_run(s, REQUEST_copy_link, NULL) ? cnn_ok() : cnn_fail(CNN_BAD_INPUT, "%s", tr("why.no_link"));
}

static cnn_status save(state *s, const char *rest, double number) {
    (void)number;
    session *open = &s->session;
    if (s->screen.place != PLACE_BENCH || !state_can_edit(s))
        return cnn_fail(CNN_BAD_INPUT, "%s", tr("link.where"));
    char *link = bench_link_write(&open->bench, open->player.walk ? &open->player.at : NULL);
    cnn_status status = link ? examples_add(&open->examples, rest, link) : cnn_no_memory("a link", 0);
    free(link);
    if (cnn_failed(status))
        return status;
    cnn_format(open->example, sizeof open->example, "%s", rest);
    state_say(s, tr(open->examples.path[0] ? "example.saved" : "example.not_kept"), rest, open->examples.path);
    return status;
}

/* "size 7x5": rows and columns. */
static cnn_status use_size(state *s, const char *rest, double number) {
    (void)number;
    char *cross, *text_end = "";
    long r = strtol(rest, &cross, 10), c = *cross == 'x' ? strtol(cross + 1, &text_end, 10) : r;
    bool fine = (*cross == 'x' || !*cross) && !*text_end && r >= 1 && c >= 1 && r <= BENCH_SIDE && c <= BENCH_SIDE;
    if (!fine || s->screen.place != PLACE_BENCH || !state_can_edit(s))
        return cnn_fail(CNN_BAD_INPUT, tr("message.size_form"), BENCH_SIDE);
    bench_set_size(&s->session.bench, (int)r, (int)c);
    return cnn_ok();
}

static cnn_status make_square(state *s, const char *rest, double number) {
    (void)rest;
    (void)number;
    command_run(s, REQUEST_square, NULL);
    return cnn_ok();
}

static cnn_status open_file(state *s, const char *rest, double number) {
    (void)number;
    return open_path(s, rest);
}

/* A line with a number is refused outside low .. high, and where nothing trains. */
static const struct line_word {
    const char *word;
    verb *run;
    bool number, whole;
    double low, high;
} words[] = {
    {"rate", use_rate, true, false, 1e-12, 1e6},
    {"momentum", use_momentum, true, false, 0, 0.99999},
    {"batch", use_batch, true, true, 1, 65536},
    {"picture", use_picture, true, true, 0, 1e9},
    {"check", check, false, false, 0, 0},
    {"run", run_to, false, false, 0, 0},
    {"break", break_at, false, false, 0, 0},
    {"clear", clear, false, false, 0, 0},
    {"open", open_file, false, false, 0, 0},
    {"copy", copy, false, false, 0, 0},
    {"save", save, false, false, 0, 0},
    {"size", use_size, false, false, 0, 0},
    {"square", make_square, false, false, 0, 0},
};

static cnn_status run_number(state *s, const struct line_word *w, const char *text, const char *rest) {
    char *number_end;
    double number = strtod(rest, &number_end);
    bool fine = number_end != rest && !*number_end && number >= w->low && number <= w->high &&
                (!w->whole || number == floor(number));
    if (!fine)
        return cnn_fail(CNN_BAD_INPUT, tr("message.out_of_range"), text, w->low, w->high);
    if (!training_can(&s->training))
        return cnn_fail(CNN_BAD_INPUT, "%s", tr("message.no_live"));
    return w->run(s, rest, number);
}

static cnn_status go_to(state *s, const char *text) {
    const cnn_recording *r = s->session.bench.recording;
    cnn_address to;
    if (!r)
        return cnn_fail(CNN_BAD_INPUT, "%s", tr("explain.no_fit"));
    cnn_status status = cnn_address_parse(r->walk, text, &to);
    if (cnn_failed(status))
        return status;
    player_play(&s->session.player, false);
    return player_go(&s->session.player, to) ? status : cnn_fail(CNN_BAD_INPUT, tr("message.not_here"), text);
}

cnn_status line_run(state *s, const char *text) {
    if (!text[0])
        return cnn_ok();
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i].word);
        if (strncmp(text, words[i].word, length) || (text[length] && text[length] != ' '))
            continue;
        const char *rest = text + length + strspn(text + length, " ");
        return words[i].number ? run_number(s, &words[i], text, rest) : words[i].run(s, rest, 0);
    }
    return link_is(text) ? open_path(s, text) : go_to(s, text);
}
