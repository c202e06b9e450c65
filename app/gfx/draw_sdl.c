/* One atlas texture holds every glyph and corner used recently; when it is full it starts afresh. Lines are painted as
 * spans, column by column, since the software renderer is slow at triangles. */
#include "draw_sdl.h"

#include "utf8.h"

#include <SDL_ttf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ATLAS = 1024, SLOTS = 4096, STAMP_MAX = 64 };

typedef struct slot {
    uint64_t key; /* 0: empty */
    SDL_Rect from;
    int left, top; /* where the stamp goes, relative to the pen or corner */
} slot;

struct draw_target {
    SDL_Renderer *renderer;
    SDL_Texture *atlas, *picture;
    int picture_width, picture_height;
    slot slots[SLOTS];
    int used;
    int shelf_x, shelf_y, shelf_height;
};

draw_target *draw_target_new(SDL_Renderer *renderer) {
    draw_target *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->renderer = renderer;
    t->atlas = SDL_CreateTexture(renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STATIC, ATLAS, ATLAS);
    if (!t->atlas) {
        free(t);
        return NULL;
    }
    SDL_SetTextureBlendMode(t->atlas, SDL_BLENDMODE_BLEND);
    return t;
}

void draw_target_free(draw_target *target) {
    if (!target)
        return;
    SDL_DestroyTexture(target->atlas);
    if (target->picture)
        SDL_DestroyTexture(target->picture);
    free(target);
}

static slot *slot_of(draw_target *t, uint64_t key) {
    size_t at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 52) % SLOTS;
    while (t->slots[at].key && t->slots[at].key != key)
        at = (at + 1) % SLOTS;
    return &t->slots[at];
}

/* Finds room for a stamp in the atlas; clears the atlas when there is none. */
static SDL_Rect place(draw_target *t, int width, int height) {
    if (t->shelf_x + width + 1 > ATLAS) {
        t->shelf_x = 0;
        t->shelf_y += t->shelf_height + 1;
        t->shelf_height = 0;
    }
    if (t->shelf_y + height + 1 > ATLAS || t->used > SLOTS * 3 / 4) {
        memset(t->slots, 0, sizeof t->slots);
        t->used = t->shelf_x = t->shelf_y = t->shelf_height = 0;
    }
    SDL_Rect at = {t->shelf_x, t->shelf_y, width, height};
    t->shelf_x += width + 1;
    t->shelf_height = height > t->shelf_height ? height : t->shelf_height;
    return at;
}

static slot *keep(draw_target *t, uint64_t key, SDL_Surface *stamp, int left, int top) {
    SDL_Rect at = {0, 0, 0, 0};
    if (stamp && stamp->w > 0 && stamp->h > 0 && stamp->w < ATLAS && stamp->h < ATLAS) {
        at = place(t, stamp->w, stamp->h);
        SDL_UpdateTexture(t->atlas, &at, stamp->pixels, stamp->pitch);
    }
    slot *s = slot_of(t, key);
    *s = (slot){key, at, left, top};
    t->used++;
    return s;
}

static slot *glyph_of(draw_target *t, font_id font, float size, uint32_t code) {
    uint64_t key = (UINT64_C(1) << 60) | (uint64_t)font << 48 | (uint64_t)(int)(size + 0.5f) << 32 | code;
    slot *s = slot_of(t, key);
    if (s->key)
        return s;
    TTF_Font *face = text_face(font, size, code);
    SDL_Surface *stamp = face ? TTF_RenderGlyph32_Blended(face, code, (SDL_Color){255, 255, 255, 255}) : NULL;
    int min_x = 0;
    if (face)
        TTF_GlyphMetrics32(face, code, &min_x, NULL, NULL, NULL, NULL);
    float drop = face ? text_ascent(font, size) - (float)TTF_FontAscent(face) : 0;
    s = keep(t, key, stamp, min_x < 0 ? min_x : 0, (int)drop);
    SDL_FreeSurface(stamp);
    return s;
}

/* A quarter of a disc, or of a ring `width` thick, for the top left corner; other corners are flips of it. */
static slot *corner_of(draw_target *t, int radius, int width) {
    uint64_t key = (UINT64_C(2) << 60) | (uint64_t)radius << 16 | (uint64_t)width;
    slot *s = slot_of(t, key);
    if (s->key)
        return s;
    SDL_Surface *stamp = SDL_CreateRGBSurfaceWithFormat(0, radius, radius, 32, SDL_PIXELFORMAT_ARGB8888);
    for (int y = 0; stamp && y < radius; y++)
        for (int x = 0; x < radius; x++) {
            float dx = (float)(radius - x) - 0.5f, dy = (float)(radius - y) - 0.5f, distance = sqrtf(dx * dx + dy * dy);
            float outer = (float)radius + 0.5f - distance,
                  inner = width ? distance - ((float)(radius - width) - 0.5f) : 1;
            float cover = (outer < 0 ? 0 : outer > 1 ? 1 : outer) * (inner < 0 ? 0 : inner > 1 ? 1 : inner);
            ((Uint32 *)((Uint8 *)stamp->pixels + y * stamp->pitch))[x] = (Uint32)(255 * cover + 0.5f) << 24 | 0xFFFFFF;
        }
    s = keep(t, key, stamp, 0, 0);
    SDL_FreeSurface(stamp);
    return s;
}

