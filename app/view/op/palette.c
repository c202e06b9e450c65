/* Numbers become indices into a table of colours, which costs a millionth of a second for hundreds of them. */
#include "palette.h"

#include "picture_cells.h"

#include <math.h>
#include <stdlib.h>

/* NaN has the colour of 0. */
static inline uint32_t color_of(const palette *p, float value) {
    float at = value * p->steps, half = (float)PALETTE_HALF;
    int step = at >= half ? PALETTE_HALF : at > -half ? (int)at : at <= -half ? -PALETTE_HALF : 0;
    return p->colors[PALETTE_HALF + step];
}

static float steps_of(float most) {
    return (float)PALETTE_HALF / (most > 0 ? most : 1);
}

palette palette_signed(float most) {
    palette p = {.steps = steps_of(most)};
    for (int i = -PALETTE_HALF; i <= PALETTE_HALF; i++)
        p.colors[PALETTE_HALF + i] = color_argb(theme_signed((float)i / (float)PALETTE_HALF));
    return p;
}

/* From 0, where the number is `least`, to 1. */
static float share_of(float value, float least, float most) {
    float t = most > least ? (value - least) / (most - least) : 0;
    return t >= 1 ? 1 : t > 0 ? t : 0;
}

palette palette_between(color none, color full, float least, float most) {
    palette p = {.steps = steps_of(fmaxf(fabsf(least), fabsf(most)))};
    for (int i = -PALETTE_HALF; i <= PALETTE_HALF; i++)
        p.colors[PALETTE_HALF + i] = color_argb(color_mix(none, full, share_of((float)i / p.steps, least, most)));
    return p;
}

palette_ends palette_ends_of(const cnn_levels *levels, int channels, tensor_facts f) {
    palette_ends e;
    bool plain = levels->low == 0 && levels->high == 1 && !levels->mean && !levels->std;
    for (int c = 0; c < 3; c++) {
        int channel = c < channels ? c : 0;
        e.white[c] = plain ? fmaxf(f.most, 1) : cnn_level(levels, channel, 1);
        e.black[c] = !plain ? cnn_level(levels, channel, 0) : f.is_signed ? -e.white[c] : 0;
    }
    return e;
}

color palette_color(const palette *p, float value) {
    uint32_t argb = color_of(p, value);
    return (color){(uint8_t)(argb >> 16), (uint8_t)(argb >> 8), (uint8_t)argb, (uint8_t)(argb >> 24)};
}

static int sampled(int numbers, float pixels) {
    return (float)numbers <= pixels ? numbers : pixels < 1 ? 1 : (int)pixels;
}

/* The number in the middle of sample `i`. */
static int64_t sample(int i, int samples, int numbers) {
    return (int64_t)(2 * i + 1) * numbers / (2 * samples);
}

void palette_draw(const view *v, rect at, const float *plane, int rows, int columns, const palette *p, int64_t done) {
    int high = sampled(rows, at.h), wide = sampled(columns, at.w);
    uint32_t *pixels = malloc((size_t)high * (size_t)wide * sizeof *pixels),
             empty = color_argb(theme_color(ROLE_EMPTY));
    for (int i = 0; pixels && i < high; i++)
        for (int j = 0; j < wide; j++) {
            int64_t index = sample(i, high, rows) * columns + sample(j, wide, columns);
            pixels[i * wide + j] = index < done ? color_of(p, plane[index]) : empty;
        }
    if (pixels)
        draw_picture(v->list, at, pixels, wide, high);
    free(pixels);
}

void palette_draw_rest(const view *v, rect at, int rows, int columns, int64_t done) {
    color empty = theme_color(ROLE_EMPTY), zero = theme_signed(0), hatch = theme_color(ROLE_HATCH);
    if (empty.g > zero.g + 8 || zero.g > empty.g + 8 || done >= (int64_t)rows * columns)
        return;
    float high = at.h / (float)rows, wide = at.w / (float)columns, row = (float)(done / columns);
    rect rest = {at.x + wide * (float)(done % columns), at.y + high * row, 0, high};
    rest.w = at.x + at.w - rest.x;
    float below = rest.y + high;
    draw_hatch(v->list, rest, hatch, ui_px(v->ui, 6));
    draw_hatch(v->list, (rect){at.x, below, at.w, at.y + at.h - below}, hatch, ui_px(v->ui, 6));
}

void palette_draw_colored(
    const view *v, rect at, const float *planes, int rows, int columns, const palette_ends *ends) {
    int high = sampled(rows, at.h), wide = sampled(columns, at.w);
    uint32_t *pixels = malloc((size_t)high * (size_t)wide * sizeof *pixels);
    int64_t plane = (int64_t)rows * columns;
    for (int i = 0; pixels && i < high; i++)
        for (int j = 0; j < wide; j++) {
            const float *at_pixel = planes + sample(i, high, rows) * columns + sample(j, wide, columns);
            uint8_t c[3];
            for (int k = 0; k < 3; k++)
                c[k] = (uint8_t)(share_of(at_pixel[k * plane], ends->black[k], ends->white[k]) * 255 + 0.5f);
            pixels[i * wide + j] = color_argb((color){c[0], c[1], c[2], 255});
        }
    if (pixels)
        draw_picture(v->list, at, pixels, wide, high);
    free(pixels);
}

