/* How the network does on the whole test set: who is taken for whom, and the mistakes it is surest of, each a click
 * from being stepped through. */
#include "network_confusion.h"

#include "class_text.h"
#include "grid.h"
#include "numbers.h"

#include <math.h>
#include <stdlib.h>

static void matrix(const view *v, rect at) {
    ui *u = v->ui;
    const live_snapshot *s = &v->state->training.snapshot;
    int n = s->classes < LIVE_CLASSES ? s->classes : LIVE_CLASSES;
    float names = ui_px(u, 74),
          cell = floorf(fminf((at.h - ui_px(u, 18)) / (float)n, (at.w - names) / (float)n / 1.5f)), wide = cell * 1.5f;
    for (int i = 0; i < n; i++) {
        float y = at.y + ui_px(u, 18) + cell * (float)i, size = fminf(ui_px(u, 12.5f), cell * 0.8f);
        draw_text_in(v->list, FONT_UI, size, (rect){at.x, y, names - 6, cell}, 1, theme_color(ROLE_INK),
            class_text(s->class_names[i]));
        int all = 0;
        for (int j = 0; j < n; j++)
            all += s->confusion[i][j];
        for (int j = 0; j < n; j++) {
            rect box = {at.x + names + wide * (float)j, y, wide, cell};
            float share = all ? (float)s->confusion[i][j] / (float)all : 0;
            color full = theme_color(i == j ? ROLE_INPUT : ROLE_POSITIVE);
            color fill = color_mix(theme_color(ROLE_PANEL), full, i == j ? share * 0.7f : fminf(1, share * 4));
            draw_rect(v->list, box, fill, 0);
            draw_frame(v->list, (rect){box.x, box.y, box.w + 1, box.h + 1}, theme_color(ROLE_GRID), 1, 0);
            char text[16];
            cnn_format(text, sizeof text, "%d", s->confusion[i][j]);
            if (s->confusion[i][j] && size > 8)
                draw_text_in(v->list, FONT_DIGITS, size, box, 0.5f, ink_on(fill), text);
            if (i == 0) {
                char letter[8];
                cnn_format(letter, sizeof letter, "%d", j);
                draw_text_in(v->list, FONT_DIGITS, ui_px(u, 12), (rect){box.x, at.y, box.w, ui_px(u, 18)}, 0.5f,
                    theme_color(ROLE_QUIET), letter);
            }
        }
    }
}

static void mistakes(const view *v, rect at) {
    ui *u = v->ui;
    const live_snapshot *s = &v->state->training.snapshot;
    cnn_shape shape = v->state->training.seen->net->nodes[0].layout.out;
    float *pixels = malloc(cnn_shape_image(shape) * sizeof *pixels);
    float wide = ui_px(u, 100), tall = ui_px(u, 96), side = ui_px(u, 54);
    scale colors = {
        .most = 1, .most_is_real = true, .ground = theme_color(ROLE_INPUT_GROUND), .full = theme_color(ROLE_INK)};
    int columns = (int)(at.w / wide), rows = (int)(at.h / tall);
    for (int i = 0; i < s->mistakes && i < columns * rows && pixels; i++) {
        const live_mistake *m = &s->mistake[i];
        rect box = {at.x + wide * (float)(i % columns), at.y + tall * (float)(i / columns), wide - 8, tall - 6};
        if (!live_test_picture(v->state->training.live, m->picture, pixels))
            break;
        char id[40], text[96], class[16];
        cnn_format(id, sizeof id, "network.mistake%d", i);
        ui_touch t = ui_touch_of(u, id, box, true);
        u->hand |= t.hovered;
        if (t.hovered)
            draw_rect(v->list, box, theme_color(ROLE_CHOSEN), ui_px(u, 6));
        rect picture = {box.x + 3, box.y + 3, side, side};
        grid_heat(v, picture, pixels, shape.h, shape.w, &colors);
        draw_frame(v->list, rect_inset(picture, -1), theme_color(ROLE_GRID), 1, 0);
        cnn_format(text, sizeof text, "%s %.0f %%", class_text_of(s, m->named, class), 100 * (double)m->confidence);
        ui_line(u, (rect){box.x + 3, picture.y + side, box.w - 4, ui_px(u, 16)}, 0, FONT_UI, ui_px(u, 12),
            theme_color(ROLE_MAP), text);
        cnn_format(text, sizeof text, tr("network.really"), class_text_of(s, m->label, class));
        ui_line(u, (rect){box.x + 3, picture.y + side + ui_px(u, 15), box.w - 4, ui_px(u, 16)}, 0, FONT_UI,
            ui_px(u, 12), theme_color(ROLE_QUIET), text);
        if (t.pressed)
            view_ask_value(v, REQUEST_see_mistake, m->picture);
    }
    free(pixels);
}

static void judge_again(const view *v, rect *at) {
    rect again = rect_cut_right(at, ui_button_width(v->ui, tr("network.judge_again"), 15));
    again.h = fminf(again.h, ui_px(v->ui, 26));
    if (ui_button(v->ui, "network.again", again, tr("network.judge_again"), UI_OUTLINED, false, true))
        view_ask(v, REQUEST_judge);
}

void network_confusion_draw(const view *v, rect at) {
    ui *u = v->ui;
    const live_snapshot *s = &v->state->training.snapshot;
    char text[200], number[NUMBER_TEXT];
    if (s->judging >= 0 || s->judged_at < 0) {
        float part = fmaxf(s->judging, 0) * 100;
        cnn_format(text, sizeof text, "%s  %.0f %%  · %s", tr("network.judging"), (double)part, tr("task.hint"));
        ui_paragraph(
            u, at, FONT_UI, ui_px(u, 15), theme_color(ROLE_QUIET), s->judging < 0 ? tr("network.not_judged") : text);
        if (s->judging < 0)
            judge_again(v, &at);
        return;
    }
    number_grouped(s->judged_at, number);
    rect left = rect_cut_left(&at, at.w * 0.5f), title = rect_cut_top(&left, ui_px(u, 24));
    cnn_format(text, sizeof text, tr("network.confusion"), number);
    ui_line(u, title, 0, FONT_STRONG, ui_px(u, 14.5f), theme_color(ROLE_INK), text);
    rect_cut_right(&left, ui_px(u, 16));
    matrix(v, left);
    title = rect_cut_top(&at, ui_px(u, 26));
    judge_again(v, &title);
    ui_line(u, title, 0, FONT_STRONG, ui_px(u, 14.5f), theme_color(ROLE_INK), tr("network.mistakes"));
    mistakes(v, at);
}