static void fill(draw_target *t, float x, float y, float w, float h) {
    SDL_Rect r = {(int)floorf(x + 0.5f), (int)floorf(y + 0.5f), 0, 0};
    r.w = (int)floorf(x + w + 0.5f) - r.x;
    r.h = (int)floorf(y + h + 0.5f) - r.y;
    if (r.w > 0 && r.h > 0)
        SDL_RenderFillRect(t->renderer, &r);
}

static void set_color(draw_target *t, color c) {
    /* Blending an opaque colour costs ten times as much as filling with it. */
    SDL_SetRenderDrawBlendMode(t->renderer, c.a == 255 ? SDL_BLENDMODE_NONE : SDL_BLENDMODE_BLEND);
    SDL_SetRenderDrawColor(t->renderer, c.r, c.g, c.b, c.a);
    SDL_SetTextureColorMod(t->atlas, c.r, c.g, c.b);
    SDL_SetTextureAlphaMod(t->atlas, c.a);
}

static void corners(draw_target *t, SDL_Rect at, const slot *s) {
    int r = s->from.w;
    for (int i = 0; i < 4; i++) {
        SDL_Rect to = {i & 1 ? at.x + at.w - r : at.x, i & 2 ? at.y + at.h - r : at.y, r, r};
        SDL_RenderCopyEx(t->renderer, t->atlas, &s->from, &to, 0, NULL,
            (SDL_RendererFlip)((i & 1 ? SDL_FLIP_HORIZONTAL : 0) | (i & 2 ? SDL_FLIP_VERTICAL : 0)));
    }
}

static SDL_Rect whole(rect at) {
    SDL_Rect r = {(int)floorf(at.x + 0.5f), (int)floorf(at.y + 0.5f), 0, 0};
    r.w = (int)floorf(at.x + at.w + 0.5f) - r.x;
    r.h = (int)floorf(at.y + at.h + 0.5f) - r.y;
    return r;
}

static int radius_for(const draw_item *i, SDL_Rect at) {
    int radius = (int)(i->radius + 0.5f), most = (at.w < at.h ? at.w : at.h) / 2;
    radius = radius < most ? radius : most;
    return radius < STAMP_MAX ? radius : STAMP_MAX;
}

static void paint_rect(draw_target *t, const draw_item *i) {
    SDL_Rect at = whole(i->at);
    int r = radius_for(i, at);
    if (r < 2) {
        SDL_RenderFillRect(t->renderer, &at);
        return;
    }
    SDL_Rect middle = {at.x, at.y + r, at.w, at.h - 2 * r}, top = {at.x + r, at.y, at.w - 2 * r, r};
    SDL_Rect bottom = {at.x + r, at.y + at.h - r, at.w - 2 * r, r};
    SDL_RenderFillRect(t->renderer, &middle);
    SDL_RenderFillRect(t->renderer, &top);
    SDL_RenderFillRect(t->renderer, &bottom);
    corners(t, at, corner_of(t, r, 0));
}

static void paint_frame(draw_target *t, const draw_item *i) {
    SDL_Rect at = whole(i->at);
    int r = radius_for(i, at), w = (int)(i->width + 0.5f);
    w = w < 1 ? 1 : w;
    r = r < 2 ? 0 : r < w ? w : r;
    SDL_Rect sides[] = {{at.x + r, at.y, at.w - 2 * r, w}, {at.x + r, at.y + at.h - w, at.w - 2 * r, w},
        {at.x, at.y + (r ? r : w), w, at.h - 2 * (r ? r : w)},
        {at.x + at.w - w, at.y + (r ? r : w), w, at.h - 2 * (r ? r : w)}};
    SDL_RenderFillRects(t->renderer, sides, 4);
    if (r)
        corners(t, at, corner_of(t, r, w));
}

/* What can be seen of the target now: what lies outside, a padding of a million cells, is not gone through. */
static SDL_Rect seen(draw_target *t) {
    SDL_Rect all = {0}, clip;
    SDL_GetRendererOutputSize(t->renderer, &all.w, &all.h);
    SDL_RenderGetClipRect(t->renderer, &clip);
    if (SDL_RenderIsClipEnabled(t->renderer) && !SDL_IntersectRect(&all, &clip, &all))
        all.w = all.h = 0;
    return all;
}

