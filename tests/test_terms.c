/* The words of the course: how they are found in a text, the card of one, the list of all, and links into the course. */
#include "hand.h"

#include "course_check.h"
#include "file.h"
#include "finder.h"
#include "glossary.h"
#include "lesson_link.h"
#include "link_check.h"

static course_terms words;

static int read_words(void **fixture) {
    int failed = open_app(fixture);
    a.state.screen.reduced_motion = true;
    app_resize(&a, 1280, 800);
    return failed || cnn_failed(terms_read(TESTS_DIR "/../lessons", &words));
}

static int free_words(void **fixture) {
    terms_free(&words);
    return close_app(fixture);
}

/* The term that the text begins with, as it is called in the list; NULL: none. */
static const char *found(language in, const char *text, size_t length) {
    int which = 0;
    size_t is = terms_match(&words, in, text, &which);
    if (is != length)
        fail_msg("\"%s\": a term of %d bytes", text, (int)is);
    return is ? words.list[which - 1].id : NULL;
}

static void a_term_is_found_in_its_forms(void **fixture) {
    (void)fixture;
    assert_string_equal(found(LANGUAGE_EN, "padding is", 7), "padding");
    assert_string_equal(found(LANGUAGE_EN, "Filters slide", 7), "filter");
    assert_string_equal(found(LANGUAGE_EN, "kernel.", 6), "filter");
    assert_null(found(LANGUAGE_EN, "filtering", 0));
    assert_null(found(LANGUAGE_EN, "layered", 0));
    assert_string_equal(found(LANGUAGE_EN, "feature maps, then", 12), "feature-map"); /* the longest one */
    assert_string_equal(found(LANGUAGE_KO, "필터가 움직입니다", strlen("필터")), "filter");
    assert_string_equal(found(LANGUAGE_KO, "픽셀에서", strlen("픽셀")), "pixel");
    assert_string_equal(found(LANGUAGE_KO, "패딩입니다", strlen("패딩")), "padding");
    assert_string_equal(found(LANGUAGE_KO, "합성곱으로", strlen("합성곱")), "convolution");
    assert_null(found(LANGUAGE_KO, "층층", 0));
}

static void every_term_leads_to_a_page(void **fixture) {
    (void)fixture;
    assert_true(words.count > 60);
    for (int i = 0; i < words.count; i++) {
        char link[160], id[64], page[LESSON_ID];
        cnn_format(link, sizeof link, "#lesson/%s", words.list[i].page);
        CHECK_FINE(lesson_link_read(link, id, page));
        if (course_find(&a.state.lesson.course, id) < 0)
            fail_msg("the term %s is taught by %s, which is no lesson of the course", words.list[i].id, id);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(words.list[i].id, words.list[j].id);
    }
}

static prose read_text(const char *text, cnn_arena *arena) {
    prose out;
    int64_t room = 0;
    prose_pictures pictures = {{"."}, &room};
    CHECK_FINE(prose_read(text, strlen(text), &pictures, arena, NULL, NULL, &out));
    return out;
}

static int marked(const prose *p, const char *text) {
    int count = 0;
    for (int i = 0; i < p->count; i++)
        for (int j = 0; j < p->blocks[i].count; j++)
            count += p->blocks[i].spans[j].term && !strcmp(p->blocks[i].spans[j].text, text);
    return count;
}

static void terms_are_spans_of_their_own(void **fixture) {
    (void)fixture;
    cnn_arena *arena = cnn_arena_new();
    prose p = read_text(
        "The feature\nmap of a **filter**, `padding` and a [padding](#lesson/padding).\nOne filter.\n", arena);
    char before[200], after[200];
    prose_plain(&p.blocks[0], before, sizeof before);
    CHECK_FINE(terms_mark(&words, LANGUAGE_EN, &p));
    prose_plain(&p.blocks[0], after, sizeof after);
    assert_string_equal(before, after);
    assert_int_equal(marked(&p, "feature map"), 1); /* over the end of a line */
    assert_int_equal(marked(&p, "filter"), 2);
    assert_int_equal(marked(&p, "padding"), 0); /* code, and a link */
    int first = 0, links = 0;
    for (int j = 0; j < p.blocks[0].count; j++) {
        first += p.blocks[0].spans[j].first;
        links += p.blocks[0].spans[j].link && !strcmp(p.blocks[0].spans[j].link, "#lesson/padding");
    }
    assert_int_equal(first, 2);
    assert_int_equal(links, 1);
    p = read_text("필터는 합성곱을 합니다. 커널과 필터입니다.\n", arena);
    CHECK_FINE(terms_mark(&words, LANGUAGE_KO, &p));
    assert_int_equal(marked(&p, "필터"), 2);
    assert_int_equal(marked(&p, "커널"), 1);
    assert_int_equal(marked(&p, "합성곱"), 1);
    cnn_arena_free(arena);
}

