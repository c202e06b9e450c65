/* Appends to the list, and does the small arithmetic of rectangles and colours that all drawing uses. */
#include "draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void draw_begin(draw_list *list, float width, float height) {
    if (!list->arena)
        list->arena = cnn_arena_new();
    cnn_arena_reset(list->arena);
    list->count = 0;
    list->clip_depth = 0;
    list->clip = (rect){0, 0, width, height};
}

void draw_free(draw_list *list) {
    cnn_arena_free(list->arena);
    free(list->items);
    memset(list, 0, sizeof *list);
}

static bool outside(const draw_list *list, rect at) {
    rect seen = rect_cross(at, list->clip);
    return seen.w <= 0 || seen.h <= 0;
}

static draw_item *append(draw_list *list, draw_kind kind, rect at, color paint) {
    if (list->count == list->room) {
        int room = list->room ? list->room * 2 : 1024;
        draw_item *larger = realloc(list->items, (size_t)room * sizeof *larger);
        if (!larger)
            return NULL;
        list->items = larger;
        list->room = room;
    }
    draw_item *item = &list->items[list->count++];
    *item = (draw_item){.kind = kind, .at = at, .paint = paint};
    return item;
}

void draw_rect(draw_list *list, rect at, color paint, float radius) {
    draw_item *item = paint.a && !outside(list, at) ? append(list, DRAW_RECT, at, paint) : NULL;
    if (item)
        item->radius = radius;
}

void draw_frame(draw_list *list, rect at, color paint, float width, float radius) {
    draw_item *item = paint.a && !outside(list, at) ? append(list, DRAW_FRAME, at, paint) : NULL;
    if (item) {
        item->radius = radius;
        item->width = width;
    }
}

void draw_line(draw_list *list, float x0, float y0, float x1, float y1, color paint, float width) {
    draw_item *item = append(list, DRAW_LINE, (rect){x0, y0, x1, y1}, paint);
    if (item)
        item->width = width;
}

void draw_hatch(draw_list *list, rect at, color paint, float spacing) {
    draw_item *item = outside(list, at) ? NULL : append(list, DRAW_HATCH, at, paint);
    if (item)
        item->width = spacing;
}

float draw_text(draw_list *list, font_id font, float size, float x, float y, color paint, const char *text) {
    float width = text_width(font, size, text);
    rect at = {x, y, width, text_height(font, size)};
    draw_item *item = *text && paint.a && !outside(list, at) ? append(list, DRAW_TEXT, at, paint) : NULL;
    if (item) {
        item->font = font;
        item->size = size;
        item->text = cnn_arena_text(list->arena, text, strlen(text));
        if (!item->text)
            list->count--;
    }
    return width;
}

float draw_text_in(draw_list *list, font_id font, float size, rect at, float align, color paint, const char *text) {
    float width = text_width(font, size, text), height = text_height(font, size);
    draw_text(list, font, size, at.x + (at.w - width) * align, at.y + (at.h - height) / 2, paint, text);
    return width;
}

void draw_picture(draw_list *list, rect at, const uint32_t *pixels, int columns, int rows) {
    size_t count = (size_t)columns * (size_t)rows;
    uint32_t *copy = outside(list, at) ? NULL : cnn_arena_alloc(list->arena, count, sizeof *copy);
    draw_item *item = copy ? append(list, DRAW_PICTURE, at, (color){0, 0, 0, 255}) : NULL;
    if (!item)
        return;
    memcpy(copy, pixels, count * sizeof *copy);
    item->pixels = copy;
    item->columns = columns;
    item->rows = rows;
}

void draw_clip(draw_list *list, rect at) {
    if (list->clip_depth < 16)
        list->clip_stack[list->clip_depth] = list->clip;
    list->clip_depth++;
    list->clip = rect_cross(at, list->clip);
    append(list, DRAW_CLIP, list->clip, (color){0, 0, 0, 0});
}

void draw_unclip(draw_list *list) {
    list->clip_depth--;
    if (list->clip_depth < 16)
        list->clip = list->clip_stack[list->clip_depth];
    append(list, DRAW_CLIP, list->clip, (color){0, 0, 0, 0});
}

static uint8_t mixed(uint8_t a, uint8_t b, float t) {
    return (uint8_t)((float)a + ((float)b - (float)a) * t + 0.5f);
}

color color_mix(color a, color b, float t) {
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return (color){mixed(a.r, b.r, t), mixed(a.g, b.g, t), mixed(a.b, b.b, t), mixed(a.a, b.a, t)};
}

color color_alpha(color c, float alpha) {
    c.a = (uint8_t)((float)c.a * (alpha < 0 ? 0 : alpha > 1 ? 1 : alpha) + 0.5f);
    return c;
}

uint32_t color_argb(color c) {
    return (uint32_t)c.a << 24 | (uint32_t)c.r << 16 | (uint32_t)c.g << 8 | c.b;
}

double color_luminance(color c) {
    static double linear[256]; /* of a channel */
    for (int i = 0; linear[255] == 0 && i < 256; i++)
        linear[i] = i <= 10 ? i / 255.0 / 12.92 : pow((i / 255.0 + 0.055) / 1.055, 2.4);
    return 0.2126 * linear[c.r] + 0.7152 * linear[c.g] + 0.0722 * linear[c.b];
}

rect rect_cross(rect a, rect b) {
    float left = a.x > b.x ? a.x : b.x, top = a.y > b.y ? a.y : b.y;
    float right = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w, bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
    return (rect){left, top, right > left ? right - left : 0, bottom > top ? bottom - top : 0};
}

rect rect_cut_left(rect *from, float width) {
    rect cut = {from->x, from->y, width, from->h};
    from->x += width;
    from->w -= width;
    return cut;
}

rect rect_cut_right(rect *from, float width) {
    from->w -= width;
    return (rect){from->x + from->w, from->y, width, from->h};
}

rect rect_cut_top(rect *from, float height) {
    rect cut = {from->x, from->y, from->w, height};
    from->y += height;
    from->h -= height;
    return cut;
}

rect rect_cut_bottom(rect *from, float height) {
    from->h -= height;
    return (rect){from->x, from->y + from->h, from->w, height};
}
