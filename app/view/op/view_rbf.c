/* Radial basis function units: squared distances to patterns. Where the numbers of a unit are those of a drawing, input
 * and pattern are also laid out as one, so that it can be recognised. */
#include "op_sums.h"

#include "palette.h"
#include "pictures.h"
#include "unit_lens.h"
#include "unit_table.h"

#include <math.h>

enum { LEAST = 24, GAP = 18, CAPTION = 26 };

/* Rows and columns of the drawing: the two factors that are nearest to each other, upright. False: there are none. */
static bool drawing_of(int count, int *rows, int *columns) {
    *columns = (int)sqrtf((float)count);
    while (count % *columns)
        (*columns)--;
    *rows = count / *columns;
    return count >= LEAST && *rows <= 3 * *columns;
}

static void draw_one(const stage *s, rect at, int rows, int columns, const float *values, float most, theme_role role,
    const char *words) {
    const view *v = s->v;
    float high = ui_px(v->ui, CAPTION), cell = floorf(fminf((at.h - high) / (float)rows, at.w / (float)columns));
    rect picture = {at.x, at.y + high, cell * (float)columns, cell * (float)rows};
    palette p = palette_signed(most);
    draw_text_in(v->list, FONT_STRONG, unit_label_size(s), (rect){at.x, at.y, at.w, high}, 0, theme_color(role), words);
    palette_draw(v, picture, values, rows, columns, &p, (int64_t)rows * columns);
    draw_frame(v->list, rect_inset(picture, -1), theme_color(role), ui_px(v->ui, 1.5f), 0);
}

static void draw_drawings(const stage *s) {
    stage table = *s;
    int count = (int)cnn_shape_image(s->in), rows, columns;
    bool drawn = drawing_of(count, &rows, &columns);
    const float *pattern = s->weights + s->step.position * count;
    float px = s->v->ui->scale, wide = fminf(s->area.w * 0.26f, 230 * px), gap = GAP * px;
    if (!drawn || s->area.h < 300 * px || s->area.w < 640 * px) {
        draw_units(s);
        return;
    }
    rect right = rect_cut_right(&table.area, wide + gap);
    rect_cut_left(&right, gap);
    draw_units(&table);
    float most = fmaxf(facts_of(s->v, s->input, (size_t)count).most, facts_of(s->v, pattern, (size_t)count).most);
    rect_cut_top(&right, 34 * px);
    rect upper = rect_cut_top(&right, (right.h - gap) / 2);
    char words[64];
    tr_format(words, sizeof words, "units.pattern_of", (int)s->step.position);
    draw_one(s, upper, rows, columns, s->input, most, ROLE_INPUT, tr("units.input"));
    rect_cut_top(&right, gap);
    draw_one(s, right, rows, columns, pattern, most, ROLE_FILTER, words);
}

const op_view view_of_cnn_op_rbf = {
    .forward = "{map}y{}[u] = Σ ({input}x{}[i] − {filter}w{}[u,i])²",
    .backward = "{input}∂L/∂x{}[i] += {gradient}g{} · 2 ({input}x{}[i] − {filter}w{}[u,i])",
    .draw = draw_drawings,
    .draw_backward = draw_units_backward,
    .write = sum_of_units,
    .write_backward = derive_products,
    .back_heading = "heading.back.each",
    .opening = "(",
    .between = " − ",
    .closing = ")²",
    .role = ROLE_MAP,
    .whole = true,
};
