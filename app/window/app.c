/* Starting, ticking and drawing. Drawing reads; what a widget was told becomes a command, and when a command changed
 * something the frame is made once more, so that the picture is never a step behind. */
#include "app.h"

#include "command.h"
#include "file.h"
#include "scene.h"
#include "stage.h"
#include "user_files.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void wake(void *argument) {
    app *a = argument;
    SDL_Event event = {.type = a->wake_event};
    SDL_PushEvent(&event);
}

void app_start_live(app *a, const char *name, char *text) {
    a->net.text = text;
    a->live = live_start(name, text, NULL, 1, wake, a);
}

void app_say(app *a, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    cnn_format_list(a->message, sizeof a->message, format, arguments);
    va_end(arguments);
    a->message_until = a->clock + 6;
    a->dirty = true;
}

static settings settings_now(const app *a) {
    return (settings){strings_language(), theme_used(), a->reduced_motion};
}

static void start_settings(app *a, bool keep) {
    a->kept = settings_now(a);
    if (!keep)
        return;
    user_config_path("settings.yaml", a->settings_path, sizeof a->settings_path);
    cnn_status status = settings_read(a->settings_path, &a->kept);
    if (cnn_failed(status))
        app_say(a, "%s", status.message);
    if (cnn_failed(status) && cnn_file_exists(a->settings_path))
        a->settings_path[0] = '\0'; /* not written over */
    if (a->kept.language == LANGUAGE_EN || text_has_korean())
        strings_use(a->kept.language);
    theme_use(a->kept.theme);
    a->reduced_motion = a->kept.reduced_motion;
    a->kept = settings_now(a);
}

static void keep_settings(app *a) {
    settings now = settings_now(a);
    if (!a->settings_path[0] || (now.language == a->kept.language && now.theme == a->kept.theme &&
                                    now.reduced_motion == a->kept.reduced_motion))
        return;
    a->kept = now;
    cnn_status status = settings_write(a->settings_path, &now);
    if (cnn_failed(status))
        app_say(a, tr("message.settings"), status.message);
}

cnn_status app_start(app *a, const char *network, bool keep) {
    memset(a, 0, sizeof *a);
    cnn_status status = text_start();
    if (!cnn_failed(status))
        status = assets_start();
    if (cnn_failed(status))
        return status;
    const char *locale = getenv("LC_ALL");
    locale = locale && *locale ? locale : getenv("LANG");
    strings_use(locale && !strncmp(locale, "ko", 2) && text_has_korean() ? LANGUAGE_KO : LANGUAGE_EN);
    start_settings(a, keep);
    bench_start(&a->bench, BENCH_CONV);
    bench_start(&a->other, BENCH_POOL);
    a->wake_event = SDL_RegisterEvents(1);
    a->snapshot.accuracy = -1;
    a->snapshot.judged_at = a->snapshot.diverged_at = -1;
    a->hide_strip = !network;
    a->net.aimed = -1;
    if (network)
        app_train_file(a, network);
    app_resize(a, 1280, 800);
    app_bind(a);
    reader_start(a, keep);
    return status;
}

void app_stop(app *a) {
    keep_settings(a);
    reader_stop(a);
    bench_stop(&a->bench);
    bench_stop(&a->other);
    cnn_recording_free(a->net.seen);
    netedit_close(&a->net.edit);
    live_stop(a->live);
    for (int i = 0; i < 2; i++)
        atlas_close(&a->atlas.graph[i]);
    free(a->net.text);
    free(a->net.saved);
    draw_free(&a->list);
    assets_stop();
    text_stop();
}

int app_node(const app *a) {
    return a->player.walk ? cnn_walk_at_depth(a->player.walk, a->player.at, CNN_DEPTH_PRODUCT).node : 1;
}

