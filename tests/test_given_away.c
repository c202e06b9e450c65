/* While a question is open the right answer stands nowhere as the answer: not on the stage, the timeline or in what is
 * told of a cell. */
#include "hand.h"

static reader *c;

static bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

/* A number as a word of its own: not a part of another one, and no factor such as ×10. */
static bool holds(const char *text, const char *number) {
    size_t length = strlen(number);
    for (const char *at = text; (at = strstr(at, number)); at++) {
        bool begins = at == text || !(is_digit(at[-1]) || strchr(".,-", at[-1]));
        bool sign = at >= text + 3 && !strncmp(at - 3, "−", 3), times = at >= text + 2 && !strncmp(at - 2, "×", 2);
        bool goes_on = is_digit(at[length]) || (at[length] && strchr(".,", at[length]) && is_digit(at[length + 1]));
        if (begins && !sign && !times && !goes_on)
            return true;
    }
    return false;
}

/* Beside the page, below the bar. */
static bool on_stage(const draw_item *item) {
    float left = ui_px(&a.ui, a.width < 1200 * a.ui.scale ? 300 : 348);
    return item->kind == DRAW_TEXT && item->at.x > left && item->at.y > ui_px(&a.ui, 46);
}

/* Counts are told in one place or in none; a number with one digit may stand anywhere for another reason. */
static void check_count(void) {
    char text[64];
    if (cnn_failed(grading_text(&a.state.session.bench, &c->scene, text, sizeof text)) || strlen(text) < 2)
        return;
    for (int i = 0; i < a.list.count; i++)
        if (on_stage(&a.list.items[i]) && holds(a.list.items[i].text, text))
            fail_msg(
                "%s/%s asks for %s and shows \"%s\"", c->lesson->name, reader_page(c)->id, text, a.list.items[i].text);
}

static void check_near(double number, const char *when) {
    for (int i = 0; i < a.list.count; i++) {
        const char *text = a.list.items[i].text;
        char *end;
        if (!on_stage(&a.list.items[i]))
            continue;
        double shown = !strncmp(text, "−", 3) ? -strtod(text + 3, &end) : strtod(text, &end);
        if (end != text && fabs(shown - number) < 0.006)
            fail_msg("%s/%s asks for %g and shows \"%s\" %s", c->lesson->name, reader_page(c)->id, number, text, when);
    }
}

/* The number is also that of a pixel or of another cell. */
static bool stands_elsewhere(const bench *b, double number) {
    const cnn_recording *r = b->recording;
    int count = 0, pixels = b->channels * b->rows * b->columns;
    const float *map = r->pass->value[r->net->output].data;
    for (int i = 0; i < pixels; i++)
        count += fabs((double)b->pixels[i] - number) < 0.02;
    for (size_t i = 0; i < cnn_shape_image(r->net->nodes[r->net->output].layout.out); i++)
        count += fabs((double)map[i] - number) < 0.02;
    return count > 1 || fabs(number) < 0.1;
}

/* With crooked numbers in the input no other number on the screen is that of the cell by chance. */
static void check_cell(void) {
    bench *b = &a.state.session.bench;
    double number;
    rect at;
    for (int i = 0; i < b->channels * b->rows * b->columns; i++) {
        int channel = i / (b->rows * b->columns), cell = i % (b->rows * b->columns);
        bench_set_pixel(
            b, channel, cell / b->columns, cell % b->columns, b->pixels[i] + 0.0137f * (float)(i * 37 % 101));
    }
    int tries = 0;
    do {
        if (tries++ == 40)
            return;
        for (int i = 0; i < b->filters; i++)
            bench_set_bias(b, i, b->bias[i] + 0.0571f);
        state_settle(&a.state);
        if (!reader_asks(c) || cnn_failed(grading_number(b, &c->scene, &number)))
            return;
    } while (stands_elsewhere(b, number));
    a.dirty = true;
    settle();
    check_near(number, "at once");
    if (!ui_find(&a.ui, "stage.output", &at))
        return;
    cnn_step step = cnn_recording_step(b->recording, a.state.session.player.at);
    point(at.x + at.w * ((float)step.address.column + 0.5f) / (float)step.term.columns,
        at.y + at.h * ((float)step.address.row + 0.5f) / (float)step.term.rows);
    for (int k = 0; k < 12; k++)
        settle();
    check_near(number, "when it is pointed at");
    point_away();
}

/* A page that hides the sum shows no sum beside a question about something else. */
static void check_no_sum(void) {
    for (int i = 0; i < a.list.count; i++)
        if (on_stage(&a.list.items[i]) && !strncmp(a.list.items[i].text, "Σ", 2))
            fail_msg("%s/%s hides the sum and shows \"%s\"", c->lesson->name, reader_page(c)->id, a.list.items[i].text);
}

static void check_page(void) {
    ask kind = c->scene.question.kind;
    bool counts = kind >= ASK_SIZE && kind <= ASK_FIELD;
    const bench *b = &a.state.session.bench;
    if (reader_asks(c) && counts)
        check_count();
    else if (reader_asks(c) && kind == ASK_CELL && b->source != BENCH_INSIDE && b->kind == BENCH_CONV)
        check_cell();
    if (reader_asks(c) && kind != ASK_CELL && (c->scene.hides & HIDE_SUM))
        check_no_sum();
}

static int check_pages(const char *path) {
    int asked = 0;
    CHECK_FINE(reader_open(c, &a.state.session, path, true));
    wait_for_task();
    a.state.screen.place = PLACE_LESSONS;
    a.state.screen.reduced_motion = true;
    for (int page = 0; page < c->lesson->count; page++) {
        reader_go(c, &a.state.session, page);
        wait_for_task();
        a.dirty = true;
        settle();
        asked += reader_asks(c);
        check_page();
    }
    return asked;
}

static void no_open_question_is_answered_on_the_screen(void **fixture) {
    (void)fixture;
    c = &a.state.lesson;
    int asked = 0;
    for (int i = 0; i < c->count; i++)
        asked += check_pages(c->entries[i].path);
    for (int part = 1; part <= 5; part++) {
        char path[400];
        cnn_format(path, sizeof path, "%s/../lessons/en/check-%d.md", TESTS_DIR, part);
        asked += check_pages(path);
    }
    assert_true(asked > 160);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_open_question_is_answered_on_the_screen),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
