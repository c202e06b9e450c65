/* A state of its own, never shown, opens page after page; the stage is drawn as on the screen, with the question open, so
 * what is asked for stands as "?". */
#include "worksheet.h"

#include "draw_pdf.h"
#include "paper_figure.h"
#include "paper_words.h"
#include "picture_view.h"
#include "player.h"
#include "remark.h"
#include "slip.h"
#include "stage_draw.h"
#include "vary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float PER_POINT = 2;    /* pixels of the lists in a point of the paper */
static const float LETTERS = 11 * 2; /* eleven points */

typedef struct worksheet {
    state *state;
    view view; /* of the state, on the paper */
    ui ui;
    draw_list list;
    requests requests;
    view_state own;
    draw_pdf *pdf;
    worksheet_options options;
    lesson *lesson;
    lesson *own_lesson; /* to be closed; NULL: it was lent */
    language language;
    char path[4200];
    int page; /* of the lesson, the next one */
    cnn_status status;
    float width, height, margin; /* pixels */
    float y;                     /* where the next question begins */
    int number;
    char (*answers)[PAPER_TEXT];
    prose because[LESSON_PAGES]; /* what the author says to them */
} sheet_maker;

static void begin_page(sheet_maker *m, const char *title) {
    draw_begin(&m->list, m->width, m->height);
    ui_begin(&m->ui, &m->list, m->ui.scale);
    float size = 17 * PER_POINT, small = 10.5f * PER_POINT, y = m->margin;
    draw_text(&m->list, FONT_STRONG, size, m->margin, y, theme_color(ROLE_INK), title);
    char who[160];
    cnn_format(
        who, sizeof who, "%s ______________________   %s ____________", tr("worksheet.name"), tr("worksheet.date"));
    float wide = text_width(FONT_UI, small, who);
    float below = text_width(FONT_STRONG, size, title) + wide + small > m->width - 2 * m->margin ? size * 1.4f : 0;
    draw_text(
        &m->list, FONT_UI, small, m->width - m->margin - wide, y + size * 0.3f + below, theme_color(ROLE_QUIET), who);
    m->y = y + size * 1.9f + below;
}

static void end_page(sheet_maker *m) {
    char foot[96];
    if (m->options.seed)
        cnn_format(foot, sizeof foot, "Stride · %s · %llu", m->state->lesson.lesson->name,
            (unsigned long long)m->options.seed);
    else
        cnn_format(foot, sizeof foot, "Stride · %s", m->state->lesson.lesson->name);
    draw_text(&m->list, FONT_UI, 8 * PER_POINT, m->margin, m->height - m->margin * 0.7f, theme_color(ROLE_FAINT), foot);
    ui_end(&m->ui);
    if (m->options.look)
        m->options.look(&m->list, m->width, m->height, PER_POINT);
    draw_pdf_page(m->pdf, &m->list);
}

/* The numbers of the page are those of the seed; the cursor stays where the page has it. Returns whether they are others
 * than the lesson's own. */
static bool vary(sheet_maker *m) {
    session *open = &m->state->session;
    cnn_address at = open->player.at;
    const question *q = &m->state->lesson.scene.question;
    if (q->bug) /* whose wrong number stands in the text */
        return false;
    if (!vary_bench(&open->bench, &m->state->lesson.scene, m->options.seed, (uint64_t)m->state->lesson.page))
        return false;
    session_settle(open);
    player_go(&open->player, at);
    if (q->kind == ASK_PICK && q->pick == PICK_WRONG)
        slip_shown(&open->bench, &m->state->lesson.scene, &m->state->lesson.slipped);
    return true;
}

/* What the author says of the answer is about the lesson's own numbers. */
static void note_answer(sheet_maker *m, bool varied) {
    paper_answer(m->state, m->answers[m->number - 1]);
    m->because[m->number - 1] =
        varied ? (prose){0} : remark_because(reader_text(&m->state->lesson), &m->state->lesson.scene.question);
}

static float left_of(const sheet_maker *m) {
    return m->margin + LETTERS * 1.6f;
}

