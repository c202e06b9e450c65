/* A line of text that is typed: a cursor, a selection, what an input method is composing, and how all of it is drawn.
 * The text belongs to whoever asks for it; the caret is where its cursor stands. Places are bytes and never lie inside a
 * letter: a caret that no longer fits its text is moved to where it does. */
#ifndef UI_FIELD_H
#define UI_FIELD_H

#include "ui.h"

enum { FIELD_COMPOSED = 128, FIELD_ROOM = 4096 }; /* bytes */

typedef struct caret {
    int at, from; /* what lies between them is selected */
    char composed[FIELD_COMPOSED];
} caret;

typedef struct text_field {
    char *text;
    size_t room; /* bytes of `text`, its end included */
    caret *caret;
} text_field;

typedef enum field_move {
    FIELD_LEFT,
    FIELD_RIGHT,
    FIELD_WORD_LEFT,
    FIELD_WORD_RIGHT,
    FIELD_START,
    FIELD_END
} field_move;

/* Makes one line of any text: breaks and tabs become a space, other control characters and broken UTF-8 are left out. */
void field_clean(const char *text, char *line, size_t size);

/* Puts text in place of the selection, or at the cursor. False when there is no room for it: nothing is changed. */
bool field_insert(text_field f, const char *text);

/* Moves the cursor; `selecting` leaves the other end of the selection where it is. */
void field_go(text_field f, field_move to, bool selecting);

/* To a byte, as a press of the mouse says it. */
void field_go_to(text_field f, int at, bool selecting);

/* Takes the selection away, or without one what lies from the cursor to there. */
void field_erase(text_field f, field_move to);

void field_select_all(text_field f);

/* Copies what is selected; returns whether anything is. */
bool field_selected(text_field f, char *out, size_t size);

/* ---- on the screen ---- */

typedef struct field_look {
    const char *text, *hint; /* the hint stands where nothing is typed */
    const caret *caret;      /* NULL: nobody types into it */
    font_id font;
    float size;
} field_look;

/* What was done with the mouse: `at` is the byte that it points at. */
typedef struct field_touch {
    bool pressed, dragged;
    int at;
} field_touch;

/* Draws the text in `at`, scrolled so that the cursor is seen. The frame around it is the caller's. */
field_touch ui_field(ui *u, const char *name, rect at, field_look look);

/* The same in several lines, as many as `at` has room for. */
field_touch ui_field_lines(ui *u, const char *name, rect at, field_look look);

#endif
