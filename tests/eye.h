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

static bool eye_sees_forms;                   /* whether numbers of two forms are a fault too */
static bool eye_sees_layout;                  /* only what overlaps, is cut or is too small */
static float eye_digits = 14, eye_words = 13; /* the least sizes */

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

/* What is seen of it: an edge of a scrolled room hides the rest. */
static inline rect eye_seen(const eye *e, int at) {
    return rect_cross(eye_ink(&e->list->items[at]), e->clips[at]);
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
    rect ink = eye_seen(e, at);
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

/* A subscript or superscript of a typeset formula: beside it stands the letter or the fraction that it belongs to, in the
 * formula's size or in a fraction's, as in a printed book. Nothing else is drawn smaller in the face of a formula. */
static inline bool eye_is_script(const eye *e, int at, float least) {
    const draw_item *i = &e->list->items[at];
    for (int n = at - 6 > 0 ? at - 6 : 0; n < at + 6 && n < e->list->count; n++) {
        const draw_item *other = &e->list->items[n];
        float apart = fmaxf(i->at.x - (other->at.x + other->at.w), other->at.x - (i->at.x + i->at.w));
        if (other->kind == DRAW_TEXT && (other->font == FONT_FORMULA || i->font == FONT_FORMULA) &&
            other->size >= least && i->size > other->size * 0.545f && i->size < other->size * 0.71f &&
            apart < 2 * other->size && fabsf(i->at.y - other->at.y) < 2 * other->size)
            return true;
    }
    return false;
}

static inline void eye_check_size(eye *e, int at) {
    const draw_item *i = &e->list->items[at];
    bool digits = (i->font == FONT_DIGITS || i->font == FONT_DIGITS_STRONG) && eye_has_digit(i->text);
    float least = (digits ? eye_digits : eye_words) * e->scale;
    if (i->size < least - 0.01f && !eye_is_script(e, at, eye_words * e->scale))
        eye_note(e, "too small", i, digits ? "digits" : "words");
}

/* Whether a mark of scrolling stands at the right of the room, which says that more comes above or below. */
static inline bool eye_scrolls(const eye *e, rect room) {
    for (int n = 0; n < e->list->count; n++) {
        const draw_item *i = &e->list->items[n];
        if (i->kind == DRAW_RECT && i->at.w < 6 * e->scale && i->at.h > 8 * e->scale && theme_role_name(i->paint) &&
            !strcmp(theme_role_name(i->paint), "faint") && fabsf(i->at.x - room.x - room.w) < 150 * e->scale &&
            (room.h < 60 * e->scale || (i->at.y + i->at.h > room.y && i->at.y < room.y + room.h)))
            return true;
    }
    return false;
}

static inline void eye_check_cut(eye *e, int at) {
    const draw_item *i = &e->list->items[at];
    rect ink = eye_ink(i), clip = e->clips[at];
    bool across = ink.x < clip.x - 1 || ink.x + ink.w > clip.x + clip.w + 1.5f,
         down = ink.y < clip.y - 1 || ink.y + ink.h > clip.y + clip.h + 1.5f;
    if (across || (down && !eye_scrolls(e, clip)))
        eye_note(e, "cut", i, "");
}

static inline void eye_check_over(eye *e, int at) {
    const draw_item *i = &e->list->items[at];
    rect ink = eye_seen(e, at);
    for (int n = at + 1; n < e->list->count; n++) {
        const draw_item *other = &e->list->items[n];
        if (other->kind != DRAW_TEXT)
            continue;
        rect seen = eye_seen(e, n), both = rect_cross(seen, ink);
        if (both.w > 0.5f && both.h > 0.5f && !eye_hidden(e, at, ink) && !eye_hidden(e, n, seen)) {
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
        rect seen = rect_cross(ink, e->clips[n]); /* a line is seen only within its clip */
        if (line->kind != DRAW_LINE || seen.w <= 0 || seen.h <= 0 || !eye_crosses(line, seen))
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

/* "0.84" and ".84" on one screen. */
static inline void eye_check_forms(eye *e) {
    const draw_item *first[2] = {NULL, NULL};
    for (int n = 0; n < e->list->count; n++) {
        const draw_item *i = &e->list->items[n];
        if (i->kind != DRAW_TEXT || (i->font != FONT_DIGITS && i->font != FONT_DIGITS_STRONG))
            continue;
        for (const char *dot = strchr(i->text, '.'); dot; dot = strchr(dot + 1, '.')) {
            bool after = dot[1] >= '0' && dot[1] <= '9', led = dot > i->text && dot[-1] >= '0' && dot[-1] <= '9';
            bool zero = led && dot[-1] == '0' && (dot == i->text + 1 || dot[-2] < '0' || dot[-2] > '9');
            if (after && (!led || zero) && !eye_hidden(e, n, eye_ink(i)))
                first[zero] = i;
        }
    }
    if (first[0] && first[1])
        eye_note(e, "two forms of a number", first[0], first[1]->text);
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
        rect seen = eye_seen(e, n);
        if (i->kind != DRAW_TEXT || seen.w <= 0 || seen.h <= 0 || eye_hidden(e, n, seen))
            continue;
        eye_check_size(e, n);
        eye_check_cut(e, n);
        eye_check_over(e, n);
        if (eye_sees_layout)
            continue;
        eye_check_lines(e, n);
        eye_check_contrast(e, n);
    }
    if (eye_sees_forms)
        eye_check_forms(e);
    free(e->clips);
    return e->count;
}

#endif
