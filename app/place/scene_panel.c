/* The left panel: what happens at this step in words, and below it everything of the bench that can be changed. */
#include "scene.h"

#include "command.h"
#include "grid.h"
#include "numbers.h"
#include "receptive_field.h"
#include "scene_network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void explain_window(const app *a, const cnn_step *s, const cnn_node *node, char *text, size_t size) {
    char number[NUMBER_TEXT];
    bool product = a->player.at.depth == CNN_DEPTH_PRODUCT;
    if (node->kind == CNN_OP_CONV2D && product) {
        char input[NUMBER_TEXT], weight[NUMBER_TEXT];
        number_text(s->numbers.input, 3, input);
        number_text(s->numbers.weight, 3, weight);
        number_text(s->numbers.product, 3, number);
        cnn_format(
            text, size, tr(s->cell.padding ? "explain.product_padding" : "explain.product"), input, weight, number);
        return;
    }
    number_text(s->result.result, 3, number);
    cnn_format(text, size,
        tr(node->kind == CNN_OP_CONV2D       ? "explain.conv"
            : node->kind == CNN_OP_SUBSAMPLE ? "explain.subsample"
                                             : "explain.pool"),
        (long long)s->taps, number);
}

static void explain_backward(const app *a, const cnn_step *s, const cnn_node *node, char *heading, size_t heading_size,
    char *text, size_t text_size) {
    char number[NUMBER_TEXT];
    number_text(s->result.gradient, 3, number);
    if (a->player.at.phase == CNN_UPDATE) {
        number_text(a->bench.recording->settings.rate, 4, number);
        cnn_format(heading, heading_size, "%s", tr("heading.update"));
        cnn_format(text, text_size, tr("explain.update"), number);
    } else if (node->op->window) {
        char key[64];
        cnn_format(key, sizeof key, "heading.back.%s", node->op->name);
        cnn_format(heading, heading_size, "%s", tr(key));
        if (node->weight_count)
            cnn_format(text, text_size, tr("explain.back.conv"), (long long)s->taps, number);
        else
            cnn_format(text, text_size, tr("explain.back.pool"), number);
    } else if (node->input_count > 1) {
        char key[64];
        cnn_format(key, sizeof key, "heading.%s", node->op->name);
        cnn_format(heading, heading_size, "%s", tr(key));
        cnn_format(key, sizeof key, "explain.%s", node->op->name);
        cnn_format(text, text_size, "%s", tr(key));
    } else if (node->kind == CNN_OP_DENSE) {
        cnn_format(heading, heading_size, "%s", tr("heading.back.dense"));
        cnn_format(text, text_size, tr("explain.back.dense"), s->address.map, number);
    } else {
        bool loss = node->op->loss, softmax = node->kind == CNN_OP_SOFTMAX, flatten = node->kind == CNN_OP_FLATTEN;
        cnn_format(heading, heading_size, "%s",
            tr(loss       ? "heading.back.loss"
                : softmax ? "heading.back.softmax"
                : flatten ? "heading.back.flatten"
                          : "heading.back.each"));
        cnn_format(text, text_size, "%s",
            tr(loss       ? "explain.back.loss"
                : softmax ? "explain.softmax"
                : flatten ? "explain.flatten"
                          : "explain.back.each"));
    }
}

void scene_explain(const app *a, char *heading, size_t heading_size, char *text, size_t text_size) {
    const bench *b = &a->bench;
    text[0] = '\0';
    if (!b->recording || !a->player.walk) {
        cnn_format(heading, heading_size, "%s", tr("heading.no_fit"));
        cnn_format(text, text_size, "%s", b->note[0] ? b->note : tr("explain.no_fit"));
        return;
    }
    const cnn_node *node = &b->recording->net->nodes[app_node(a)];
    cnn_step s = cnn_recording_step(b->recording, a->player.at);
    if (a->player.at.phase >= CNN_BACKWARD) {
        explain_backward(a, &s, node, heading, heading_size, text, text_size);
        return;
    }
    char key[64];
    cnn_format(key, sizeof key, "heading.%s", node->op->name);
    cnn_format(
        heading, heading_size, "%s", tr(b->source != BENCH_INSIDE && b->kind == BENCH_POOL ? "heading.pooling" : key));
    if (node->op->window) {
        explain_window(a, &s, node, text, text_size);
        return;
    }
    bool given = node->kind == CNN_OP_LOSS_SUM && b->recording->target;
    cnn_format(key, sizeof key, "explain.%s", given ? "gradient" : node->op->name);
    cnn_format(text, text_size, "%s", tr(key));
}

