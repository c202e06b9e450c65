/* Documents: what is kept of a text, what the limits allow, and what is copied. */
#include "check.h"

#include "document_reader.h"

static const char *const words[] = {"delta", "alpha", "echo", "bravo", "charlie"};
enum { WORDS = sizeof words / sizeof *words };

static cnn_document *parsed(const char *text) {
    cnn_document *d;
    CHECK_FINE(cnn_document_parse("d.yaml", text, strlen(text), &d));
    return d;
}

static void a_map_keeps_the_order_of_its_keys_and_finds_each(void **state) {
    (void)state;
    cnn_document *d = parsed("delta: 0\nalpha: [1]\necho: {x: y}\nbravo:\ncharlie: 4\n");
    cnn_yaml *root = cnn_document_root(d);
    assert_int_equal(cnn_yaml_count(root), WORDS);
    for (int i = 0; i < WORDS; i++) {
        assert_string_equal(cnn_yaml_text(cnn_yaml_key(root, i)), words[i]);
        assert_int_equal(cnn_yaml_line(cnn_yaml_key(root, i)), i + 1);
        assert_non_null(cnn_yaml_value(root, i));
        assert_ptr_equal(cnn_yaml_get(root, words[i]), cnn_yaml_value(root, i));
    }
    assert_null(cnn_yaml_get(root, "aardvark"));
    assert_null(cnn_yaml_get(root, "deltas"));
    assert_null(cnn_yaml_get(root, "zulu"));
    assert_null(cnn_yaml_key(root, WORDS));
    assert_null(cnn_yaml_key(root, -1));
    assert_null(cnn_yaml_item(root, 0));
    assert_string_equal(cnn_yaml_text(cnn_yaml_get(root, "bravo")), "");
    assert_null(cnn_yaml_text(cnn_yaml_get(root, "alpha")));
    assert_string_equal(cnn_yaml_text(cnn_yaml_item(cnn_yaml_get(root, "alpha"), 0)), "1");
    assert_null(cnn_yaml_item(cnn_yaml_get(root, "alpha"), 1));
    assert_null(cnn_yaml_item(cnn_yaml_get(root, "alpha"), -1));
    cnn_document_free(d);
}

