/* Fonts, found where font_files.h says, and the measuring of text. Each face falls back to a Korean font and
 * to one rich in symbols, letter by letter. One set of fonts serves the whole program; the window's thread uses it. */
#ifndef TEXT_H
#define TEXT_H

#include "status.h"

#include <stdint.h>

typedef enum font_id {
    FONT_UI,     /* Inter or DejaVu Sans */
    FONT_STRONG, /* the same, semibold */
    FONT_DIGITS, /* JetBrains Mono or DejaVu Sans Mono: tabular digits, slashed zero */
    FONT_DIGITS_STRONG,
    FONT_FORMULA, /* an italic serif */
    FONT_COUNT
} font_id;

/* Fails only when not a single font is found. */
cnn_status text_start(void);
void text_stop(void);

/* What is remembered of letters is forgotten: a font has come that was not there. */
void text_forget(void);

/* Whether since the last call a letter was wanted that no font has. */
bool text_lacks_letters(void);

/* False when no installed font has Hangul: Korean text would show as boxes. */
bool text_has_korean(void);

float text_width(font_id font, float size, const char *text);
float text_height(font_id font, float size); /* of a line box */

/* The face that draws a code point at a size: an opaque TTF_Font, never NULL after text_start. */
struct _TTF_Font *text_face(font_id font, float size, uint32_t code_point);
/* The font file that has the letter, and its place in the file. */
const char *text_file(font_id font, uint32_t code_point, int *index);
float text_advance(font_id font, float size, uint32_t code_point);
float text_ascent(font_id font, float size);

#endif
