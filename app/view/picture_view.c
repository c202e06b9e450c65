/* Where the picture, its planes and the line below them stand. What is seen glides: everything follows from the part
 * that is seen at this moment, so a frame needs no memory. */
#include "picture_view.h"

#include "picture_cells.h"

#include <math.h>

static const float GLIDES = 0.5f, DIVIDES = 1.8f, SPLITS = 0.7f; /* seconds */
static const float BELOW = 44, ABOVE = 34, BESIDE = 68, BETWEEN = 28;

static float share_since(const view *v, double began, float seconds) {
    double t = (v->state->lesson.clock - began) / (double)seconds;
    if (t >= 1 || v->state->screen.reduced_motion)
        return 1;
    v->own->moving = true;
    return t > 0 ? (float)t : 0;
}

static float eased(float t) {
    return t * t * (3 - 2 * t);
}

/* Sizes change by equal factors in equal times; the place follows them, so that one point stands still. */
static picture_part between(picture_part a, picture_part b, float t) {
    picture_part p = {.rows = a.rows * powf(b.rows / a.rows, t), .columns = a.columns * powf(b.columns / a.columns, t)};
    float down = a.rows == b.rows ? t : (a.rows - p.rows) / (a.rows - b.rows),
          right = a.columns == b.columns ? t : (a.columns - p.columns) / (a.columns - b.columns);
    p.row = a.row + (b.row - a.row) * down;
    p.column = a.column + (b.column - a.column) * right;
    return p;
}

static picture_look look_at(const view *v) {
    const shown_picture *p = &v->state->lesson.picture;
    const question *q = &v->state->lesson.scene.question;
    float t = share_since(v, p->moved, GLIDES);
    picture_look l = {.v = v, .p = p, .seen = t < 1 ? between(p->from, p->to, eased(t)) : p->to, .rests = t >= 1};
    l.divide = p->divided ? share_since(v, p->divided_at, DIVIDES) : 0;
    l.apart = p->split ? eased(share_since(v, p->split_at, SPLITS)) : 0;
    l.rests &= l.apart >= 1 || !p->split;
    bool asked = q->kind == ASK_PIXEL;
    l.pointed = asked || !shown_picture_is_whole(p);
    l.channel = asked ? q->cell[0] : p->channels > 1 && !p->split ? PICTURE_ALL : 0;
    l.row = asked ? q->cell[1] : (int)(p->to.row + p->to.rows * 0.4f);
    l.column = asked ? q->cell[2] : (int)(p->to.column + p->to.columns * 0.4f);
    return l;
}

/* ---- where everything stands ---- */

typedef struct places {
    rect whole, planes[BENCH_CHANNELS];
    bool axes; /* pixels are large enough for numbers */
} places;

static float pixel_side(const picture_look *l, float wide, float high) {
    float side = fminf(wide / l->seen.columns, high / l->seen.rows);
    return l->rests && side >= 2 ? floorf(side) : side;
}

static rect box_of(const picture_look *l, float side, float middle, float top) {
    float wide = side * l->seen.columns;
    return (rect){roundf(middle - wide / 2), roundf(top), wide, side * l->seen.rows};
}

/* The picture alone, in the middle. */
static rect alone(const picture_look *l, rect at) {
    const ui *u = l->v->ui;
    float above = ui_px(u, ABOVE),
          side = pixel_side(l, at.w - ui_px(u, 2 * BESIDE), at.h - above - ui_px(u, BELOW + 16));
    float high = side * l->seen.rows;
    return box_of(l, side, at.x + at.w / 2, at.y + above + (at.h - above - ui_px(u, BELOW) - high) / 2);
}

static rect mixed(rect a, rect b, float t) {
    return (rect){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, a.w + (b.w - a.w) * t, a.h + (b.h - a.h) * t};
}

/* The planes in a row, the picture above them or, where that makes all of them larger, left of them. Where only the
 * planes alone have room for their numbers, the picture has no width. */
