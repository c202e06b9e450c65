/* The way of a window over its input, on the lines of the grid, where it meets no digit: a disc at the first cell of each
 * position with its number, an arrow to the next one, a hook where a row ends. */
#include "window_parts.h"
#include "window_plan.h"

#include "facts.h"
#include "marks.h"

#include <math.h>

enum { LEAST_STEP = 24, DISC = 22 };

/* The corner where the window of that position begins. */
static void corner(const stage *s, int row, int column, float *x, float *y) {
    rect cell = grid_cell(&s->plan->input, (float)cnn_axis_cell(stage_axis(s, CNN_VERTICAL), row, 0),
        (float)cnn_axis_cell(stage_axis(s, CNN_HORIZONTAL), column, 0));
    *x = cell.x;
    *y = cell.y;
}

/* How wide the widest number of the input is in its cell. */
static float digits_width(const stage *s) {
    size_t count = cnn_shape_image(s->in);
    number_format format = facts_of(s->v, s->input, count).format;
    return (float)number_letters(s->input, count, format) * text_width(FONT_DIGITS_STRONG, s->digits, "0");
}

/* Down, then back to the left: the next row begins below. */
static void hook(const stage *s, float x, float y, float size, color paint) {
    const view *v = s->v;
    float w = ui_px(v->ui, 2.5f), right = x + size * 0.85f, down = y + size * 0.62f;
    if (s->plan->cell * 0.5f - digits_width(s) * 0.5f < right - x + w)
        return; /* a number would stand in its way */
    draw_line(v->list, x + size * 0.55f, y, right, y, paint, w);
    draw_line(v->list, right, y, right, down, paint, w);
    mark_arrow(v, right, down, x + size * 0.3f, down, paint, w);
}

static void disc(const stage *s, float x, float y, float size, int64_t position) {
    const view *v = s->v;
    bool now = position == s->step.position, done = position < s->done;
    rect at = {x - size / 2, y - size / 2, size, size};
    color fill = theme_color(now ? ROLE_INK : ROLE_PANEL), ink = theme_color(now ? ROLE_PANEL : ROLE_INK);
    char text[16];
    cnn_format(text, sizeof text, "%lld", (long long)position + 1);
    draw_rect(v->list, at, fill, size / 2);
    draw_frame(v->list, at, theme_color(done ? ROLE_WINDOW : ROLE_QUIET), ui_px(v->ui, 1.8f), size / 2);
    float least = ui_px(v->ui, 14), room = size - ui_px(v->ui, 3);
    float digits = view_fit_text(FONT_DIGITS_STRONG, fmaxf(size * 0.66f, least), least, room, text);
    if (size >= ui_px(v->ui, DISC - 2) && text_width(FONT_DIGITS_STRONG, digits, text) <= room + 1)
        draw_text_in(v->list, FONT_DIGITS_STRONG, digits, at, 0.5f, ink, text);
}

void draw_window_path(const stage *s) {
    const view *v = s->v;
    float step = s->plan->cell * (float)s->attrs.stride[CNN_HORIZONTAL],
          size = fminf(ui_px(v->ui, DISC), s->plan->cell * 0.46f), x, y, next_x, next_y;
    if (!s->node || state_hides_size(v->state) || step < ui_px(v->ui, LEAST_STEP))
        return;
    for (int row = 0; row < s->out.h; row++)
        for (int column = 0; column < s->out.w; column++) {
            bool passed = (int64_t)row * s->out.w + column < s->done - 1;
            color paint = theme_color(passed ? ROLE_WINDOW : ROLE_QUIET);
            corner(s, row, column, &x, &y);
            corner(s, row, column + 1, &next_x, &next_y);
            if (column + 1 < s->out.w)
                mark_arrow(v, x + size / 2, y, next_x - size / 2 - 1, y, paint, ui_px(v->ui, 2.5f));
            else if (row + 1 < s->out.h)
                hook(s, x, y, size, paint);
        }
    for (int row = 0; row < s->out.h; row++)
        for (int column = 0; column < s->out.w; column++) {
            corner(s, row, column, &x, &y);
            disc(s, x, y, size, (int64_t)row * s->out.w + column);
        }
}