/* A box to be ticked, its number and its words for each choice. */
static float put_choices(sheet_maker *m, draw_list *list, float y) {
    const prose_block *choices[LESSON_CHOICES];
    float size = LETTERS, left = left_of(m), words = left + size * 2.9f;
    int count = prose_choices(reader_text(&m->state->lesson), choices, LESSON_CHOICES);
    for (int i = 0; i < count; i++) {
        prose_block one = *choices[i];
        char number[16];
        cnn_format(number, sizeof number, "%d.", i + 1);
        one.kind = PROSE_PARAGRAPH;
        if (list) {
            draw_frame(list, (rect){left, y + size * 0.32f, size * 0.8f, size * 0.8f}, theme_color(ROLE_INK), 2, 2);
            draw_text(list, FONT_UI, size, left + size * 1.5f, y + size * 0.16f, theme_color(ROLE_INK), number);
        }
        y += prose_draw(&m->ui, list, &(prose){.blocks = &one, .count = 1}, PROSE_QUOTE, false,
            (rect){words, y, m->width - m->margin - words, 0}, size);
    }
    return y + size * 0.3f;
}

/* Lines to work on, then the line for the answer. */
static float put_room(sheet_maker *m, draw_list *list, float y) {
    enum { LINES = 3 };
    float size = LETTERS, left = left_of(m), line = size * 1.7f;
    ask kind = m->state->lesson.scene.question.kind;
    bool works = kind != ASK_PICK;
    for (int i = 0; i < LINES && works; i++, y += line)
        if (list)
            draw_rect(list, (rect){left, y + line, m->width - m->margin - left, 1.5f}, theme_color(ROLE_BORDER), 0);
    if (kind == ASK_EXPLAIN)
        return y + size * 1.2f;
    char text[120];
    cnn_format(
        text, sizeof text, "%s ____________________", tr(kind == ASK_PICK ? "worksheet.mark" : "worksheet.answer"));
    if (list)
        draw_text(list, FONT_UI, size, left, y + size * 0.7f, theme_color(ROLE_INK), text);
    return y + size * 2.2f;
}

/* What is asked, in the words for paper. */
static float put_words(sheet_maker *m, draw_list *list, float y) {
    char text[PAPER_TEXT];
    prose own;
    rect at = {left_of(m), y, m->width - m->margin - left_of(m), 0};
    paper_question(m->state, &own, text);
    if (own.count)
        return y + prose_draw(&m->ui, list, &own, PROSE_ALL, false, at, LETTERS);
    if (!text[0])
        return y + prose_draw(&m->ui, list, reader_text(&m->state->lesson), PROSE_QUOTE,
                       m->state->lesson.scene.question.kind == ASK_CHOOSE, at, LETTERS);
    prose_span span = {.text = text, .role = -1};
    prose_block block = {.kind = PROSE_PARAGRAPH, .spans = &span, .count = 1};
    return y + prose_draw(&m->ui, list, &(prose){.blocks = &block, .count = 1}, PROSE_ALL, false, at, LETTERS);
}

/* Grids in ink where the layer has them, else the stage as on the screen; nothing where the page shows no layer. */
static float put_figure(sheet_maker *m, draw_list *list, float y) {
    const lesson_scene *scene = &m->state->lesson.scene;
    rect at = {left_of(m), y, m->width - m->margin - left_of(m), m->height * 0.4f};
    if (scene->show == SHOW_TRAINING || scene->atlas[0] || m->state->lesson.blank)
        return y;
    float high = scene->show == SHOW_LAYER ? paper_figure(&m->view, list, at) : 0;
    if (high > 0)
        return y + high + LETTERS * 0.6f;
    at.h = (m->width - 2 * m->margin) * (scene->show == SHOW_CHAIN ? 0.28f : 0.44f);
    if (list) {
        rect wide = {m->margin, y, m->width - 2 * m->margin, at.h};
        draw_clip(list, wide);
        if (state_shows_picture(m->state))
            picture_view_draw(&m->view, wide);
        else
            stage_draw(&m->view, wide);
        draw_unclip(list);
    }
    return y + at.h + LETTERS * 0.6f;
}

