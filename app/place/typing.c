/* A value is checked when typing ends; the line is carried out by line.c. */
#include "typing.h"

#include "line.h"

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
    case EDIT_LINE:
    case EDIT_NONE:
        break;
    }
}

void typing_end(state *s, bool keep) {
    edit *e = &s->screen.edit;
    char *number_end;
    float value = strtof(e->text, &number_end);
    keep = keep && e->kind != EDIT_LINE && e->text[0];
    if (keep && !*number_end && isfinite(value) && (fabsf(value) <= LARGEST || e->kind == EDIT_PART))
        take_value(s, fmaxf(-LARGEST, fminf(LARGEST, value)));
    else if (keep)
        state_say(s, tr("message.not_a_number"), e->text);
    *e = (edit){0};
    state_settle(s);
}

void typing_add(state *s, const char *text) {
    edit *e = &s->screen.edit;
    bool line = e->kind == EDIT_LINE;
    for (; *text; text++) {
        bool number = (*text >= '0' && *text <= '9') || *text == '.' || *text == '-';
        size_t length = strlen(e->text);
        if (length + 1 < sizeof e->text && (number || (line && *text >= 32 && *text < 127))) {
            e->text[length] = *text;
            e->text[length + 1] = '\0';
        }
    }
}

static void erase(edit *e) {
    if (e->text[0])
        e->text[strlen(e->text) - 1] = '\0';
}

/* What has to be open on the page of a lesson for typing there. */
static unsigned needed(const edit *what) {
    const unsigned bits[] = {0, OPEN_INPUT, OPEN_FILTER, OPEN_BIAS, OPEN_GRADIENT, reader_bit(what->part), 0};
    return bits[what->kind];
}

static void select_place(state *s, const argument *with) {
    if (s->screen.edit.kind != EDIT_NONE)
        typing_end(s, true);
    if (with->edit.kind == EDIT_LINE || (state_can_edit(s) && state_allows(s, needed(&with->edit))))
        s->screen.edit = with->edit;
}

static void accept(state *s, const argument *with) {
    (void)with;
    typing_end(s, true);
}

/* `row` of a gradient counts through the whole output. */
static void move_in_gradient(const bench *b, edit *e, int dx, int dy) {
    int rows = (int)cnn_axis_measure(bench_axis(b, CNN_VERTICAL)).output,
        columns = (int)cnn_axis_measure(bench_axis(b, CNN_HORIZONTAL)).output;
    if (!b->fits)
        return;
    int map = e->row / (rows * columns), row = e->row / columns % rows, column = e->row % columns;
    e->row = (map * rows + (row + dy + rows) % rows) * columns + (column + dx + columns) % columns;
}

/* The arrows accept the value and go to the cell beside it; of a part of the formula they change the value. */
static void move(state *s, int dx, int dy) {
    const bench *b = &s->session.bench;
    edit next = s->screen.edit;
    typing_end(s, true);
    if (next.kind == EDIT_PART) {
        command_run(s, REQUEST_set_part, &(argument){.part = next.part, .value = bench_part(b, next.part) - dy});
    } else if (next.kind == EDIT_GRADIENT) {
        move_in_gradient(b, &next, dx, dy);
    } else {
        bool pixel = next.kind == EDIT_PIXEL;
        int rows = pixel ? b->rows : b->kernel, columns = pixel ? b->columns : b->kernel;
        next.row = (next.row + dy + rows) % rows;
        next.column = (next.column + dx + columns) % columns;
    }
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
    state_say_if_failed(s, line_run(s, text));
    state_settle(s);
}

bool typing_key(state *s, SDL_Keycode code) {
    bool line = s->screen.edit.kind == EDIT_LINE, enter = code == SDLK_RETURN || code == SDLK_KP_ENTER;
    int dx = (code == SDLK_RIGHT) - (code == SDLK_LEFT), dy = (code == SDLK_DOWN) - (code == SDLK_UP);
    if (s->screen.edit.kind == EDIT_NONE)
        return state_asks_number(s) && is_letter_key(code);
    if (enter && line)
        end_line(s);
    else if (enter || code == SDLK_ESCAPE)
        typing_end(s, enter);
    else if (code == SDLK_BACKSPACE)
        erase(&s->screen.edit);
    else if ((dx || dy) && !line)
        move(s, dx, dy);
    else if (!line && !is_letter_key(code)) {
        typing_end(s, true); /* the key means what it always means */
        return false;
    }
    return true;
}

static const command rows[] = {
    {.name = REQUEST_select, .run = select_place},
    {.name = REQUEST_accept, .run = accept},
};
const command_table typing_commands = {rows, sizeof rows / sizeof *rows};
