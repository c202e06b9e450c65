/* The parts of the course as columns, or as sections one below the other, and what stands below them. */
#ifndef CONTENTS_PARTS_H
#define CONTENTS_PARTS_H

#include "contents_list.h"
#include "view.h"

/* The items, and which of them the keys stand on. */
typedef struct contents_board {
    const view *v;
    contents_item items[CONTENTS_ITEMS];
    int count, chosen;
    bool focused;   /* the keys have been used */
    rect at_chosen; /* where that one was drawn */
} contents_board;

/* Each draws from the top of `at` and returns its height; the columns are as high as `at`, or higher where they need it. */
float contents_columns(contents_board *b, rect at, bool visible);
float contents_sections(contents_board *b, rect at, bool visible);
float contents_own(contents_board *b, rect at, bool visible);
float contents_cards(contents_board *b, rect at, int columns, bool visible);

#endif