static void expect_terms(const char *text, const char *problem) {
    course_terms read;
    cnn_piece piece = {text, strlen(text)};
    CHECK_FINE(cnn_file_write(test_path("terms.yaml"), &piece, 1));
    CHECK_FAILS(terms_read(test_path("."), &read), problem);
    assert_int_equal(read.count, 0);
}

static void a_list_of_terms_that_cannot_be_read_says_where(void **fixture) {
    (void)fixture;
    expect_terms("a: 1\n", "list of at most");
    expect_terms("- {id: x}\n", "terms.yaml:1: a term has an id");
    expect_terms("- {id: x, en: {term: a, text: b}, ko: {term: c}}\n", "text is a text");
    expect_terms("- {id: x, en: {term: a, text: b, also: c}, ko: {term: c, text: d}}\n", "also is a list");
    expect_terms("- {id: x, en: a, ko: b}\n", "its words in each language");
    expect_terms("- {id: x, wrong: 1, en: {term: a, text: b}, ko: {term: c, text: d}}\n", "wrong");
}

static void lint_tells_of_links_that_lead_nowhere(void **fixture) {
    (void)fixture;
    static const char text[] =
        "# T\n\n## A {#a}\n\nSee [one](#lesson/nothing).\n\nAnd\n[two](#lesson/padding/none) and "
        "[three](#lesson/padding/ring).\n\n```scene\nof: nowhere\n```\n";
    cnn_piece piece = {text, sizeof text - 1};
    lesson *l;
    CHECK_FINE(cnn_file_write(test_path("links.md"), &piece, 1));
    CHECK_FINE(lesson_open(test_path("links.md"), &l));
    course_check(l, link_check_text);
    assert_int_equal(l->problem_count, 3);
    assert_non_null(strstr(l->problems[0], "links.md:5: #lesson/nothing leads nowhere: there is no lesson"));
    assert_non_null(strstr(l->problems[1], "links.md:7: #lesson/padding/none leads nowhere"));
    assert_non_null(strstr(l->problems[2], "links.md:3: of: there is no lesson \"nowhere\""));
    lesson_close(l);
}

/* ---- on the screen ---- */

static void open_link(const char *link) {
    CHECK_FINE(open_path(&a.state, link));
    settle();
}

static void links_lead_to_pages(void **fixture) {
    (void)fixture;
    open_link("#lesson/padding/ring");
    reader *c = &a.state.lesson;
    assert_string_equal(reader_page(c)->id, "ring");
    assert_string_equal(c->entries[c->at].id, "padding");
    key_with(SDLK_l, KMOD_CTRL);
    char *copied = SDL_GetClipboardText();
    assert_string_equal(copied, "#lesson/padding/ring");
    SDL_free(copied);
    type_line("open #lesson/pooling");
    assert_true(c->page == 0 && !strcmp(c->entries[c->at].id, "pooling"));
    type_line("https://example.org/stride#lesson/padding/ring");
    assert_string_equal(reader_page(c)->id, "ring");
    CHECK_FAILS(open_path(&a.state, "#lesson/nothing"), "no lesson");
    CHECK_FAILS(open_path(&a.state, "#lesson/padding/nothing"), "no page");
    CHECK_FAILS(open_path(&a.state, "#lesson/"), "a link names no files");
    CHECK_FAILS(open_path(&a.state, "#lesson/a/b/c"), "a link names no files");
}

/* The n-th word that can be pressed. */
static bool press_word(const char *text) {
    for (int i = 0; i < a.list.count; i++) {
        const draw_item *item = &a.list.items[i];
        if (item->kind == DRAW_TEXT && item->at.x < 340 && item->at.y > 100 && !strcmp(item->text, text)) {
            click(item->at.x + item->at.w / 2, item->at.y + item->at.h / 2);
            return true;
        }
    }
    return false;
}