static void apart(const picture_look *l, rect at, rect *whole, rect planes[BENCH_CHANNELS]) {
    const ui *u = l->v->ui;
    float gap = ui_px(u, BETWEEN), above = ui_px(u, ABOVE), below = ui_px(u, BELOW + 28), pad = ui_px(u, 8),
          wide = at.w - ui_px(u, 2 * BESIDE), high = at.h - above - below - pad;
    float over = pixel_side(l, (wide - 2 * gap) / 3, (high - above - pad) / 2),
          left = pixel_side(l, (wide - 3 * gap) / 4, high), alone_side = pixel_side(l, (wide - 2 * gap) / 3, high),
          room = picture_number_room(l->v);
    bool without = fmaxf(over, left) < room && alone_side >= room, beside = left > over || without;
    float side = without  ? alone_side
                 : beside ? left
                          : over,
          step = side * l->seen.columns + gap, tall = side * l->seen.rows,
          used = beside ? tall : 2 * tall + above + pad, top = at.y + above + (high - used) / 2,
          middle = at.x + at.w / 2;
    *whole = box_of(l, side, beside ? middle - 1.5f * step : middle, top);
    middle -= without ? step / 2 : 0;
    if (without)
        *whole = (rect){middle - step / 2, top, 0, tall};
    for (int c = 0; c < BENCH_CHANNELS; c++)
        planes[c] =
            box_of(l, side, middle + step * ((float)c - (beside ? 0.5f : 1)), beside ? top : top + tall + pad + above);
}

static places places_of(const picture_look *l, rect at) {
    places p = {.whole = alone(l, at)};
    if (l->p->split) {
        rect from = p.whole, whole, planes[BENCH_CHANNELS];
        apart(l, at, &whole, planes);
        p.whole = mixed(from, whole, l->apart);
        for (int c = 0; c < BENCH_CHANNELS; c++)
            p.planes[c] = mixed(from, planes[c], l->apart);
    }
    p.axes = fmaxf(p.whole.w, p.planes[0].w) / l->seen.columns >= picture_number_room(l->v);
    return p;
}

/* ---- the mouse ---- */

static bool pixel_under(const picture_look *l, rect box, float *row, float *column) {
    const ui_input *in = &l->v->ui->in;
    *row = l->seen.row + (in->y - box.y) / box.h * l->seen.rows;
    *column = l->seen.column + (in->x - box.x) / box.w * l->seen.columns;
    return rect_has(box, in->x, in->y);
}

/* A table that is dragged moves by whole pixels. */
static void drag_by(const picture_look *l, float side, float direction) {
    const ui_input *in = &l->v->ui->in;
    view_state *own = l->v->own;
    float right = truncf((in->x - own->drag_x) / side), down = truncf((in->y - own->drag_y) / side);
    if (!in->down || (right == 0 && down == 0))
        return;
    own->drag_x += right * side;
    own->drag_y += down * side;
    view_ask_with(l->v, REQUEST_move_picture,
        (argument){.x = l->p->to.column + right * direction, .y = l->p->to.row + down * direction});
}

static void touch_grid(picture_look *l, rect box, int channel, const char *name) {
    ui *u = l->v->ui;
    ui_touch touch = ui_touch_of(u, name, box, false);
    float row, column;
    bool inside = pixel_under(l, box, &row, &column) && touch.hovered;
    if (touch.pressed) {
        l->v->own->drag_x = u->in.x;
        l->v->own->drag_y = u->in.y;
    }
    if (touch.held)
        drag_by(l, box.w / l->seen.columns, -1);
    if (!inside)
        return;
    l->pointed = true;
    l->channel = channel;
    l->row = (int)row;
    l->column = (int)column;
    if (u->in.wheel != 0)
        view_ask_with(l->v, REQUEST_zoom_picture,
            (argument){.value = u->in.wheel > 0 ? 1 : -1, .row = l->row, .column = l->column});
}

/* ---- words ---- */

static float source_line(const picture_look *l, float x, float y, float room) {
    ui *u = l->v->ui;
    const shown_picture *p = l->p;
    char size[64];
    float letters = ui_px(u, 15);
    tr_format(size, sizeof size, p->channels > 1 ? "picture.size_colored" : "picture.size", p->rows, p->columns);
    rect line = {x, y, room, ui_px(u, 24)};
    float wide = draw_text_in(l->v->list, FONT_STRONG, letters, line, 0, theme_color(ROLE_INK), size) + ui_px(u, 10);
    if (p->source[0] && room - wide > ui_px(u, 80))
        ui_line(u, (rect){x + wide, y, room - wide, line.h}, 0, FONT_UI, letters, theme_color(ROLE_QUIET),
            p->of_data ? tr(p->channels > 1 ? "picture.of_fashion_colored" : "picture.of_fashion") : p->source);
    return wide;
}

