/* A lesson on paper. */
#include "hand.h"

#include "file.h"
#include "paper_figure.h"
#include "paper_words.h"
#include "worksheet.h"

static const char LESSONS[] = TESTS_DIR "/../lessons";

static size_t worksheet_of(const char *name, uint64_t seed, paper size, unsigned char **bytes) {
    char path[4096];
    lesson *l;
    size_t length;
    cnn_format(path, sizeof path, "%s/en/%s.md", LESSONS, name);
    CHECK_FINE(lesson_open(path, &l));
    CHECK_FINE(worksheet_write(l, &(worksheet_options){.paper = size, .seed = seed}, "stride-worksheet.pdf"));
    CHECK_FAILS(
        worksheet_write(l, &(worksheet_options){.paper = size, .seed = seed}, "/nowhere/x.pdf"), "/nowhere/x.pdf");
    lesson_close(l);
    CHECK_FINE(cnn_file_read("stride-worksheet.pdf", 1 << 24, false, bytes, &length));
    assert_memory_equal(*bytes, "%PDF-", 5);
    return length;
}

static bool has_box(const unsigned char *bytes, size_t length, const char *box) {
    for (size_t i = 0; i + strlen(box) < length; i++)
        if (!memcmp(bytes + i, box, strlen(box)))
            return true;
    return false;
}

static void a_lesson_becomes_a_worksheet_with_a_key(void **fixture) {
    (void)fixture;
    unsigned char *own, *same, *other;
    size_t length = worksheet_of("07-pooling", 0, PAPER_A4, &own);
    assert_true(has_box(own, length, "/Count 4")); /* three of questions, one of answers */
    assert_true(has_box(own, length, "595.28"));
    assert_true(has_box(own, length, "/FontFile"));
    size_t third = worksheet_of("07-pooling", 3, PAPER_LETTER, &other);
    assert_true(has_box(other, third, "612 792") || has_box(other, third, "/MediaBox [ 0 0 612 792 ]"));
    size_t second = worksheet_of("07-pooling", 4, PAPER_A4, &same);
    assert_true(second != length || memcmp(own + 64, same + 64, length - 200) != 0);
    free(own);
    free(same);
    free(other);
    strings_use(LANGUAGE_KO);
    for (int i = 0; i < a.state.lesson.count; i++) {
        lesson *l;
        CHECK_FINE(lesson_open(a.state.lesson.entries[i].path, &l));
        CHECK_FINE(worksheet_write(l, &(worksheet_options){.seed = 7}, "stride-worksheet.pdf"));
        lesson_close(l);
    }
    strings_use(LANGUAGE_EN);
}

/* Opens every page that asks something, in one language; `look` is called for each. */
static void each_question(language in, void (*look)(const char *name, const lesson_page *page)) {
    strings_use(in);
    for (int i = 0; i < a.state.lesson.count; i++) {
        CHECK_FINE(reader_open_entry(&a.state.lesson, &a.state.session, i));
        for (int page = 0; page < a.state.lesson.lesson->count; page++) {
            reader_go(&a.state.lesson, &a.state.session, page);
            reader_wait(&a.state.lesson, &a.state.session);
            if (a.state.lesson.scene.question.kind != ASK_NOTHING)
                look(a.state.lesson.lesson->name, &a.state.lesson.lesson->pages[page]);
        }
    }
    strings_use(LANGUAGE_EN);
}

/* What is asked on paper, as one text. */
static void words_on_paper(char words[2000]) {
    char text[PAPER_TEXT];
    prose own;
    paper_question(&a.state, &own, text);
    cnn_format(words, 2000, "%s", text);
    const prose *from = own.count ? &own : text[0] ? NULL : reader_text(&a.state.lesson);
    for (int i = 0; from && i < from->count; i++) {
        char plain[600];
        prose_plain(&from->blocks[i], plain, sizeof plain);
        if (own.count || (from->blocks[i].quoted && !from->blocks[i].aside))
            cnn_append(words, 2000, "%s ", plain);
    }
}

static int offences;

static void look_for_the_mouse(const char *name, const lesson_page *page) {
    static const char *const mouse[] = {
        "lick ", "ress ", "rag ", "Space", "hange what", "클릭", "누르", "누릅", "눌러", "끌어", "마음대로", "바꿔 보"};
    char words[2000];
    words_on_paper(words);
    assert_true(words[0] != '\0');
    for (size_t i = 0; i < sizeof mouse / sizeof *mouse; i++)
        if (strstr(words, mouse[i])) {
            print_message("%s/%s on paper: %s\n", name, page->id, words);
            offences++;
        }
}

/* On paper nothing can be clicked, pressed or tried out. */
static void questions_on_paper_need_no_mouse(void **fixture) {
    (void)fixture;
    offences = 0;
    for (int in = 0; in < LANGUAGE_COUNT; in++)
        each_question((language)in, look_for_the_mouse);
    assert_int_equal(offences, 0);
}

static bool is_grey(color c) {
    int most = c.r > c.g ? c.r : c.g, least = c.r < c.g ? c.r : c.g;
    most = c.b > most ? c.b : most;
    least = c.b < least ? c.b : least;
    return most - least < 40;
}

/* The answer is in the key; the figure is in ink, lies within its room and asks what the question asks. */
static void look_at_figure(const char *name, const lesson_page *page) {
    static draw_list list;
    static ui u;
    view_state own = {0};
    requests asked = {0};
    view v = {&a.state, &own, &u, &list, &asked, 1190, 1684};
    char answer[PAPER_TEXT];
    rect at = {80, 100, 1030, 650};
    u.scale = 1.25f;
    a.state.screen.place = PLACE_LESSONS;
    paper_answer(&a.state, answer);
    bool told = a.state.lesson.scene.question.kind == ASK_EXPLAIN; /* in the author's words */
    if (!answer[0] && !told)
        fail_msg("%s/%s has no answer on paper", name, page->id);
    if (a.state.lesson.scene.show != SHOW_LAYER)
        return;
    draw_begin(&list, 1190, 1684);
    ui_begin(&u, &list, 1.25f);
    float measured = paper_figure(&v, NULL, at), high = paper_figure(&v, &list, at);
    assert_true(measured == high && high <= 700);
    for (int i = 0; i < list.count; i++) {
        const draw_item *item = &list.items[i];
        if (!is_grey(item->paint) || item->at.x < 60 || item->at.x + item->at.w > 1130)
            fail_msg("%s/%s: item %d of the figure", name, page->id, i);
    }
    ui_end(&u);
}

static void figures_on_paper_are_whole_and_in_ink(void **fixture) {
    (void)fixture;
    each_question(LANGUAGE_EN, look_at_figure);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lesson_becomes_a_worksheet_with_a_key),
        cmocka_unit_test(questions_on_paper_need_no_mouse),
        cmocka_unit_test(figures_on_paper_are_whole_and_in_ink),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
