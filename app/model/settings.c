/* The settings file: three lines of YAML. */
#include "settings.h"

#include "user_files.h"

#include <string.h>

static const char *const languages[] = {"en", "ko"};
static const char *const themes[] = {"light", "dark", "contrast"};
static const char *const known[] = {"language", "theme", "reduced_motion", NULL};

static cnn_status read_word(
    const cnn_document *d, cnn_yaml *root, const char *key, const char *const *words, int count, int *out) {
    cnn_yaml *node = cnn_yaml_get(root, key);
    const char *text = cnn_yaml_text(node);
    for (int i = 0; i < count && text; i++)
        if (!strcmp(text, words[i])) {
            *out = i;
            return cnn_ok();
        }
    char all[64] = "";
    for (int i = 0; i < count; i++)
        cnn_append(all, sizeof all, "%s%s", i ? ", " : "", words[i]);
    return node ? cnn_yaml_fail(d, node, "%s is one of %s", key, all) : cnn_ok();
}

cnn_status settings_read(const char *path, settings *out) {
    cnn_document *d;
    cnn_status status = user_file_open(path, &d);
    if (cnn_failed(status) || !d)
        return status;
    cnn_yaml *root = cnn_document_root(d), *motion = cnn_yaml_get(root, "reduced_motion");
    int spoken = (int)out->language, colours = (int)out->theme;
    bool reduced = out->reduced_motion;
    status = cnn_yaml_only(d, root, "the settings", known);
    if (!cnn_failed(status))
        status = read_word(d, root, "language", languages, LANGUAGE_COUNT, &spoken);
    if (!cnn_failed(status))
        status = read_word(d, root, "theme", themes, THEME_COUNT, &colours);
    if (!cnn_failed(status) && motion)
        status = cnn_yaml_boolean(d, motion, "reduced_motion", &reduced);
    if (!cnn_failed(status))
        *out = (settings){(language)spoken, (theme_id)colours, reduced};
    cnn_document_free(d);
    return cnn_failed(status) ? user_file_set_aside(path, status) : status;
}

cnn_status settings_write(const char *path, const settings *s) {
    char text[200];
    cnn_format(text, sizeof text, "language: %s\ntheme: %s\nreduced_motion: %s\n", languages[s->language],
        themes[s->theme], s->reduced_motion ? "true" : "false");
    return user_file_write(path, text);
}
