/* A trial is a frame that is thrown away: the display list is cut back to where it was, and widgets, requests and what
 * views remember are put back. */
#include "magnify.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS = 1024 };

/* One text that can be seen, as far as it has ink. */
typedef struct seen {
    int item;
    rect ink;
} seen;

static rect ink_of(const draw_item *i) {
    float top = i->at.y + text_ascent(i->font, i->size) - i->size * 0.74f;
    return (rect){i->at.x + 0.5f, top, i->at.w - 1, i->size * 0.78f};
}

/* Whether something painted later lies over it. */
static bool is_covered(const draw_list *list, const seen *text) {
    for (int n = text->item + 1; n < list->count; n++) {
        const draw_item *i = &list->items[n];
        if ((i->kind != DRAW_RECT || i->paint.a != 255) && i->kind != DRAW_PICTURE)
            continue;
        rect over = rect_cross(i->at, text->ink);
        if (over.w >= text->ink.w * 0.9f && over.h >= text->ink.h * 0.8f)
            return true;
    }
    return false;
}

static bool is_digits(const draw_item *i) {
    return (i->font == FONT_DIGITS || i->font == FONT_DIGITS_STRONG) && strpbrk(i->text, "0123456789");
}

/* Whether something painted later hides a part of it. */
static bool is_half_covered(const draw_list *list, const seen *text) {
    for (int n = text->item + 1; n < list->count; n++) {
        const draw_item *i = &list->items[n];
        if ((i->kind != DRAW_RECT || i->paint.a != 255) && i->kind != DRAW_PICTURE)
            continue;
        rect over = rect_cross(i->at, text->ink);
        if (over.w > text->ink.w * 0.2f && over.h > text->ink.h * 0.2f)
            return true;
    }
    return false;
}

static bool lies_inside(rect ink, rect at) {
    return ink.x >= at.x - 1 && ink.y >= at.y - 2 && ink.x + ink.w <= at.x + at.w + 1 &&
           ink.y + ink.h <= at.y + at.h + 2;
}

static bool overlap(const seen *texts, int count, const draw_list *list) {
    for (int i = 0; i < count; i++)
        for (int k = i + 1; k < count; k++) {
            rect both = rect_cross(texts[i].ink, texts[k].ink);
            if (both.w > 0.5f && both.h > 0.5f && !is_covered(list, &texts[i]) && !is_covered(list, &texts[k]))
                return true;
        }
    return false;
}

bool magnify_fits(const draw_list *list, int from, rect at, magnify_told *told) {
    static _Thread_local seen all[TEXTS];
    int count = 0;
    rect clip = at;
    *told = (magnify_told){.least = told->least};
    for (int n = from; n < list->count; n++) {
        const draw_item *i = &list->items[n];
        if (i->kind == DRAW_CLIP)
            clip = i->at;
        if (i->kind == DRAW_RECT || i->kind == DRAW_FRAME || i->kind == DRAW_PICTURE) {
            bool out = i->at.x < at.x - 4 || i->at.x + i->at.w > at.x + at.w + 4 || i->at.y < at.y - 4 ||
                       i->at.y + i->at.h > at.y + at.h + 4;
            if (out)
                return false;
            told->area += i->kind == DRAW_FRAME ? 0 : i->at.w * i->at.h;
        }
        if (i->kind != DRAW_TEXT || !i->text[0])
            continue;
        seen one = {n, ink_of(i)};
        if (!lies_inside(one.ink, rect_cross(at, clip)))
            return false;
        if (i->font != FONT_FORMULA && i->size < told->least * (is_digits(i) ? 1 : 0.92f))
            return false;
        if (count < TEXTS)
            all[count++] = one;
        told->pages += !strcmp(i->text, "‹");
    }
    for (int i = 0; i < count; i++) {
        if (is_covered(list, &all[i]))
            continue;
        if (is_half_covered(list, &all[i]))
            return false;
        told->texts++;
        told->digits += is_digits(&list->items[all[i].item]);
    }
    return !overlap(all, count, list);
}

/* Draws it once, `share` times as large, and throws it away. */
static bool try_once(const view *v, rect at, magnify_drawing *draw, float share, magnify_told *told) {
    ui *kept = malloc(sizeof *kept);
    view_state *own = malloc(sizeof *own);
    bool fits = false;
    *told = (magnify_told){.least = MAGNIFY_LEAST * v->ui->scale - 0.01f};
    if (kept && own) {
        int from = v->list->count, asked = v->requests->count;
        *kept = *v->ui;
        *own = *v->own;
        v->ui->scale *= share;
        v->ui->muted = true;
        v->ui->in.pressed = v->ui->in.released = false;
        draw(v, at);
        fits = magnify_fits(v->list, from, at, told);
        v->list->count = from;
        v->requests->count = asked;
        *v->ui = *kept;
        *v->own = *own;
    }
    free(kept);
    free(own);
    return fits;
}

float magnify_most(const view *v, rect at, magnify_drawing *draw, float *area) {
    static const float shares[] = {
        1, 1.05f, 1.12f, 1.2f, 1.3f, 1.4f, 1.5f, 1.65f, 1.8f, 1.95f, 2.1f, 2.3f, 2.5f, 2.75f, 3};
    magnify_told plain, told;
    bool fits = try_once(v, at, draw, 1, &plain);
    float best = fits ? 1 : 0.5f, most = fits ? plain.area : 0;
    *area = most;
    for (size_t i = 1; i < sizeof shares / sizeof *shares; i++) {
        bool whole = try_once(v, at, draw, shares[i], &told) && told.texts >= plain.texts &&
                     told.digits >= plain.digits && told.pages <= plain.pages;
        if (!whole || told.area * shares[i] < most) /* larger letters are worth smaller cells to some degree */
            continue;
        best = shares[i];
        most = told.area * best;
        *area = told.area;
    }
    return best;
}
