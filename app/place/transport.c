/* Buttons on the left, the timeline in the middle, how far a step goes and how fast on the right. Where it is narrow, the
 * choice of a step folds into a menu, and then the words on the buttons go. */
#include "transport.h"

#include "command_button.h"
#include "menu.h"
#include "numbers.h"
#include "overlay.h"
#include "timeline.h"

#include <math.h>

/* Design pixels. */
static const float SIDE = 14, BUTTON = 36, WORD = 82, GAP = 8, FIELD = 32, TEXT = 14, TIMELINE = 300,
                   LEAST_TIMELINE = 130;

enum { BUTTONS = 5, STEPS = 5 };

static const request_name steps[STEPS] = {REQUEST_product, REQUEST_position, REQUEST_row, REQUEST_map, REQUEST_layer};
static const cnn_depth depths[STEPS] = {
    CNN_DEPTH_PRODUCT, CNN_DEPTH_POSITION, CNN_DEPTH_ROW, CNN_DEPTH_MAP, CNN_DEPTH_LAYER};

/* What fits into the row beside a timeline. */
typedef struct room {
    bool words;    /* the buttons have words */
    bool segments; /* each step has a button */
    bool step_by;  /* and a word before them */
} room;

static rect centred(rect cell, float height) {
    return (rect){cell.x, cell.y + (cell.h - height) / 2, cell.w, height};
}

static float segment_width(const view *v, int i) {
    return text_width(FONT_STRONG, ui_px(v->ui, TEXT), tr(request_text(steps[i]))) + ui_px(v->ui, 20);
}

static int chosen_step(const view *v) {
    for (int i = 0; i < STEPS; i++)
        if (v->state->session.player.at.depth == depths[i])
            return i;
    return 0;
}

static float button_width(const view *v, int i, bool words) {
    bool end = i == 0 || i == BUTTONS - 1, play = i == 2;
    return ui_px(v->ui, end || !(words || play) ? BUTTON : WORD);
}

static float buttons_width(const view *v, bool words) {
    float all = ui_px(v->ui, GAP) * (BUTTONS - 1);
    for (int i = 0; i < BUTTONS; i++)
        all += button_width(v, i, words);
    return all;
}

/* Wide enough for every choice, so that the row stands still. */
static float chooser_width(const view *v) {
    float most = 0;
    for (int i = 0; i < STEPS; i++)
        most = fmaxf(most, menu_button_width(v, tr(request_text(steps[i]))));
    return most + ui_px(v->ui, 10);
}

static float steps_width(const view *v, room r) {
    float all = ui_px(v->ui, 8);
    for (int i = 0; i < STEPS; i++)
        all += segment_width(v, i);
    all = r.segments ? all : chooser_width(v);
    return r.step_by ? all + text_width(FONT_UI, ui_px(v->ui, TEXT), tr("word.step_by")) + ui_px(v->ui, 12) : all;
}

static float speed_width(const view *v) {
    char widest[48];
    cnn_format(widest, sizeof widest, "0.5 %s", tr("word.per_second"));
    return menu_button_width(v, widest) + 2 * ui_px(v->ui, 28);
}

static room room_of(const view *v, float width) {
    static const room most_first[] = {
        {true, true, true}, {true, true, false}, {true, false, true}, {true, false, false}, {false, false, false}};
    room r = most_first[0];
    for (size_t i = 0; i < sizeof most_first / sizeof *most_first; i++) {
        r = most_first[i];
        float rest = width - buttons_width(v, r.words) - steps_width(v, r) - speed_width(v) - 3 * ui_px(v->ui, 20);
        if (rest >= ui_px(v->ui, r.words ? TIMELINE : LEAST_TIMELINE) || (!r.segments && rest >= ui_px(v->ui, 220)))
            break;
    }
    return r;
}

