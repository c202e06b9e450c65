/* Both languages and all themes are read once at the start: some hundred short strings. */
#include "assets.h"

#include "document.h"
#include "installed.h"
#include "particles.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { TABLE = 8192 }; /* half of it may be filled */

typedef struct entry {
    const char *name;
    const char *text[LANGUAGE_COUNT];
} entry;

static struct {
    cnn_document *files[LANGUAGE_COUNT];
    entry table[TABLE];
    language chosen;
    color colors[THEME_COUNT][ROLE_COUNT];
    theme_id theme;
} assets;

void asset_path(const char *name, char *path, size_t size) {
    char folder[4096];
    installed_path(INSTALLED_ASSETS, folder, sizeof folder);
    cnn_format(path, size, "%s/%s", folder, name);
}

static entry *slot_of(const char *name) {
    uint32_t hash = 2166136261u;
    for (const char *c = name; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    entry *e = &assets.table[hash % TABLE];
    while (e->name && strcmp(e->name, name))
        e = e == &assets.table[TABLE - 1] ? assets.table : e + 1;
    return e;
}

static cnn_status read_strings(language which, const char *file) {
    char path[4096];
    asset_path(file, path, sizeof path);
    cnn_status status = cnn_document_open(path, &assets.files[which]);
    cnn_yaml *root = cnn_failed(status) ? NULL : cnn_document_root(assets.files[which]);
    for (int i = 0; i < cnn_yaml_count(root) && i < TABLE / 2; i++) {
        const char *name = cnn_yaml_text(cnn_yaml_key(root, i)), *text = cnn_yaml_text(cnn_yaml_value(root, i));
        if (!text)
            return cnn_yaml_fail(assets.files[which], cnn_yaml_value(root, i), "%s must be text", name);
        entry *e = slot_of(name);
        e->name = name;
        e->text[which] = text;
    }
    return status;
}

static bool read_color(const char *text, color *out) {
    char *end;
    if (!text || text[0] != '#' || strlen(text) != 7)
        return false;
    unsigned long value = strtoul(text + 1, &end, 16);
    *out = (color){(uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value, 255};
    return !*end;
}

static cnn_status read_theme(theme_id which, const char *file) {
    static const char *const roles[] = {
#define ROLE(id, name) name,
#include "theme_roles.h"
#undef ROLE
    };
    char path[4096];
    cnn_document *d;
    asset_path(file, path, sizeof path);
    cnn_status status = cnn_document_open(path, &d);
    for (int i = 0; i < ROLE_COUNT && !cnn_failed(status); i++)
        if (!read_color(cnn_yaml_text(cnn_yaml_get(cnn_document_root(d), roles[i])), &assets.colors[which][i]))
            status = cnn_yaml_fail(
                d, cnn_document_root(d), "the colour \"%s\" is missing or not like \"#0a7b6c\"", roles[i]);
    cnn_document_free(d);
    return status;
}

cnn_status assets_start(void) {
    static const char *const strings[] = {"strings/en.yaml", "strings/ko.yaml"};
    static const char *const themes[] = {"themes/light.yaml", "themes/dark.yaml", "themes/contrast.yaml"};
    if (assets.files[0])
        return cnn_ok();
    cnn_status status = cnn_ok();
    for (int i = 0; i < LANGUAGE_COUNT && !cnn_failed(status); i++)
        status = read_strings((language)i, strings[i]);
    for (int i = 0; i < THEME_COUNT && !cnn_failed(status); i++)
        status = read_theme((theme_id)i, themes[i]);
    return status;
}

void assets_stop(void) {
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        cnn_document_free(assets.files[i]);
    memset(&assets, 0, sizeof assets);
}

void strings_use(language chosen) {
    assets.chosen = chosen;
}

language strings_language(void) {
    return assets.chosen;
}

const char *tr_in(language in, const char *name) {
    const entry *e = slot_of(name);
    return e->name && e->text[in] ? e->text[in] : name;
}

const char *string_name(int index) {
    const cnn_yaml *root = assets.files[0] ? cnn_document_root(assets.files[0]) : NULL;
    return index < cnn_yaml_count(root) ? cnn_yaml_text(cnn_yaml_key(root, index)) : NULL;
}

const char *tr(const char *name) {
    return tr_in(assets.chosen, name);
}

size_t tr_format(char *text, size_t size, const char *name, ...) {
    va_list arguments;
    va_start(arguments, name);
    cnn_format_list(text, size, tr(name), arguments);
    va_end(arguments);
    particles_resolve(text);
    return strlen(text);
}

void theme_use(theme_id chosen) {
    assets.theme = chosen;
}

theme_id theme_used(void) {
    return assets.theme;
}

color theme_color(theme_role role) {
    return assets.colors[assets.theme][role];
}

const char *theme_role_name(color c) {
    static const char *const names[] = {
#define ROLE(id, name) name,
#include "theme_roles.h"
#undef ROLE
    };
    for (int i = 0; i < ROLE_COUNT; i++) {
        color role = theme_color((theme_role)i);
        if (role.r == c.r && role.g == c.g && role.b == c.b)
            return names[i];
    }
    return NULL;
}

color theme_signed(float t) {
    float strength = t < 0 ? -t : t;
    return color_mix(
        theme_color(ROLE_PANEL), theme_color(t < 0 ? ROLE_NEGATIVE : ROLE_POSITIVE), strength > 1 ? 1 : strength);
}