void app_bind(app *a) {
    const cnn_recording *r = a->bench.recording;
    if (a->bound == a->bench.version && a->player.walk == (r ? r->walk : NULL))
        return;
    a->bound = a->bench.version;
    a->nudged[0] = '\0'; /* was measured on another recording */
    if (!r) {
        player_bind(&a->player, NULL, 0, 0, -1);
        return;
    }
    bool entering = a->bench.source == BENCH_INSIDE;
    int64_t first = entering ? 0 : cnn_walk_find(r->walk, CNN_FORWARD, r->net->output)->first;
    if (entering)
        a->player.walk = NULL; /* a new network: begin at its first position */
    /* The free bench has an upstream gradient in place of a loss. */
    player_bind(&a->player, r->walk, first, r->walk->steps - 1, entering ? -1 : r->net->loss);
    a->dirty = true;
}

void app_resize(app *a, int width, int height) {
    a->width = (float)width;
    a->height = (float)height;
    float factor = fminf(a->width / 1280, a->height / 800);
    a->ui.scale = factor < 1 ? 1 : floorf(factor * 20) / 20;
    a->dirty = true;
}

void app_take_live(app *a) {
    if (!a->live)
        return;
    live_snapshot *now = &a->snapshot;
    char note[sizeof now->note], stopped[sizeof now->stopped_by];
    int64_t diverged = now->diverged_at;
    memcpy(note, now->note, sizeof note);
    memcpy(stopped, now->stopped_by, sizeof stopped);
    if (live_read(a->live, now)) {
        a->dirty = true;
        if (now->note[0] && strcmp(note, now->note))
            app_say(a, "%s", now->note);
        if (now->stopped_by[0] && strcmp(stopped, now->stopped_by))
            app_say(a, tr("message.break"), now->stopped_by);
        if (now->diverged_at >= 0 && now->diverged_at != diverged)
            app_say(a, tr("message.diverged"), (long long)now->diverged_at,
                now->diverged_place[0] ? now->diverged_place : tr("word.loss"));
    }
    bool look = a->network || a->watches.count > 0;
    if (look != a->watching) {
        a->watching = look;
        live_watch(a->live, look);
    }
    cnn_recording *newest = live_view(a->live);
    if (newest) {
        cnn_recording_free(a->net.seen);
        a->net.seen = newest;
        watches_note(&a->watches, newest);
        a->dirty = true;
    }
    cnn_recording *recording = a->wants_inside ? live_recording(a->live) : NULL;
    if (recording) {
        a->wants_inside = false;
        command_finish_edit(a, false);
        bench_step_inside(&a->bench, recording, (const char(*)[24])a->snapshot.class_names);
        a->input_view = a->output_view = (view){0};
        a->channel = 0;
        a->network = a->course.open = a->atlas.open = false;
        app_bind(a);
        if (a->opens.node > 0 && cnn_walk_segment(a->player.walk, a->opens))
            player_go(&a->player, a->opens);
        a->player.motion = 1;
    }
    if (a->bench.source == BENCH_TIED && a->snapshot.state == LIVE_TRAINING && a->clock - a->tied_at > 0.5) {
        a->tied_at = a->clock;
        bench_tie(&a->bench, &a->snapshot, a->bench.tied_filter);
        app_bind(a);
    }
}

bool app_busy(const app *a) {
    return player_busy(&a->player) || a->message[0];
}

/* Playing stops where a breakpoint was passed. */
static void stop_at_breaks(app *a, int64_t before) {
    int64_t now = player_index(&a->player), step = 0;
    const cnn_recording *r = a->bench.recording;
    if (!r || now <= before || !a->player_was_playing || !a->breaks.count)
        return;
    int met = breakpoints_met(&a->breaks, r, before, now, &step);
    if (met < 0)
        return;
    char text[160];
    breakpoints_text(&a->breaks.list[met], r->walk, text, sizeof text);
    player_play(&a->player, false);
    player_seek(&a->player, step);
    app_say(a, tr("message.break"), text);
}

void app_tick(app *a, double seconds) {
    a->clock += seconds;
    app_take_live(a);
    int64_t before = player_index(&a->player);
    a->player_was_playing = a->player.playing;
    a->dirty |= player_tick(&a->player, seconds, a->reduced_motion);
    stop_at_breaks(a, before);
    reader_tick(a);
    reader_keep(a, false);
    keep_settings(a);
    if (player_index(&a->player) != before)
        a->input_view.held = a->output_view.held = false;
    if (a->message[0] && a->clock > a->message_until) {
        a->message[0] = '\0';
        a->dirty = true;
    }
}