/* Spans across the flatter direction: full inside, partly covered at the two rims. */
static void paint_line(draw_target *t, const draw_item *i) {
    float x0 = i->at.x, y0 = i->at.y, x1 = i->at.w, y1 = i->at.h;
    bool steep = fabsf(y1 - y0) > fabsf(x1 - x0);
    float a0 = steep ? y0 : x0, b0 = steep ? x0 : y0, a1 = steep ? y1 : x1, b1 = steep ? x1 : y1;
    if (a0 > a1) {
        float a = a0, b = b0;
        a0 = a1, b0 = b1, a1 = a, b1 = b;
    }
    SDL_SetRenderDrawBlendMode(t->renderer, SDL_BLENDMODE_BLEND);
    float slope = a1 > a0 ? (b1 - b0) / (a1 - a0) : 0, half = i->width / 2 * sqrtf(1 + slope * slope);
    SDL_Rect shown = seen(t);
    float first = (float)(steep ? shown.y : shown.x), end = first + (float)(steep ? shown.h : shown.w);
    int last = (int)fminf(floorf(a1 - 0.5f), end);
    for (int a = (int)fmaxf(floorf(a0 + 0.5f), first); a <= last; a++) {
        float middle = b0 + slope * ((float)a + 0.5f - a0), low = middle - half, high = middle + half;
        for (int b = (int)floorf(low); b < (int)ceilf(high); b++) {
            float cover = fminf(high, (float)b + 1) - fmaxf(low, (float)b);
            SDL_SetRenderDrawColor(
                t->renderer, i->paint.r, i->paint.g, i->paint.b, (Uint8)((float)i->paint.a * fminf(cover, 1)));
            SDL_RenderDrawPoint(t->renderer, steep ? b : a, steep ? a : b);
        }
    }
}

static void paint_hatch(draw_target *t, const draw_item *i) {
    SDL_Rect at = whole(i->at), shown = seen(t);
    if (!SDL_IntersectRect(&at, &shown, &at))
        return;
    int spacing = i->width < 3 ? 3 : (int)i->width;
    for (int y = at.y; y < at.y + at.h; y++) {
        int phase = (at.x + y) % spacing;
        for (int x = at.x + (spacing - phase) % spacing; x < at.x + at.w; x += spacing)
            fill(t, (float)x, (float)y, 2 < at.x + at.w - x ? 2 : 1, 1);
    }
}

static void paint_text(draw_target *t, const draw_item *i) {
    float pen = i->at.x;
    int top = (int)floorf(i->at.y + 0.5f);
    for (const char *at = i->text; *at;) {
        uint32_t code = cnn_utf8_next(&at);
        slot *s = glyph_of(t, i->font, i->size, code);
        if (s->from.w > 0 && code != ' ') {
            SDL_Rect to = {(int)floorf(pen + 0.5f) + s->left, top + s->top, s->from.w, s->from.h};
            SDL_RenderCopy(t->renderer, t->atlas, &s->from, &to);
        }
        pen += text_advance(i->font, i->size, code);
    }
}

static void paint_picture(draw_target *t, const draw_item *i) {
    if (t->picture_width < i->columns || t->picture_height < i->rows) {
        if (t->picture)
            SDL_DestroyTexture(t->picture);
        t->picture_width = i->columns > t->picture_width ? i->columns : t->picture_width;
        t->picture_height = i->rows > t->picture_height ? i->rows : t->picture_height;
        t->picture = SDL_CreateTexture(
            t->renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STATIC, t->picture_width, t->picture_height);
    }
    if (!t->picture)
        return;
    SDL_Rect from = {0, 0, i->columns, i->rows}, to = whole(i->at);
    SDL_UpdateTexture(t->picture, &from, i->pixels, i->columns * 4);
    SDL_RenderCopy(t->renderer, t->picture, &from, &to);
}

void draw_replay(draw_target *t, const draw_list *list) {
    SDL_RenderSetClipRect(t->renderer, NULL);
    for (int n = 0; n < list->count; n++) {
        const draw_item *i = &list->items[n];
        set_color(t, i->paint);
        switch (i->kind) {
        case DRAW_RECT:
            paint_rect(t, i);
            break;
        case DRAW_FRAME:
            paint_frame(t, i);
            break;
        case DRAW_LINE:
            paint_line(t, i);
            break;
        case DRAW_HATCH:
            paint_hatch(t, i);
            break;
        case DRAW_TEXT:
            paint_text(t, i);
            break;
        case DRAW_PICTURE:
            paint_picture(t, i);
            break;
        case DRAW_CLIP: {
            SDL_Rect clip = whole(i->at);
            SDL_RenderSetClipRect(t->renderer, &clip);
            break;
        }
        }
    }
    SDL_RenderSetClipRect(t->renderer, NULL);
}
