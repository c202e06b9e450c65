/* From the least to the largest loss; one that hardly falls is not stretched to the whole height. */
#include "loss_line.h"

#include <math.h>

static float mean_of(const float *values, int from, int to) {
    float mean = 0;
    for (int i = from; i < to; i++)
        mean += values[i] / (float)(to - from);
    return mean;
}

void loss_line_draw(const view *v, rect at, const training_run_view *run, float apart, float width) {
    float top = 0, bottom = INFINITY, x0 = 0, y0 = 0;
    if (run->count < 2)
        return;
    for (int i = 0; i < run->count; i++) {
        top = fmaxf(top, run->loss[i]);
        bottom = fminf(bottom, run->loss[i]);
    }
    bottom = fminf(bottom, top * 0.5f);
    draw_rect(v->list, (rect){at.x, at.y + at.h, at.w, 1}, theme_color(ROLE_BORDER), 0);
    int most = (int)(at.w / apart), points = most < run->count ? most : run->count;
    for (int i = 0; i < points; i++) {
        float mean = mean_of(run->loss, i * run->count / points, (i + 1) * run->count / points);
        float x = at.x + at.w * (float)i / (float)(points - 1 > 0 ? points - 1 : 1),
              y = at.y + at.h * (1 - (mean - bottom) / (top - bottom + 1e-6f));
        if (i)
            draw_line(v->list, x0, y0, x, y, theme_color(ROLE_STRIDE), width * v->ui->scale);
        x0 = x;
        y0 = y;
    }
}