/* ---- the tensors of a layer ---- */

static tensor_facts input_facts(const stage *s) {
    return facts_of(s->v, s->input, cnn_shape_image(s->in));
}

input_kind input_kind_of(const stage *s) {
    bool picture = !s->node || s->node->inputs[s->phase == CNN_UPDATE ? 0 : s->step.cell.source] == 0;
    if (picture && s->in.c == 3)
        return INPUT_COLORED;
    return picture && s->in.c == 1 && !input_facts(s).is_signed ? INPUT_GREY : INPUT_NUMBERS;
}

palette input_palette(const stage *s, int channel) {
    tensor_facts f = input_facts(s);
    if (input_kind_of(s) == INPUT_GREY)
        return palette_between((color){0, 0, 0, 255}, (color){255, 255, 255, 255}, 0, f.most);
    if (input_kind_of(s) == INPUT_COLORED && !f.is_signed)
        return palette_between((color){0, 0, 0, 255}, picture_plane_color(channel % 3), 0, f.most);
    return palette_signed(f.most);
}

palette input_grid_palette(const stage *s, int channel) {
    tensor_facts f = input_facts(s);
    channel_look look = channel_look_of(s, channel);
    return f.is_signed ? palette_signed(f.most * 1.3f)
                       : palette_between(theme_color(look.ground), theme_color(look.full), 0, f.most);
}

void input_draw(const stage *s, rect at, int channel) {
    size_t plane = (size_t)s->in.h * (size_t)s->in.w;
    if (input_kind_of(s) == INPUT_COLORED) {
        palette_ends ends = palette_ends_of(&s->r->net->levels, s->in.c, input_facts(s));
        palette_draw_colored(s->v, at, s->input, s->in.h, s->in.w, &ends);
        return;
    }
    palette p = input_palette(s, channel);
    palette_draw(s->v, at, s->input + plane * (size_t)channel, s->in.h, s->in.w, &p, (int64_t)plane);
}

palette output_palette(const stage *s) {
    return palette_signed(facts_of(s->v, s->output, cnn_shape_image(s->out)).most);
}

palette weight_palette(const stage *s) {
    size_t each = (size_t)(s->in.c / s->attrs.groups) * (size_t)(s->attrs.kernel[0] * s->attrs.kernel[1]);
    return palette_signed(facts_of(s->v, s->weights, each * (size_t)s->out.c).most);
}

channel_look channel_look_of(const stage *s, int channel) {
    static const char *const signs[] = {"R", "G", "B"}, *const names[] = {"stage.red", "stage.green", "stage.blue"};
    static const theme_role roles[][3] = {{ROLE_RED, ROLE_RED_GROUND, ROLE_RED_CELL},
        {ROLE_GREEN, ROLE_GREEN_GROUND, ROLE_GREEN_CELL}, {ROLE_BLUE, ROLE_BLUE_GROUND, ROLE_BLUE_CELL}};
    channel_look look = {.ink = ROLE_INPUT, .ground = ROLE_INPUT_GROUND, .full = ROLE_INPUT_CELL};
    if (input_kind_of(s) == INPUT_COLORED) {
        look = (channel_look){
            .ink = roles[channel % 3][0], .ground = roles[channel % 3][1], .full = roles[channel % 3][2]};
        cnn_format(look.sign, sizeof look.sign, "%s", signs[channel % 3]);
        cnn_format(look.name, sizeof look.name, "%s", tr(names[channel % 3]));
        return look;
    }
    cnn_format(look.sign, sizeof look.sign, "%d", channel);
    tr_format(look.name, sizeof look.name, "stage.channel_number", channel);
    return look;
}

static const float LETTER = 0.66f; /* of the height of its box */

float channel_chip_width(const stage *s, float high, int channel) {
    channel_look look = channel_look_of(s, channel);
    return fmaxf(high * 1.08f, text_width(FONT_STRONG, high * LETTER, look.sign) + high * 0.5f);
}

float channel_chip(const stage *s, float x, float y, float high, int channel) {
    channel_look look = channel_look_of(s, channel);
    color fill = theme_color(look.ink);
    rect at = {x, y, channel_chip_width(s, high, channel), high};
    draw_rect(s->v->list, at, fill, high * 0.24f);
    draw_text_in(s->v->list, FONT_STRONG, high * LETTER, at, 0.5f, ink_on(fill), look.sign);
    return at.w;
}
