/* What can stand in place of a single output: the three pools of one window, or the reason why a filter does not fit.
 */
#include "pictures.h"

/* Max, average and min of the same window, one under the other. */
void draw_pools(const stage *s, rect at, const grid *input) {
    static const char *const titles[] = {"stage.max", "stage.average", "stage.min"};
    const view *v = s->v;
    float height = at.h / 3, caption = text_height(FONT_UI, s->text) + ui_px(v->ui, 4);
    cnn_address now = s->step.address;
    for (int i = 0; i < 3; i++) {
        rect row = rect_cut_top(&at, height);
        rect_cut_top(&row, caption);
        static const char *const names[] = {"max", "average", "min"};
        const float *values = s->r->pass->value[cnn_net_find(s->r->net, names[i])].data;
        scale colors = scale_of(
            facts_of(v, values, cnn_shape_image(s->out)), theme_color(ROLE_MAP_GROUND), theme_color(ROLE_MAP_CELL));
        grid_place place = {.area = {row.x, row.y, row.w, row.h - ui_px(v->ui, 6)},
            .rows = s->out.h,
            .columns = s->out.w,
            .letters = grid_letters(values, cnn_shape_image(s->out)),
            .digits = s->digits,
            .aspect = row.h < 34 * v->ui->scale * (float)s->out.h ? 1.8f : 1.3f,
            .largest = ui_px(v->ui, v->state->screen.present ? 64 : 44),
            .follow = {{now.row, now.row}, {now.column, now.column}},
            .fixed = true};
        grid g = grid_layout(v, "pool", place);
        char name[32];
        cnn_format(name, sizeof name, "stage.output%d", i);
        ui_touch t = ui_touch_of(v->ui, name, g.area, false);
        int hit_row, hit_column;
        if (t.hovered && grid_hit(&g, v->ui->in.x, v->ui->in.y, &hit_row, &hit_column)) {
            v->own->next_hover = (hover){HOVER_OUTPUT, hit_row, hit_column, CNN_PART_NONE};
            if (t.pressed) {
                cnn_address to = s->step.address;
                to.depth = CNN_DEPTH_POSITION;
                to.row = hit_row;
                to.column = hit_column;
                view_ask_with(v, REQUEST_use_pool, (argument){.value = i, .address = to});
            }
        }
        int64_t plane = (int64_t)s->out.h * s->out.w;
        stage one = *s; /* this pool's own running value */
        cnn_address same = v->state->session.player.at;
        same.node = cnn_net_find(s->r->net, names[i]);
        one.step = cnn_recording_step(s->r, same);
        stage_paint_output(&one, &g, values + s->map * plane, &colors, stage_done_in_map(s, s->map), true);
        char size[32];
        cnn_format(size, sizeof size, "%d × %d", s->out.h, s->out.w);
        stage_caption(s, &g, row.x + row.w - g.area.x, i == v->state->session.bench.pool ? ROLE_MAP : ROLE_QUIET,
            tr(titles[i]), size);
        if (i == v->state->session.bench.pool)
            draw_projection(s, input, &g);
    }
}

/* The filter does not fit: the reason, and the smallest change that would make it fit. */
void draw_refusal(const stage *s, rect at) {
    static const char *const parts[] = {"", "P", "F", "S", "D", "I"};
    const view *v = s->v;
    cnn_axis x = bench_axis(&v->state->session.bench, 0);
    if (cnn_fit_valid(cnn_axis_measure(x).fit))
        x = bench_axis(&v->state->session.bench, 1);
    cnn_axis_size size = cnn_axis_measure(x);
    cnn_change change = cnn_axis_nearest(x, false);
    char text[600];
    if (size.fit == CNN_FIT_POOL_PADDING)
        cnn_format(text, sizeof text, tr("refusal.pool_padding"), (long long)x.pad_before, (long long)x.kernel);
    else
        cnn_format(text, sizeof text, tr("refusal.too_large"), (long long)cnn_axis_extent(x),
            (long long)(x.input + x.pad_before + x.pad_after));
    if (change.part != CNN_PART_NONE) {
        cnn_append(text, sizeof text, " ");
        cnn_append(text, sizeof text, tr("refusal.change"), parts[change.part], (long long)change.value);
    }
    float font = ui_px(v->ui, v->state->screen.present ? 24 : 17), pad = ui_px(v->ui, 18);
    float height = ui_paragraph_height(v->ui, at.w - 2 * pad, FONT_UI, font, text) + 2 * pad;
    rect box = {at.x, at.y + (at.h - height) * 0.35f, at.w, height};
    draw_rect(v->list, box, theme_color(ROLE_WARNING_GROUND), ui_px(v->ui, 10));
    draw_frame(v->list, box, theme_color(ROLE_WARNING), ui_px(v->ui, 1), ui_px(v->ui, 10));
    ui_paragraph(v->ui, rect_inset(box, pad), FONT_UI, font, theme_color(ROLE_INK), text);
}