static float put_all(sheet_maker *m, draw_list *list, float y) {
    y = put_words(m, list, y) + LETTERS * 0.6f;
    y = put_figure(m, list, y);
    return m->state->lesson.scene.question.kind == ASK_CHOOSE ? put_choices(m, list, y) : put_room(m, list, y);
}

/* The question with its figure, on this page or on the next one. */
static void put_question(sheet_maker *m, const char *title) {
    float high = put_all(m, NULL, 0);
    if (m->y + high > m->height - m->margin && m->number > 1) {
        end_page(m);
        begin_page(m, title);
    }
    char number[16];
    cnn_format(number, sizeof number, "%d", m->number);
    draw_text(&m->list, FONT_DIGITS_STRONG, LETTERS, m->margin, m->y + LETTERS * 0.2f, theme_color(ROLE_INK), number);
    m->y = put_all(m, &m->list, m->y) + LETTERS * 1.4f;
}

static void put_key(sheet_maker *m, const char *title) {
    float size = LETTERS;
    char heading[200];
    cnn_format(heading, sizeof heading, "%s — %s", title, tr("worksheet.key"));
    draw_begin(&m->list, m->width, m->height);
    ui_begin(&m->ui, &m->list, m->ui.scale);
    draw_text(&m->list, FONT_STRONG, 17 * PER_POINT, m->margin, m->margin, theme_color(ROLE_INK), heading);
    float y = m->margin + 17 * PER_POINT * 2;
    for (int i = 0; i < m->number; i++) {
        char number[16];
        cnn_format(number, sizeof number, "%d", i + 1);
        if (y > m->height - m->margin - size * 4) {
            end_page(m);
            draw_begin(&m->list, m->width, m->height);
            ui_begin(&m->ui, &m->list, m->ui.scale);
            y = m->margin;
        }
        draw_text(&m->list, FONT_DIGITS_STRONG, size, m->margin, y, theme_color(ROLE_INK), number);
        rect at = {m->margin + size * 2, y, m->width - 2 * m->margin - size * 2, 0};
        if (m->answers[i][0])
            at.y += ui_paragraph(&m->ui, at, FONT_UI, size, theme_color(ROLE_INK), m->answers[i]);
        at.y += prose_draw(&m->ui, &m->list, &m->because[i], PROSE_ALL, false, at, size * 0.94f);
        y = at.y + size * 0.5f;
    }
    end_page(m);
}

static const char *title_of(const sheet_maker *m) {
    const lesson *l = m->lesson;
    language other = m->language == LANGUAGE_EN ? LANGUAGE_KO : LANGUAGE_EN;
    return l->title[m->language] ? l->title[m->language] : l->title[other] ? l->title[other] : l->name;
}

/* The page that is set up: its question, where it asks one. */
static cnn_status put_page(sheet_maker *m) {
    if (m->state->lesson.error[0])
        return cnn_fail(CNN_BAD_INPUT, "%s", m->state->lesson.error);
    if (m->state->lesson.scene.question.kind == ASK_NOTHING)
        return cnn_ok();
    bool varied = vary(m);
    m->number++;
    note_answer(m, varied);
    put_question(m, title_of(m));
    return cnn_ok();
}

static cnn_status finish(sheet_maker *m) {
    if (!m->number)
        return cnn_fail(CNN_BAD_INPUT, "%s asks nothing, so there is nothing to fill in", m->lesson->name);
    end_page(m);
    put_key(m, title_of(m));
    draw_pdf *pdf = m->pdf;
    m->pdf = NULL;
    return draw_pdf_write(pdf, m->path);
}

/* Goes on by one page; `waits`: for its stage, too. */
static bool step(sheet_maker *m, bool waits) {
    reader *c = &m->state->lesson;
    if (c->waiting && !waits) {
        session_tick(&m->state->session);
        reader_tick(c, &m->state->session, 0);
    }
    if (c->waiting && waits)
        reader_wait(c, &m->state->session);
    if (c->waiting)
        return true;
    if (m->page > 0)
        m->status = put_page(m);
    if (cnn_failed(m->status))
        return false;
    if (m->page == m->lesson->count) {
        m->status = finish(m);
        return false;
    }
    reader_go(c, &m->state->session, m->page++);
    return true;
}

