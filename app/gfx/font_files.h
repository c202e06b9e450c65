/* Where the fonts are: on a system fontconfig knows, and Stride ships none; a page carries its own. */
#ifndef FONT_FILES_H
#define FONT_FILES_H

#include "text.h"

/* The font itself, Hangul, symbols, and Hangul that a page fetches when a letter is lacking. */
enum { FONT_FALLBACKS = 4 };

typedef struct font_file {
    char path[512]; /* empty: there is none */
    int index;
} font_file;

void font_file_find(font_id font, int fallback, font_file *out);
void font_files_stop(void);

#endif