static void a_word_on_a_page_opens_its_card(void **fixture) {
    (void)fixture;
    open_link("#lesson/padding/ring");
    assert_true(press_word("filter"));
    assert_true(a.state.screen.term > 0);
    assert_string_equal(words.list[a.state.screen.term - 1].id, "filter");
    control("term.teach");
    key(SDLK_l); /* the card is in the other language */
    assert_int_equal(strings_language(), LANGUAGE_KO);
    float x, y;
    assert_true(find_text("필터", 0, &x, &y));
    key(SDLK_l);
    key(SDLK_ESCAPE);
    assert_int_equal(a.state.screen.term, 0);
    assert_true(press_word("filter"));
    press_in("term.teach", 0.2f, 0.5f);
    release(0, 0);
    assert_int_equal(a.state.screen.term, 0);
    assert_string_not_equal(a.state.lesson.entries[a.state.lesson.at].id, "padding");
    open_link("#lesson/padding/ring");
    assert_true(press_word("filter"));
    click(900, 300); /* beside it */
    assert_int_equal(a.state.screen.term, 0);
}

static void the_list_is_narrowed_by_typing(void **fixture) {
    (void)fixture;
    open_link("#lesson/padding/ring");
    key(SDLK_F10);
    assert_true(state_in_glossary(&a.state));
    int rows[TERMS_MOST], all = glossary_rows(&a.state, rows);
    assert_int_equal(all, words.count);
    type("strid");
    assert_true(state_in_glossary(&a.state));
    assert_int_equal(strings_language(), LANGUAGE_EN); /* no letter was a command */
    int count = glossary_rows(&a.state, rows);
    assert_true(count >= 1 && count < 5);
    for (int i = 0; i < 5; i++)
        key(SDLK_BACKSPACE);
    type_words("패딩");
    count = glossary_rows(&a.state, rows);
    assert_true(count >= 1 && count < 6);
    key(SDLK_DOWN);
    key(SDLK_UP);
    key(SDLK_RETURN);
    assert_true(!a.state.lesson.contents);
    assert_string_equal(a.state.lesson.entries[a.state.lesson.at].id, "padding");
    key(SDLK_F10);
    key(SDLK_ESCAPE);
    assert_false(a.state.lesson.contents);
    key(SDLK_F10);
    key(SDLK_F2);
    assert_true(a.state.lesson.contents && a.state.lesson.sheet == SHEET_CONTENTS);
    key(SDLK_F2);
}

static void the_palette_finds_terms(void **fixture) {
    (void)fixture;
    key(SDLK_QUESTION);
    type("receptive");
    const finder_list *list = finder_make(&a.state);
    bool found = false;
    for (int i = 0; i < list->count; i++)
        if (list->rows[i].kind == FINDER_TERM && strstr(list->rows[i].text, "receptive field")) {
            found = true;
            command_run(&a.state, REQUEST_glossary, &(argument){.value = list->rows[i].value});
            break;
        }
    assert_true(found && state_in_glossary(&a.state));
    a.state.screen.help = false;
    assert_string_equal(a.state.screen.glossary.text, "receptive field");
    key(SDLK_F2);
    key(SDLK_F2);
}

static void every_link_of_the_course_leads_somewhere(void **fixture) {
    (void)fixture;
    reader *c = &a.state.lesson;
    for (int i = 0; i < c->count; i++) {
        lesson *l;
        CHECK_FINE(lesson_open(c->entries[i].path, &l));
        for (int page = 0; page < l->count; page++)
            for (int in = 0; in < LANGUAGE_COUNT; in++)
                for (int b = 0; b < l->pages[page].text[in].count; b++)
                    for (int k = 0; k < l->pages[page].text[in].blocks[b].count; k++) {
                        const char *link = l->pages[page].text[in].blocks[b].spans[k].link;
                        if (link)
                            CHECK_FINE(reader_follow(c, &a.state.session, link));
                    }
        lesson_close(l);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_term_is_found_in_its_forms),
        cmocka_unit_test(every_term_leads_to_a_page),
        cmocka_unit_test(terms_are_spans_of_their_own),
        cmocka_unit_test(a_list_of_terms_that_cannot_be_read_says_where),
        cmocka_unit_test(lint_tells_of_links_that_lead_nowhere),
        cmocka_unit_test(links_lead_to_pages),
        cmocka_unit_test(a_word_on_a_page_opens_its_card),
        cmocka_unit_test(the_list_is_narrowed_by_typing),
        cmocka_unit_test(the_palette_finds_terms),
        cmocka_unit_test(every_link_of_the_course_leads_somewhere),
    };
    return cmocka_run_group_tests(tests, read_words, free_words);
}
