/* What an eye would find on a screen, measured on its display list: texts over texts, texts that are cut, lines through
 * digits, letters that are too small or too pale. */
#ifndef EYE_H
#define EYE_H

#include "assets.h"
#include "draw.h"
#include "draw_json.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct eye {
    const draw_list *list;
    rect *clips; /* in force at each item */
    float width, height, scale;
    bool contrast; /* the theme with high contrast */
    char found[8][240];
    int count; /* faults; only the first are kept */
} eye;

enum { EYE_KEPT = 8 };

static inline void eye_note(eye *e, const char *what, const draw_item *i, const char *more) {
    if (e->count++ < EYE_KEPT)
        snprintf(e->found[e->count - 1], sizeof e->found[0], "%s: \"%.60s\" at %.0f, %.0f (%.0f x %.0f, size %.1f) %s",
            what, i->text ? i->text : "", (double)i->at.x, (double)i->at.y, (double)i->at.w, (double)i->at.h,
            (double)i->size, more);
}

/* The part of a text's line box that has ink: capitals, digits and most letters. */
static inline rect eye_ink(const draw_item *i) {
    float top = i->at.y + text_ascent(i->font, i->size) - i->size * 0.74f;
    return (rect){i->at.x + 0.5f, top, i->at.w - 1, i->size * 0.78f};
}

static inline bool eye_solid(const draw_item *i) {
    return (i->kind == DRAW_RECT && i->paint.a == 255) || i->kind == DRAW_PICTURE;
}

/* Whether something painted later lies over all of it. */
static inline bool eye_hidden(const eye *e, int at, rect ink) {
    for (int n = at + 1; n < e->list->count; n++) {
        const draw_item *i = &e->list->items[n];
        if (!eye_solid(i))
            continue;
        rect over = rect_cross(rect_cross(i->at, e->clips[n]), ink);
        if (over.w >= ink.w * 0.98f && over.h >= ink.h * 0.9f)
            return true;
    }
    return false;
}

static inline bool eye_has_digit(const char *text) {
    return strpbrk(text, "0123456789") != NULL;
}

/* What lies under a point when everything before item `at` is painted. `plain`: of colours of the theme only. */
static inline color eye_ground(const eye *e, int at, float x, float y, bool *plain) {
    color ground = theme_color(ROLE_GROUND);
    *plain = true;
    for (int n = 0; n < at; n++) {
        const draw_item *i = &e->list->items[n];
        if ((i->kind != DRAW_RECT && i->kind != DRAW_PICTURE) || !rect_has(i->at, x, y) || !rect_has(e->clips[n], x, y))
            continue;
        if (i->kind == DRAW_PICTURE) {
            int column = (int)((x - i->at.x) / i->at.w * (float)i->columns),
                row = (int)((y - i->at.y) / i->at.h * (float)i->rows);
            uint32_t p = i->pixels[row * i->columns + column];
            ground = (color){(uint8_t)(p >> 16), (uint8_t)(p >> 8), (uint8_t)p, 255};
            *plain = false;
            continue;
        }
        color full = i->paint;
        full.a = 255;
        ground = color_mix(ground, full, (float)i->paint.a / 255);
        *plain = theme_role_name(i->paint) != NULL && (i->paint.a == 255 || *plain);
    }
    return ground;
}

static inline double eye_contrast(color x, color y) {
    double one = color_luminance(x) + 0.05, two = color_luminance(y) + 0.05;
    return one > two ? one / two : two / one;
}

static inline void eye_check_contrast(eye *e, int at) {
    const draw_item *i = &e->list->items[at];
    rect ink = eye_ink(i);
    const char *role = theme_role_name(i->paint);
    bool disabled = role && !strcmp(role, "faint");
    for (int part = 1; part < 6; part++) {
        bool plain;
        color ground = eye_ground(e, at, ink.x + ink.w * (float)part / 6, ink.y + ink.h / 2, &plain);
        color paint = i->paint;
        paint.a = 255;
        paint = color_mix(ground, paint, (float)i->paint.a / 255);
        double least = disabled ? 3 : e->contrast && plain ? 7 : 4.5, is = eye_contrast(paint, ground);
        if (is >= least - 0.005)
            continue;
        char more[80];
        snprintf(more, sizeof more, "has %.2f : 1, #%02x%02x%02x on #%02x%02x%02x", is, paint.r, paint.g, paint.b,
            ground.r, ground.g, ground.b);
        eye_note(e, "too pale", i, more);
        return;
    }
}

