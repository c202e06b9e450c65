/* Read from the end, so that "Ctrl++" ends in the key of its last sign. */
#include "key_caps.h"

#include <math.h>
#include <string.h>

static const float TEXT = 13.5f, TALL = 25, LEAST = 26, GAP = 6;

/* The last cap of what ends at `end`, which is moved before it; false: there is none. */
static bool last_cap(const char *keys, const char **end, char *cap, size_t size) {
    if (*end <= keys)
        return false;
    const char *begin = *end - 1;
    while (begin > keys && begin[-1] != '+')
        begin--;
    cnn_format(cap, size, "%.*s", (int)(*end - begin), begin);
    *end = begin > keys ? begin - 1 : begin;
    return true;
}

static float cap_width(const ui *u, const char *cap) {
    return fmaxf(ui_px(u, LEAST), text_width(FONT_DIGITS, ui_px(u, TEXT), cap) + ui_px(u, 16));
}

float key_caps_width(const ui *u, const char *keys) {
    char cap[24];
    float all = -ui_px(u, GAP);
    for (const char *end = keys + strlen(keys); last_cap(keys, &end, cap, sizeof cap);)
        all += cap_width(u, cap) + ui_px(u, GAP);
    return all;
}

void key_caps_draw(ui *u, float right, float middle, const char *keys, bool quiet) {
    float height = ui_px(u, TALL);
    char cap[24];
    for (const char *end = keys + strlen(keys); last_cap(keys, &end, cap, sizeof cap);) {
        float width = cap_width(u, cap);
        rect at = {right - width, middle - height / 2, width, height};
        draw_rect(u->list, at, theme_color(ROLE_BUTTON), ui_px(u, 5));
        draw_frame(u->list, at, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 5));
        draw_text_in(u->list, FONT_DIGITS, ui_px(u, TEXT), at, 0.5f, theme_color(quiet ? ROLE_QUIET : ROLE_INK), cap);
        right -= width + ui_px(u, GAP);
    }
}
