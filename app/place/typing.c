/* A value is checked when typing ends; the line is carried out by line.c. */
#include "typing.h"

#include "files.h"
#include "finder.h"
#include "glossary.h"
#include "line.h"
#include "link.h"
#include "own_grids.h"
#include "refusal.h"
#include "typing_cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float LARGEST = 1e6f;

static void take_value(state *s, float value) {
    const edit *e = &s->screen.edit;
    bench *b = &s->session.bench;
    switch (e->kind) {
    case EDIT_PIXEL:
        bench_set_pixel(b, e->channel, e->row, e->column, value);
        break;
    case EDIT_WEIGHT:
        bench_set_weight(b, e->filter, e->channel, e->row, e->column, value);
        break;
    case EDIT_BIAS:
        bench_set_bias(b, e->filter, value);
        break;
    case EDIT_GRADIENT:
        bench_set_gradient(b, e->row, value);
        break;
    case EDIT_PART:
        bench_set_part(b, e->part, (int)value);
        break;
    case EDIT_CHANNELS:
        bench_set_channels(b, (int)value);
        break;
    case EDIT_FILTERS:
        bench_set_filters(b, (int)value);
        break;
    case EDIT_LINE:
    case EDIT_BREAK:
    case EDIT_NONE:
    case EDIT_KINDS:
        break;
    }
}

void typing_end(state *s, bool keep) {
    edit *e = &s->screen.edit;
    char *number_end;
    float value = strtof(e->text, &number_end);
    keep = keep && !state_types_words(s) && e->text[0];
    if (keep && !*number_end && isfinite(value) && (fabsf(value) <= LARGEST || e->kind == EDIT_PART))
        take_value(s, fmaxf(-LARGEST, fminf(LARGEST, value)));
    else if (keep)
        state_say(s, tr("message.not_a_number"), e->text);
    *e = (edit){0};
    s->screen.caret = (caret){0};
    state_settle(s);
}

/* The answer to a lesson's question takes what is typed into nothing else. */
static bool answers(const state *s) {
    return state_asks_typed(s) && !state_in_glossary(s) && !s->screen.files.open && !s->screen.help &&
           s->screen.edit.kind == EDIT_NONE;
}

static caret *caret_of(state *s) {
    return answers(s) ? &s->lesson.caret : &s->screen.caret;
}

/* The text that is being typed, with its caret; false: none is. */
static bool typed_field(state *s, text_field *f) {
    finder_state *p = &s->screen.finder;
    files_state *files = &s->screen.files;
    edit *e = &s->screen.edit;
    if (answers(s)) {
        *f = reader_field(&s->lesson);
        return s->lesson.typing;
    }
    if (files->open)
        *f = (text_field){files->text, sizeof files->text, &s->screen.caret};
    else if (s->screen.help)
        *f = (text_field){p->text, sizeof p->text, &s->screen.caret};
    else if (e->kind != EDIT_NONE || !state_in_glossary(s))
        *f = (text_field){e->text, sizeof e->text, &s->screen.caret};
    else
        *f = (text_field){s->screen.glossary.text, sizeof s->screen.glossary.text, &s->screen.caret};
    return files->open || s->screen.help || e->kind != EDIT_NONE || state_in_glossary(s);
}

static bool searches_terms(const state *s) {
    return state_in_glossary(s) && s->screen.edit.kind == EDIT_NONE;
}

static bool takes_words(const state *s) {
    return s->screen.files.open || s->screen.help || state_types_words(s) || searches_terms(s);
}

bool typing_is_open(const state *s) {
    return s->screen.files.open || s->screen.help || s->screen.edit.kind != EDIT_NONE || state_asks_typed(s) ||
           state_in_glossary(s);
}

/* What was typed narrows the list below it. */
static void narrow(state *s) {
    if (s->screen.files.open)
        files_narrow(s);
    else if (s->screen.help)
        finder_narrow(s);
    else if (searches_terms(s))
        glossary_narrow(s);
}

static void insert(state *s, text_field f, const char *text) {
    if (!field_insert(f, text))
        state_say(s, tr("message.too_long"), (int)f.room - 1);
    else
        narrow(s);
}

/* What of it can stand in a number. */
static void number_letters_of(const char *text, char *out, size_t size) {
    size_t length = 0;
    while (*text && length + 1 < size) {
        if (!strncmp(text, "−", 3))
            out[length++] = '-';
        else if ((*text >= '0' && *text <= '9') || *text == '.' || *text == '-')
            out[length++] = *text;
        text++;
    }
    out[length] = '\0';
}

