/* What Stride reads from assets/: strings in two languages, colours, and the networks that come with it. */
#ifndef ASSETS_H
#define ASSETS_H

#include "draw.h"
#include "status.h"

typedef enum language { LANGUAGE_EN, LANGUAGE_KO, LANGUAGE_COUNT } language;

/* Writes the path of a file in assets/; installed.h says where that is. */
void asset_path(const char *name, char *path, size_t size);

/* Reads strings and themes; everything stays until assets_stop. */
cnn_status assets_start(void);
void assets_stop(void);

void strings_use(language chosen);
language strings_language(void);

/* The string of that name in the language in use; the name itself when there is none. */
const char *tr(const char *name);
const char *tr_in(language in, const char *name);
/* The name of the string with that number, in the order of the file; NULL behind the last. */
const char *string_name(int index);

/* Fills that string with numbers and words, and chooses the Korean particles behind them (particles.h). */
size_t tr_format(char *text, size_t size, const char *name, ...);

/* What colours mean. The names are the keys of the theme files. */
typedef enum theme_role {
#define ROLE(id, name) ROLE_##id,
#include "theme_roles.h"
#undef ROLE
    ROLE_COUNT
} theme_role;

typedef enum theme_id { THEME_LIGHT, THEME_DARK, THEME_CONTRAST, THEME_COUNT } theme_id;
void theme_use(theme_id chosen);
theme_id theme_used(void);
color theme_color(theme_role role);

/* The name of the role that has this colour in the theme in use, whatever its alpha; NULL: none. */
const char *theme_role_name(color c);

/* A value on the zero-centred scale, `t` from -1 (blue) over 0 (the ground) to 1 (orange-red). */
color theme_signed(float t);

#endif
