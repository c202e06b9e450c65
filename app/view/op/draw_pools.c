/* What a pooling window keeps: the switch between its kinds, and the arrow that names the present one. And the reason why
 * a window does not fit. */
#include "marks.h"
#include "numbers.h"
#include "op_view.h"
#include "pictures.h"

#include <math.h>

enum { KINDS = 3 };
static const char *const nodes[KINDS] = {"max", "average", "min"};
static const char *const words[KINDS] = {"pool.max", "pool.average", "pool.min"};

void draw_pool_switch(const stage *s, rect at) {
    const view *v = s->v;
    float key = ui_px(v->ui, 34), wide = 0, size = s->text * 1.05f;
    int chosen = v->state->session.bench.pool;
    rect box = rect_cut_left(&at, at.w - key);
    for (int i = 0; i < KINDS; i++)
        wide += text_width(FONT_STRONG, size, tr(words[i]));
    float pad = (box.w - wide) / (2 * KINDS);
    draw_rect(v->list, box, theme_color(ROLE_PANEL), ui_px(v->ui, 8));
    draw_frame(v->list, box, theme_color(ROLE_BORDER), ui_px(v->ui, 1), ui_px(v->ui, 8));
    for (int i = 0; i < KINDS; i++) {
        rect one = rect_cut_left(&box, text_width(FONT_STRONG, size, tr(words[i])) + 2 * pad);
        char name[16];
        cnn_format(name, sizeof name, "pool.%d", i);
        ui_touch t = ui_touch_of(v->ui, name, one, true);
        v->ui->hand |= t.hovered;
        if (i == chosen || t.hovered || t.focused)
            draw_rect(v->list, rect_inset(one, ui_px(v->ui, 2)), theme_color(i == chosen ? ROLE_PRIMARY : ROLE_CHOSEN),
                ui_px(v->ui, 6));
        draw_text_in(v->list, i == chosen ? FONT_STRONG : FONT_UI, size, one, 0.5f,
            theme_color(i == chosen ? ROLE_PRIMARY_INK : ROLE_INK), tr(words[i]));
        cnn_address to = s->step.address; /* the same place of another map */
        if (t.pressed)
            view_ask_with(v, REQUEST_use_pool, (argument){.value = i, .address = to});
    }
    ui_key(v->ui, at.x + ui_px(v->ui, 9), at.y + (at.h - ui_px(v->ui, 24)) / 2, "M");
}

/* The numbers that the kinds which are not chosen make of the same window. */
static void draw_others(const stage *s, rect at) {
    const view *v = s->v;
    float size = fmaxf(s->text * 0.95f, ui_px(v->ui, 13)), line = text_height(FONT_UI, size) * 1.15f;
    for (int i = 0; i < KINDS; i++) {
        int node = cnn_net_find(s->r->net, nodes[i]);
        if (i == v->state->session.bench.pool || node < 0)
            continue;
        char number[NUMBER_TEXT], text[64];
        number_text(s->r->pass->value[node].data[s->step.position], 2, number);
        cnn_format(text, sizeof text, "%s %s", tr(words[i]), s->hidden ? "?" : number);
        draw_text_in(v->list, FONT_UI, size, rect_cut_top(&at, line), 0.5f, theme_color(ROLE_QUIET), text);
    }
}

void draw_pool_arrow(const stage *s, float left, float right, float middle) {
    const view *v = s->v;
    float px = v->ui->scale, size = s->text * 1.2f, height = text_height(FONT_STRONG, size);
    rect above = {left, middle - height - 6 * px, right - left, height},
         below = {left, middle + 8 * px, right - left, 60};
    mark_arrow(v, left + 12 * px, middle, right - 6 * px, middle, theme_color(ROLE_QUIET), 3 * px);
    if (s->own->kind)
        draw_text_in(v->list, FONT_STRONG, size, above, 0.5f, theme_color(ROLE_MAP), tr(s->own->kind));
    if (s->editable)
        draw_others(s, below);
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
        tr_format(text, sizeof text, "refusal.pool_padding", (long long)x.pad_before, (long long)x.kernel);
    else
        tr_format(text, sizeof text, "refusal.too_large", (long long)cnn_axis_extent(x),
            (long long)(x.input + x.pad_before + x.pad_after));
    if (change.part != CNN_PART_NONE && state_help(v->state) != HELP_NONE) {
        cnn_append(text, sizeof text, " ");
        cnn_append(text, sizeof text, tr("refusal.change"), parts[change.part], (long long)change.value);
    }
    float font = ui_px(v->ui, view_presents(v) ? 24 : 17), pad = ui_px(v->ui, 18);
    float height = ui_paragraph_height(v->ui, at.w - 2 * pad, FONT_UI, font, text) + 2 * pad;
    rect box = {at.x, at.y + (at.h - height) * 0.35f, at.w, height};
    draw_rect(v->list, box, theme_color(ROLE_WARNING_GROUND), ui_px(v->ui, 10));
    draw_frame(v->list, box, theme_color(ROLE_WARNING), ui_px(v->ui, 1), ui_px(v->ui, 10));
    ui_paragraph(v->ui, rect_inset(box, pad), FONT_UI, font, theme_color(ROLE_INK), text);
}