/* 0, a bar from black to white, 255. */
static float scale_bar(const picture_look *l, float right, float y) {
    enum { STEPS = 120 };
    ui *u = l->v->ui;
    uint32_t pixels[STEPS];
    float wide = ui_px(u, STEPS), high = ui_px(u, 16), size = ui_px(u, 14), tall = ui_px(u, 24);
    const char *most = l->p->divided && l->divide > 0.5f ? "1" : "255";
    float end = text_width(FONT_DIGITS, size, most) + ui_px(u, 8), x = right - end - wide;
    for (int i = 0; i < STEPS; i++) {
        uint8_t v = (uint8_t)(255 * i / (STEPS - 1));
        pixels[i] = color_argb((color){v, v, v, 255});
    }
    rect bar = {x, y + (tall - high) / 2, wide, high};
    draw_frame(l->v->list, rect_inset(bar, -1), theme_color(ROLE_BORDER), 1, 0);
    draw_picture(l->v->list, bar, pixels, STEPS, 1);
    rect left = {x - ui_px(u, 30), y, ui_px(u, 22), tall};
    draw_text_in(l->v->list, FONT_DIGITS, size, left, 1, theme_color(ROLE_QUIET), "0");
    draw_text_in(l->v->list, FONT_DIGITS, size, (rect){right - end, y, end, tall}, 1, theme_color(ROLE_QUIET), most);
    return end + wide + ui_px(u, 40);
}

static void pixel_text(const picture_look *l, int channel, char *text, size_t size) {
    const shown_picture *p = l->p;
    float v = p->pixels[(channel * p->rows + l->row) * p->columns + l->column];
    bool hidden = reader_hides_pixel(&l->v->state->lesson, channel, l->row, l->column);
    cnn_format(text, size, hidden ? "?" : p->divided ? "%d ÷ 255 = %.2f" : "%d", (int)(v * 255 + 0.5f), (double)v);
}

/* "row 7, column 15: 223", and what it becomes; of a pixel in colours all three. */
static void readout(const picture_look *l, rect line) {
    ui *u = l->v->ui;
    bool all = l->channel == PICTURE_ALL, colored = l->p->channels > 1;
    char text[80];
    tr_format(text, sizeof text, "picture.place", l->row, l->column);
    float x = line.x, gap = ui_px(u, 8);
    x += draw_text_in(l->v->list, FONT_UI, ui_px(u, 16), line, 0, theme_color(ROLE_QUIET), text) + gap;
    for (int c = all ? 0 : l->channel; c < (all ? l->p->channels : l->channel + 1); c++) {
        if (colored)
            x += picture_chip(l->v, x, line.y + ui_px(u, 2), ui_px(u, 20), c) + gap;
        pixel_text(l, c, text, sizeof text);
        x += draw_text_in(l->v->list, FONT_DIGITS_STRONG, ui_px(u, 18), (rect){x, line.y, line.w, line.h}, 0,
                 theme_color(ROLE_INPUT), text) +
             ui_px(u, 14);
    }
}

static void line_below(const picture_look *l, rect box, rect at) {
    ui *u = l->v->ui;
    float least = ui_px(u, 520), wide = fmaxf(box.w, fminf(least, at.w - ui_px(u, 32)));
    rect line = {box.w < wide ? at.x + (at.w - wide) / 2 : box.x, box.y + box.h + ui_px(u, 14), wide, ui_px(u, 24)};
    if (!l->rests)
        return;
    if (shown_picture_is_whole(l->p) && !l->pointed) {
        float bar = scale_bar(l, line.x + line.w, line.y);
        source_line(l, line.x, line.y, line.w - bar);
        return;
    }
    char part[96];
    readout(l, line);
    tr_format(part, sizeof part, "picture.part", (int)l->p->to.rows, (int)l->p->to.columns, l->p->rows, l->p->columns);
    draw_text_in(l->v->list, FONT_UI, ui_px(u, 15), line, 1, theme_color(ROLE_QUIET), part);
}

/* R  red, above a plane. */
static void plane_heading(const picture_look *l, rect box, int channel, bool axes) {
    static const char *const names[] = {"stage.red", "stage.green", "stage.blue"};
    ui *u = l->v->ui;
    float high = ui_px(u, 22), y = axes ? box.y + box.h + ui_px(u, 8) : box.y - high - ui_px(u, 8);
    if (l->apart < 1)
        return;
    float wide = picture_chip(l->v, box.x, y, high, channel) + ui_px(u, 8);
    float size = ui_px(u, 15), room = box.w + ui_px(u, BETWEEN - 6) - wide;
    rect rest = {box.x + wide, y, room, high};
    if (text_width(FONT_UI, size, tr(names[channel])) <= room)
        draw_text_in(l->v->list, FONT_UI, size, rest, 0, theme_color(ROLE_INK), tr(names[channel]));
}

