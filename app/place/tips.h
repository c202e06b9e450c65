/* What is told of the control that is pointed at: its name, its value, its key, and why it is grey. */
#ifndef TIPS_H
#define TIPS_H

#include "view.h"

enum { TIP_TEXT = 240 };

/* The words of a tip: empty when there is nothing to tell. */
typedef struct tip_words {
    char title[TIP_TEXT], more[TIP_TEXT];
    const char *keys; /* NULL: none */
} tip_words;

tip_words tips_words(const view *v, const ui_tip *tip);

/* Drawn last, over everything. */
void tips_draw(const view *v);

#endif
