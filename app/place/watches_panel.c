/* The numbers that are being watched, each with its last values. */
#include "watches_panel.h"

#include "numbers.h"

#include <math.h>

void watches_panel_draw(const view *v, rect *at) {
    ui *u = v->ui;
    for (int i = 0; i < v->state->training.watches.count && at->h > ui_px(u, 40); i++) {
        const watch *w = &v->state->training.watches.list[i];
        float name = text_width(FONT_UI, ui_px(u, 13), w->name) + ui_px(u, 8);
        rect row = rect_cut_top(at, ui_px(u, 34)),
             chart = rect_cut_right(&row, fmaxf(fminf(row.w * 0.4f, row.w - name), 0));
        char text[96], number[NUMBER_TEXT];
        number_significant(w->value[w->count - 1], 4, number);
        cnn_format(text, sizeof text, "**%s**", number);
        ui_line(
            u, (rect){row.x, row.y, row.w - 4, row.h * 0.5f}, 0, FONT_UI, ui_px(u, 14), theme_color(ROLE_INK), text);
        ui_line(u, (rect){row.x, row.y + row.h * 0.45f, row.w - 4, row.h * 0.5f}, 0, FONT_UI, ui_px(u, 13),
            theme_color(ROLE_QUIET), w->name);
        float low = INFINITY, high = -INFINITY;
        for (int j = 0; j < w->count; j++) {
            low = fminf(low, w->value[j]);
            high = fmaxf(high, w->value[j]);
        }
        float range = high - low > 0 ? high - low : 1;
        for (int j = 1; j < w->count; j++)
            draw_line(v->list, chart.x + chart.w * (float)(j - 1) / (float)(w->count - 1),
                chart.y + 4 + (chart.h - 10) * (1 - (w->value[j - 1] - low) / range),
                chart.x + chart.w * (float)j / (float)(w->count - 1),
                chart.y + 4 + (chart.h - 10) * (1 - (w->value[j] - low) / range), theme_color(ROLE_STRIDE),
                1.5f * u->scale);
    }
}
