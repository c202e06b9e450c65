/* The bar at the top, the transport at the bottom, help and messages. */
#include "scene.h"

#include "address.h"
#include "command.h"
#include "numbers.h"

#include <math.h>
#include <string.h>

static void command_button(app *a, rect at, const char *name, const char *label, ui_look look, bool chosen) {
    char id[64];
    cnn_format(id, sizeof id, "command.%s", name);
    if (ui_button(&a->ui, id, at, label, look, chosen, command_can(a, name)))
        a->ui.changed |= command_run(a, name);
}

static rect next_button(app *a, rect *row, const char *label, float height) {
    rect cell = rect_cut_left(row, ui_button_width(&a->ui, label, 15));
    rect_cut_left(row, ui_px(&a->ui, 6));
    return (rect){cell.x, cell.y + (cell.h - height) / 2, cell.w, height};
}

void scene_top(app *a, rect at) {
    ui *u = &a->ui;
    float height = ui_px(u, 32);
    draw_rect(&a->list, at, theme_color(ROLE_PANEL), 0);
    draw_rect(&a->list, (rect){at.x, at.y + at.h - 1, at.w, 1}, theme_color(ROLE_BORDER), 0);
    rect row = rect_inset(at, 0);
    rect_cut_left(&row, ui_px(u, 18));
    rect word = rect_cut_left(&row, ui_px(u, 70));
    draw_text_in(&a->list, FONT_STRONG, ui_px(u, 18), word, 0, theme_color(ROLE_INK), "stride");
    bool lessons = a->course.open, elsewhere = lessons || a->network || a->atlas.open,
         inside = a->bench.source == BENCH_INSIDE && !elsewhere;
    command_button(a, next_button(a, &row, tr("tab.lessons"), height), "lessons", tr("tab.lessons"), UI_PLAIN, lessons);
    command_button(a, next_button(a, &row, tr("tab.convolution"), height), "convolution", tr("tab.convolution"),
        UI_PLAIN, !inside && !elsewhere && a->bench.kind == BENCH_CONV);
    command_button(a, next_button(a, &row, tr("tab.pooling"), height), "pooling", tr("tab.pooling"), UI_PLAIN,
        !inside && !elsewhere && a->bench.kind == BENCH_POOL);
    rect tab = next_button(a, &row, tr("tab.inside"), height);
    if (ui_button(u, "tab.inside", tab, tr("tab.inside"), UI_PLAIN, inside, inside || command_can(a, "inside")) &&
        !inside)
        a->ui.changed |= command_run(a, "inside");
    rect place = next_button(a, &row, tr("tab.network"), height);
    command_button(a, place, "network", tr("tab.network"), UI_PLAIN, a->network && !lessons);
    command_button(a, next_button(a, &row, tr("tab.atlas"), height), "atlas", tr("tab.atlas"), UI_PLAIN, a->atlas.open);
    rect right = row;
    const char *names[] = {"help", "theme", "present", "language"};
    const char *labels[] = {"?", "◐", tr("button.present"), strings_language() == LANGUAGE_EN ? "한국어" : "English"};
    for (int i = 0; i < 4; i++) {
        rect cell = rect_cut_right(&right, ui_button_width(u, labels[i], 15));
        command_button(
            a, (rect){cell.x, cell.y + (cell.h - height) / 2, cell.w, height}, names[i], labels[i], UI_PLAIN, false);
        rect_cut_right(&right, ui_px(u, 4));
    }
    char title[160] = "";
    if (inside && a->bench.recording) {
        char iteration[NUMBER_TEXT], address[CNN_ADDRESS_TEXT];
        number_grouped(a->bench.recording->iteration, iteration);
        cnn_address_format(a->bench.recording->walk, a->player.at, address);
        cnn_format(title, sizeof title, "%s · %s %s · %s", a->bench.recording->net->name, tr("word.iteration"),
            iteration, address);
    }
    if (lessons && a->course.lesson) {
        const lesson *l = a->course.lesson;
        cnn_format(title, sizeof title, tr("lesson.page"), l->title[lesson_language(l, a->course.page)],
            a->course.page + 1, l->count);
    }
    rect_cut_right(&right, ui_px(u, 12));
    float size = ui_px(u, 15);
    while (size > ui_px(u, 11) && text_width(FONT_UI, size, title) > right.w)
        size -= 1;
    if (text_width(FONT_UI, size, title) <= right.w)
        draw_text_in(&a->list, FONT_UI, size, right, 1, theme_color(ROLE_QUIET), title);
}