static bool explains(const state *s) {
    return s->lesson.scene.question.kind == ASK_EXPLAIN;
}

/* A letter of the alphabet begins a sentence but no number, since it is a command; what an input method makes is none. */
static bool begins_answer(const state *s, const char *text) {
    bool begins = strchr("0123456789.,-+", *text) || (unsigned char)*text >= 0x80 || (explains(s) && *text != ' ');
    return *text && begins;
}

static void add_to_answer(state *s, const char *text) {
    char clean[FIELD_ROOM];
    field_clean(text, clean, sizeof clean);
    s->lesson.typing |= begins_answer(s, clean);
    if (s->lesson.typing)
        insert(s, reader_field(&s->lesson), clean);
}

void typing_add(state *s, const char *text) {
    char clean[FIELD_ROOM];
    text_field f;
    caret_of(s)->composed[0] = '\0';
    if (answers(s)) {
        add_to_answer(s, text);
        return;
    }
    if (takes_words(s))
        field_clean(text, clean, sizeof clean);
    else
        number_letters_of(text, clean, sizeof clean);
    if (typed_field(s, &f))
        insert(s, f, clean);
}

void typing_compose(state *s, const char *text) {
    caret *c = caret_of(s);
    s->lesson.typing |= answers(s) && *text;
    if (takes_words(s) || answers(s))
        field_clean(text, c->composed, sizeof c->composed);
}

bool typing_is_composing(const state *s) {
    return (answers(s) ? &s->lesson.caret : &s->screen.caret)->composed[0] != '\0';
}

/* A whole number as people and spreadsheets write it; false: it is something else. */
static bool read_number(const char *text, char *out, size_t size) {
    char plain[64] = "", *end;
    for (; *text && strlen(plain) + 2 < sizeof plain; text++) {
        bool minus = !strncmp(text, "−", 3);
        cnn_append(plain, sizeof plain, "%c", minus ? '-' : *text);
        text += minus ? 2 : 0;
    }
    double value = strtod(plain, &end);
    if (end == plain || *end || *text || !isfinite(value) || strpbrk(plain, "xXpP"))
        return false;
    if (strpbrk(plain, "eE") || strlen(plain) >= size)
        cnn_format(out, size, "%.9f", value);
    else
        cnn_format(out, size, "%s", plain);
    return true;
}

static void paste_number(state *s, const char *text) {
    char number[READER_TYPED];
    text_field f;
    if (!read_number(text, number, sizeof number)) {
        state_say(s, tr("message.not_a_number"), text);
        return;
    }
    if (!typed_field(s, &f))
        return;
    field_select_all(f);
    insert(s, f, number);
}

/* More than the number of one cell. */
static bool is_block(const char *text) {
    text += strspn(text, " \t\r\n");
    text += strcspn(text, " \t\r\n;");
    return text[strspn(text, " \t\r\n")] != '\0';
}

bool typing_paste(state *s, const char *text) {
    char clean[FIELD_ROOM];
    text_field f;
    if (!typing_is_open(s) || (link_is(text) && (answers(s) || !takes_words(s)))) /* no answer, and no number */
        return false;
    if (!takes_words(s) && own_grids_pointed(s) && is_block(text)) { /* more than the number of a cell */
        state_say_if_failed(s, own_grids_paste(s, text));
        state_settle(s);
        return true;
    }
    field_clean(text, clean, sizeof clean);
    if (answers(s)) {
        s->lesson.typing = true;
        insert(s, reader_field(&s->lesson), clean);
        return true;
    }
    bool several = !takes_words(s) && strpbrk(clean + strspn(clean, " "), " ,;"); /* numbers of a spreadsheet */
    if (several) {
        state_say(s, tr("message.not_a_number"), clean);
        return false;
    }
    if (strlen(text) >= sizeof clean)
        state_say(s, tr("message.too_long"), FIELD_ROOM - 1);
    else if (!takes_words(s))
        paste_number(s, clean);
    else if (typed_field(s, &f))
        insert(s, f, clean);
    return true;
}

bool typing_copy(state *s, bool cut, char *out, size_t size) {
    text_field f;
    if (!typed_field(s, &f) || !field_selected(f, out, size))
        return false;
    if (cut)
        insert(s, f, "");
    return true;
}

/* What has to be open on the page of a lesson for typing there. */
static unsigned needed(const edit *what) {
    const unsigned bits[EDIT_KINDS] = {0, OPEN_INPUT, OPEN_FILTER, OPEN_BIAS, OPEN_GRADIENT, reader_bit(what->part),
        OPEN_CHANNELS, OPEN_FILTERS, 0, 0};
    return bits[what->kind];
}

