/* The first line is a sentence, the lines behind it are a program, which is drawn in the font of digits and copied
 * without its margin. */
#include "refusal.h"

#include "assets.h"
#include "command.h"
#include "open.h"
#include "told.h"

#include <SDL.h>
#include <math.h>
#include <string.h>

enum { LONG = 260, SHORT = 110 }; /* bytes that the row of messages shows well; below the list of files */

/* ---- what is said ---- */

void refusal_say(state *s, cnn_status status, bool card) {
    refused_file *r = &s->screen.refusal;
    char text[sizeof r->text];
    if (!cnn_failed(status))
        return;
    told(status.message, text, sizeof text);
    if (!card && !r->skip[0] && strlen(text) < (size_t)(s->screen.files.open ? SHORT : LONG) && !strchr(text, '\n')) {
        state_say(s, "%s", text);
        return;
    }
    memcpy(r->text, text, sizeof text);
    s->screen.message[0] = '\0';
    s->screen.menu = MENU_NONE;
}

cnn_status refusal_open(state *s, const char *path, bool card) {
    s->screen.refusal = (refused_file){0};
    cnn_status status = open_path(s, path);
    refusal_say(s, status, card);
    return status;
}

void refusal_copied(const state *s, char *text, size_t size) {
    const char *from = strchr(s->screen.refusal.text, '\n');
    cnn_format(text, size, "%s", from ? "" : s->screen.refusal.text);
    while (from && *from) {
        from += 1 + strspn(from + 1, " ");
        size_t length = strcspn(from, "\n");
        cnn_append(text, size, "%.*s\n", (int)length, from);
        from += length;
    }
}

/* ---- commands ---- */

static bool is_refused(const state *s) {
    return s->screen.refusal.text[0] != '\0';
}

static bool can_skip(const state *s) {
    return is_refused(s) && s->screen.refusal.skip[0];
}

static void close_refusal(state *s, const argument *with) {
    (void)with;
    s->screen.refusal = (refused_file){0};
}

static void copy_refusal(state *s, const argument *with) {
    char text[sizeof s->screen.refusal.text];
    (void)with;
    refusal_copied(s, text, sizeof text);
    s->screen.refusal.copied = SDL_SetClipboardText(text) == 0;
    if (!s->screen.refusal.copied)
        state_say(s, tr("link.not_copied"), SDL_GetError());
}

static void load_without(state *s, const argument *with) {
    refused_file without = s->screen.refusal;
    (void)with;
    s->screen.refusal = (refused_file){0};
    refusal_say(s, open_weights_without(s, without.file, without.skip), false);
}

static bool sees_through(const state *s) {
    return s->screen.see_through[0] != '\0' && !is_refused(s);
}

static void turn_ground(state *s, const argument *with) {
    (void)with;
    char path[sizeof s->screen.see_through];
    memcpy(path, s->screen.see_through, sizeof path);
    s->screen.on_black = !s->screen.on_black;
    refusal_open(s, path, false);
}

static const command rows[] = {
    {REQUEST_copy_refusal, "Ctrl+C", SDLK_c, WITH_CONTROL, is_refused, copy_refusal, 0},
    {REQUEST_close_refusal, "Enter", SDLK_RETURN, WITH_NOTHING, is_refused, close_refusal, 0},
    {.name = REQUEST_turn_ground, .can = sees_through, .run = turn_ground},
    {.name = REQUEST_load_without, .can = can_skip, .run = load_without},
};
static const command_reason reasons[] = {{is_refused, "why.not_refused", NULL}, {can_skip, "why.nothing_to_skip", NULL},
    {sees_through, "why.nothing_transparent", NULL}, {0}};
const command_table refusal_commands = {rows, sizeof rows / sizeof *rows, reasons};

/* ---- the card ---- */

