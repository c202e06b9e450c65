/* Whatever lies over the screen for a while. */
#include "overlay.h"

#include "link.h"
#include "numbers.h"
#include "reading.h"

#include <math.h>
#include <string.h>

static const color shade = {0x1c, 0x23, 0x21, 128}; /* over everything that lies under a card */

/* The line that is being typed, over the timeline. */
void overlay_line(const view *v, rect at) {
    ui *u = v->ui;
    float size = ui_px(u, 16), pad = ui_px(u, 12);
    rect box = {at.x + pad, at.y + ui_px(u, 6), at.w - 2 * pad, at.h - ui_px(u, 12)};
    draw_rect(v->list, box, theme_color(ROLE_PANEL), ui_px(u, 8));
    draw_frame(v->list, box, theme_color(ROLE_FOCUS), ui_px(u, 2), ui_px(u, 8));
    rect upper = {box.x + pad, box.y, box.w - 2 * pad, box.h * 0.58f},
         lower = {box.x + pad, box.y + box.h * 0.54f, box.w - 2 * pad, box.h * 0.42f};
    float colon = draw_text_in(v->list, FONT_DIGITS, size, upper, 0, theme_color(ROLE_INK), ": ");
    rect_cut_left(&upper, colon);
    field_touch t = ui_field(u, "line", upper,
        (field_look){v->state->screen.edit.text, NULL, v->state->screen.help ? NULL : &v->state->screen.caret,
            FONT_DIGITS, size});
    if (t.pressed || t.dragged)
        view_ask_with(v, REQUEST_caret, (argument){.value = t.at, .which = t.dragged});
    ui_line(u, lower, 0, FONT_UI, ui_px(u, 13), theme_color(ROLE_QUIET), tr("line.hint"));
}

/* What a sentence needs: it grows upward from the row, over the transport and never over a formula. */
static rect message_box(const view *v, rect row, float size, float pad, const char *text) {
    float room = row.w - 2 * pad, tall = ui_paragraph_height(v->ui, room, FONT_UI, size, text) + pad * 0.8f;
    tall = fmaxf(tall, row.h);
    return (rect){row.x, row.y + row.h - tall, row.w, tall};
}

void overlay_message(const view *v, rect row) {
    const char *text = v->state->screen.message;
    if (!text[0])
        return;
    ui *u = v->ui;
    float size = ui_px(u, 14), pad = ui_px(u, 14);
    rect close = {row.x + row.w - row.h, row.y, row.h, row.h};
    const char *label = v->state->screen.message_does ? tr(v->state->screen.message_label) : NULL;
    float offer = label ? ui_button_width(u, label, 14) + pad : 0;
    rect box = message_box(v, (rect){row.x, row.y, row.w - close.w - offer, row.h}, size, pad, text);
    box.w = row.w;
    draw_rect(v->list, box, theme_color(ROLE_WARNING_GROUND), 0);
    draw_rect(v->list, (rect){box.x, box.y, box.w, ui_px(u, 2)}, theme_color(ROLE_WARNING), 0);
    float room = row.w - close.w - offer - 2 * pad, tall = ui_paragraph_height(u, room, FONT_UI, size, text),
          seen = tall - 0.32f * text_height(FONT_UI, size); /* no space below the last line */
    ui_paragraph(
        u, (rect){box.x + pad, box.y + (box.h - seen) / 2, room, tall}, FONT_UI, size, theme_color(ROLE_INK), text);
    close.y = box.y + (box.h - close.h) / 2;
    rect does = {close.x - offer, close.y + ui_px(u, 3), offer - pad, close.h - ui_px(u, 6)};
    if (label && ui_button(u, "message.does", does, label, UI_OUTLINED, false, true))
        view_ask(v, (request_name)v->state->screen.message_does);
    if (ui_button(u, "message.close", rect_inset(close, ui_px(u, 3)), "×", UI_PLAIN, false, true))
        view_ask(v, REQUEST_close_message);
}

