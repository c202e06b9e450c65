/* What can be done in the Lessons place: pages, answers, counting a class. */
#include "command.h"

#include "bench_link.h"
#include "contents_list.h"
#include "link_open.h"
#include "made.h"
#include "open.h"
#include "record.h"
#include "user_files.h"
#include "worksheet.h"

#include <math.h>
#include <stdlib.h>

static bool in_lessons(const state *s) {
    return s->screen.place == PLACE_LESSONS;
}

/* Room that is kept for what will be said is nothing to read. */
static bool text_is_below(const state *s) {
    return s->view.scroll_below;
}

/* Before a class the stage and the text of a page take turns. */
static bool can_read(const state *s) {
    return state_in_lesson(s) && s->screen.present && !s->lesson.contents && state_has_stage(s);
}

static void read_text(state *s, const argument *with) {
    (void)with;
    s->screen.reads = !s->screen.reads;
    s->view.scroll = 0;
}

/* First the rest of the text, then what the reader does next. */
static void onward(state *s, const argument *with) {
    (void)with;
    bool text = !s->screen.present || s->screen.reads;
    bool reads = s->lesson.lesson && !s->lesson.contents && !s->session.player.playing && text;
    if (reads && text_is_below(s))
        s->view.scroll = fminf(s->view.scroll_read, s->view.scroll + s->view.scroll_step);
    else if (can_read(s) && s->screen.reads)
        s->screen.reads = false;
    else
        state_say_if_failed(s, reader_onward(&s->lesson, &s->session));
}

static void backward(state *s, const argument *with) {
    (void)with;
    state_say_if_failed(s, reader_back(&s->lesson, &s->session));
}

static void page(state *s, const argument *with) {
    reader *c = &s->lesson;
    if (c->page + with->value == c->lesson->count && with->value > 0)
        state_say_if_failed(s, reader_skip(c, &s->session));
    else if (c->page + with->value < 0)
        state_say_if_failed(s, reader_back(c, &s->session));
    else
        reader_go(c, &s->session, c->page + with->value);
}

static bool lists_contents(const state *s) {
    return state_in_contents(s) && (s->lesson.sheet == SHEET_CONTENTS || !s->lesson.lesson);
}

static bool at_lesson_end(const state *s) {
    return state_in_contents(s) && s->lesson.sheet == SHEET_END;
}

static void contents(state *s, const argument *with) {
    (void)with;
    bool closes = lists_contents(s);
    s->screen.contents_chosen = 0;
    reader_show_sheet(&s->lesson, SHEET_CONTENTS);
    s->lesson.contents = !closes;
}

/* What was pressed in the text of the page. */
static const prose_span *span_of(const state *s, const argument *with) {
    const prose *text = reader_text(&s->lesson);
    bool there = text && with->which >= 0 && with->which < text->count && with->value >= 0 &&
                 with->value < text->blocks[with->which].count;
    return there ? &text->blocks[with->which].spans[with->value] : NULL;
}

static void follow(state *s, const argument *with) {
    const prose_span *span = span_of(s, with);
    if (span && span->link)
        state_say_if_failed(s, link_open(s, span->link));
}

static void write_record(state *s, const argument *with) {
    (void)with;
    char path[4200];
    const char *name = strings_language() == LANGUAGE_KO ? "record-ko" : "record-en";
    cnn_status status = user_new_document(name, ".pdf", path, sizeof path);
    if (!cnn_failed(status))
        status = record_write(&s->lesson, PAPER_A4, path);
    if (cnn_failed(status))
        state_tell(s, status.message);
    else
        state_say(s, tr("message.record"), path);
}

static bool has_final(const state *s) {
    return reader_test_size(&s->lesson, QUIZ_FINAL, 0) > 0;
}

static void take(state *s, quiz_kind kind, int part) {
    s->screen.place = PLACE_LESSONS;
    state_say_if_failed(s, reader_take(&s->lesson, &s->session, kind, part));
}