/* What stands in place of a layer, in a lesson or by choice; false: the bench does. */
static bool draw_instead(app *a, rect at) {
    if (a->course.open && a->course.scene.atlas[0] && a->atlas.graph[0].net)
        scene_atlas_graph(a, rect_inset(at, ui_px(&a->ui, 12)));
    else if (a->network)
        scene_network(a, at);
    else
        return false;
    scene_message(a, at);
    return true;
}

static void draw_main(app *a) {
    ui *u = &a->ui;
    rect at = {0, 0, a->width, a->height};
    draw_rect(&a->list, at, theme_color(ROLE_GROUND), 0);
    if (a->present && !(a->course.open && a->course.contents)) {
        if (a->atlas.open) {
            scene_atlas(a, at);
            scene_message(a, at);
            return;
        }
        if (!a->course.open && draw_instead(a, at))
            return;
        scene_present(a, rect_cut_top(&at, a->height * 0.085f));
        rect_cut_bottom(&at, a->height * 0.02f);
        if (a->course.open && a->course.lesson)
            at.h -= scene_asked(a, at);
        if (draw_instead(a, at))
            return;
        stage_draw(a, at);
        scene_message(a, at);
        return;
    }
    bool small = a->height < 700 * u->scale;
    scene_top(a, rect_cut_top(&at, ui_px(u, 44)));
    if (a->atlas.open) {
        if (a->edit.kind == EDIT_LINE)
            scene_line(a, rect_cut_bottom(&at, ui_px(u, 56)));
        scene_atlas(a, at);
        scene_message(a, at);
        return;
    }
    if (a->network && !a->course.open) {
        if (a->edit.kind == EDIT_LINE)
            scene_line(a, rect_cut_bottom(&at, ui_px(u, 56)));
        draw_instead(a, at);
        return;
    }
    if (a->course.open) {
        scene_lesson(a, rect_cut_left(&at, ui_px(u, a->width < 1200 * u->scale ? 300 : 348)));
        if (draw_instead(a, at))
            return;
    }
    scene_bottom(a, rect_cut_bottom(&at, ui_px(u, small ? 66 : 76)));
    if (!a->course.open)
        scene_panel(a, rect_cut_left(&at, ui_px(u, a->width < 1200 * u->scale ? 252 : 300)));
    if (!a->hide_strip && !(small && a->course.open)) {
        rect strip = rect_cut_bottom(&at, ui_px(u, small ? 104 : 128));
        scene_strip(a, (rect){strip.x + ui_px(u, 14), strip.y, strip.w - ui_px(u, 28), strip.h - ui_px(u, 10)});
    }
    stage_draw(a, at);
    scene_message(a, at);
}

void app_frame(app *a) {
    for (int again = 0; again < 3; again++) {
        bench_sweep(&a->bench);
        bench_sweep(&a->other);
        draw_begin(&a->list, a->width, a->height);
        ui_begin(&a->ui, &a->list, a->ui.scale);
        a->next_hover = (hover){.part = a->course.open ? a->course.scene.light : CNN_PART_NONE};
        a->ui.muted = a->help;
        draw_main(a);
        a->ui.muted = false;
        if (a->help)
            scene_help(a);
        if (a->help && a->ui.in.pressed) {
            a->help = false;
            a->ui.changed = true;
        }
        if (!a->help && a->ui.in.pressed && !a->ui.took_mouse && a->edit.kind != EDIT_NONE) {
            command_finish_edit(a, true);
            a->ui.changed = true;
        }
        bool moved = memcmp(&a->hover, &a->next_hover, sizeof a->hover) != 0;
        a->hover = a->next_hover;
        app_bind(a);
        ui_end(&a->ui);
        if (!moved && !a->ui.changed)
            break;
    }
    a->dirty = false;
}