static void progress_bar(const view *v, rect bar, float progress) {
    float round = bar.h / 2;
    draw_rect(v->list, bar, theme_color(ROLE_EMPTY), round);
    draw_rect(v->list, (rect){bar.x, bar.y, bar.w * progress, bar.h}, theme_color(ROLE_PRIMARY), round);
}

/* In a row: what is under way, how far it is, and what stops it. */
static void task_row(const view *v, rect row, const char *title, float progress) {
    ui *u = v->ui;
    float size = ui_px(u, 14), tall = ui_px(u, 6);
    char text[440];
    cnn_format(text, sizeof text, "%s  %.0f %%", title, (double)progress * 100);
    draw_rect(v->list, row, theme_color(ROLE_PANEL), 0);
    draw_rect(v->list, (rect){row.x, row.y, row.w, 1}, theme_color(ROLE_BORDER), 0);
    rect in = {row.x + ui_px(u, 18), row.y, row.w - ui_px(u, 36), row.h};
    rect_cut_left(&in, draw_text_in(v->list, FONT_STRONG, size, in, 0, theme_color(ROLE_INK), text) + ui_px(u, 14));
    rect bar = rect_cut_left(&in, fminf(ui_px(u, 160), in.w / 2));
    progress_bar(v, (rect){bar.x, bar.y + (bar.h - tall) / 2, bar.w, tall}, progress);
    rect_cut_left(&in, ui_px(u, 14));
    ui_line(u, in, 0, FONT_UI, size, theme_color(ROLE_QUIET), tr("task.hint"));
}

/* In the middle: what is opened will stand in place of what is covered. */
static void task_card(const view *v, rect at, const char *title, float progress) {
    ui *u = v->ui;
    float pad = ui_px(u, 14), wide = fminf(at.w - 40, ui_px(u, 380)), tall = ui_px(u, 86);
    rect box = {at.x + (at.w - wide) / 2, at.y + (at.h - tall) / 2, wide, tall};
    draw_rect(v->list, at, color_alpha(theme_color(ROLE_GROUND), 0.85f), 0);
    draw_rect(v->list, box, theme_color(ROLE_PANEL), ui_px(u, 9));
    draw_frame(v->list, box, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 9));
    rect in = rect_inset(box, pad);
    char text[120];
    cnn_format(text, sizeof text, "%s  %.0f %%", title, (double)progress * 100);
    draw_text_in(v->list, FONT_STRONG, ui_px(u, 15), rect_cut_top(&in, ui_px(u, 20)), 0, theme_color(ROLE_INK), text);
    rect bar = rect_cut_top(&in, ui_px(u, 12));
    progress_bar(v, (rect){bar.x, bar.y + ui_px(u, 3), bar.w, ui_px(u, 6)}, progress);
    ui_line(u, in, 0, FONT_UI, ui_px(u, 13.5f), theme_color(ROLE_QUIET), tr("task.hint"));
}

void overlay_opening(const view *v, rect at) {
    const session *s = &v->state->session;
    if (s->task == TASK_OPEN && session_progress(s) >= 0)
        task_card(v, at, tr("task.open"), session_progress(s));
    const live_snapshot *trained = &v->state->training.snapshot;
    if (v->state->training.live && trained->replaying >= 0)
        task_card(v, at, tr("task.replay"), trained->replaying);
}

/* What waits: the name of a file, or of the network that a link leads to. */
static void ask_title(const char *waiting, char *title, size_t size) {
    const char *slash = strrchr(waiting, '/');
    link_parts l;
    bool link = link_is(waiting) && !cnn_failed(link_read(waiting, &l));
    if (link)
        tr_format(title, size, "ask.replay", l.name);
    else
        tr_format(title, size, "ask.train", slash ? slash + 1 : waiting);
    if (link)
        link_drop(&l);
}

