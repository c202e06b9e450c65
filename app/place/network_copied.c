/* Where no class is named, and the output is compared with the input: both as pictures of one scale of light, and where
 * they differ. */
#include "network_copied.h"

#include "grid.h"
#include "numbers.h"
#include "pixels.h"

#include <math.h>
#include <stdlib.h>

/* Design pixels. */
static const float TITLE = 26, LOW = 300, GAP = 16, CAPTION = 22, TEXT = 14, LEAST_TEXT = 150, LEAST_SIDE = 24;

enum { COPIED_IN, COPIED_OUT, COPIED_DIFFERENCE, PICTURES };

typedef struct copied {
    const float *in, *out;
    cnn_shape shape;
    float loss;
} copied;

static copied copied_of(const view *v) {
    const cnn_recording *r = v->state->training.seen;
    return (copied){.in = r->pass->value[0].data,
        .out = r->pass->value[r->net->output].data,
        .shape = r->net->nodes[0].layout.out,
        .loss = r->pass->value[r->net->loss].data[0]};
}

/* Of several channels, their mean. */
static void draw_difference(const view *v, rect at, const copied *c, float *room) {
    size_t plane = (size_t)c->shape.h * (size_t)c->shape.w;
    for (size_t i = 0; i < plane; i++) {
        room[i] = 0;
        for (size_t k = i; k < plane * (size_t)c->shape.c; k += plane)
            room[i] += (c->out[k] - c->in[k]) / (float)c->shape.c;
    }
    scale colors = scale_of(facts_now(room, plane), theme_color(ROLE_PANEL), theme_color(ROLE_POSITIVE));
    colors.is_signed = true;
    grid_heat(v, at, room, c->shape.h, c->shape.w, &colors);
}

static void draw_pictures(const view *v, rect at, float side, const copied *c) {
    static const char *const captions[PICTURES] = {"network.copied_in", "network.copied_out", "network.copied_between"};
    float unit = v->ui->scale, tall = side * (float)c->shape.h / (float)c->shape.w,
          *room = malloc(cnn_shape_image(c->shape) * sizeof *room);
    for (int i = 0; i < PICTURES && room; i++) {
        rect box = {at.x + (side + GAP * unit) * (float)i, at.y, side, tall};
        if (i == COPIED_DIFFERENCE)
            draw_difference(v, box, c, room);
        else
            pixels_draw(v, box, i == COPIED_IN ? c->in : c->out, c->shape, &v->state->training.seen->net->levels);
        draw_frame(v->list, rect_inset(box, -1), theme_color(ROLE_GRID), 1, 0);
        rect words = {box.x, box.y + tall + 2 * unit, side, CAPTION * unit};
        const char *text = tr(captions[i]);
        draw_text_in(v->list, FONT_UI, view_fit_text(FONT_UI, TEXT * unit, 13 * unit, side, text), words, 0.5f,
            theme_color(ROLE_QUIET), text);
    }
    free(room);
}

/* The sentence stands above the pictures, or beside them where the card is low. */
void network_copied_draw(const view *v, rect at) {
    float unit = v->ui->scale, gap = GAP * unit, size = TEXT * unit;
    copied c = copied_of(v);
    bool low = at.h < LOW * unit;
    char text[400], number[NUMBER_TEXT];
    number_text(c.loss, 3, number);
    tr_format(text, sizeof text, "network.copied_how", number);
    draw_text_in(v->list, FONT_STRONG, 16 * unit, rect_cut_top(&at, TITLE * unit), 0, theme_color(ROLE_INK),
        tr("network.copied"));
    if (!low)
        rect_cut_top(&at, ui_paragraph(v->ui, at, FONT_UI, size, theme_color(ROLE_QUIET), text) + gap);
    float wide = at.w - (low ? LEAST_TEXT * unit + gap : 0),
          side = fminf(
              (wide - gap * (PICTURES - 1)) / PICTURES, (at.h - CAPTION * unit) * (float)c.shape.w / (float)c.shape.h);
    if (side < LEAST_SIDE * unit)
        return;
    draw_pictures(v, at, side, &c);
    if (!low)
        return;
    rect_cut_left(&at, PICTURES * (side + gap));
    ui_paragraph(v->ui, at, FONT_UI, size, theme_color(ROLE_QUIET), text);
}