static inline void eye_check_size(eye *e, const draw_item *i) {
    bool digits = (i->font == FONT_DIGITS || i->font == FONT_DIGITS_STRONG) && eye_has_digit(i->text);
    float least = (digits ? 14 : 13) * e->scale;
    if (i->size < least - 0.01f)
        eye_note(e, "too small", i, digits ? "digits need 14" : "words need 13");
}

static inline void eye_check_cut(eye *e, int at) {
    const draw_item *i = &e->list->items[at];
    rect ink = eye_ink(i), clip = e->clips[at];
    if (ink.x < clip.x - 1 || ink.x + ink.w > clip.x + clip.w + 1.5f || ink.y < clip.y - 1 ||
        ink.y + ink.h > clip.y + clip.h + 1.5f)
        eye_note(e, "cut", i, "");
}

static inline void eye_check_over(eye *e, int at) {
    const draw_item *i = &e->list->items[at];
    rect ink = eye_ink(i);
    for (int n = at + 1; n < e->list->count; n++) {
        const draw_item *other = &e->list->items[n];
        if (other->kind != DRAW_TEXT)
            continue;
        rect both = rect_cross(eye_ink(other), ink);
        if (both.w > 0.5f && both.h > 0.5f && !eye_hidden(e, at, ink) && !eye_hidden(e, n, eye_ink(other))) {
            char more[120];
            snprintf(more, sizeof more, "lies over \"%.60s\"", other->text);
            eye_note(e, "text over text", i, more);
            return;
        }
    }
}

/* Whether the line passes through the rectangle. */
static inline bool eye_crosses(const draw_item *line, rect box) {
    float x0 = line->at.x, y0 = line->at.y, dx = line->at.w - x0, dy = line->at.h - y0, from = 0, to = 1;
    const float p[] = {-dx, dx, -dy, dy}, q[] = {x0 - box.x, box.x + box.w - x0, y0 - box.y, box.y + box.h - y0};
    for (int k = 0; k < 4; k++) {
        if (p[k] == 0 && q[k] < 0)
            return false;
        if (p[k] < 0)
            from = fmaxf(from, q[k] / p[k]);
        if (p[k] > 0)
            to = fminf(to, q[k] / p[k]);
    }
    return from < to;
}

static inline void eye_check_lines(eye *e, int at) {
    const draw_item *i = &e->list->items[at];
    rect ink = eye_ink(i);
    if (!eye_has_digit(i->text))
        return;
    for (int n = 0; n < e->list->count; n++) {
        const draw_item *line = &e->list->items[n];
        bool covered = false;
        if (line->kind != DRAW_LINE || !eye_crosses(line, ink))
            continue;
        for (int k = n + 1; k < at && !covered; k++) /* a plate under the digit */
            covered = eye_solid(&e->list->items[k]) && rect_cross(e->list->items[k].at, ink).w >= ink.w * 0.98f &&
                      rect_cross(e->list->items[k].at, ink).h >= ink.h * 0.9f;
        if (covered || eye_hidden(e, at, ink))
            continue;
        eye_note(e, "line through a digit", i, "");
        return;
    }
}

/* Looks at a list drawn for width x height pixels; returns how many faults there are. */
static inline int eye_look(eye *e, const draw_list *list, float width, float height, float scale) {
    *e = (eye){.list = list, .width = width, .height = height, .scale = scale};
    e->contrast = theme_used() == THEME_CONTRAST;
    e->clips = malloc((size_t)(list->count + 1) * sizeof *e->clips);
    rect clip = {0, 0, width, height};
    for (int n = 0; n < list->count; n++) {
        clip = list->items[n].kind == DRAW_CLIP ? list->items[n].at : clip;
        e->clips[n] = clip;
    }
    for (int n = 0; n < list->count; n++) {
        const draw_item *i = &list->items[n];
        if (i->kind != DRAW_TEXT || eye_hidden(e, n, eye_ink(i)))
            continue;
        eye_check_size(e, i);
        eye_check_cut(e, n);
        eye_check_over(e, n);
        eye_check_lines(e, n);
        eye_check_contrast(e, n);
    }
    free(e->clips);
    return e->count;
}

#endif
