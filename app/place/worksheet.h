/* A lesson on paper: each question with its figure and a blank, and the answers on a page of their own. */
#ifndef WORKSHEET_H
#define WORKSHEET_H

#include "draw.h"
#include "lesson.h"

typedef enum paper { PAPER_A4, PAPER_LETTER } paper;

typedef struct worksheet_options {
    paper paper;
    uint64_t seed; /* 0: the lesson's own numbers; else pages that say so (`vary`) get others */
    void (*look)(const draw_list *page, float width, float height, float per_point); /* is shown each; NULL: nobody */
} worksheet_options;

/* Writes the PDF in the language in use. Fonts and assets are started; the lesson is only read. */
cnn_status worksheet_write(const lesson *l, const worksheet_options *options, const char *path);

#endif