static void take_check(state *s, const argument *with) {
    if (with->value >= 0 && with->value < s->lesson.course.part_count)
        take(s, QUIZ_CHECK, with->value);
}

static void take_final(state *s, const argument *with) {
    (void)with;
    take(s, QUIZ_FINAL, 0);
}

static void next_lesson(state *s, const argument *with) {
    (void)with;
    int part, next = reader_after(&s->lesson, &part);
    state_say_if_failed(s, reader_open_entry(&s->lesson, &s->session, next));
}

/* The layer of the page becomes one's own; of a network there is none to take along. */
static void try_bench(state *s, const argument *with) {
    (void)with;
    session *open = &s->session;
    bool layer = !session_is_inside(open);
    char *link = layer ? bench_link_write(&open->bench, open->player.walk ? &open->player.at : NULL) : NULL;
    if (link)
        state_say_if_failed(s, open_path(s, link));
    else
        command_run(s, REQUEST_convolution, NULL);
    free(link);
}

/* Moves on what the contents offer; a value of more than one goes to the next part. */
static void choose_item(state *s, const argument *with) {
    contents_item items[CONTENTS_ITEMS];
    int count = contents_items(&s->lesson, items), at = contents_chosen(s, items, count), by = with->value;
    bool across = abs(by) > 1;
    s->screen.contents_chosen = 1 + contents_beside(items, count, at, across ? 0 : by, across ? by : 0);
}

static void open_item(state *s, const argument *with) {
    (void)with;
    contents_item items[CONTENTS_ITEMS];
    int count = contents_items(&s->lesson, items), at = contents_chosen(s, items, count);
    command_run(s, items[at].name, &(argument){.value = items[at].value});
}

static void open_entry(state *s, const argument *with) {
    state_say_if_failed(s, reader_open_entry(&s->lesson, &s->session, with->value));
    s->screen.place = PLACE_LESSONS;
}

static void restart(state *s, const argument *with) {
    (void)with;
    reader_restart(&s->lesson, &s->session);
}

/* ---- answers ---- */

static void answer(state *s, const argument *with) {
    (void)with;
    reader_check(&s->lesson, &s->session.bench);
}

static bool chooses(const state *s) {
    return state_asks(s) && s->lesson.scene.question.kind == ASK_CHOOSE;
}

/* In front of a class a choice is a raised hand. */
static void choose(state *s, const argument *with) {
    if (s->screen.present)
        reader_tally(&s->lesson);
    reader_choose(&s->lesson, &s->session.bench, with->value);
}

static void pick(state *s, const argument *with) {
    reader_pick(&s->lesson, &s->session.bench, with->row, with->column);
}

/* What was to be made is made. */
static void show(state *s, const argument *with) {
    (void)with;
    bench *b = &s->session.bench;
    made_sizes sizes;
    bool made = s->lesson.scene.question.kind == ASK_MAKE && made_find(b, &s->lesson.scene, &sizes);
    reader_show(&s->lesson, b);
    if (!made)
        return;
    bench_set_part(b, CNN_PART_KERNEL, sizes.kernel);
    bench_set_part(b, CNN_PART_DILATION, sizes.dilation);
    bench_set_part(b, CNN_PART_PADDING, sizes.padding);
    bench_set_part(b, CNN_PART_STRIDE, sizes.stride);
}

static bool solved(const state *s) {
    return state_in_lesson(s) && s->lesson.solved;
}

static void again(state *s, const argument *with) {
    (void)with;
    reader_again(&s->lesson);
}

static bool compares(const state *s) {
    return state_asks(s) && s->lesson.compares;
}

static void judge_own(state *s, const argument *with) {
    reader_judge_own(&s->lesson, &s->session.bench, with->value != 0);
}

/* Something else was clicked: letters are commands again. */
static void leave_answer(state *s, const argument *with) {
    (void)with;
    s->lesson.typing = false;
}

/* ---- counting a class ---- */

