/* A face is opened once for each size in use. One hash table remembers which face has a letter and how wide it is. */
#include "text.h"

#include "font_files.h"
#include "utf8.h"

#include <SDL_ttf.h>
#include <stdlib.h>
#include <string.h>

enum { SIZES_MAX = 200, MEMORY = 8192 };

typedef struct face_file {
    font_file file;
    TTF_Font *sizes[SIZES_MAX]; /* by pixel size / 1, opened on demand */
    int pixels[SIZES_MAX], used;
} face_file;

typedef struct remembered {
    uint64_t key; /* font, size, code point; 0: empty */
    float advance;
    TTF_Font *font;
} remembered;

static struct {
    bool started, korean, lacking;
    face_file faces[FONT_COUNT][FONT_FALLBACKS];
    remembered memory[MEMORY];
    int remembered;
} fonts;

static TTF_Font *opened(face_file *f, int pixels) {
    for (int i = 0; i < f->used; i++)
        if (f->pixels[i] == pixels)
            return f->sizes[i];
    if (!f->file.path[0] || f->used == SIZES_MAX)
        return f->used ? f->sizes[0] : NULL;
    TTF_Font *font = TTF_OpenFontIndex(f->file.path, pixels, f->file.index);
    if (!font)
        return NULL;
    TTF_SetFontHinting(font, TTF_HINTING_LIGHT);
    f->pixels[f->used] = pixels;
    f->sizes[f->used++] = font;
    return font;
}

cnn_status text_start(void) {
    if (fonts.started)
        return cnn_ok();
    if (TTF_Init() != 0)
        return cnn_fail(CNN_IO, "fonts cannot be used: %s", TTF_GetError());
    for (int i = 0; i < FONT_COUNT; i++)
        for (int j = 0; j < FONT_FALLBACKS; j++)
            font_file_find((font_id)i, j, &fonts.faces[i][j].file);
    TTF_Font *probe = opened(&fonts.faces[FONT_UI][0], 16), *hangul = opened(&fonts.faces[FONT_UI][1], 16);
    if (!probe)
        return cnn_fail(CNN_IO, "no usable font is installed; install fonts-dejavu-core or fonts-inter");
    fonts.korean = hangul && TTF_GlyphIsProvided32(hangul, 0xD55C);
    fonts.started = true;
    return cnn_ok();
}

void text_stop(void) {
    for (int i = 0; i < FONT_COUNT; i++)
        for (int j = 0; j < FONT_FALLBACKS; j++)
            for (int k = 0; k < fonts.faces[i][j].used; k++)
                TTF_CloseFont(fonts.faces[i][j].sizes[k]);
    if (fonts.started)
        TTF_Quit();
    memset(&fonts, 0, sizeof fonts);
    font_files_stop();
}

void text_forget(void) {
    memset(fonts.memory, 0, sizeof fonts.memory);
    fonts.remembered = 0;
}

bool text_lacks_letters(void) {
    bool lacking = fonts.lacking;
    fonts.lacking = false;
    return lacking;
}

bool text_has_korean(void) {
    return fonts.korean;
}

static int pixels_of(float size) {
    int pixels = (int)(size + 0.5f);
    return pixels < 6 ? 6 : pixels > 200 ? 200 : pixels;
}

static remembered *look_up(font_id font, float size, uint32_t code) {
    int pixels = pixels_of(size);
    uint64_t key = ((uint64_t)font + 1) << 48 | (uint64_t)pixels << 32 | code;
    size_t at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 51) % MEMORY;
    while (fonts.memory[at].key && fonts.memory[at].key != key)
        at = (at + 1) % MEMORY;
    remembered *r = &fonts.memory[at];
    if (r->key)
        return r;
    if (fonts.remembered > MEMORY * 3 / 4) {
        text_forget();
        return look_up(font, size, code);
    }
    TTF_Font *found = NULL;
    for (int i = 0; i < FONT_FALLBACKS && !found; i++) {
        TTF_Font *face = opened(&fonts.faces[font][i], pixels);
        if (face && TTF_GlyphIsProvided32(face, code))
            found = face;
    }
    fonts.lacking |= !found;
    if (!found)
        found = opened(&fonts.faces[font][0], pixels);
    int advance = 0;
    if (found)
        TTF_GlyphMetrics32(found, code, NULL, NULL, NULL, NULL, &advance);
    *r = (remembered){key, (float)advance, found};
    fonts.remembered++;
    return r;
}

TTF_Font *text_face(font_id font, float size, uint32_t code) {
    return look_up(font, size, code)->font;
}

const char *text_file(font_id font, uint32_t code, int *index) {
    face_file *has = &fonts.faces[font][0];
    for (int i = FONT_FALLBACKS - 1; i >= 0; i--) {
        TTF_Font *face = opened(&fonts.faces[font][i], 16);
        if (face && TTF_GlyphIsProvided32(face, code))
            has = &fonts.faces[font][i];
    }
    *index = has->file.index;
    return has->file.path;
}

float text_advance(font_id font, float size, uint32_t code) {
    return look_up(font, size, code)->advance;
}

float text_width(font_id font, float size, const char *text) {
    float width = 0;
    while (*text)
        width += text_advance(font, size, cnn_utf8_next(&text));
    return width;
}

float text_height(font_id font, float size) {
    TTF_Font *face = opened(&fonts.faces[font][0], pixels_of(size));
    return face ? (float)TTF_FontHeight(face) : size;
}

float text_ascent(font_id font, float size) {
    TTF_Font *face = opened(&fonts.faces[font][0], pixels_of(size));
    return face ? (float)TTF_FontAscent(face) : size;
}