/* Draws the lines of the program, broken where they are too long; returns their height. `seen`: else only measured. */
static float draw_lines(const view *v, rect at, const char *lines, float size, bool seen) {
    float step = text_height(FONT_DIGITS, size) * 1.15f, letter = text_width(FONT_DIGITS, size, "0"), y = at.y;
    int room = (int)(at.w / letter);
    for (const char *line = lines; *line; line += *line == '\n') {
        bool first = true;
        line += strspn(line, " ");
        for (size_t left; (left = strcspn(line, "\n")) > 0; first = false) {
            size_t most = (size_t)(first ? room : room - 4), taken = left;
            if (taken > most)
                for (taken = most; taken > most / 2 && line[taken] != ' ';)
                    taken--;
            while ((line[taken] & 0xc0) == 0x80)
                taken--;
            char part[400];
            cnn_format(part, sizeof part, "%.*s", (int)taken, line);
            rect row = {at.x + (first ? 0 : 4 * letter), y, at.w, step};
            if (seen)
                draw_text_in(v->list, FONT_DIGITS, size, row, 0, theme_color(ROLE_INK), part);
            y += step;
            line += taken;
            line += *line == ' ';
        }
    }
    return y - at.y;
}

static void draw_buttons(const view *v, rect at) {
    ui *u = v->ui;
    const refused_file *r = &v->state->screen.refusal;
    const char *copy = tr(r->copied ? "refusal.copied" : strchr(r->text, '\n') ? "refusal.copy_lines" : "refusal.copy");
    rect close = rect_cut_right(&at, ui_button_width(u, tr("files.close"), 15));
    rect_cut_right(&at, ui_px(u, 10));
    rect copies = rect_cut_right(&at, ui_button_width(u, copy, 15));
    rect_cut_right(&at, ui_px(u, 10));
    if (r->skip[0]) {
        char label[200];
        tr_format(label, sizeof label, "refusal.without", r->skip);
        rect without = rect_cut_right(&at, fminf(at.w, ui_button_width(u, label, 15)));
        if (ui_button(u, "refusal.without", without, label, UI_OUTLINED, false, true))
            view_ask(v, REQUEST_load_without);
    }
    if (ui_button(u, "refusal.copy", copies, copy, UI_OUTLINED, false, true))
        view_ask(v, REQUEST_copy_refusal);
    if (ui_button(u, "refusal.close", close, tr("files.close"), UI_PRIMARY, false, true))
        view_ask(v, REQUEST_close_refusal);
}

void refusal_draw(const view *v) {
    static const color shade = {0x1c, 0x23, 0x21, 128};
    ui *u = v->ui;
    const char *text = v->state->screen.refusal.text, *lines = strchr(text, '\n');
    char sentence[sizeof v->state->screen.refusal.text];
    if (!text[0])
        return;
    cnn_format(sentence, sizeof sentence, "%.*s", (int)(lines ? lines - text : (ptrdiff_t)strlen(text)), text);
    lines = lines ? lines + 1 : "";
    float pad = ui_px(u, 24), wide = fminf(v->width - 2 * pad, ui_px(u, lines[0] ? 860 : 620)), room = wide - 2 * pad,
          size = ui_px(u, 16), small = ui_px(u, 14), gap = ui_px(u, 14), head = ui_px(u, 32), row = ui_px(u, 36),
          in_code = ui_px(u, 12), first = ui_paragraph_height(u, room, FONT_UI, size, sentence),
          code = lines[0] ? draw_lines(v, (rect){.w = room - 2 * in_code}, lines, small, false) + 2 * in_code : 0,
          tall = 2 * pad + head + first + gap + code + (code > 0 ? gap : 0) + row;
    rect box = {floorf((v->width - wide) / 2), floorf(fmaxf(0, (v->height - tall) / 2)), wide, tall};
    draw_rect(v->list, (rect){0, 0, v->width, v->height}, shade, 0);
    draw_rect(v->list, box, theme_color(ROLE_PANEL), ui_px(u, 14));
    draw_frame(v->list, box, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 14));
    rect in = rect_inset(box, pad), buttons = rect_cut_bottom(&in, row);
    draw_text_in(v->list, FONT_STRONG, ui_px(u, 18), rect_cut_top(&in, head - ui_px(u, 8)), 0, theme_color(ROLE_INK),
        tr("refusal.title"));
    rect_cut_top(&in, ui_px(u, 8));
    ui_paragraph(u, rect_cut_top(&in, first), FONT_UI, size, theme_color(ROLE_INK), sentence);
    if (code > 0) {
        rect_cut_top(&in, gap);
        rect ground = rect_cut_top(&in, code);
        draw_rect(v->list, ground, theme_color(ROLE_EMPTY), ui_px(u, 6));
        draw_frame(v->list, ground, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 6));
        draw_lines(v, rect_inset(ground, in_code), lines, small, true);
    }
    draw_buttons(v, buttons);
}
