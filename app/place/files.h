/* Choosing a file to open: a card over everything else with the folders on the way, what Stride can open in this one, and
 * a field that narrows the list. */
#ifndef FILES_H
#define FILES_H

#include "view.h"

#include <SDL_keycode.h>

enum { FILES_PLACES = 5 };

/* A folder that one often goes to. */
typedef struct files_place {
    const char *label; /* a string key */
    char folder[FILE_LIST_PATH];
} files_place;

/* Those that are there; returns how many. */
int files_places(files_place places[FILES_PLACES]);

/* The entry of the n-th row: those that have what was typed. NULL: there are not so many. */
const file_entry *files_row(const files_state *files, int n);

/* Keys of the open card that are not about the text in its field. */
bool files_key(state *s, SDL_Keycode code);

/* What was typed has changed. */
void files_narrow(state *s);

void files_close(state *s);
void files_draw(const view *v);

#endif
