/* The command palette: everything that can be done, found by typing. What stands in it is made anew from the state
 * whenever it is needed; the state keeps what was typed, which row is chosen and what page is open. */
#ifndef FINDER_H
#define FINDER_H

#include "command_about.h"
#include "view.h"

enum { FINDER_ROWS = 512 };

typedef enum finder_kind {
    FINDER_HEADING,
    FINDER_COMMAND,
    FINDER_LESSON,
    FINDER_NETWORK, /* of the Atlas */
    FINDER_LAYER,
    FINDER_ADDRESS,
    FINDER_TERM
} finder_kind;

typedef struct finder_row {
    finder_kind kind;
    char text[120];
    const char *where;     /* text, not a key; NULL: nothing is told */
    request_name name;     /* of a command; else what is asked for */
    int value;             /* what of: an entry, a node */
    cnn_address address;   /* of FINDER_ADDRESS */
    request_name leads_to; /* where it can be done, when not here; REQUEST_none: it can be done, or nowhere */
    bool can;
    const char *keys; /* NULL: none */
    int group;        /* the heading that it stands under, counted from 0 */
} finder_row;

typedef struct finder_list {
    finder_row rows[FINDER_ROWS];
    int count, groups, choices; /* choices: rows that are no headings */
} finder_list;

/* What is listed now: of the whole, or of what was typed. One list serves the whole program. */
const finder_list *finder_make(const state *s);

/* How many commands there are to find. */
int finder_command_count(void);

/* The n-th row that is no heading; NULL: there are not so many. */
const finder_row *finder_choice(const finder_list *list, int n);

/* Keys of the open palette that are not about its text: choosing, running, scrolling, closing. */
bool finder_key(state *s, SDL_Keycode code, bool shift);

/* What was typed has changed: the first row is chosen. */
void finder_narrow(state *s);

void finder_close(state *s);
void finder_draw(const view *v);

#endif