static float label(app *a, rect *at, const char *text) {
    ui *u = &a->ui;
    float size = ui_px(u, 13.5f), height = text_height(FONT_UI, size) + ui_px(u, 3);
    rect row = rect_cut_top(at, height);
    draw_text(&a->list, FONT_UI, size, row.x, row.y, theme_color(ROLE_QUIET), text);
    return height;
}

static rect control(app *a, rect *at) {
    rect row = rect_cut_top(at, ui_px(&a->ui, 30));
    rect_cut_top(at, ui_px(&a->ui, 9));
    return row;
}

static void command_control(app *a, rect at, const char *name, const char *text, bool chosen) {
    char id[64];
    cnn_format(id, sizeof id, "panel.%s", name);
    if (ui_button(&a->ui, id, at, text, UI_OUTLINED, chosen, command_can(a, name)))
        a->ui.changed |= command_run(a, name);
}

/* Backward: the upstream gradient, the lens, and the slope measured by a nudge. */
static void backward_controls(app *a, rect *at) {
    ui *u = &a->ui;
    bench *b = &a->bench;
    if (b->source != BENCH_INSIDE && a->player.at.phase == CNN_BACKWARD) {
        label(a, at, tr("panel.gradient"));
        int turn = ui_chooser(u, "panel.gradient", control(a, at), tr(bench_gradient_name(b)));
        if (turn) {
            bench_use_gradient(b, b->gradient_preset < 0 ? 0 : b->gradient_preset + turn);
            u->changed = true;
        }
    }
    if (command_can(a, "lens"))
        command_control(a, control(a, at), "lens", tr(a->textbook ? "panel.scatter" : "panel.textbook"), a->textbook);
    command_control(a, control(a, at), "nudge", tr("panel.nudge"), false);
    if (!a->nudged[0] || a->nudged_at != player_index(&a->player) || at->h < ui_px(u, 90))
        return;
    char text[400];
    cnn_format(text, sizeof text, "**%s**\nL(+%g) = %.8g\nL(−%g) = %.8g\n", a->nudged, a->nudge.epsilon, a->nudge.plus,
        a->nudge.epsilon, a->nudge.minus);
    char slope[NUMBER_TEXT], backprop[NUMBER_TEXT];
    cnn_format(slope, sizeof slope, "%.5g", a->nudge.slope);
    cnn_format(backprop, sizeof backprop, "%.5g", a->nudge.backprop);
    cnn_append(text, sizeof text, tr("nudge.slope"), slope, backprop);
    if (a->nudge.kinks) {
        cnn_append(text, sizeof text, "\n");
        cnn_append(text, sizeof text, tr("nudge.kink"), (long long)a->nudge.kinks,
            b->recording->net->nodes[a->nudge.kink_node].name);
    }
    float size = ui_px(u, 14), pad = ui_px(u, 10),
          height = ui_paragraph_height(u, at->w - 2 * pad, FONT_UI, size, text) + pad;
    rect box = rect_cut_top(at, height + pad);
    box.h = height;
    draw_rect(&a->list, box, theme_color(ROLE_GROUND), ui_px(u, 8));
    draw_frame(&a->list, box, theme_color(ROLE_BORDER), 1, ui_px(u, 8));
    ui_paragraph(
        u, (rect){box.x + pad, box.y + pad / 2, box.w - 2 * pad, box.h}, FONT_UI, size, theme_color(ROLE_INK), text);
}

