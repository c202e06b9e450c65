/* A state of its own, never shown, opens page after page; the stage is drawn as on the screen, with the question open, so
 * what is asked for stands as "?". */
#include "worksheet.h"

#include "draw_pdf.h"
#include "numbers.h"
#include "picture_view.h"
#include "player.h"
#include "remark.h"
#include "stage_draw.h"
#include "vary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float PER_POINT = 2;    /* pixels of the lists in a point of the paper */
static const float LETTERS = 11 * 2; /* eleven points */

typedef struct sheet_maker {
    state *state;
    view view; /* of the state, on the paper */
    ui ui;
    draw_list list;
    requests requests;
    view_state own;
    draw_pdf *pdf;
    const worksheet_options *options;
    float width, height, margin; /* pixels */
    float y;                     /* where the next question begins */
    int number;
    char (*answers)[300];
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
    if (m->options->seed)
        cnn_format(foot, sizeof foot, "Stride · %s · %llu", m->state->lesson.lesson->name,
            (unsigned long long)m->options->seed);
    else
        cnn_format(foot, sizeof foot, "Stride · %s", m->state->lesson.lesson->name);
    draw_text(&m->list, FONT_UI, 8 * PER_POINT, m->margin, m->height - m->margin * 0.7f, theme_color(ROLE_FAINT), foot);
    ui_end(&m->ui);
    if (m->options->look)
        m->options->look(&m->list, m->width, m->height, PER_POINT);
    draw_pdf_page(m->pdf, &m->list);
}

/* The numbers of the page are those of the seed; the cursor stays where the page has it. */
static void vary(sheet_maker *m) {
    session *open = &m->state->session;
    cnn_address at = open->player.at;
    if (!vary_bench(&open->bench, &m->state->lesson.scene, m->options->seed, (uint64_t)m->state->lesson.page))
        return;
    session_settle(open);
    player_go(&open->player, at);
}

static void answer_of_pick(const state *s, char *text, size_t size) {
    char hint[FEEDBACK_MAX];
    int found = 0;
    for (int y = 0; y < s->session.bench.rows; y++)
        for (int x = 0; x < s->session.bench.columns; x++)
            if (grading_picked(&s->session.bench, &s->lesson.scene, y, x, hint) && found++ < 6)
                cnn_append(text, size, "%s(%d, %d)", found > 1 ? ", " : "", y, x);
    if (found > 6)
        cnn_append(text, size, ", …");
}

/* The first change of what is open that makes it so; the bench is left as it was. */
static void answer_of_make(const state *s, char *text, size_t size) {
    static const cnn_part parts[] = {CNN_PART_PADDING, CNN_PART_STRIDE, CNN_PART_DILATION, CNN_PART_KERNEL};
    static const char letter[] = {' ', 'P', 'F', 'S', 'D', 'I'};
    bench *tried = malloc(sizeof *tried); /* graded by its sizes alone, so it is never recorded */
    char hint[FEEDBACK_MAX];
    for (int i = 0; i < 4 && tried && !text[0]; i++)
        for (int value = i > 0; value <= 16 && !text[0] && reader_allows(&s->lesson, reader_bit(parts[i])); value++) {
            *tried = s->session.bench;
            int *sizes[] = {&tried->padding, &tried->stride, &tried->dilation, &tried->kernel};
            *sizes[i] = value;
            if (grading_made(tried, &s->lesson.scene, hint))
                cnn_append(text, size, "%c = %d", letter[parts[i]], value);
        }
    free(tried);
}

static void note_answer(sheet_maker *m) {
    char *text = m->answers[m->number - 1];
    const question *q = &m->state->lesson.scene.question;
    double right;
    text[0] = '\0';
    m->because[m->number - 1] = remark_because(reader_text(&m->state->lesson), q);
    if (q->kind == ASK_CHOOSE) {
        const prose_block *choices[LESSON_CHOICES];
        char words[200] = "";
        if (prose_choices(reader_text(&m->state->lesson), choices, LESSON_CHOICES) >= q->choice)
            prose_plain(choices[q->choice - 1], words, sizeof words);
        cnn_append(text, sizeof *m->answers, "%d. %s", q->choice, words);
    } else if (q->kind == ASK_PICK) {
        answer_of_pick(m->state, text, sizeof *m->answers);
    } else if (q->kind == ASK_MAKE) {
        answer_of_make(m->state, text, sizeof *m->answers);
    } else if (!cnn_failed(grading_number(&m->state->session.bench, &m->state->lesson.scene, &right))) {
        char number[NUMBER_TEXT];
        number_text((float)right, 3, number);
        cnn_append(text, sizeof *m->answers, "%s", number);
    }
}

static float blank(sheet_maker *m, float y, float size) {
    ask kind = m->state->lesson.scene.question.kind;
    const prose_block *choices[LESSON_CHOICES];
    int count = kind == ASK_CHOOSE ? prose_choices(reader_text(&m->state->lesson), choices, LESSON_CHOICES) : 0;
    float left = m->margin + size * 1.6f;
    for (int i = 0; i < count; i++) {
        prose_block one = *choices[i];
        one.kind = PROSE_PARAGRAPH;
        draw_frame(&m->list, (rect){left, y + size * 0.3f, size * 0.8f, size * 0.8f}, theme_color(ROLE_INK), 2, 2);
        y += prose_draw(&m->ui, &m->list, &(prose){.blocks = &one, .count = 1}, PROSE_QUOTE, false,
            (rect){left + size * 1.4f, y, m->width - m->margin - left - size * 1.4f, 0}, size);
    }
    if (count)
        return y;
    char text[120];
    cnn_format(text, sizeof text, "%s ______________", tr(kind == ASK_PICK ? "worksheet.mark" : "worksheet.answer"));
    draw_text(&m->list, FONT_UI, size, left, y + size * 0.3f, theme_color(ROLE_INK), text);
    return y + size * 1.8f;
}