/* Quoted or plain, over one line or many: a text is what YAML says it is. JSON is read as it stands. */
static void texts_are_what_yaml_says(void **state) {
    (void)state;
    static const struct {
        const char *yaml, *text;
    } cases[] = {{"plain words", "plain words"}, {"'it''s'", "it's"},
        {"\"a\\n\\t\\\"\\\\\\u00e9\"", "a\n\t\"\\\xC3\xA9"}, {"|\n a\n  b\n", "a\n b\n"}, {">\n a\n b\n", "a b\n"},
        {"two\n lines", "two lines"}, {"'#1'", "#1"}, {"%YAML 1.2\n---\nnew", "new"}, {"\xEF\xBB\xBFmarked", "marked"},
        {"!!str 1", "1"}, {"&x 1", "1"}, {"\"a\\/b\"", "a/b"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cnn_document *d = parsed(cases[i].yaml);
        assert_string_equal(cnn_yaml_text(cnn_document_root(d)), cases[i].text);
        cnn_document_free(d);
    }
    cnn_document *marked = parsed("\xEF\xBB\xBF"
                                  "a: 1\nb: 2\n");
    assert_int_equal(cnn_yaml_count(cnn_document_root(marked)), 2);
    cnn_document_free(marked);
    cnn_document *d = parsed("{\"a\":1,\n\t\"b\":[true,null,-1e5]}");
    assert_string_equal(cnn_yaml_text(cnn_yaml_get(cnn_document_root(d), "a")), "1");
    cnn_yaml *list = cnn_yaml_get(cnn_document_root(d), "b");
    assert_int_equal(cnn_yaml_count(list), 3);
    assert_int_equal(cnn_yaml_line(list), 2);
    assert_string_equal(cnn_yaml_text(cnn_yaml_item(list, 2)), "-1e5");
    cnn_document_free(d);
}

/* `before`, `count` times `each`, `after`: whether it is read, or what is said. */
static void check_repeated(const char *before, const char *each, int count, const char *after, const char *part) {
    size_t head = strlen(before), one = strlen(each), length = head + one * (size_t)count + strlen(after);
    char *text = malloc(length + 1);
    memcpy(text, before, head);
    for (int i = 0; i < count; i++)
        memcpy(text + head + one * (size_t)i, each, one);
    memcpy(text + head + one * (size_t)count, after, strlen(after) + 1);
    cnn_document *d;
    cnn_status status = cnn_document_parse("d.yaml", text, length, &d);
    if (part)
        CHECK_FAILS(status, part);
    else
        CHECK_FINE(status);
    assert_true(!d == (part != NULL));
    cnn_document_free(d);
    free(text);
}

static void limits_let_through_what_they_say(void **state) {
    (void)state;
    char closing[40];
    memset(closing, ']', sizeof closing);
    closing[33] = '\0';
    check_repeated("", "[", 33, closing, NULL);
    closing[33] = ']';
    closing[34] = '\0';
    check_repeated("", "[", 34, closing, "d.yaml:1: nested deeper than 32");
    check_repeated("[\n", "1,", CNN_ENTRIES_MAX - 1, "]", NULL);
    check_repeated("[\n", "1,", CNN_ENTRIES_MAX, "]", "d.yaml:2: more than 700000 entries");
    check_repeated("[", "&a 1,", 100000, "]", NULL);
}

static void a_node_is_written_as_one_line_of_json(void **state) {
    (void)state;
    cnn_document *d = parsed("b: [1, two, []]\na: {x: , 'q\"\\': \"l\\n\\t\"}\n");
    char *text = cnn_yaml_write(cnn_document_root(d));
    static const char want[] = "{\"b\":[\"1\",\"two\",[]],\"a\":{\"x\":\"\",\"q\\\"\\\\\":\"l\\n\\t\"}}";
    assert_string_equal(text, want);
    cnn_document *again = parsed(text);
    char *second = cnn_yaml_write(cnn_document_root(again));
    assert_string_equal(second, want);
    free(text);
    free(second);
    cnn_document_free(d);
    cnn_document_free(again);
}

static void a_quoted_text_reads_back(void **state) {
    (void)state;
    static const char want[] = "\t\n !\"#[\\]~\xC3\xA9";
    char text[100] = "\"", letter[CNN_QUOTED];
    for (const char *c = want; *c; c++)
        cnn_append(text, sizeof text, "%s", cnn_quoted(*c, letter));
    cnn_append(text, sizeof text, "\"");
    assert_string_equal(text, "\"\\t\\n !\\\"#[\\\\]~\xC3\xA9\"");
    cnn_document *d = parsed(text);
    assert_string_equal(cnn_yaml_text(cnn_document_root(d)), want);
    cnn_document_free(d);
    assert_string_equal(cnn_quoted('\x1b', letter), "\\u001b");
    assert_string_equal(cnn_quoted('\x7f', letter), "\\u007f");
}

static void a_copy_has_its_parameters_filled_in(void **state) {
    (void)state;
    cnn_document *d = parsed("body: [$a, {k: $b, $a: c}, 'x$a', $c]\ngiven: {a: [$b, 1]}\nother: {b: B, a: no, c: "
                             "C}\nempty: {a: , b: , c: }\n");
    cnn_yaml *root = cnn_document_root(d), *given = cnn_yaml_get(root, "given"), *other = cnn_yaml_get(root, "other");
    cnn_yaml *body = cnn_yaml_get(root, "body"), *out;
    cnn_arena *arena = cnn_arena_new();
    size_t room = 100;
    CHECK_FAILS(cnn_yaml_fill(d, body, cnn_yaml_get(root, "empty"), other, &room, arena, &out), ":4: $a has no value");
    CHECK_FAILS(cnn_yaml_fill(d, body, NULL, NULL, &room, arena, &out), "d.yaml:1: $a has no value");
    room = 10;
    CHECK_FAILS(cnn_yaml_fill(d, body, given, other, &room, arena, &out), "the blocks are too large");
    room = 11; /* the list, its first item with two, the map with two keys and values, the two last */
    CHECK_FINE(cnn_yaml_fill(d, body, given, other, &room, arena, &out));
    assert_int_equal(room, 0);
    char *text = cnn_yaml_write(out);
    assert_string_equal(text, "[[\"$b\",\"1\"],{\"k\":\"B\",\"$a\":\"c\"},\"x$a\",\"C\"]");
    assert_string_equal(cnn_yaml_text(cnn_yaml_get(cnn_yaml_item(out, 1), "k")), "B");
    assert_int_equal(cnn_yaml_line(cnn_yaml_item(out, 0)), 2);
    free(text);
    cnn_arena_free(arena);
    cnn_document_free(d);
}

/* However often it is used, a text is stored once. */
static void a_copy_shares_its_texts(void **state) {
    (void)state;
    enum { LONG = 100000, OFTEN = 50 };
    char *text = malloc(LONG + OFTEN * 4 + 100), *at = text;
    at += sprintf(at, "body: [");
    for (int i = 0; i < OFTEN; i++)
        at += sprintf(at, "$a,");
    at += sprintf(at, "1]\ngiven:\n  a: ");
    memset(at, 'x', LONG);
    at[LONG] = '\0';
    cnn_document *d = parsed(text);
    cnn_yaml *root = cnn_document_root(d), *out;
    cnn_arena *arena = cnn_arena_new();
    size_t room = 100;
    CHECK_FINE(cnn_yaml_fill(d, cnn_yaml_get(root, "body"), cnn_yaml_get(root, "given"), NULL, &room, arena, &out));
    assert_int_equal(strlen(cnn_yaml_text(cnn_yaml_item(out, OFTEN - 1))), LONG);
    assert_true(cnn_arena_used(arena) < LONG);
    cnn_arena_free(arena);
    cnn_document_free(d);
    free(text);
}

/* After the first failure a reader returns defaults and reports nothing else. */
static void a_reader_keeps_its_first_failure(void **state) {
    (void)state;
    static const char text[] =
        "size: 3\ndark: maybe\nname: [a]\npair: [1, 2]\nlist: [1, 2]\nword: b\nrows: [[1], [2]]\n";
    static const char *const keys[] = {"size", "dark", "name", "pair", "list", "word", "rows", NULL},
                             *const choices[] = {"a", "b", NULL};
    cnn_document *d;
    cnn_arena *arena = cnn_arena_new();
    CHECK_FINE(cnn_document_parse("r.yaml", text, strlen(text), &d));
    cnn_yaml *root = cnn_document_root(d);
    cnn_reader r = cnn_reader_of(d, arena);
    int pair[2] = {7, 7};
    float list[2] = {7, 7};
    cnn_numbers_list rows;
    cnn_read_only(&r, root, "a test", keys);
    assert_int_equal(cnn_read_integer(&r, root, "size", 1, 9, 5), 3);
    assert_int_equal(cnn_read_integer(&r, root, "none", 1, 9, 5), 5);
    assert_int_equal(cnn_read_choice(&r, root, "word", choices, 0), 1);
    assert_true(cnn_read_matrix(&r, root, "rows", &rows) && rows.count == 2);
    cnn_read_pair(&r, root, "pair", 0, 9, pair);
    cnn_read_list(&r, root, "list", 2, 0, 9, list);
    assert_true(pair[1] == 2 && list[1] == 2);
    assert_false(cnn_reader_failed(&r));
    assert_true(cnn_read_boolean(&r, root, "dark", true));
    assert_true(cnn_reader_failed(&r));
    assert_string_equal(cnn_read_text(&r, root, "name", "x"), "x");
    assert_int_equal(cnn_read_integer(&r, root, "size", 1, 9, 5), 5);
    assert_int_equal(cnn_read_choice(&r, root, "word", choices, 0), 0);
    assert_true(cnn_read_number(&r, root, "size", 0, 9, 0.5) == 0.5);
    assert_false(cnn_read_matrix(&r, root, "rows", &rows));
    pair[0] = 7;
    cnn_read_pair(&r, root, "pair", 0, 9, pair);
    assert_int_equal(pair[0], 7);
    cnn_reader_fail(&r, root, "later");
    cnn_reader_keep(&r, cnn_fail(CNN_IO, "later"));
    assert_string_equal(r.status.message, "r.yaml:2: dark must be true or false, not maybe");
    cnn_document_free(d);
    cnn_arena_free(arena);
}

static void a_word_is_suggested_only_when_it_is_near(void **state) {
    (void)state;
    static const char *const known[] = {"name", "size", "stride", "connections", NULL};
    static const char *const cases[][2] = {{"siez", "size"}, {"szie", "size"}, {"stridee", "stride"}, {"kernel", NULL},
        {"out_channels", NULL}, {"conections", "connections"}, {"", NULL}, {"x", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *nearest = cnn_nearest_word(cases[i][0], known);
        if (!nearest != !cases[i][1] || (nearest && strcmp(nearest, cases[i][1])))
            fail_msg("%s: %s", cases[i][0], nearest ? nearest : "nothing");
    }
}

/* A message cannot control the terminal that shows it: DEL, the C1 controls, and characters that change the direction
 * of writing. */
static void what_steers_a_terminal_is_a_question_mark(void **state) {
    (void)state;
    static const char *const marks[] = {"\x1b", "\x7f", "\xc2\x80", "\xc2\x9b", "\xc2\x9f", "\xe2\x80\xaa",
        "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa9", "\xd8\x9c", "\xe2\x80\x8f"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        char text[40], yaml[80];
        cnn_document *d;
        cnn_format(text, sizeof text, "a%sb", marks[i]);
        assert_string_equal(cnn_fail(CNN_BAD_INPUT, "%s", text).message, "a?b");
        assert_false(cnn_is_printable(text));
        cnn_format(yaml, sizeof yaml, "a: \"%s\"\n", text);
        CHECK_FAILS(cnn_document_parse("d.yaml", yaml, strlen(yaml), &d), "d.yaml:1: ");
    }
    assert_string_equal(cnn_fail(CNN_BAD_INPUT, "%s", "\xc2\xa0\xe2\x80\xaf 가").message, "\xc2\xa0\xe2\x80\xaf 가");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_steers_a_terminal_is_a_question_mark),
        cmocka_unit_test(a_reader_keeps_its_first_failure), cmocka_unit_test(a_word_is_suggested_only_when_it_is_near),
        cmocka_unit_test(a_map_keeps_the_order_of_its_keys_and_finds_each), cmocka_unit_test(texts_are_what_yaml_says),
        cmocka_unit_test(limits_let_through_what_they_say), cmocka_unit_test(a_node_is_written_as_one_line_of_json),
        cmocka_unit_test(a_quoted_text_reads_back), cmocka_unit_test(a_copy_has_its_parameters_filled_in),
        cmocka_unit_test(a_copy_shares_its_texts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
