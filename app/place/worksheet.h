/* A lesson on paper: each question with its figure and a blank, and the answers on a page of their own. */
#ifndef WORKSHEET_H
#define WORKSHEET_H

#include "draw.h"
#include "lesson.h"
#include "state.h"

typedef enum paper { PAPER_A4, PAPER_LETTER } paper;

typedef struct worksheet_options {
    paper paper;
    uint64_t seed; /* 0: the lesson's own numbers; else pages that say so (`vary`) get others */
    void (*look)(const draw_list *page, float width, float height, float per_point); /* is shown each; NULL: nobody */
} worksheet_options;

/* Writes the PDF in the language in use. Fonts and assets are started; the lesson is only read. */
cnn_status worksheet_write(const lesson *l, const worksheet_options *options, const char *path);

/* The same in steps, a page at a time, while the window goes on: worksheet_go_on is called until it returns false, then
 * worksheet_end says how it went and frees it. Ended before, nothing is written. NULL is ended already. */
typedef struct worksheet worksheet;
cnn_status worksheet_begin(
    const char *lesson_path, const worksheet_options *options, const char *path, worksheet **out);
bool worksheet_go_on(worksheet *w);
cnn_status worksheet_end(worksheet *w);

/* Goes on with the one that the window makes, and says where it is when it is done; returns whether it was. */
bool worksheet_tick(state *s);

#endif
