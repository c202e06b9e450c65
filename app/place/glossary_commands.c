/* What can be done with the words of the course, and with the notes for teachers. */
#include "command.h"
#include "glossary.h"

#include <string.h>

static bool has_terms(const state *s) {
    return s->lesson.terms.count > 0;
}

/* Opens or closes the card of a term. */
static void show_term(state *s, const argument *with) {
    s->screen.term = with->value >= 0 && with->value <= s->lesson.terms.count ? with->value : 0;
}

static void begin_search(state *s, const char *text) {
    s->screen.glossary.chosen = 0;
    cnn_format(s->screen.glossary.text, sizeof s->screen.glossary.text, "%s", text);
    s->screen.caret = (caret){.at = (int)strlen(s->screen.glossary.text)};
    s->view.glossary_scroll = 0;
}

/* The list of all, or of the one that is named. */
static void glossary(state *s, const argument *with) {
    int which = with->value;
    s->screen.term = 0;
    s->screen.edit = (edit){0};
    s->screen.place = PLACE_LESSONS;
    begin_search(s, which > 0 && which <= s->lesson.terms.count
                        ? s->lesson.terms.list[which - 1].in[strings_language()].forms[0]
                        : "");
    reader_show_sheet(&s->lesson, SHEET_TERMS);
}

/* To the page that teaches it. */
static void teach(state *s, const argument *with) {
    char link[160];
    if (with->value < 0 || with->value >= s->lesson.terms.count)
        return;
    cnn_format(link, sizeof link, "#lesson/%s", s->lesson.terms.list[with->value].page);
    s->screen.term = 0;
    cnn_status status = reader_follow(&s->lesson, &s->session, link);
    if (!cnn_failed(status))
        s->screen.place = PLACE_LESSONS;
    state_say_if_failed(s, status);
}

static bool has_notes(const state *s) {
    return s->lesson.has_notes;
}

static bool reads_notes(const state *s) {
    return s->screen.place == PLACE_LESSONS && s->lesson.contents && s->lesson.sheet == SHEET_NOTES;
}

static void teacher(state *s, const argument *with) {
    (void)with;
    cnn_status status = reader_open_notes(&s->lesson);
    state_say_if_failed(s, status);
    if (cnn_failed(status) || !reader_notes(&s->lesson))
        return;
    s->screen.place = PLACE_LESSONS;
    s->screen.edit = (edit){0};
    s->screen.note = 0;
    reader_show_sheet(&s->lesson, SHEET_NOTES);
}

static void choose_note(state *s, const argument *with) {
    const lesson *l = reader_notes(&s->lesson);
    int last = l ? l->count - 1 : 0;
    s->screen.note = with->value < 0 ? 0 : with->value > last ? last : with->value;
}

static void next_note(state *s, const argument *with) {
    choose_note(s, &(argument){.value = s->screen.note + with->value});
}

void glossary_narrow(state *s) {
    s->screen.glossary.chosen = 0;
    s->view.glossary_scroll = 0;
}

bool glossary_key(state *s, SDL_Keycode code) {
    enum { PAGE = 6 };
    int rows[TERMS_MOST], count = glossary_rows(s, rows), *chosen = &s->screen.glossary.chosen;
    int by = code == SDLK_UP         ? -1
             : code == SDLK_DOWN     ? 1
             : code == SDLK_PAGEUP   ? -PAGE
             : code == SDLK_PAGEDOWN ? PAGE
                                     : 0;
    bool enter = code == SDLK_RETURN || code == SDLK_KP_ENTER;
    if (enter && *chosen < count)
        teach(s, &(argument){.value = rows[*chosen]});
    *chosen = *chosen + by >= count ? count - 1 : *chosen + by;
    *chosen = *chosen < 0 ? 0 : *chosen;
    return enter || by;
}

static const command rows[] = {
    {.name = REQUEST_glossary, .key = "F10", .code = SDLK_F10, .can = has_terms, .run = glossary},
    {.name = REQUEST_teacher, .can = has_notes, .run = teacher},
    {.name = REQUEST_choose_note, .can = reads_notes, .run = choose_note},
    {REQUEST_next_note, NULL, SDLK_DOWN, WITH_NOTHING, reads_notes, next_note, 1},
    {REQUEST_next_note, NULL, SDLK_UP, WITH_NOTHING, reads_notes, next_note, -1},
    {.name = REQUEST_term, .can = has_terms, .run = show_term},
    {.name = REQUEST_teach, .can = has_terms, .run = teach},
};
static const command_reason reasons[] = {
    {has_terms, "why.no_terms", NULL},
    {has_notes, "why.no_notes", NULL},
    {reads_notes, "why.no_notes", NULL},
    {0},
};
const command_table glossary_commands = {rows, sizeof rows / sizeof *rows, reasons};