static bool can_tally(const state *s) {
    return chooses(s) || (state_asks(s) && s->screen.present);
}

static bool counts_choice(const state *s) {
    return chooses(s) && s->lesson.tallying;
}

/* First the hands, then the answer. Who presents counts from the first key on, and has an answer for every question. */
static void tally(state *s, const argument *with) {
    if (counts_choice(s) || s->screen.present)
        show(s, with);
    else
        reader_tally(&s->lesson);
}

static void uncount(state *s, const argument *with) {
    reader_count(&s->lesson, with->value, -1);
}

static bool is_counting(const state *s) {
    return counts_choice(s) && s->lesson.counting;
}

/* The count of a choice is typed, from nothing. */
static void count(state *s, const argument *with) {
    s->lesson.counting = with->value;
    if (with->value)
        s->lesson.tally[with->value - 1] = 0;
}

static void digit(state *s, const argument *with) {
    reader *c = &s->lesson;
    reader_count(c, c->counting, c->tally[c->counting - 1] * 9 + with->value);
}

static void erase_digit(state *s, const argument *with) {
    (void)with;
    reader *c = &s->lesson;
    reader_count(c, c->counting, -(c->tally[c->counting - 1] * 9 + 9) / 10);
}

static bool has_lesson(const state *s) {
    return in_lessons(s) && s->lesson.lesson;
}

/* F3 on a page, and at the end of a lesson. */
static bool has_worksheet(const state *s) {
    return has_lesson(s) && !lists_contents(s);
}

static void write_worksheet(state *s, const argument *with) {
    (void)with;
    char path[4200], name[80];
    const lesson *l = s->lesson.lesson;
    language in = strings_language();
    cnn_format(name, sizeof name, "%s-%s", l->name, in == LANGUAGE_KO ? "ko" : "en");
    cnn_status status = user_new_document(name, ".pdf", path, sizeof path);
    worksheet_end(s->screen.sheet); /* one that is not done yet gives way */
    s->screen.sheet = NULL;
    const char *file = l->path[LANGUAGE_EN][0] ? l->path[LANGUAGE_EN] : l->path[LANGUAGE_KO];
    const quiz *q = s->lesson.quiz; /* it lies in no file; its numbers are those on the screen */
    if (!cnn_failed(status) && q)
        status = worksheet_write(l, &(worksheet_options){.seed = q->seed}, path);
    else if (!cnn_failed(status))
        status = worksheet_begin(file, &(worksheet_options){.seed = 0}, path, &s->screen.sheet);
    if (cnn_failed(status))
        state_tell(s, status.message);
    else
        state_say(s, tr(q ? "message.worksheet" : "message.worksheet_begun"), path);
}

/* ---- a whole picture ---- */

static bool can_zoom_picture(const state *s) {
    return state_shows_picture(s);
}

/* A key has no pixel in mind: the middle stays where it is. */
static void zoom_picture(state *s, const argument *with) {
    shown_picture *p = &s->lesson.picture;
    float row = (float)with->row + 0.5f, column = (float)with->column + 0.5f;
    if (!with->row && !with->column) {
        row = p->to.row + p->to.rows / 2;
        column = p->to.column + p->to.columns / 2;
    }
    shown_picture_zoom(p, with->value, row, column, s->lesson.clock);
}

static void move_picture(state *s, const argument *with) {
    shown_picture_move(&s->lesson.picture, with->y, with->x);
}

static void whole_picture(state *s, const argument *with) {
    (void)with;
    shown_picture_whole(&s->lesson.picture, s->lesson.clock);
}