/* ---- the stage ---- */

void picture_view_draw(const view *v, rect at) {
    static const char *const names[] = {"shown.red", "shown.green", "shown.blue"};
    picture_look l = look_at(v);
    places p = places_of(&l, at);
    bool has_whole = p.whole.w >= 1;
    if (has_whole)
        touch_grid(&l, p.whole, l.p->channels > 1 ? PICTURE_ALL : 0, "shown.all");
    for (int c = 0; l.p->split && c < BENCH_CHANNELS; c++)
        touch_grid(&l, p.planes[c], c, names[c]);
    for (int c = 0; l.p->split && c < BENCH_CHANNELS; c++) {
        picture_draw_colors(&l, p.planes[c], c);
        if (l.apart >= 1)
            picture_draw_numbers(&l, p.planes[c], c);
        plane_heading(&l, p.planes[c], c, p.axes);
        picture_draw_pointed(&l, p.planes[c]);
    }
    if (has_whole)
        picture_draw_colors(&l, p.whole, PICTURE_ALL);
    if (!l.p->split)
        picture_draw_numbers(&l, p.whole, PICTURE_ALL);
    picture_draw_axes(&l, has_whole ? p.whole : p.planes[0], true);
    if (has_whole)
        picture_draw_pointed(&l, p.whole);
    rect lowest = p.whole;
    if (l.p->split) {
        float left = has_whole ? fminf(p.whole.x, p.planes[0].x) : p.planes[0].x;
        lowest = p.planes[2];
        lowest.w += lowest.x - left;
        lowest.x = left;
        lowest.y += p.axes ? ui_px(v->ui, 28) : 0;
    }
    line_below(&l, lowest, at);
}

float picture_view_map(const view *v, rect at, bool visible) {
    picture_look l = look_at(v);
    const shown_picture *p = l.p;
    float side = floorf(fminf(ui_px(v->ui, 6), ui_px(v->ui, 168) / (float)p->columns)), head = ui_px(v->ui, 26),
          foot = ui_px(v->ui, 8);
    side = fmaxf(1, side);
    float high = side * (float)p->rows, wide = side * (float)p->columns;
    if (!visible)
        return head + high + foot;
    draw_text_in(v->list, FONT_UI, ui_px(v->ui, 14), (rect){at.x, at.y, at.w, ui_px(v->ui, 20)}, 0,
        theme_color(ROLE_QUIET), tr("picture.where"));
    rect box = {at.x, at.y + head, wide, high},
         frame = {box.x + l.seen.column * side, box.y + l.seen.row * side, l.seen.columns * side, l.seen.rows * side};
    picture_part seen = l.seen;
    l.seen = (picture_part){0, 0, (float)p->rows, (float)p->columns};
    picture_draw_colors(&l, box, PICTURE_ALL);
    l.seen = seen;
    draw_frame(
        v->list, rect_inset(frame, -ui_px(v->ui, 3)), (color){255, 255, 255, 255}, ui_px(v->ui, 4), ui_px(v->ui, 3));
    draw_frame(v->list, rect_inset(frame, -ui_px(v->ui, 2)), theme_color(ROLE_INPUT), ui_px(v->ui, 2), ui_px(v->ui, 3));
    ui_touch touch = ui_touch_of(v->ui, "shown.where", box, false);
    v->ui->hand |= touch.hovered;
    if (touch.held && (touch.pressed || v->ui->in.moved))
        view_ask_with(v, REQUEST_move_picture,
            (argument){.x = (v->ui->in.x - box.x) / side - seen.columns / 2,
                .y = (v->ui->in.y - box.y) / side - seen.rows / 2});
    rect words = {box.x + wide + ui_px(v->ui, 16), box.y, at.w - wide - ui_px(v->ui, 16), 0};
    ui_paragraph(v->ui, words, FONT_UI, ui_px(v->ui, 14), theme_color(ROLE_QUIET), tr("picture.drag"));
    float y = box.y + ui_px(v->ui, 58), x = words.x;
    x += ui_key(v->ui, x, y, "+") + ui_px(v->ui, 6);
    x += ui_key(v->ui, x, y, "−") + ui_px(v->ui, 8);
    draw_text_in(v->list, FONT_UI, ui_px(v->ui, 14), (rect){x, y, ui_px(v->ui, 60), ui_px(v->ui, 22)}, 0,
        theme_color(ROLE_QUIET), tr("picture.zoom"));
    return head + high + foot;
}