static void select_place(state *s, const argument *with) {
    s->session.stroke = false;
    if (s->screen.edit.kind != EDIT_NONE)
        typing_end(s, true);
    bool words = with->edit.kind == EDIT_LINE || with->edit.kind == EDIT_BREAK;
    if (words || (state_can_edit(s) && state_allows(s, needed(&with->edit))))
        s->screen.edit = with->edit;
}

static void accept(state *s, const argument *with) {
    (void)with;
    typing_end(s, true);
}

/* The arrows accept the value and go to the cell beside it; of a part of the formula they change the value. */
static void move(state *s, int dx, int dy) {
    const bench *b = &s->session.bench;
    edit next = s->screen.edit;
    typing_end(s, true);
    if (next.kind == EDIT_CHANNELS || next.kind == EDIT_FILTERS) {
        bool channels = next.kind == EDIT_CHANNELS;
        command_run(s, channels ? REQUEST_use_channels : REQUEST_use_filters,
            &(argument){.value = (channels ? b->channels : b->filters) - dy});
    } else if (next.kind == EDIT_PART) {
        command_run(s, REQUEST_set_part, &(argument){.part = next.part, .value = bench_part(b, next.part) - dy});
    } else if (next.kind == EDIT_GRADIENT) {
        typing_move_in_gradient(b, &next, dx, dy);
    } else {
        bool pixel = next.kind == EDIT_PIXEL;
        int rows = pixel ? b->rows : b->kernel, columns = pixel ? b->columns : bench_kernel_columns(b);
        next.row = (next.row + dy + rows) % rows;
        next.column = (next.column + dx + columns) % columns;
    }
    next.text[0] = '\0';
    select_place(s, &(argument){.edit = next});
}

/* Tab accepts the value and goes to the next cell, with Shift to the one before. */
static void move_on(state *s, int by) {
    edit next = s->screen.edit;
    typing_end(s, true);
    typing_move_in_order(&s->session.bench, &next, by);
    next.text[0] = '\0';
    select_place(s, &(argument){.edit = next});
}

static bool is_letter_key(SDL_Keycode code) {
    return (code >= SDLK_0 && code <= SDLK_9) || code == SDLK_MINUS || code == SDLK_PERIOD ||
           (code >= SDLK_KP_1 && code <= SDLK_KP_0) || code == SDLK_KP_MINUS || code == SDLK_KP_PERIOD;
}

static void end_line(state *s) {
    char text[sizeof s->screen.edit.text];
    memcpy(text, s->screen.edit.text, sizeof text);
    typing_end(s, false);
    s->screen.refusal = (refused_file){0};
    refusal_say(s, line_run(s, text), false);
    state_settle(s);
}

/* A condition that cannot be read stays, to be mended. */
static void add_break(state *s, const argument *with) {
    (void)with;
    char text[sizeof s->screen.edit.text + 8];
    cnn_format(text, sizeof text, "break %s", s->screen.edit.text);
    cnn_status status = s->screen.edit.text[0] ? line_run(s, text) : cnn_ok();
    state_say_if_failed(s, status);
    if (!cnn_failed(status))
        typing_end(s, false);
}

static bool types_break(const state *s) {
    return s->screen.edit.kind == EDIT_BREAK;
}

static void place_caret(state *s, const argument *with) {
    text_field f;
    s->lesson.typing |= answers(s);
    if (typed_field(s, &f))
        field_go_to(f, with->value, with->which != 0);
}

/* Keys that edit any text: true when the key is one. */
static bool edit_key(state *s, text_field f, SDL_Keycode code, bool control, bool shift) {
    switch (code) {
    case SDLK_LEFT:
        field_go(f, control ? FIELD_WORD_LEFT : FIELD_LEFT, shift);
        return true;
    case SDLK_RIGHT:
        field_go(f, control ? FIELD_WORD_RIGHT : FIELD_RIGHT, shift);
        return true;
    case SDLK_HOME:
        field_go(f, FIELD_START, shift);
        return true;
    case SDLK_END:
        field_go(f, FIELD_END, shift);
        return true;
    case SDLK_BACKSPACE:
        field_erase(f, control ? FIELD_WORD_LEFT : FIELD_LEFT);
        break;
    case SDLK_DELETE:
        field_erase(f, control ? FIELD_WORD_RIGHT : FIELD_RIGHT);
        break;
    case SDLK_a:
        if (control)
            field_select_all(f);
        return control;
    default:
        return false;
    }
    narrow(s);
    return true;
}

