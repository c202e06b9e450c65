/* How the network does on the whole test set: who is taken for whom, and the mistakes it is surest of, each a click
 * from being stepped through. */
#include "command.h"
#include "grid.h"
#include "numbers.h"
#include "scene_network.h"

#include <math.h>
#include <stdlib.h>

static void matrix(app *a, rect at) {
    ui *u = &a->ui;
    const live_snapshot *s = &a->snapshot;
    int n = s->classes < LIVE_CLASSES ? s->classes : LIVE_CLASSES;
    float names = ui_px(u, 74),
          cell = floorf(fminf((at.h - ui_px(u, 18)) / (float)n, (at.w - names) / (float)n / 1.5f)), wide = cell * 1.5f;
    for (int i = 0; i < n; i++) {
        float y = at.y + ui_px(u, 18) + cell * (float)i, size = fminf(ui_px(u, 12.5f), cell * 0.8f);
        draw_text_in(&a->list, FONT_UI, size, (rect){at.x, y, names - 6, cell}, 1, theme_color(ROLE_INK),
            class_label(s->class_names[i]));
        int all = 0;
        for (int j = 0; j < n; j++)
            all += s->confusion[i][j];
        for (int j = 0; j < n; j++) {
            rect box = {at.x + names + wide * (float)j, y, wide, cell};
            float share = all ? (float)s->confusion[i][j] / (float)all : 0;
            color full = theme_color(i == j ? ROLE_INPUT : ROLE_POSITIVE);
            color fill = color_mix(theme_color(ROLE_PANEL), full, i == j ? share * 0.7f : fminf(1, share * 4));
            draw_rect(&a->list, box, fill, 0);
            draw_frame(&a->list, (rect){box.x, box.y, box.w + 1, box.h + 1}, theme_color(ROLE_GRID), 1, 0);
            char text[16];
            cnn_format(text, sizeof text, "%d", s->confusion[i][j]);
            if (s->confusion[i][j] && size > 8)
                draw_text_in(&a->list, FONT_DIGITS, size, box, 0.5f, ink_on(fill), text);
            if (i == 0) {
                char letter[8];
                cnn_format(letter, sizeof letter, "%d", j);
                draw_text_in(&a->list, FONT_DIGITS, ui_px(u, 12), (rect){box.x, at.y, box.w, ui_px(u, 18)}, 0.5f,
                    theme_color(ROLE_QUIET), letter);
            }
        }
    }
}

static void mistakes(app *a, rect at) {
    ui *u = &a->ui;
    const live_snapshot *s = &a->snapshot;
    cnn_shape shape = a->net.seen->net->nodes[0].layout.out;
    float *pixels = malloc(cnn_shape_image(shape) * sizeof *pixels);
    float wide = ui_px(u, 100), tall = ui_px(u, 96), side = ui_px(u, 54);
    scale colors = {
        .most = 1, .most_is_real = true, .ground = theme_color(ROLE_INPUT_GROUND), .full = theme_color(ROLE_INK)};
    int columns = (int)(at.w / wide), rows = (int)(at.h / tall);
    for (int i = 0; i < s->mistakes && i < columns * rows && pixels; i++) {
        const live_mistake *m = &s->mistake[i];
        rect box = {at.x + wide * (float)(i % columns), at.y + tall * (float)(i / columns), wide - 8, tall - 6};
        if (!live_test_picture(a->live, m->picture, pixels))
            break;
        char id[40], text[96], class[16];
        cnn_format(id, sizeof id, "network.mistake%d", i);
        ui_touch t = ui_touch_of(u, id, box, true);
        u->hand |= t.hovered;
        if (t.hovered)
            draw_rect(&a->list, box, theme_color(ROLE_CHOSEN), ui_px(u, 6));
        rect picture = {box.x + 3, box.y + 3, side, side};
        grid_heat(a, picture, pixels, shape.h, shape.w, &colors);
        draw_frame(&a->list, rect_inset(picture, -1), theme_color(ROLE_GRID), 1, 0);
        cnn_format(text, sizeof text, "%s %.0f %%", network_class(a, m->named, class), 100 * (double)m->confidence);
        ui_line(u, (rect){box.x + 3, picture.y + side, box.w - 4, ui_px(u, 16)}, 0, FONT_UI, ui_px(u, 12),
            theme_color(ROLE_POSITIVE), text);
        cnn_format(text, sizeof text, tr("network.really"), network_class(a, m->label, class));
        ui_line(u, (rect){box.x + 3, picture.y + side + ui_px(u, 15), box.w - 4, ui_px(u, 16)}, 0, FONT_UI,
            ui_px(u, 12), theme_color(ROLE_QUIET), text);
        if (t.pressed) {
            network_look(a, LIVE_TEST_PICTURE, m->picture);
            a->opens = (cnn_address){.iteration = -1, .depth = CNN_DEPTH_POSITION, .phase = CNN_FORWARD, .node = 1};
            a->wants_inside = true;
            live_record(a->live, -1);
        }
    }
    free(pixels);
}

void network_judged(app *a, rect at) {
    ui *u = &a->ui;
    const live_snapshot *s = &a->snapshot;
    if (s->judged_at < 0) {
        ui_paragraph(u, at, FONT_UI, ui_px(u, 15), theme_color(ROLE_QUIET), tr("network.judging"));
        return;
    }
    char text[160], number[NUMBER_TEXT];
    number_grouped(s->judged_at, number);
    rect left = rect_cut_left(&at, at.w * 0.5f), title = rect_cut_top(&left, ui_px(u, 24));
    cnn_format(text, sizeof text, tr("network.confusion"), number);
    ui_line(u, title, 0, FONT_STRONG, ui_px(u, 14.5f), theme_color(ROLE_INK), text);
    rect_cut_right(&left, ui_px(u, 16));
    matrix(a, left);
    title = rect_cut_top(&at, ui_px(u, 26));
    rect again = rect_cut_right(&title, ui_button_width(u, tr("network.grading_again"), 15));
    if (ui_button(u, "network.again", again, tr("network.grading_again"), UI_OUTLINED, false, true))
        live_judge(a->live);
    ui_line(u, title, 0, FONT_STRONG, ui_px(u, 14.5f), theme_color(ROLE_INK), tr("network.mistakes"));
    mistakes(a, at);
}
