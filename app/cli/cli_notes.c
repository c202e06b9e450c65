/* stride notes LESSON -o x.pdf: each page as it is presented, with what its author wrote for the teacher and the answer
 * to its question. */
#include "cli.h"

#include "cli_lesson.h"
#include "draw_pdf.h"
#include "open.h"
#include "paper_words.h"
#include "player.h"
#include "remark.h"
#include "shot.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

static const float PER_POINT = 2, MARGIN = 40 * 2, LETTERS = 10.5f * 2;
enum { SHOT_WIDTH = 1280, SHOT_HEIGHT = 720 };

typedef struct wish {
    const char *lesson, *output, *language, *paper;
} wish;

typedef struct notes_maker {
    app *a;
    draw_pdf *pdf;
    draw_list list;
    ui ui;
    float width, height, y;
    int sheets;
} notes_maker;

static void begin_sheet(notes_maker *m) {
    draw_begin(&m->list, m->width, m->height);
    ui_begin(&m->ui, &m->list, 1.25f);
    m->y = MARGIN;
}

static void end_sheet(notes_maker *m) {
    char foot[120];
    cnn_format(foot, sizeof foot, "Stride · %s · %d", m->a->state.lesson.lesson->name, ++m->sheets);
    draw_text(&m->list, FONT_UI, 8 * PER_POINT, MARGIN, m->height - MARGIN * 0.7f, theme_color(ROLE_QUIET), foot);
    ui_end(&m->ui);
    draw_pdf_page(m->pdf, &m->list);
}

/* The answer to the page's question and why it is right. */
static float put_answer(notes_maker *m, draw_list *list, rect at) {
    const reader *c = &m->a->state.lesson;
    char answer[PAPER_TEXT], line[PAPER_TEXT + 40];
    float from = at.y;
    if (c->scene.question.kind == ASK_NOTHING)
        return 0;
    paper_answer(&m->a->state, answer);
    cnn_format(line, sizeof line, "%s %s", tr("worksheet.answer"), answer);
    prose_span span = {.text = line, .role = -1, .strong = true};
    prose_block block = {.kind = PROSE_PARAGRAPH, .spans = &span, .count = 1};
    if (answer[0])
        at.y += prose_draw(&m->ui, list, &(prose){.blocks = &block, .count = 1}, PROSE_ALL, false, at, LETTERS) + 6;
    prose because = remark_because(reader_text(c), &c->scene.question);
    at.y += prose_draw(&m->ui, list, &because, PROSE_ALL, false, at, LETTERS);
    return at.y - from + LETTERS * 0.6f;
}

static float put_words(notes_maker *m, draw_list *list, rect at) {
    const lesson_page *page = reader_page(&m->a->state.lesson);
    const prose *notes = &page->notes[strings_language()];
    float from = at.y;
    at.y += put_answer(m, list, at);
    at.y += prose_draw(&m->ui, list, notes, PROSE_TEXT, false, at, LETTERS);
    return at.y - from;
}

/* The picture and below it the words; on the next sheet where both have no room on this one. */
static void put_page(notes_maker *m, const SDL_Surface *shot) {
    const reader *c = &m->a->state.lesson;
    float wide = m->width - 2 * MARGIN, across = wide * 0.72f, tall = across * SHOT_HEIGHT / SHOT_WIDTH;
    float words = put_words(m, NULL, (rect){MARGIN, 0, wide, 0}), need = LETTERS * 2 + tall + words;
    char title[160];
    if (m->y > MARGIN && m->y + need > m->height - MARGIN) {
        end_sheet(m);
        begin_sheet(m);
    }
    cnn_format(title, sizeof title, "%d  %s", c->page + 1, reader_title(c));
    draw_text(&m->list, FONT_STRONG, LETTERS * 1.1f, MARGIN, m->y, theme_color(ROLE_INK), title);
    m->y += LETTERS * 1.8f;
    rect at = {MARGIN, m->y, across, tall};
    draw_picture(&m->list, at, shot->pixels, shot->w, shot->h);
    draw_frame(&m->list, at, theme_color(ROLE_BORDER), 1.5f, 0);
    m->y += tall + LETTERS * 0.6f;
    m->y += put_words(m, &m->list, (rect){MARGIN, m->y, wide, 0}) + LETTERS * 1.6f;
}

