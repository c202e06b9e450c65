/* What is typed into a cell, a part of the formula or the line. */
#include "command.h"

#include "address.h"
#include "scene_network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void command_set_part(app *a, cnn_part part, int value) {
    if (!command_can_edit(a) || !reader_allows(a, reader_bit(part)))
        return;
    bench_set_part(&a->bench, part, value);
    app_bind(a);
    a->dirty = true;
}

void command_select(app *a, edit what) {
    unsigned bits[] = {0, OPEN_INPUT, OPEN_FILTER, OPEN_BIAS, OPEN_GRADIENT, reader_bit(what.part), 0};
    if (what.kind == EDIT_LINE || (command_can_edit(a) && reader_allows(a, bits[what.kind])))
        a->edit = what;
    a->dirty = true;
}

static void apply(app *a, float value) {
    const edit *e = &a->edit;
    switch (e->kind) {
    case EDIT_PIXEL:
        bench_set_pixel(&a->bench, e->channel, e->row, e->column, value);
        break;
    case EDIT_WEIGHT:
        bench_set_weight(&a->bench, e->filter, e->channel, e->row, e->column, value);
        break;
    case EDIT_BIAS:
        bench_set_bias(&a->bench, e->filter, value);
        break;
    case EDIT_GRADIENT:
        bench_set_gradient(&a->bench, e->row, value);
        break;
    case EDIT_PART:
        bench_set_part(&a->bench, e->part, (int)fmaxf(-1e6f, fminf(1e6f, value)));
        break;
    case EDIT_LINE:
    case EDIT_NONE:
        break;
    }
    app_bind(a);
}

void command_finish_edit(app *a, bool keep) {
    char *number_end;
    float value = strtof(a->edit.text, &number_end);
    keep &= a->edit.kind != EDIT_LINE;
    if (keep && a->edit.text[0] && !*number_end && isfinite(value) && fabsf(value) <= 1e6f)
        apply(a, value);
    else if (keep && a->edit.text[0])
        app_say(a, tr("message.not_a_number"), a->edit.text);
    a->edit.kind = EDIT_NONE;
    a->edit.text[0] = '\0';
    a->dirty = true;
}

void command_type(app *a, const char *text) {
    bool line = a->edit.kind == EDIT_LINE;
    for (; *text; text++)
        if ((line && *text >= 32 && *text < 127) || (*text >= '0' && *text <= '9') || *text == '.' || *text == '-') {
            size_t length = strlen(a->edit.text);
            if (length + 1 < sizeof a->edit.text)
                a->edit.text[length] = *text, a->edit.text[length + 1] = '\0';
        }
    a->dirty = true;
}

/* "rate 0.03", "momentum 0.5", "batch 32", "picture 17", "nudge conv1.weight 3", "nudge input 100", "run ADDRESS".
 * False when the line is none of them. */
static bool typed_setting(app *a, const char *text, cnn_status *status) {
    static const struct {
        const char *word;
        double low, high;
        bool whole;
    } numbers[] = {{"rate ", 1e-12, 1e6, false}, {"momentum ", 0, 0.99999, false}, {"batch ", 1, 65536, true},
        {"picture ", 0, 1e9, true}};
    for (int i = 0; i < 4; i++) {
        size_t length = strlen(numbers[i].word);
        if (strncmp(text, numbers[i].word, length))
            continue;
        char *number_end;
        double value = strtod(text + length, &number_end);
        bool fine = number_end != text + length && !*number_end && value >= numbers[i].low &&
                    value <= numbers[i].high && (!numbers[i].whole || value == floor(value));
        if (!fine)
            *status = cnn_fail(CNN_BAD_INPUT, tr("message.out_of_range"), text, numbers[i].low, numbers[i].high);
        else if (!command_can_train(a))
            *status = cnn_fail(CNN_BAD_INPUT, "%s", tr("message.no_live"));
        if (cnn_failed(*status))
            return true;
        cnn_train_settings s = a->snapshot.run_seen[a->snapshot.run].settings;
        s.rate = i == 0 ? (float)value : s.rate;
        s.momentum = i == 1 ? (float)value : s.momentum;
        s.batch = i == 2 ? (int)value : s.batch;
        if (i < 3)
            live_settings(a->live, &s);
        else
            network_look(a, a->net.source == LIVE_OWN_PICTURE ? LIVE_TRAIN_PICTURE : a->net.source, (int)value);
        return true;
    }
    if (!strncmp(text, "nudge ", 6)) {
        *status = command_nudge_typed(a, text + 6);
        return true;
    }
    if (!strncmp(text, "run ", 4)) {
        breakpoint one;
        *status = breakpoints_parse(text + 4, a->bench.recording, &one);
        if (!cnn_failed(*status) && a->player.walk) {
            breakpoints_toggle(&a->breaks, one);
            player_play(&a->player, true);
        }
        return true;
    }
    return false;
}

void command_line(app *a) {
    char text[sizeof a->edit.text];
    memcpy(text, a->edit.text, sizeof text);
    command_finish_edit(a, false);
    const cnn_recording *r = a->bench.recording;
    cnn_status status = cnn_ok();
    cnn_address to;
    breakpoint one;
    if (!text[0])
        return;
    if (typed_setting(a, text, &status)) {
        /* done, or refused with a reason */
    } else if (!strncmp(text, "open ", 5)) {
        status = app_open(a, text + 5 + strspn(text + 5, " "));
    } else if (!strcmp(text, "clear")) {
        command_run(a, "clear_breaks");
    } else if (!strncmp(text, "break ", 6)) {
        status = breakpoints_parse(text + 6, r, &one);
        if (!cnn_failed(status) && !breakpoints_toggle(&a->breaks, one))
            status = cnn_fail(CNN_BAD_INPUT, "%s", tr("message.breaks_full"));
        if (!cnn_failed(status) && a->live)
            live_stops(a->live, &a->breaks);
    } else if (!r) {
        status = cnn_fail(CNN_BAD_INPUT, "%s", tr("explain.no_fit"));
    } else {
        status = cnn_address_parse(r->walk, text, &to);
        if (!cnn_failed(status)) {
            player_play(&a->player, false);
            if (!player_go(&a->player, to))
                status = cnn_fail(CNN_BAD_INPUT, tr("message.not_here"), text);
        }
    }
    if (cnn_failed(status))
        app_say(a, "%s", status.message);
    a->dirty = true;
}
