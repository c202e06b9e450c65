/* What the card does. It stays open where a file is refused, with the reason below it. */
#include "command.h"
#include "files.h"

#include "installed.h"
#include "refusal.h"
#include "user_files.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool chooses_file(const state *s) {
    return s->screen.files.open;
}

const file_entry *files_row(const files_state *files, int n) {
    for (int i = 0; i < files->list.count; i++)
        if (file_list_matches(files->list.entries[i].name, files->text) && n-- == 0)
            return &files->list.entries[i];
    return NULL;
}

static bool is_folder(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

int files_places(files_place places[FILES_PLACES]) {
    char documents[FILE_LIST_PATH], assets[FILE_LIST_PATH], lessons[FILE_LIST_PATH];
    const char *home = getenv("HOME");
    user_document_path("", "", 1, documents, sizeof documents);
    installed_path(INSTALLED_ASSETS, assets, sizeof assets);
    installed_path(INSTALLED_LESSONS, lessons, sizeof lessons);
    cnn_append(assets, sizeof assets, "/networks");
    cnn_append(lessons, sizeof lessons, "/%s", strings_language() == LANGUAGE_KO ? "ko" : "en");
    const files_place all[FILES_PLACES] = {{.label = "files.home"}, {.label = "files.documents"},
        {.label = "files.networks"}, {.label = "files.lessons"}, {.label = "files.computer"}};
    const char *const folders[FILES_PLACES] = {home ? home : "/", documents, assets, lessons, "/"};
    int count = 0;
    for (int i = 0; i < FILES_PLACES; i++) {
        if (!is_folder(folders[i]))
            continue;
        places[count] = all[i];
        cnn_format(places[count++].folder, FILE_LIST_PATH, "%s", folders[i]);
    }
    return count;
}

void files_narrow(state *s) {
    s->screen.files.chosen = 0;
}

void files_close(state *s) {
    s->screen.files.open = false;
    s->screen.files.text[0] = '\0';
    s->screen.caret = (caret){0};
}

/* The list shows another folder, or the reason why it cannot. */
static void show_folder(state *s, cnn_status status) {
    state_say_if_failed(s, status);
    if (cnn_failed(status))
        return;
    s->screen.files.text[0] = '\0';
    s->screen.files.chosen = 0;
    s->screen.caret = (caret){0};
    s->view.files_scroll = 0;
}

static void open_dialog(state *s, const argument *with) {
    (void)with;
    files_state *f = &s->screen.files;
    files_place places[FILES_PLACES];
    s->screen.edit = (edit){0};
    cnn_status status = file_list_read(&f->list, f->list.folder[0] ? f->list.folder : ".");
    if (cnn_failed(status) && files_places(places))
        status = file_list_read(&f->list, places[0].folder);
    show_folder(s, status);
    f->open = !cnn_failed(status);
}

static void choose(state *s, const argument *with) {
    if (files_row(&s->screen.files, with->value))
        s->screen.files.chosen = with->value;
}

static void open_row(state *s, const argument *with) {
    files_state *f = &s->screen.files;
    const file_entry *row = files_row(f, with->value);
    char path[FILE_LIST_PATH + 300];
    if (!row)
        return;
    if (row->kind == FILE_FOLDER) {
        char name[sizeof row->name];
        cnn_format(name, sizeof name, "%s", row->name);
        show_folder(s, file_list_into(&f->list, name));
        return;
    }
    cnn_format(path, sizeof path, "%s/%s", f->list.folder, row->name);
    if (!cnn_failed(refusal_open(s, path, false)))
        files_close(s);
}

static void up(state *s, const argument *with) {
    (void)with;
    show_folder(s, file_list_up(&s->screen.files.list));
}

static void go_to_place(state *s, const argument *with) {
    files_place places[FILES_PLACES];
    int count = files_places(places);
    if (with->value >= 0 && with->value < count)
        show_folder(s, file_list_read(&s->screen.files.list, places[with->value].folder));
}

bool files_key(state *s, SDL_Keycode code) {
    enum { PAGE = 10 };
    files_state *f = &s->screen.files;
    int by = code == SDLK_DOWN       ? 1
             : code == SDLK_UP       ? -1
             : code == SDLK_PAGEDOWN ? PAGE
             : code == SDLK_PAGEUP   ? -PAGE
                                     : 0;
    for (int turn = by < 0 ? -1 : 1; by; by -= turn)
        choose(s, &(argument){.value = f->chosen + turn});
    if (code == SDLK_RETURN || code == SDLK_KP_ENTER)
        open_row(s, &(argument){.value = f->chosen});
    else if (code == SDLK_BACKSPACE && !f->text[0])
        up(s, NULL);
    else if (code == SDLK_ESCAPE)
        files_close(s);
    else
        return code == SDLK_DOWN || code == SDLK_UP || code == SDLK_PAGEDOWN || code == SDLK_PAGEUP;
    return true;
}

static void close_files(state *s, const argument *with) {
    (void)with;
    files_close(s);
}

static const command rows[] = {
    {.name = REQUEST_open_dialog, .key = "Ctrl+O", .code = SDLK_o, .with = WITH_CONTROL, .run = open_dialog},
    {.name = REQUEST_files_open, .can = chooses_file, .run = open_row},
    {.name = REQUEST_files_up, .can = chooses_file, .run = up},
    {.name = REQUEST_files_place, .can = chooses_file, .run = go_to_place},
    {.name = REQUEST_files_close, .can = chooses_file, .run = close_files},
};
static const command_reason reasons[] = {
    {chooses_file, "why.no_file_list", NULL},
    {0},
};
const command_table files_commands = {rows, sizeof rows / sizeof *rows, reasons};
