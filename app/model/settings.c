/* The settings file: a few lines of YAML. */
#include "settings.h"

#include "document_reader.h"
#include "user_files.h"

enum { SETTINGS_EPOCHS = 10000 };
static const char *const languages[] = {"en", "ko", NULL};
static const char *const themes[] = {"light", "dark", "contrast", NULL};
static const char *const known[] = {"language", "theme", "reduced_motion", "text_size", "training_limit", "patience",
    "strip", "play_on", "play_again", NULL};

cnn_status settings_read(const char *path, settings *out) {
    cnn_document *d;
    cnn_status status = user_file_open(path, &d);
    if (cnn_failed(status) || !d)
        return status;
    cnn_yaml *root = cnn_document_root(d);
    cnn_reader r = cnn_reader_of(d, NULL);
    cnn_read_only(&r, root, "the settings", known);
    settings read = {.language = (language)cnn_read_choice(&r, root, "language", languages, (int)out->language),
        .theme = (theme_id)cnn_read_choice(&r, root, "theme", themes, (int)out->theme),
        .reduced_motion = cnn_read_boolean(&r, root, "reduced_motion", out->reduced_motion),
        .text_size =
            (int)cnn_read_integer(&r, root, "text_size", SETTINGS_TEXT_LEAST, SETTINGS_TEXT_MOST, out->text_size),
        .training_limit = (int)cnn_read_integer(&r, root, "training_limit", 0, SETTINGS_EPOCHS, out->training_limit),
        .patience = (int)cnn_read_integer(&r, root, "patience", 0, SETTINGS_EPOCHS, out->patience),
        .strip = cnn_read_boolean(&r, root, "strip", out->strip),
        .play_on = cnn_read_boolean(&r, root, "play_on", out->play_on),
        .play_again = cnn_read_boolean(&r, root, "play_again", out->play_again)};
    if (!cnn_reader_failed(&r))
        *out = read;
    cnn_document_free(d);
    return cnn_reader_failed(&r) ? user_file_set_aside(path, r.status) : r.status;
}

static const char *truth(bool is_so) {
    return is_so ? "true" : "false";
}

cnn_status settings_write(const char *path, const settings *s) {
    char text[300];
    cnn_format(text, sizeof text,
        "language: %s\ntheme: %s\nreduced_motion: %s\ntext_size: %d\ntraining_limit: %d\npatience: %d\n"
        "strip: %s\nplay_on: %s\nplay_again: %s\n",
        languages[s->language], themes[s->theme], truth(s->reduced_motion), s->text_size, s->training_limit,
        s->patience, truth(s->strip), truth(s->play_on), truth(s->play_again));
    return user_file_write(path, text);
}
