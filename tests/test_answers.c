/* Every question of the course, in both languages and three sizes: answered wrongly in the ways that people do, and then
 * rightly. Each wrong answer is told what went wrong; nothing moves when it is. */
#include "hand.h"

#include "remark.h"
#include "slip.h"

static reader *c;
static int asked, named, unsolved;

static void fail_here(const char *what, const char *given) {
    fail_msg("%s/%s in %s at %g: %s (%s): \"%s\"", c->lesson->name, reader_page(c)->id,
        strings_language() == LANGUAGE_KO ? "Korean" : "English", (double)a.width, what, given, c->hint);
}

/* ---- what must not move ---- */

enum { CONTROLS = 7 };
static const char *const controls[CONTROLS] = {"lesson.field", "lesson.check", "lesson.choice0", "lesson.choice1",
    "lesson.choice2", "lesson.choice3", "lesson.tally"};
typedef struct places {
    rect at[CONTROLS];
    bool there[CONTROLS];
    float scroll;
} places;

static places places_now(void) {
    places p = {.scroll = a.state.view.scroll};
    for (int i = 0; i < CONTROLS; i++)
        p.there[i] = ui_find(&a.ui, controls[i], &p.at[i]);
    return p;
}

/* The part of a control that can be seen may change, not where it begins on the page; the page may scroll. */
static void check_still(const places *before, const char *given) {
    places now = places_now();
    for (int i = 0; i < CONTROLS; i++)
        if (before->there[i] && now.there[i] &&
            fabsf(before->at[i].y + before->scroll - now.at[i].y - now.scroll) > 0.6f)
            fail_msg("%s moves from %g to %g (scroll %g of %g): %s/%s at %g, %s", controls[i], (double)before->at[i].y,
                (double)now.at[i].y, (double)a.state.view.scroll, (double)a.state.view.scroll_most, c->lesson->name,
                reader_page(c)->id, (double)a.width, given);
}

/* ---- wrong answers ---- */

static bool begins_with(const char *key) {
    char begin[80];
    const char *text = tr(key);
    cnn_format(begin, sizeof begin, "%.*s", (int)strcspn(text, "%*{"), text);
    return begin[0] && !strncmp(c->hint, begin, strlen(begin));
}

