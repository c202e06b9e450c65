/* What the user has chosen for every start: language, colours, motion, the size of the text, when training rests,
 * how playing goes on. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "assets.h"

enum { SETTINGS_TEXT_LEAST = 80, SETTINGS_TEXT_MOST = 200 };

typedef struct settings {
    language language;
    theme_id theme;
    bool reduced_motion;
    int text_size;                /* percent; SETTINGS_TEXT_LEAST .. SETTINGS_TEXT_MOST */
    int training_limit, patience; /* epochs; 0: none. See live_limit */
    bool strip;                   /* the line about the training network is unfolded */
    bool play_on, play_again;     /* playing goes on into the next phase; it begins again at its end */
} settings;

/* Fills `out` with what the file says; the rest of it stays as it was. Unknown words are refused with file and line,
 * and nothing is taken over then. No file: nothing changes. */
cnn_status settings_read(const char *path, settings *out);

cnn_status settings_write(const char *path, const settings *s);

#endif