static void buttons(const view *v, rect at, bool words) {
    static const request_name names[] = {REQUEST_home, REQUEST_back, REQUEST_play, REQUEST_step, REQUEST_end};
    ui *u = v->ui;
    bool playing = v->state->session.player.playing;
    char play[48], step[48], back[48];
    cnn_format(play, sizeof play, playing ? "❚❚ %s" : "▶ %s", tr(playing ? "button.pause" : "button.play"));
    cnn_format(step, sizeof step, words ? "%s ▶" : "▶", tr("button.step"));
    cnn_format(back, sizeof back, words ? "◀ %s" : "◀", tr("button.step"));
    const char *labels[] = {"⇤", back, play, step, "⇥"};
    for (int i = 0; i < BUTTONS; i++) {
        rect cell = centred(rect_cut_left(&at, button_width(v, i, words)), ui_px(u, BUTTON));
        rect_cut_left(&at, ui_px(u, GAP));
        command_button(v, cell, names[i], NULL, labels[i], i == 2 ? UI_PRIMARY : UI_OUTLINED, false);
    }
}

/* One frame around buttons of which one is chosen. */
static void segments(const view *v, rect at) {
    ui *u = v->ui;
    rect box = centred(at, ui_px(u, FIELD)), in = rect_inset(box, ui_px(u, 3));
    draw_rect(v->list, box, theme_color(ROLE_BUTTON), ui_px(u, 8));
    draw_frame(v->list, box, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 8));
    in = (rect){box.x + ui_px(u, 4), in.y, box.w - ui_px(u, 8), in.h};
    for (int i = 0; i < STEPS; i++)
        command_button(v, rect_cut_left(&in, segment_width(v, i)), steps[i], NULL, tr(request_text(steps[i])), UI_PLAIN,
            i == chosen_step(v));
}

static void draw_steps(const view *v, rect at, room r) {
    ui *u = v->ui;
    if (r.step_by) {
        float width =
            draw_text_in(v->list, FONT_UI, ui_px(u, TEXT), at, 0, theme_color(ROLE_QUIET), tr("word.step_by"));
        rect_cut_left(&at, width + ui_px(u, 12));
    }
    if (r.segments)
        segments(v, at);
    else
        menu_button(v, centred(at, ui_px(u, FIELD)), MENU_STEPS, tr(request_text(steps[chosen_step(v)])), UI_OUTLINED);
}

/* Slower, how many places a second, faster: in one frame. */
static void speed(const view *v, rect at) {
    ui *u = v->ui;
    rect box = centred(at, ui_px(u, FIELD));
    char text[64];
    number_text(v->state->session.player.speed, 2, text);
    cnn_append(text, sizeof text, " %s", tr("word.per_second"));
    draw_rect(v->list, box, theme_color(ROLE_BUTTON), ui_px(u, 8));
    draw_frame(v->list, box, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 8));
    command_button(v, rect_cut_left(&box, ui_px(u, 28)), REQUEST_slower, NULL, "−", UI_PLAIN, false);
    command_button(v, rect_cut_right(&box, ui_px(u, 28)), REQUEST_faster, NULL, "+", UI_PLAIN, false);
    menu_button(v, rect_inset(box, ui_px(u, 2)), MENU_PLAY, text, UI_PLAIN);
}

void transport_draw(const view *v, rect at) {
    ui *u = v->ui;
    draw_rect(v->list, at, theme_color(ROLE_PANEL), 0);
    draw_rect(v->list, (rect){at.x, at.y, at.w, 1}, theme_color(ROLE_BORDER), 0);
    rect row = {at.x + ui_px(u, SIDE), at.y, at.w - 2 * ui_px(u, SIDE), at.h};
    room r = room_of(v, row.w);
    buttons(v, rect_cut_left(&row, buttons_width(v, r.words)), r.words);
    rect_cut_left(&row, ui_px(u, 20));
    speed(v, rect_cut_right(&row, speed_width(v)));
    rect_cut_right(&row, ui_px(u, 14));
    draw_steps(v, rect_cut_right(&row, steps_width(v, r)), r);
    rect_cut_right(&row, ui_px(u, 20));
    timeline_draw(v, row);
    if (v->state->screen.edit.kind == EDIT_LINE)
        overlay_line(v, at);
}
