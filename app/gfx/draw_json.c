/* The entries are written into one growing text. */
#include "draw_json.h"

#include "assets.h"
#include "file.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef struct writer {
    char *text; /* NULL after a failure */
    size_t length, room;
    rect whole, clip;
    bool any;
} writer;

static void put(writer *w, const char *format, ...) CNN_PRINTF(2, 3);
static void put(writer *w, const char *format, ...) {
    char piece[256];
    va_list arguments;
    va_start(arguments, format);
    size_t length = cnn_format_list(piece, sizeof piece, format, arguments);
    va_end(arguments);
    if (w->text && w->length + length + 1 > w->room) {
        w->room = w->room * 2 + length;
        char *larger = realloc(w->text, w->room);
        if (!larger)
            free(w->text);
        w->text = larger;
    }
    if (!w->text)
        return;
    memcpy(w->text + w->length, piece, length + 1);
    w->length += length;
}

static void put_text(writer *w, const draw_item *i) {
    char letter[CNN_QUOTED];
    put(w, ", \"size\": %.1f, \"text\": \"", (double)i->size);
    for (const char *at = i->text; *at; at++)
        put(w, "%s", cnn_quoted(*at, letter));
    put(w, "\"");
}

static void put_picture(writer *w, const draw_item *i) {
    double least = 1, largest = 0;
    for (int at = 0; at < i->columns * i->rows; at++) {
        uint32_t p = i->pixels[at];
        double here = color_luminance((color){(uint8_t)(p >> 16), (uint8_t)(p >> 8), (uint8_t)p, 255});
        least = fmin(least, here);
        largest = fmax(largest, here);
    }
    put(w, ", \"columns\": %d, \"rows\": %d, \"least\": %.4f, \"largest\": %.4f", i->columns, i->rows, least, largest);
}

static void put_color(writer *w, const draw_item *i) {
    color c = i->paint;
    put(w, ", \"color\": \"#%02x%02x%02x\", \"alpha\": %.3g", c.r, c.g, c.b, c.a / 255.0);
    const char *role = theme_role_name(c);
    if (role)
        put(w, ", \"role\": \"%s\"", role);
}

/* What is painted reaches beyond the clip in force. */
static bool is_cut(const writer *w, rect at) {
    rect seen = rect_cross(at, w->clip);
    bool everything =
        w->clip.x <= w->whole.x && w->clip.y <= w->whole.y && w->clip.w >= w->whole.w && w->clip.h >= w->whole.h;
    return !everything && (seen.w < at.w || seen.h < at.h);
}

static void put_item(writer *w, const draw_item *i) {
    static const char *const kinds[] = {[DRAW_RECT] = "rect",
        [DRAW_FRAME] = "frame",
        [DRAW_LINE] = "line",
        [DRAW_HATCH] = "hatch",
        [DRAW_TEXT] = "text",
        [DRAW_PICTURE] = "picture"};
    rect at = i->at;
    if (i->kind == DRAW_LINE)
        at = (rect){
            fminf(i->at.x, i->at.w), fminf(i->at.y, i->at.h), fabsf(i->at.w - i->at.x), fabsf(i->at.h - i->at.y)};
    rect start = i->kind == DRAW_LINE ? (rect){i->at.x, i->at.y, at.w, at.h} : at;
    put(w, "%s\n{\"kind\": \"%s\", \"x\": %.1f, \"y\": %.1f, \"w\": %.1f, \"h\": %.1f", w->any ? "," : "",
        kinds[i->kind], (double)start.x, (double)start.y, (double)at.w, (double)at.h);
    if (i->kind == DRAW_LINE)
        put(w, ", \"x2\": %.1f, \"y2\": %.1f", (double)i->at.w, (double)i->at.h);
    if (i->kind == DRAW_LINE || i->kind == DRAW_FRAME)
        put(w, ", \"width\": %.1f", (double)i->width);
    if (i->kind == DRAW_TEXT)
        put_text(w, i);
    if (i->kind == DRAW_PICTURE)
        put_picture(w, i);
    put_color(w, i);
    if (is_cut(w, at))
        put(w, ", \"clip\": [%.1f, %.1f, %.1f, %.1f]", (double)w->clip.x, (double)w->clip.y, (double)w->clip.w,
            (double)w->clip.h);
    put(w, "}");
    w->any = true;
}

cnn_status draw_json_write(const draw_list *list, float width, float height, const char *path) {
    rect whole = {0, 0, width, height};
    writer w = {.text = malloc(1 << 16), .room = 1 << 16, .whole = whole, .clip = whole};
    put(&w, "[");
    for (int n = 0; n < list->count; n++)
        if (list->items[n].kind == DRAW_CLIP)
            w.clip = list->items[n].at;
        else
            put_item(&w, &list->items[n]);
    put(&w, "\n]\n");
    cnn_piece piece = {w.text, w.length};
    cnn_status status = w.text ? cnn_file_write(path, &piece, 1) : cnn_no_memory(path, w.room);
    free(w.text);
    return status;
}