/* An opaque copy, whose rows follow each other. */
static cnn_status picture_of(app *a, SDL_Surface **out) {
    SDL_Surface *drawn = NULL;
    cnn_status status = shot_surface(a, &drawn);
    *out = cnn_failed(status) ? NULL : SDL_ConvertSurfaceFormat(drawn, SDL_PIXELFORMAT_ARGB8888, 0);
    SDL_FreeSurface(drawn);
    if (!cnn_failed(status) && !*out)
        status = cnn_no_memory("a page", (size_t)SHOT_WIDTH * SHOT_HEIGHT * 4);
    for (int i = 0; *out && i < (*out)->w * (*out)->h; i++)
        ((uint32_t *)(*out)->pixels)[i] |= 0xFF000000u;
    return status;
}

static cnn_status make_sheets(notes_maker *m) {
    app *a = m->a;
    reader *c = &a->state.lesson;
    const lesson *l = c->lesson;
    language in = strings_language(), other = in == LANGUAGE_EN ? LANGUAGE_KO : LANGUAGE_EN;
    const char *title = l->title[in] ? l->title[in] : l->title[other] ? l->title[other] : l->name;
    cnn_status status = cnn_ok();
    begin_sheet(m);
    draw_text(&m->list, FONT_STRONG, 17 * PER_POINT, MARGIN, m->y, theme_color(ROLE_INK), title);
    m->y += 17 * PER_POINT * 1.9f;
    for (int page = 0; page < l->count && !cnn_failed(status); page++) {
        SDL_Surface *shot;
        reader_go(c, &a->state.session, page);
        reader_wait(c, &a->state.session);
        state_settle(&a->state);
        player_rest(&a->state.session.player); /* a picture has no motion */
        status = picture_of(a, &shot);
        if (!cnn_failed(status))
            put_page(m, shot);
        SDL_FreeSurface(shot);
    }
    end_sheet(m);
    return status;
}

static cnn_status write_notes(app *a, const wish *w, const char *path) {
    static const float papers[][2] = {{595.28f, 841.89f}, {612, 792}};
    const float *size = papers[!strcmp(w->paper, "letter")];
    notes_maker m = {.a = a,
        .width = size[0] * PER_POINT,
        .height = size[1] * PER_POINT,
        .pdf = draw_pdf_new(size[0], size[1], PER_POINT)};
    app_resize(a, SHOT_WIDTH, SHOT_HEIGHT);
    a->state.screen.present = a->state.screen.reduced_motion = true;
    cnn_status status = m.pdf ? open_path(&a->state, path) : cnn_no_memory(w->output, sizeof m);
    if (!cnn_failed(status))
        status = make_sheets(&m);
    draw_free(&m.list);
    if (!cnn_failed(status))
        return draw_pdf_write(m.pdf, w->output);
    if (m.pdf)
        draw_pdf_drop(m.pdf);
    return status;
}

static int read_wish(int count, char **arguments, wish *w) {
    const cli_option options[] = {{.name = "lang",
                                      .value = "en|ko",
                                      .help = "language (as the file: in a folder ko Korean)",
                                      .text = &w->language},
        {.name = "paper", .value = "a4|letter", .help = "size of the pages (a4)", .text = &w->paper},
        {.name = "output", .value = "FILE", .help = "the PDF file to write; also -o FILE", .text = &w->output}, {0}};
    const cli_command command = {"notes", "LESSON -o x.pdf [options]",
        "Prints each page of a lesson as it is presented, with the teacher's notes and the answer.", options, 1, 1};
    int given, status = cli_parse(&command, count, arguments, &w->lesson, &given);
    if (status >= 0)
        return status;
    if (!w->language)
        w->language = cli_lesson_is_korean(w->lesson) ? "ko" : "en";
    if ((strcmp(w->language, "en") && strcmp(w->language, "ko")) ||
        (strcmp(w->paper, "a4") && strcmp(w->paper, "letter")))
        return cli_usage("notes", "--lang is en or ko, --paper a4 or letter");
    return w->output ? -1 : cli_usage("notes", "-o FILE is missing");
}

int cli_notes(int count, char **arguments) {
    static app a;
    wish w = {.paper = "a4"};
    char path[8192];
    int status = read_wish(count, arguments, &w);
    if (status >= 0)
        return status;
    SDL_setenv("SDL_VIDEODRIVER", "dummy", 0);
    SDL_Init(SDL_INIT_EVENTS);
    cnn_status result = app_start(&a, NULL, false);
    strings_use(strcmp(w.language, "ko") ? LANGUAGE_EN : LANGUAGE_KO);
    theme_use(THEME_LIGHT);
    cli_lesson_path(w.lesson, path, sizeof path);
    if (!cnn_failed(result))
        result = write_notes(&a, &w, path);
    app_stop(&a);
    SDL_Quit();
    return cnn_failed(result) ? cli_fail(result) : cli_finish(CLI_FINE);
}