static void choosers(app *a, rect *at) {
    bench *b = &a->bench;
    ui *u = &a->ui;
    label(a, at, tr("panel.picture"));
    int turn = ui_chooser(u, "panel.picture", control(a, at), tr(bench_picture_name(b)));
    if (turn) {
        bench_use_picture(b, b->picture_preset < 0 ? 0 : b->picture_preset + turn);
        u->changed = true;
    }
    if (b->kind == BENCH_CONV) {
        label(a, at, tr("panel.filter"));
        turn = ui_chooser(u, "panel.filter", control(a, at), tr(bench_filter_name(b)));
        if (turn) {
            bench_use_filter(b, b->filter_preset < 0 ? 0 : b->filter_preset + turn);
            u->changed = true;
        }
    }
}

static void counts(app *a, rect *at) {
    bench *b = &a->bench;
    ui *u = &a->ui;
    char text[64];
    rect row = control(a, at), half = rect_cut_left(&row, (row.w - ui_px(u, 8)) / 2);
    rect_cut_left(&row, ui_px(u, 8));
    cnn_format(text, sizeof text, tr("panel.channels"), b->channels);
    if (ui_button(u, "panel.channels", half, text, UI_OUTLINED, false, true)) {
        command_run(a, "channels");
        u->changed = true;
    }
    if (b->kind == BENCH_POOL) {
        if (ui_button(
                u, "panel.ceil", row, tr(b->ceil_mode ? "panel.ceil" : "panel.floor"), UI_OUTLINED, false, true)) {
            command_run(a, "ceil");
            u->changed = true;
        }
        return;
    }
    cnn_format(text, sizeof text, tr("panel.filters"), b->filters);
    int turn = ui_chooser(u, "panel.filters", row, text);
    if (turn) {
        bench_set_filters(b, b->filters + turn);
        u->changed = true;
    }
}

void scene_parts(app *a, rect *at, unsigned open) {
    static const struct {
        cnn_part part;
        const char *letter, *name;
    } rows[] = {{CNN_PART_INPUT, "I", "part.input"}, {CNN_PART_KERNEL, "F", "part.filter"},
        {CNN_PART_STRIDE, "S", "part.stride"}, {CNN_PART_PADDING, "P", "part.padding"},
        {CNN_PART_DILATION, "D", "part.dilation"}};
    bench *b = &a->bench;
    ui *u = &a->ui;
    float line = ui_px(u, 29);
    for (int i = 0; i < 5; i++) {
        if (!(open & reader_bit(rows[i].part)))
            continue;
        rect row = rect_cut_top(at, line);
        if (rect_has(row, u->in.x, u->in.y) && !u->muted)
            a->next_hover.part = rows[i].part;
        rect_cut_bottom(&row, ui_px(u, 4));
        rect right = rect_cut_right(&row, ui_px(u, 110));
        char id[32], text[96], number[16];
        cnn_format(id, sizeof id, "panel.part%d", i);
        cnn_format(text, sizeof text, "%s  %s", rows[i].letter, tr(rows[i].name));
        draw_text_in(&a->list, FONT_UI, ui_px(u, 14.5f), row, 0, theme_color(ROLE_INK), text);
        cnn_format(number, sizeof number, "%d", bench_part(b, rows[i].part));
        int turn = ui_chooser(u, id, right, number);
        if (turn) {
            command_set_part(a, rows[i].part, bench_part(b, rows[i].part) + turn);
            u->changed = true;
        }
    }
}

static void tie_control(app *a, rect *at) {
    bench *b = &a->bench;
    ui *u = &a->ui;
    rect row = control(a, at);
    bool tied = b->source == BENCH_TIED;
    if (tied) {
        char text[64];
        cnn_format(text, sizeof text, "%s #%d", a->snapshot.first_layer, b->tied_filter);
        rect left = rect_cut_left(&row, row.w * 0.58f);
        rect_cut_left(&row, ui_px(u, 8));
        int turn = ui_chooser(u, "panel.tied", left, text);
        if (turn && bench_tie(b, &a->snapshot, b->tied_filter + turn))
            u->changed = true;
    }
    if (ui_button(
            u, "panel.tie", row, tr(tied ? "panel.untie" : "panel.tie"), UI_OUTLINED, tied, command_can(a, "tie"))) {
        command_run(a, "tie");
        u->changed = true;
    }
}