static void transport(app *a, rect at) {
    static const char *const names[] = {"home", "back", "play", "step", "end"};
    ui *u = &a->ui;
    char play[48], step[48], back[48];
    cnn_format(play, sizeof play, a->player.playing ? "❚❚ %s" : "▶ %s",
        tr(a->player.playing ? "button.pause" : "button.play"));
    cnn_format(step, sizeof step, "%s ▶", tr("button.step"));
    cnn_format(back, sizeof back, "◀ %s", tr("button.step"));
    const char *labels[] = {"⇤", back, play, step, "⇥"};
    float height = ui_px(u, 34), gap = ui_px(u, 6), wide = (at.w - 4 * gap - 2 * ui_px(u, 36)) / 3;
    for (int i = 0; i < 5; i++) {
        rect cell = rect_cut_left(&at, i == 0 || i == 4 ? ui_px(u, 36) : wide);
        rect_cut_left(&at, gap);
        cell = (rect){cell.x, cell.y + (cell.h - height) / 2, cell.w, height};
        command_button(a, cell, names[i], labels[i], i == 2 ? UI_PRIMARY : UI_OUTLINED, false);
    }
}

static void granularity(app *a, rect at) {
    static const char *const names[] = {"product", "position", "row", "map", "layer"};
    static const cnn_depth depths[] = {
        CNN_DEPTH_PRODUCT, CNN_DEPTH_POSITION, CNN_DEPTH_ROW, CNN_DEPTH_MAP, CNN_DEPTH_LAYER};
    ui *u = &a->ui;
    float height = ui_px(u, 26), all = 0, gap = ui_px(u, 2), pad = ui_px(u, 12), size = 14;
    float lines[2] = {at.y + at.h * 0.12f, at.y + at.h * 0.53f};
    for (int i = 0; i < 5; i++)
        all += text_width(FONT_STRONG, ui_px(u, size + 1), tr(names[i])) + pad + gap;
    char speed[64];
    number_text(a->player.speed, 2, speed);
    cnn_append(speed, sizeof speed, " %s", tr("word.per_second"));
    draw_text(&a->list, FONT_UI, ui_px(u, 14), at.x + ui_px(u, 4), lines[0] + ui_px(u, 4), theme_color(ROLE_QUIET),
        tr("word.step_by"));
    rect right = {at.x, lines[0], at.w, height};
    rect plus = rect_cut_right(&right, height),
         label = rect_cut_right(&right, text_width(FONT_UI, ui_px(u, 14), speed) + pad),
         minus = rect_cut_right(&right, height);
    command_button(a, minus, "slower", "−", UI_OUTLINED, false);
    draw_text_in(&a->list, FONT_UI, ui_px(u, 14), label, 0.5f, theme_color(ROLE_QUIET), speed);
    command_button(a, plus, "faster", "+", UI_OUTLINED, false);
    float shrink = all > at.w ? at.w / all : 1;
    rect row = {at.x, lines[1], at.w, height};
    for (int i = 0; i < 5; i++) {
        rect cell = rect_cut_left(&row, (text_width(FONT_STRONG, ui_px(u, size + 1), tr(names[i])) + pad) * shrink);
        rect_cut_left(&row, gap);
        command_button(a, cell, names[i], tr(names[i]), UI_PLAIN, a->player.at.depth == depths[i]);
    }
}

/* The line that is being typed, over the timeline. */
void scene_line(app *a, rect at) {
    ui *u = &a->ui;
    float size = ui_px(u, 16), pad = ui_px(u, 12);
    rect box = {at.x + pad, at.y + ui_px(u, 6), at.w - 2 * pad, at.h - ui_px(u, 12)};
    draw_rect(&a->list, box, theme_color(ROLE_PANEL), ui_px(u, 8));
    draw_frame(&a->list, box, theme_color(ROLE_FOCUS), ui_px(u, 2), ui_px(u, 8));
    rect upper = {box.x + pad, box.y, box.w - 2 * pad, box.h * 0.58f},
         lower = {box.x + pad, box.y + box.h * 0.54f, box.w - 2 * pad, box.h * 0.42f};
    char text[160];
    cnn_format(text, sizeof text, ": %s▏", a->edit.text);
    draw_text_in(&a->list, FONT_DIGITS, size, upper, 0, theme_color(ROLE_INK), text);
    ui_line(u, lower, 0, FONT_UI, ui_px(u, 13), theme_color(ROLE_FAINT), tr("line.hint"));
}