static bool number_key(state *s, text_field f, SDL_Keycode code, bool control, bool shift) {
    int dx = (code == SDLK_RIGHT) - (code == SDLK_LEFT), dy = (code == SDLK_DOWN) - (code == SDLK_UP);
    bool typed = s->screen.edit.text[0];
    if (code == SDLK_RETURN || code == SDLK_KP_ENTER || code == SDLK_ESCAPE)
        typing_end(s, code != SDLK_ESCAPE);
    else if (code == SDLK_TAB)
        move_on(s, shift ? -1 : 1);
    else if ((dx || dy) && !control)
        move(s, dx, dy);
    else if ((typed || code == SDLK_BACKSPACE || code == SDLK_DELETE) && edit_key(s, f, code, control, shift))
        return true;
    else if (!control && !is_letter_key(code)) {
        typing_end(s, true); /* the key means what it always means */
        return false;
    }
    return !control;
}

static bool words_key(state *s, text_field f, SDL_Keycode code, bool control, bool shift) {
    bool enter = code == SDLK_RETURN || code == SDLK_KP_ENTER, condition = types_break(s);
    if (edit_key(s, f, code, control, shift))
        return true;
    if (enter && condition)
        add_break(s, NULL);
    else if (enter)
        end_line(s);
    else if (code == SDLK_ESCAPE)
        typing_end(s, false);
    return !control;
}

static bool is_keypad(SDL_Keycode code) {
    return code == SDLK_KP_DIVIDE || code == SDLK_KP_MULTIPLY || code == SDLK_KP_PLUS || code == SDLK_KP_COMMA;
}

/* A wrong answer waits, selected, for another one: until then Space and the arrows mean what they always do. */
static bool leaves_judged(reader *c, SDL_Keycode code) {
    bool all = c->caret.from == 0 && c->caret.at == (int)strlen(c->typed);
    bool leads = code == SDLK_SPACE || code == SDLK_LEFT || code == SDLK_RIGHT || code == SDLK_HOME || code == SDLK_END;
    if (c->say != SAY_WRONG || !all || !leads)
        return false;
    c->typing = false;
    return true;
}

/* Before the answer is begun, letters are commands. Then the field has every key that writes or moves in it; Enter, the
 * pages and the function keys mean what they always do. */
static bool answer_key(state *s, SDL_Keycode code, bool control, bool shift) {
    reader *c = &s->lesson;
    bool erases = (code == SDLK_BACKSPACE || code == SDLK_DELETE) && c->typed[0], writes = is_letter_key(code);
    if (!c->typing && control)
        return false;
    bool types = !(code & SDLK_SCANCODE_MASK) && code >= SDLK_SPACE;
    if (!c->typing && !erases)
        return writes || code == SDLK_COMMA || (explains(s) && types && code != SDLK_SPACE);
    if (!control && !shift && leaves_judged(c, code))
        return false;
    c->typing = code != SDLK_ESCAPE && code != SDLK_TAB;
    if (code == SDLK_ESCAPE || edit_key(s, reader_field(c), code, control, shift))
        return true;
    return !control && (writes || types || is_keypad(code));
}

bool typing_key(state *s, SDL_Keycode code, bool control, bool shift) {
    text_field f;
    if (answers(s))
        return answer_key(s, code, control, shift);
    if (!typed_field(s, &f))
        return false;
    if (s->screen.files.open)
        return files_key(s, code) || edit_key(s, f, code, control, shift) || !control;
    if (s->screen.help)
        return finder_key(s, code, shift) || edit_key(s, f, code, control, shift) || !control;
    if (searches_terms(s)) { /* function keys and Esc mean what they always do */
        bool writes = !control && !(code & SDLK_SCANCODE_MASK) && code >= SDLK_SPACE && code != SDLK_ESCAPE;
        return glossary_key(s, code) || edit_key(s, f, code, control, shift) || writes;
    }
    return state_types_words(s) ? words_key(s, f, code, control, shift) : number_key(s, f, code, control, shift);
}

static const command rows[] = {
    {.name = REQUEST_select, .run = select_place},
    {.name = REQUEST_accept, .run = accept},
    {.name = REQUEST_caret, .run = place_caret},
    {.name = REQUEST_add_break, .can = types_break, .run = add_break},
};
static const command_reason reasons[] = {
    {types_break, "why.nothing_typed", NULL},
    {0},
};
const command_table typing_commands = {rows, sizeof rows / sizeof *rows, reasons};