void overlay_ask(const view *v) {
    ui *u = v->ui;
    char title[400], text[200], number[NUMBER_TEXT];
    ask_title(v->state->screen.waiting, title, sizeof title);
    number_grouped(v->state->training.snapshot.iteration, number);
    tr_format(text, sizeof text, "edit.ends_run", number);
    float pad = ui_px(u, 22), wide = fminf(v->width - 2 * pad, ui_px(u, 520)), room = wide - 2 * pad,
          size = ui_px(u, 15), head = ui_px(u, 18), first = ui_paragraph_height(u, room, FONT_STRONG, head, title),
          second = ui_paragraph_height(u, room, FONT_UI, size, text), row = ui_px(u, 36), gap = ui_px(u, 10),
          tall = 2 * pad + first + second + gap + row;
    rect box = {floorf((v->width - wide) / 2), floorf((v->height - tall) / 2), wide, tall};
    draw_rect(v->list, (rect){0, 0, v->width, v->height}, shade, 0);
    draw_rect(v->list, box, theme_color(ROLE_PANEL), ui_px(u, 14));
    draw_frame(v->list, box, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 14));
    rect in = rect_inset(box, pad), buttons = rect_cut_bottom(&in, row);
    ui_paragraph(u, rect_cut_top(&in, first), FONT_STRONG, head, theme_color(ROLE_INK), title);
    ui_paragraph(u, in, FONT_UI, size, theme_color(ROLE_INK), text);
    rect train = rect_cut_left(&buttons, ui_button_width(u, tr("ask.train_it"), 15));
    rect_cut_left(&buttons, gap);
    rect keep = rect_cut_left(&buttons, ui_button_width(u, tr("ask.keep"), 15));
    if (ui_button(u, "ask.train_waiting", train, tr("ask.train_it"), UI_PRIMARY, false, true))
        view_ask(v, REQUEST_train_waiting);
    if (ui_button(u, "ask.keep_run", keep, tr("ask.keep"), UI_OUTLINED, false, true))
        view_ask(v, REQUEST_keep_run);
}

void overlay_drop(const view *v) {
    ui *u = v->ui;
    place_id place = v->state->screen.place;
    const char *const lines[] = {tr(place == PLACE_NETWORK ? "drop.picture_network" : "drop.picture"),
        tr(place == PLACE_ATLAS ? "drop.weights_atlas" : "drop.weights"), tr("drop.network"), tr("drop.lesson")};
    enum { LINES = sizeof lines / sizeof *lines };
    float pad = ui_px(u, 22), wide = fminf(v->width - 2 * pad, ui_px(u, 620)), room = wide - 2 * pad,
          size = ui_px(u, 15), head = ui_px(u, 34), tall = 2 * pad + head;
    for (int i = 0; i < LINES; i++)
        tall += ui_paragraph_height(u, room, FONT_UI, size, lines[i]);
    rect box = {floorf((v->width - wide) / 2), floorf((v->height - tall) / 2), wide, tall};
    draw_rect(v->list, (rect){0, 0, v->width, v->height}, shade, 0);
    draw_rect(v->list, box, theme_color(ROLE_PANEL), ui_px(u, 14));
    draw_frame(v->list, box, theme_color(ROLE_FOCUS), ui_px(u, 2), ui_px(u, 14));
    rect in = rect_inset(box, pad), title = rect_cut_top(&in, head);
    ui_paragraph(u, title, FONT_STRONG, ui_px(u, 18), theme_color(ROLE_INK), tr("drop.title"));
    for (int i = 0; i < LINES; i++) {
        rect row = rect_cut_top(&in, ui_paragraph_height(u, room, FONT_UI, size, lines[i]));
        ui_paragraph(u, row, FONT_UI, size, theme_color(ROLE_INK), lines[i]);
    }
}

void overlay_reading(const view *v, rect row) {
    float progress = reading_progress(v->state);
    char title[400];
    if (progress < 0)
        return;
    tr_format(title, sizeof title, "task.read", v->state->screen.read_name);
    task_row(v, row, title, progress);
}

void overlay_check(const view *v, rect row) {
    const session *s = &v->state->session;
    if (s->task == TASK_CHECK && session_progress(s) >= 0)
        task_row(v, row, tr("task.check"), session_progress(s));
}
