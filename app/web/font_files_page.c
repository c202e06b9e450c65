/* The fonts that the page carries, cut down to the letters of the course. The larger Korean ones come when a letter is
 * lacking. */
#include "font_files.h"

void font_file_find(font_id font, int fallback, font_file *out) {
    static const char *const own[FONT_COUNT] = {"ui", "strong", "digits", "digits-strong", "formula"};
    bool strong = font == FONT_STRONG || font == FONT_DIGITS_STRONG;
    const char *const files[FONT_FALLBACKS] = {own[font], strong ? "korean-strong" : "korean",
        strong ? "symbols-strong" : "symbols", strong ? "korean-strong-all" : "korean-all"};
    cnn_format(out->path, sizeof out->path, "/fonts/%s", files[fallback]);
}

void font_files_stop(void) {
}