/* A hint that shows the first step, since no slip is recognised. */
static bool is_first_step(void) {
    static const char *const keys[] = {"hint.begin_sum", "hint.size_begin", "hint.window_holds", "hint.too_large",
        "hint.too_small", "hint.each", "hint.stamp_begin"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (begins_with(keys[i]))
            return true;
    return false;
}

static void check_wrong(const char *given) {
    if (c->answered)
        fail_here("is taken for right", given);
    if (!c->hint[0] || strstr(c->hint, "hint.") || strstr(c->hint, "lesson."))
        fail_here("nothing is said", given);
    if (c->typed[0] && strcmp(c->typed, given) != 0)
        fail_here("the answer does not stay", given);
}

static void answer_text(const char *text) {
    typing_paste(&a.state, text);
    key(SDLK_RETURN);
}

/* A number that is not the right one, as a reader types it; the slip behind it must be named. */
static void try_number(double number, double right, bool slipped, const places *before) {
    char text[32];
    if (!isfinite(number) || fabs(number - right) < fmax(0.02, 0.02 * fabs(right)))
        return;
    cnn_format(text, sizeof text, number == floor(number) ? "%.0f" : "%.4f", number);
    field_select_all(reader_field(c));
    answer_text(text);
    check_wrong(text);
    check_still(before, text);
    if (slipped && !reader_remark(c).count && is_first_step())
        fail_here("the slip is not named", text);
    named += slipped;
}

static int slips_of(double right, double out[8]) {
    const bench *b = &a.state.session.bench;
    const question *q = &c->scene.question;
    static const slip all[] = {SLIP_BIAS, SLIP_FLIP, SLIP_DIVISION, SLIP_PADDING, SLIP_SIZE, SLIP_PRODUCT};
    int count = 0;
    for (int i = 0; i < 6 && count < 3; i++) {
        bool of_size = all[i] == SLIP_PADDING || all[i] == SLIP_SIZE, fits = of_size == (q->kind == ASK_SIZE);
        bool stepped = q->kind == ASK_CELL || q->kind == ASK_SIZE;
        if (fits && stepped && !cnn_failed(slip_number(b, &c->scene, all[i], &out[count])))
            count++;
    }
    if (q->kind == ASK_GRADIENT && right != 0)
        out[count++] = -right;
    return count;
}

static void answer_number(const places *before) {
    double right, wrong[8];
    char text[64];
    const bench *b = &a.state.session.bench;
    CHECK_FINE(grading_number(b, &c->scene, &right));
    int count = slips_of(right, wrong);
    for (int i = 0; i < count; i++)
        try_number(wrong[i], right, true, before);
    try_number(right + 37, right, false, before);
    field_select_all(reader_field(c));
    answer_text("?!");
    check_wrong("?!");
    check_still(before, "?!");
    CHECK_FINE(grading_text(b, &c->scene, text, sizeof text));
    field_select_all(reader_field(c));
    answer_text(text);
}

static void answer_choice(const places *before) {
    const prose_block *list[LESSON_CHOICES];
    int count = prose_choices(reader_text(c), list, LESSON_CHOICES), right = c->scene.question.choice;
    for (int i = 1; i <= count; i++) {
        if (i == right)
            continue;
        key(SDLK_0 + i);
        check_wrong("a choice");
        check_still(before, "a choice");
        if (c->chosen != i || reader_remark(c).count != remark_to_choice(reader_text(c), i).count)
            fail_here("its reason is not shown", "a choice");
    }
    key(SDLK_0 + right);
}

/* The grid to click in has such a cell. */
static bool is_cell(int row, int column) {
    pick_place where = grading_pick_place(c->scene.question.pick);
    const bench *b = &a.state.session.bench;
    if (where == PICKS_INPUT)
        return row < b->rows && column < b->columns;
    cnn_step step = cnn_recording_step(b->recording, a.state.session.player.at);
    return where == PICKS_OUTPUT ? row < step.term.rows && column < step.term.columns
                                 : row < step.term.tap_rows && column < step.term.tap_columns;
}

/* Clicks the cell where it can be seen: filters and outputs have controls of their own. */
static void click_cell(int row, int column) {
    pick_place where = grading_pick_place(c->scene.question.pick);
    const bench *b = &a.state.session.bench;
    rect at;
    cnn_step step = cnn_recording_step(b->recording, a.state.session.player.at);
    int rows = where == PICKS_OUTPUT ? step.term.rows : step.term.tap_rows,
        columns = where == PICKS_OUTPUT ? step.term.columns : step.term.tap_columns;
    bool there = ui_find(&a.ui, where == PICKS_OUTPUT ? "stage.output" : "stage.filter", &at) ||
                 (where == PICKS_FILTER && ui_find(&a.ui, "back.filter", &at));
    if (where == PICKS_INPUT) {
        command_run(&a.state, REQUEST_pick, &(argument){.row = row, .column = column});
        a.dirty = true;
        settle();
        return;
    }
    if (!there)
        fail_here("there is nothing to click", "a cell");
    click(at.x + at.w * ((float)column + 0.5f) / (float)columns, at.y + at.h * ((float)row + 0.5f) / (float)rows);
    point_away();
}

static void answer_pick(const places *before) {
    char hint[FEEDBACK_MAX];
    const bench *b = &a.state.session.bench;
    int row = -1, column = -1, wrong = 0;
    for (int y = 0; y < 40; y++)
        for (int x = 0; x < 40; x++) {
            bool on_input = grading_pick_place(c->scene.question.pick) == PICKS_INPUT;
            if (on_input && (y >= b->rows || x >= b->columns))
                continue;
            if (grading_picked(b, &c->scene, y, x, hint)) {
                row = y;
                column = x;
            } else if (hint[0] && is_cell(y, x) && wrong++ < 3) {
                click_cell(y, x);
                check_wrong("");
                check_still(before, "a cell");
            }
        }
    click_cell(row, column);
}

static void answer_explain(const places *before) {
    answer_text("ab");
    check_wrong("ab");
    check_still(before, "ab");
    field_select_all(reader_field(c));
    answer_text("because it is so");
    assert_true(c->compares);
    check_still(before, "a sentence");
    if (!reader_remark(c).count)
        fail_here("there is nothing to compare with", "a sentence");
    key(SDLK_1);
}

/* Tries the sizes that are open; goals of other kinds are left open here. */
static void answer_make(void) {
    static const cnn_part parts[] = {CNN_PART_PADDING, CNN_PART_STRIDE, CNN_PART_KERNEL, CNN_PART_DILATION};
    bool told = false;
    for (int i = 0; i < 4 && !c->answered; i++) {
        int before = bench_part(&a.state.session.bench, parts[i]);
        for (int value = i > 0; value <= 11 && !c->answered && reader_allows(c, reader_bit(parts[i])); value++) {
            command_run(&a.state, REQUEST_set_part, &(argument){.part = parts[i], .value = value});
            a.dirty = true;
            settle();
            told |= c->say == SAY_WRONG && c->hint[0];
        }
        if (!c->answered)
            command_run(&a.state, REQUEST_set_part, &(argument){.part = parts[i], .value = before});
    }
    if (c->answered && !told && c->attempts)
        fail_here("nothing was said on the way", "");
}

static void answer_page(void) {
    ask kind = c->scene.question.kind;
    a.state.view.scroll = a.state.view.scroll_most;
    a.dirty = true;
    settle();
    places before = places_now();
    asked++;
    if (grading_takes_number(kind))
        answer_number(&before);
    else if (kind == ASK_CHOOSE)
        answer_choice(&before);
    else if (kind == ASK_PICK)
        answer_pick(&before);
    else if (kind == ASK_EXPLAIN)
        answer_explain(&before);
    else
        answer_make();
    a.dirty = true;
    settle();
    unsolved += !c->answered;
    if (!c->answered && kind != ASK_MAKE)
        fail_here("the right answer is not accepted", "");
    if (c->answered && reader_remark(c).count != remark_because(reader_text(c), &c->scene.question).count)
        fail_here("the line of the right answer is not shown", "");
    check_still(&before, "the right answer");
}

static void play(const char *path) {
    CHECK_FINE(reader_open(c, &a.state.session, path, true));
    wait_for_task();
    a.state.screen.place = PLACE_LESSONS;
    for (int page = 0; page < c->lesson->count; page++) {
        reader_go(c, &a.state.session, page);
        wait_for_task();
        reader_again(c);
        a.dirty = true;
        settle();
        if (reader_asks(c))
            answer_page();
    }
}

static void play_all(language in, int width, int height) {
    c = &a.state.lesson;
    asked = named = unsolved = 0;
    strings_use(in);
    app_resize(&a, width, height);
    a.state.screen.reduced_motion = true;
    for (int i = 0; i < c->count; i++)
        play(c->entries[i].path);
    for (int i = 1; i <= 5; i++) {
        char path[4200];
        cnn_format(path, sizeof path, "%s/../lessons/en/check-%d.md", TESTS_DIR, i);
        play(path);
    }
    assert_true(asked > 100 && named > 20 && unsolved < asked / 20);
    strings_use(LANGUAGE_EN);
}

static void in_english_in_a_small_window(void **fixture) {
    (void)fixture;
    play_all(LANGUAGE_EN, 1024, 640);
}

static void in_english_in_a_window(void **fixture) {
    (void)fixture;
    play_all(LANGUAGE_EN, 1366, 768);
}

static void in_english_on_a_large_screen(void **fixture) {
    (void)fixture;
    play_all(LANGUAGE_EN, 1920, 1080);
}

static void in_korean_in_a_small_window(void **fixture) {
    (void)fixture;
    play_all(LANGUAGE_KO, 1024, 640);
}

static void in_korean_in_a_window(void **fixture) {
    (void)fixture;
    play_all(LANGUAGE_KO, 1366, 768);
}

static void in_korean_on_a_large_screen(void **fixture) {
    (void)fixture;
    play_all(LANGUAGE_KO, 1920, 1080);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_english_in_a_small_window),
        cmocka_unit_test(in_english_in_a_window),
        cmocka_unit_test(in_english_on_a_large_screen),
        cmocka_unit_test(in_korean_in_a_small_window),
        cmocka_unit_test(in_korean_in_a_window),
        cmocka_unit_test(in_korean_on_a_large_screen),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
