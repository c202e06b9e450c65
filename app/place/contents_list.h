/* What the table of contents offers, in the order of the arrow keys: the lessons of each part and its questions, lessons
 * that belong to no part, and the cards below them. */
#ifndef CONTENTS_LIST_H
#define CONTENTS_LIST_H

#include "request.h"

typedef enum contents_kind { CONTENTS_LESSON, CONTENTS_CARD } contents_kind;

typedef struct contents_item {
    contents_kind kind;
    request_name name; /* what it asks for */
    int value;         /* with this: an entry, a part */
    int group;         /* a part; then the lessons of no part; then the cards */
    const char *label; /* a string key; NULL: the title of the lesson */
} contents_item;

enum { CONTENTS_ITEMS = READER_LESSONS + COURSE_PARTS + 4 };

/* Returns how many there are. */
int contents_items(const reader *c, contents_item items[CONTENTS_ITEMS]);

/* The item that the arrow keys stand on: what was chosen, or where one is in the course. */
int contents_chosen(const state *s, const contents_item *items, int count);

/* The item reached from `at`: up and down the list, or to the next group at the same height. */
int contents_beside(const contents_item *items, int count, int at, int down, int across);

/* Whether anything is in no part. */
bool contents_have_own(const reader *c);

#endif