/* One channel as grey, three as colours, at most PIXELS on a side: of larger pictures every n-th pixel. */
static void draw_source(app *a, rect box, const float *values, cnn_shape in) {
    enum { PIXELS = 256 };
    int step = 1 + ((in.h > in.w ? in.h : in.w) - 1) / PIXELS, rows = (in.h + step - 1) / step,
        columns = (in.w + step - 1) / step;
    uint32_t *pixels = malloc((size_t)rows * (size_t)columns * sizeof *pixels);
    scale colors = scale_of(values, cnn_shape_image(in), theme_color(ROLE_INPUT_GROUND), theme_color(ROLE_INK));
    for (int i = 0; i < rows * columns && pixels; i++) {
        const float *at = values + (ptrdiff_t)(i / columns * step) * in.w + i % columns * step;
        ptrdiff_t plane = (ptrdiff_t)in.h * in.w;
        if (in.c != 3) {
            pixels[i] = color_argb(scale_color(&colors, *at));
            continue;
        }
        uint8_t rgb[3];
        for (int c = 0; c < 3; c++)
            rgb[c] = (uint8_t)(255 * fminf(fmaxf(at[c * plane], 0), 1) + 0.5f);
        pixels[i] = color_argb((color){rgb[0], rgb[1], rgb[2], 255});
    }
    if (pixels)
        draw_picture(&a->list, box, pixels, columns, rows);
    free(pixels);
}

/* The picture that went in, with what the present place sees of it. */
static void source_picture(app *a, rect *at) {
    const cnn_recording *r = a->bench.recording;
    ui *u = &a->ui;
    cnn_shape in = r->net->nodes[0].layout.out;
    cnn_step s = cnn_recording_step(r, a->player.at);
    bool spatial = s.term.rows * s.term.columns > 1;
    cnn_rectangle cells = {{s.address.row, s.address.row}, {s.address.column, s.address.column}};
    int node = app_node(a);
    if (!spatial) {
        cnn_shape out = r->net->nodes[node].layout.out;
        cells = (cnn_rectangle){{0, out.h - 1}, {0, out.w - 1}};
    }
    cnn_rectangle field = cnn_net_receptive_field(r->net, node, cells);
    label(a, at, tr("panel.receptive"));
    int buttons = 2 + command_can(a, "watch") + (a->player.at.phase >= CNN_BACKWARD) + command_can(a, "lens");
    float side = ui_px(u, 200), room = at->h - ui_px(u, 39) * (float)buttons - ui_px(u, 34);
    side = side > room ? room : side;
    if (side < ui_px(u, 40))
        return;
    float wide = side * (float)in.w / (float)in.h;
    if (wide > at->w) {
        side *= at->w / wide;
        wide = at->w;
    }
    rect box = {at->x, at->y, wide, side};
    rect_cut_top(at, side + ui_px(u, 8));
    draw_source(a, box, r->pass->value[0].data, in);
    draw_frame(&a->list, rect_inset(box, -1), theme_color(ROLE_BORDER), 1, 0);
    float cell_w = box.w / (float)in.w, cell_h = box.h / (float)in.h;
    rect frame = {box.x + cell_w * (float)field.columns.first, box.y + cell_h * (float)field.rows.first,
        cell_w * (float)(field.columns.last - field.columns.first + 1),
        cell_h * (float)(field.rows.last - field.rows.first + 1)};
    draw_frame(&a->list, rect_inset(frame, -1), theme_color(ROLE_WINDOW), ui_px(u, 3), 2);
    char text[120];
    bool named = a->bench.class_name[0] != 0;
    cnn_format(text, sizeof text, tr("panel.image"), (long long)r->image, class_label(a->bench.class_name));
    if (named)
        label(a, at, text);
}