/* The question with its figure, on this page or on the next one. */
static void put_question(sheet_maker *m, const char *title) {
    float size = LETTERS, wide = m->width - 2 * m->margin, figure = wide * 0.46f;
    float words = prose_draw(&m->ui, NULL, reader_text(&m->state->lesson), PROSE_QUOTE,
        m->state->lesson.scene.question.kind == ASK_CHOOSE, (rect){0, 0, wide - size * 1.6f, 0}, size);
    const prose_block *listed[LESSON_CHOICES];
    bool chooses = m->state->lesson.scene.question.kind == ASK_CHOOSE;
    float lines = chooses ? (float)prose_choices(reader_text(&m->state->lesson), listed, LESSON_CHOICES) * 2 : 2;
    float need = words + figure + size * (4 + 1.5f * lines);
    if (m->y + need > m->height - m->margin && m->number > 1) {
        end_page(m);
        begin_page(m, title);
    }
    char number[16];
    cnn_format(number, sizeof number, "%d", m->number);
    draw_text(&m->list, FONT_DIGITS_STRONG, size, m->margin, m->y + size * 0.2f, theme_color(ROLE_STRIDE), number);
    m->y += prose_draw(&m->ui, &m->list, reader_text(&m->state->lesson), PROSE_QUOTE,
        m->state->lesson.scene.question.kind == ASK_CHOOSE,
        (rect){m->margin + size * 1.6f, m->y, wide - size * 1.6f, 0}, size);
    m->y += size * 0.4f;
    if (m->state->lesson.scene.show != SHOW_TRAINING && !m->state->lesson.scene.atlas[0]) {
        rect at = {m->margin, m->y, wide, figure};
        draw_clip(&m->list, at);
        if (state_shows_picture(m->state))
            picture_view_draw(&m->view, at);
        else
            stage_draw(&m->view, at);
        draw_unclip(&m->list);
        m->y += figure + size * 0.3f;
    }
    m->y = blank(m, m->y, size) + size * 1.6f;
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
        draw_text(&m->list, FONT_DIGITS_STRONG, size, m->margin, y, theme_color(ROLE_STRIDE), number);
        rect at = {m->margin + size * 2, y, m->width - 2 * m->margin - size * 2, 0};
        at.y += ui_paragraph(&m->ui, at, FONT_UI, size, theme_color(ROLE_INK), m->answers[i]);
        at.y += prose_draw(&m->ui, &m->list, &m->because[i], PROSE_ALL, false, at, size * 0.94f);
        y = at.y + size * 0.5f;
    }
    end_page(m);
}

static cnn_status make_pages(sheet_maker *m, const lesson *l) {
    const char *title = l->title[strings_language()] ? l->title[strings_language()] : l->name;
    begin_page(m, title);
    for (int page = 0; page < l->count; page++) {
        reader_go(&m->state->lesson, &m->state->session, page);
        reader_wait(&m->state->lesson, &m->state->session);
        if (m->state->lesson.error[0])
            return cnn_fail(CNN_BAD_INPUT, "%s", m->state->lesson.error);
        if (m->state->lesson.scene.question.kind == ASK_NOTHING)
            continue;
        vary(m);
        m->number++;
        note_answer(m);
        put_question(m, title);
    }
    if (!m->number)
        return cnn_fail(CNN_BAD_INPUT, "%s asks nothing, so there is nothing to fill in", l->name);
    end_page(m);
    put_key(m, title);
    return cnn_ok();
}

static cnn_status start(sheet_maker *m, const lesson *l) {
    m->state = calloc(1, sizeof *m->state);
    m->answers = calloc(LESSON_PAGES, sizeof *m->answers);
    if (!m->state || !m->answers || !m->pdf)
        return cnn_no_memory("a worksheet", sizeof *m->state);
    bench_start(&m->state->session.bench, BENCH_CONV);
    m->state->screen.place = PLACE_LESSONS;
    m->state->screen.hide_strip = true;
    m->state->lesson = (reader){.lesson = (lesson *)l, .at = -1, .play_to = -1};
    m->ui.scale = 1.25f;
    m->view = (view){m->state, &m->own, &m->ui, &m->list, &m->requests, m->width, m->height};
    return cnn_ok();
}

static void stop(sheet_maker *m) {
    if (m->state)
        session_stop(&m->state->session);
    draw_free(&m->list);
    free(m->answers);
    free(m->state);
}

cnn_status worksheet_write(const lesson *l, const worksheet_options *options, const char *path) {
    static const float papers[][2] = {{595.28f, 841.89f}, {612, 792}};
    const float *size = papers[options->paper];
    sheet_maker m = {.options = options,
        .width = size[0] * PER_POINT,
        .height = size[1] * PER_POINT,
        .margin = 40 * PER_POINT,
        .pdf = draw_pdf_new(size[0], size[1], PER_POINT)};
    theme_id before = theme_used();
    theme_use(THEME_LIGHT);
    cnn_status status = start(&m, l);
    if (!cnn_failed(status))
        status = make_pages(&m, l);
    stop(&m);
    theme_use(before);
    if (!cnn_failed(status))
        return draw_pdf_write(m.pdf, path);
    if (m.pdf)
        draw_pdf_drop(m.pdf);
    return status;
}