void scene_bottom(app *a, rect at) {
    app_bind(a);
    ui *u = &a->ui;
    draw_rect(&a->list, at, theme_color(ROLE_PANEL), 0);
    draw_rect(&a->list, (rect){at.x, at.y, at.w, 1}, theme_color(ROLE_BORDER), 0);
    rect row = {at.x + ui_px(u, 18), at.y, at.w - ui_px(u, 36), at.h};
    float narrow = fminf(at.w / ui_px(u, 1), 1280) / 1280;
    rect left = rect_cut_left(&row, ui_px(u, 340) * fmaxf(narrow, 0.9f)), right = rect_cut_right(&row, ui_px(u, 306));
    rect_cut_left(&row, ui_px(u, 22));
    rect_cut_right(&row, ui_px(u, 20));
    transport(a, left);
    scene_timeline(a, row);
    granularity(a, right);
    if (a->edit.kind == EDIT_LINE)
        scene_line(a, at);
}

void scene_message(app *a, rect at) {
    if (!a->message[0])
        return;
    ui *u = &a->ui;
    float size = ui_px(u, 15), pad = ui_px(u, 14),
          width = fminf(at.w - 40, text_width(FONT_UI, size, a->message) + 2 * pad + 4);
    float height = ui_paragraph_height(u, width - 2 * pad, FONT_UI, size, a->message) + pad;
    rect box = {at.x + (at.w - width) / 2, at.y + ui_px(u, 8), width, height};
    draw_rect(&a->list, box, theme_color(ROLE_WARNING_GROUND), ui_px(u, 9));
    draw_frame(&a->list, box, theme_color(ROLE_WARNING), ui_px(u, 1), ui_px(u, 9));
    ui_paragraph(u, (rect){box.x + pad, box.y + pad / 2, width - 2 * pad, height}, FONT_UI, size, theme_color(ROLE_INK),
        a->message);
}

void scene_help(app *a) {
    ui *u = &a->ui;
    draw_rect(&a->list, (rect){0, 0, a->width, a->height}, color_alpha(theme_color(ROLE_GROUND), 0.8f), 0);
    float wide = fminf(a->width - ui_px(u, 40), ui_px(u, 940)), tall = fminf(a->height - ui_px(u, 40), ui_px(u, 590));
    rect box = {(a->width - wide) / 2, (a->height - tall) / 2, wide, tall};
    draw_rect(&a->list, box, theme_color(ROLE_PANEL), ui_px(u, 14));
    draw_frame(&a->list, box, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 14));
    rect in = rect_inset(box, ui_px(u, 24));
    draw_text(&a->list, FONT_STRONG, ui_px(u, 20), in.x, in.y, theme_color(ROLE_INK), tr("help.title"));
    rect_cut_top(&in, ui_px(u, 40));
    rect foot = rect_cut_bottom(&in, ui_px(u, 48));
    int rows = (command_count + 1) / 2;
    float line = in.h / (float)rows, column = in.w / 2;
    for (int i = 0; i < command_count; i++) {
        const command *c = &command_table[i];
        char key[64];
        cnn_format(key, sizeof key, "command.%s", c->name);
        float x = in.x + column * (float)(i / rows), y = in.y + line * (float)(i % rows);
        ui_key(u, x, y, c->key);
        float size = ui_px(u, 14.5f), room = column - ui_px(u, 92);
        while (size > ui_px(u, 10) && text_width(FONT_UI, size, tr(key)) > room)
            size -= 0.5f;
        draw_text(&a->list, FONT_UI, size, x + ui_px(u, 80), y + ui_px(u, 2), theme_color(ROLE_INK), tr(key));
    }
    ui_paragraph(u, foot, FONT_UI, ui_px(u, 13.5f), theme_color(ROLE_QUIET), tr("help.mouse"));
}