/* The keys of an answer come first: digits choose, or are typed, before they mean a granularity. */
static const command rows[] = {
    {REQUEST_digit, NULL, SDLK_0, WITH_NOTHING, is_counting, digit, 0},
    {REQUEST_digit, NULL, SDLK_1, WITH_NOTHING, is_counting, digit, 1},
    {REQUEST_digit, NULL, SDLK_2, WITH_NOTHING, is_counting, digit, 2},
    {REQUEST_digit, NULL, SDLK_3, WITH_NOTHING, is_counting, digit, 3},
    {REQUEST_digit, NULL, SDLK_4, WITH_NOTHING, is_counting, digit, 4},
    {REQUEST_digit, NULL, SDLK_5, WITH_NOTHING, is_counting, digit, 5},
    {REQUEST_digit, NULL, SDLK_6, WITH_NOTHING, is_counting, digit, 6},
    {REQUEST_digit, NULL, SDLK_7, WITH_NOTHING, is_counting, digit, 7},
    {REQUEST_digit, NULL, SDLK_8, WITH_NOTHING, is_counting, digit, 8},
    {REQUEST_digit, NULL, SDLK_9, WITH_NOTHING, is_counting, digit, 9},
    {REQUEST_erase_digit, NULL, SDLK_BACKSPACE, WITH_NOTHING, is_counting, erase_digit, 0},
    {REQUEST_count, NULL, SDLK_RETURN, WITH_NOTHING, is_counting, count, 0},
    {REQUEST_uncount, NULL, SDLK_1, WITH_SHIFT, counts_choice, uncount, 1},
    {REQUEST_uncount, NULL, SDLK_2, WITH_SHIFT, counts_choice, uncount, 2},
    {REQUEST_uncount, NULL, SDLK_3, WITH_SHIFT, counts_choice, uncount, 3},
    {REQUEST_uncount, NULL, SDLK_4, WITH_SHIFT, counts_choice, uncount, 4},
    {REQUEST_choose, NULL, SDLK_1, WITH_NOTHING, chooses, choose, 1},
    {REQUEST_choose, NULL, SDLK_2, WITH_NOTHING, chooses, choose, 2},
    {REQUEST_choose, NULL, SDLK_3, WITH_NOTHING, chooses, choose, 3},
    {REQUEST_choose, NULL, SDLK_4, WITH_NOTHING, chooses, choose, 4},
    {REQUEST_tally, NULL, SDLK_RETURN, WITH_NOTHING, counts_choice, tally, 0},
    {REQUEST_choose_item, NULL, SDLK_UP, WITH_NOTHING, lists_contents, choose_item, -1},
    {REQUEST_choose_item, NULL, SDLK_DOWN, WITH_NOTHING, lists_contents, choose_item, 1},
    {REQUEST_choose_item, NULL, SDLK_LEFT, WITH_NOTHING, lists_contents, choose_item, -2},
    {REQUEST_choose_item, NULL, SDLK_RIGHT, WITH_NOTHING, lists_contents, choose_item, 2},
    {REQUEST_open_item, NULL, SDLK_RETURN, WITH_NOTHING, lists_contents, open_item, 0},
    {REQUEST_onward, NULL, SDLK_RETURN, WITH_NOTHING, state_in_contents, onward, 0},
    {REQUEST_judge_own, NULL, SDLK_1, WITH_NOTHING, compares, judge_own, 1},
    {REQUEST_judge_own, NULL, SDLK_2, WITH_NOTHING, compares, judge_own, 0},
    {REQUEST_answer, NULL, SDLK_RETURN, WITH_NOTHING, state_asks_typed, answer, 0},
    {REQUEST_onward, "Space", SDLK_SPACE, WITH_NOTHING, in_lessons, onward, 0},
    {REQUEST_whole_picture, "⌫", SDLK_BACKSPACE, WITH_NOTHING, state_zooms_picture, whole_picture, 0},
    {REQUEST_zoom_picture, "+", SDLK_PLUS, WITH_NOTHING, can_zoom_picture, zoom_picture, 1},
    {REQUEST_zoom_picture, NULL, SDLK_EQUALS, WITH_NOTHING, can_zoom_picture, zoom_picture, 1},
    {REQUEST_zoom_picture, NULL, SDLK_KP_PLUS, WITH_NOTHING, can_zoom_picture, zoom_picture, 1},
    {REQUEST_zoom_picture, "−", SDLK_MINUS, WITH_NOTHING, can_zoom_picture, zoom_picture, -1},
    {REQUEST_zoom_picture, NULL, SDLK_KP_MINUS, WITH_NOTHING, can_zoom_picture, zoom_picture, -1},
    {REQUEST_backward, "⌫", SDLK_BACKSPACE, WITH_NOTHING, in_lessons, backward, 0},
    {REQUEST_page, NULL, SDLK_PAGEDOWN, WITH_NOTHING, state_in_lesson, page, 1},
    {REQUEST_onward, NULL, SDLK_PAGEDOWN, WITH_NOTHING, at_lesson_end, onward, 0},
    {REQUEST_page, NULL, SDLK_PAGEUP, WITH_NOTHING, state_in_lesson, page, -1},
    {REQUEST_contents, "F2", SDLK_F2, WITH_NOTHING, in_lessons, contents, 0},
    {REQUEST_worksheet, "F3", SDLK_F3, WITH_NOTHING, has_worksheet, write_worksheet, 0},
    {REQUEST_record, "F3", SDLK_F3, WITH_NOTHING, lists_contents, write_record, 0},
    {.name = REQUEST_record, .can = in_lessons, .run = write_record},
    {REQUEST_tally, "F4", SDLK_F4, WITH_NOTHING, can_tally, tally, 0},
    {REQUEST_read_text, "F9", SDLK_F9, WITH_NOTHING, can_read, read_text, 0},
    {REQUEST_restart, "F5", SDLK_F5, WITH_NOTHING, in_lessons, restart, 0},
    {.name = REQUEST_worksheet, .can = has_lesson, .run = write_worksheet},
    {.name = REQUEST_move_picture, .can = state_zooms_picture, .run = move_picture},
    {.name = REQUEST_open_entry, .run = open_entry},
    {.name = REQUEST_follow, .can = state_in_lesson, .run = follow},
    {.name = REQUEST_take_check, .run = take_check},
    {.name = REQUEST_take_final, .can = has_final, .run = take_final},
    {.name = REQUEST_next_lesson, .can = state_in_contents, .run = next_lesson},
    {.name = REQUEST_try_bench, .can = in_lessons, .run = try_bench},
    {.name = REQUEST_count, .can = counts_choice, .run = count},
    {.name = REQUEST_pick, .can = state_picks, .run = pick},
    {.name = REQUEST_judge_own, .can = compares, .run = judge_own},
    {.name = REQUEST_again, .can = solved, .run = again},
    {.name = REQUEST_leave_answer, .can = state_asks_typed, .run = leave_answer},
    {.name = REQUEST_show, .can = state_asks, .run = show},
};
static const command_reason reasons[] = {
    {in_lessons, "why.in_lessons", NULL},
    {state_in_lesson, "why.in_lessons", NULL},
    {state_in_contents, "why.in_contents", NULL},
    {lists_contents, "why.in_contents", NULL},
    {at_lesson_end, "why.in_contents", NULL},
    {has_final, "why.no_questions", NULL},
    {has_lesson, "why.in_lessons", NULL},
    {has_worksheet, "why.in_lessons", NULL},
    {state_asks_typed, "why.asks_nothing", NULL},
    {compares, "why.asks_nothing", NULL},
    {solved, "why.not_solved", NULL},
    {chooses, "why.no_choices", NULL},
    {can_read, "why.not_presenting", NULL},
    {can_tally, "why.no_choices", NULL},
    {counts_choice, "why.not_counting", NULL},
    {is_counting, "why.not_counting", NULL},
    {state_picks, "why.asks_nothing", NULL},
    {state_asks, "why.asks_nothing", NULL},
    {can_zoom_picture, "why.no_picture", NULL},
    {state_zooms_picture, "why.no_picture", NULL},
    {0},
};
const command_table lesson_commands = {rows, sizeof rows / sizeof *rows, reasons};
