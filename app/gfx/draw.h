/* The display list of one frame: plain rectangles, frames, lines, text and pictures in the order they are painted, in
 * pixels of the target. Drawing code only appends to it; draw_sdl.c and draw_pdf.c replay it. Text is copied, so a list
 * is self-contained. */
#ifndef DRAW_H
#define DRAW_H

#include "arena.h"
#include "text.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct color {
    uint8_t r, g, b, a;
} color;

typedef struct rect {
    float x, y, w, h;
} rect;

typedef enum draw_kind { DRAW_RECT, DRAW_FRAME, DRAW_LINE, DRAW_HATCH, DRAW_TEXT, DRAW_PICTURE, DRAW_CLIP } draw_kind;

typedef struct draw_item {
    draw_kind kind;
    rect at; /* line: from (x, y) to (w, h); text: x left, y top */
    color paint;
    float radius, width;
    font_id font;
    float size;
    const char *text;
    const uint32_t *pixels; /* ARGB, columns x rows */
    int columns, rows;
} draw_item;

typedef struct draw_list {
    cnn_arena *arena;
    draw_item *items;
    int count, room;
    rect clip; /* the clip in force */
    int clip_depth;
    rect clip_stack[16];
} draw_list;

/* Empties the list for a frame of the given size. */
void draw_begin(draw_list *list, float width, float height);
void draw_free(draw_list *list);

void draw_rect(draw_list *list, rect at, color paint, float radius);
void draw_frame(draw_list *list, rect at, color paint, float width, float radius);
void draw_line(draw_list *list, float x0, float y0, float x1, float y1, color paint, float width);
void draw_hatch(draw_list *list, rect at, color paint, float spacing);

/* Text whose line box begins at (x, y). Returns its width. */
float draw_text(draw_list *list, font_id font, float size, float x, float y, color paint, const char *text);

/* The same, placed in a rectangle: `align` 0 left, 0.5 centred, 1 right; always centred vertically. */
float draw_text_in(draw_list *list, font_id font, float size, rect at, float align, color paint, const char *text);

/* A small picture scaled up without smoothing. The pixels are copied. */
void draw_picture(draw_list *list, rect at, const uint32_t *pixels, int columns, int rows);

/* Everything until draw_unclip is clipped to the rectangle and to the enclosing clip. */
void draw_clip(draw_list *list, rect at);
void draw_unclip(draw_list *list);

color color_mix(color a, color b, float share_of_b);
color color_alpha(color c, float alpha);
uint32_t color_argb(color c);

/* Relative luminance as WCAG 2 defines it, from 0 to 1. */
double color_luminance(color c);

static inline rect rect_inset(rect r, float by) {
    return (rect){r.x + by, r.y + by, r.w - 2 * by, r.h - 2 * by};
}
static inline bool rect_has(rect r, float x, float y) {
    return x >= r.x && y >= r.y && x < r.x + r.w && y < r.y + r.h;
}
rect rect_cross(rect a, rect b);

/* Cuts a strip off the rectangle and returns it. */
rect rect_cut_left(rect *from, float width);
rect rect_cut_right(rect *from, float width);
rect rect_cut_top(rect *from, float height);
rect rect_cut_bottom(rect *from, float height);

#endif