void scene_panel(app *a, rect at) {
    app_bind(a);
    ui *u = &a->ui;
    draw_rect(&a->list, at, theme_color(ROLE_PANEL), 0);
    draw_rect(&a->list, (rect){at.x + at.w - 1, at.y, 1, at.h}, theme_color(ROLE_BORDER), 0);
    ui_open(u, at);
    rect in = {at.x + ui_px(u, 20), at.y + ui_px(u, 16), at.w - ui_px(u, 40), at.h - ui_px(u, 24)};
    char heading[160], text[500];
    scene_explain(a, heading, sizeof heading, text, sizeof text);
    bool inside = a->bench.source == BENCH_INSIDE;
    float size = ui_px(u, 21), top = in.y;
    float height = ui_paragraph_height(u, in.w, FONT_STRONG, size, heading);
    ui_paragraph(u, rect_cut_top(&in, height + ui_px(u, 4)), FONT_STRONG, size, theme_color(ROLE_INK), heading);
    size = ui_px(u, 15);
    height = ui_paragraph_height(u, in.w, FONT_UI, size, text);
    ui_paragraph(u, rect_cut_top(&in, height + ui_px(u, 8)), FONT_UI, size, theme_color(ROLE_QUIET), text);
    /* The controls stand still while the sentences change. */
    float still = ui_px(u, a->height < 700 * u->scale ? 152 : 188) - (in.y - top);
    if (!inside && still > 0)
        rect_cut_top(&in, still);
    if (inside) {
        if (a->why)
            scene_why(a, &in);
        else
            source_picture(a, &in);
        rect_cut_top(&in, ui_px(u, 6));
        if (a->player.at.phase >= CNN_BACKWARD)
            backward_controls(a, &in);
        command_control(a, control(a, &in), "why", tr(a->why ? "panel.why_not" : "panel.why"), a->why);
        if (a->player.at.phase != CNN_BACKWARD && a->player.at.phase != CNN_LOSS)
            command_control(a, control(a, &in), "watch", tr("panel.watch"), false);
        if (ui_button(u, "panel.outside", control(a, &in), tr("panel.outside"), UI_PRIMARY, false, true)) {
            command_run(a, "inside");
            u->changed = true;
        }
        scene_watches(a, &in);
    } else if (a->player.walk && a->player.at.phase >= CNN_BACKWARD) {
        backward_controls(a, &in);
        choosers(a, &in);
        if (in.h > ui_px(u, 44))
            ui_paragraph(u, in, FONT_UI, ui_px(u, 13.5f), theme_color(ROLE_FAINT), tr("panel.nudge_hint"));
    } else {
        choosers(a, &in);
        counts(a, &in);
        scene_parts(a, &in, OPEN_ALL);
        rect_cut_top(&in, ui_px(u, 5));
        if (a->bench.kind == BENCH_CONV && a->live)
            tie_control(a, &in);
        if (in.h > ui_px(u, 44))
            ui_paragraph(u, in, FONT_UI, ui_px(u, 13.5f), theme_color(ROLE_FAINT),
                a->bench.note[0] ? a->bench.note : tr("panel.hint"));
    }
    ui_close(u);
    app_bind(a);
}

void scene_present(app *a, rect at) {
    app_bind(a);
    char heading[160], text[500];
    bool taught = a->course.open && a->course.lesson;
    if (taught)
        cnn_format(heading, sizeof heading, "%s", reader_title(a));
    else
        scene_explain(a, heading, sizeof heading, text, sizeof text);
    float size = at.h * 0.5f;
    while (size > at.h * 0.3f && text_width(FONT_STRONG, size, heading) > at.w - 2 * ui_px(&a->ui, 24))
        size -= 1;
    draw_text_in(&a->list, FONT_STRONG, size, (rect){at.x + ui_px(&a->ui, 24), at.y, at.w, at.h}, 0,
        theme_color(ROLE_INK), heading);
}