/* As paper is: light, and in the language in which it was begun. */
static bool step_on_paper(sheet_maker *m, bool waits) {
    theme_id theme = theme_used();
    language in = strings_language();
    theme_use(THEME_LIGHT);
    strings_use(m->language);
    bool more = step(m, waits);
    theme_use(theme);
    strings_use(in);
    return more;
}

static cnn_status start(sheet_maker *m, lesson *l) {
    m->state = calloc(1, sizeof *m->state);
    m->answers = calloc(LESSON_PAGES, sizeof *m->answers);
    if (!m->state || !m->answers || !m->pdf)
        return cnn_no_memory("a worksheet", sizeof *m->state);
    m->lesson = l;
    bench_start(&m->state->session.bench, BENCH_CONV);
    m->state->screen.place = PLACE_LESSONS;
    m->state->screen.hide_strip = m->state->screen.reduced_motion = true;
    m->state->lesson = (reader){.lesson = l, .at = -1, .play_to = -1, .looked_at = INFINITY};
    m->ui.scale = 1.25f;
    m->view = (view){m->state, &m->own, &m->ui, &m->list, &m->requests, m->width, m->height};
    theme_id theme = theme_used();
    theme_use(THEME_LIGHT);
    begin_page(m, title_of(m));
    theme_use(theme);
    return cnn_ok();
}

static void stop(sheet_maker *m) {
    if (m->state)
        session_stop(&m->state->session);
    if (m->pdf)
        draw_pdf_drop(m->pdf);
    draw_free(&m->list);
    lesson_close(m->own_lesson);
    free(m->answers);
    free(m->state);
    free(m);
}

static cnn_status make(lesson *l, const worksheet_options *options, const char *path, sheet_maker **out) {
    static const float papers[][2] = {{595.28f, 841.89f}, {612, 792}};
    const float *size = papers[options->paper];
    sheet_maker *m = *out = calloc(1, sizeof *m);
    if (!m)
        return cnn_no_memory("a worksheet", sizeof *m);
    m->options = *options;
    m->width = size[0] * PER_POINT;
    m->height = size[1] * PER_POINT;
    m->margin = 40 * PER_POINT;
    m->pdf = draw_pdf_new(size[0], size[1], PER_POINT);
    m->language = strings_language();
    cnn_format(m->path, sizeof m->path, "%s", path);
    cnn_status status = start(m, l);
    if (cnn_failed(status)) {
        stop(m);
        *out = NULL;
    }
    return status;
}

cnn_status worksheet_write(const lesson *l, const worksheet_options *options, const char *path) {
    sheet_maker *m;
    cnn_status status = make((lesson *)l, options, path, &m);
    if (cnn_failed(status))
        return status;
    while (step_on_paper(m, true))
        ;
    status = m->status;
    stop(m);
    return status;
}

cnn_status worksheet_begin(
    const char *lesson_path, const worksheet_options *options, const char *path, worksheet **out) {
    lesson *own;
    *out = NULL;
    cnn_status status = lesson_open(lesson_path, &own);
    if (cnn_failed(status))
        return status;
    status = make(own, options, path, out);
    if (cnn_failed(status))
        lesson_close(own);
    else
        (*out)->own_lesson = own;
    return status;
}

bool worksheet_go_on(worksheet *w) {
    return step_on_paper(w, false);
}

cnn_status worksheet_end(worksheet *w) {
    cnn_status status = w ? w->status : cnn_ok();
    if (w)
        stop(w);
    return status;
}

bool worksheet_tick(state *s) {
    worksheet *w = s->screen.sheet;
    if (!w || worksheet_go_on(w))
        return false;
    char path[4200];
    cnn_format(path, sizeof path, "%s", w->path);
    s->screen.sheet = NULL;
    cnn_status status = worksheet_end(w);
    if (cnn_failed(status))
        state_tell(s, status.message);
    else
        state_say(s, tr("message.worksheet"), path);
    return true;
}
