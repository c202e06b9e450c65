/* Text files that are not UTF-8 are named as what they are, in networks, lessons and tables alike. */
#include "parsed_network.h"

#include "encoding.h"

static void each_encoding_is_named(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        const char *part;
        size_t at;
    } cases[] = {
        {"name: \xC7\xD1\xB1\xDB\n", 11, "CP949", 6}, /* 한글 */
        {"\xBC\xF6\xBE\xF7,1\n", 7, "CP949", 0},      /* 수업 */
        {"name: \xB0", 7, "not UTF-8", 6},            /* a pair that the end cuts */
        {"caf\xE9 au lait\n", 13, "not UTF-8", 3},    /* Latin-1 */
        {"\xFF\xFEn\0a\0", 6, "UTF-16", 0},
        {"\xFE\xFF\0n\0a", 6, "UTF-16", 0},
        {"n\0a\0m\0e\0:\0 \0", 12, "UTF-16", 0},
        {"\xFF\xFE\0\0n\0\0\0", 8, "UTF-32", 0},
        {"\xEF\xBB\xBFname: x\n", 11, NULL, 0},
        {"name: \xED\x95\x9C\xEA\xB8\x80\n", 13, NULL, 0},
        {"a \xEF\xBF\xBD b", 7, NULL, 0},
        {"", 0, NULL, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t at = 99;
        const char *said = cnn_encoding_fault(cases[i].bytes, cases[i].length, &at);
        if (!said != !cases[i].part || (said && (!strstr(said, cases[i].part) || at != cases[i].at)))
            fail_msg("case %zu: %s at %zu", i, said ? said : "nothing", at);
        if (said)
            assert_non_null(strstr(said, "save it as UTF-8"));
    }
}

static void a_network_in_another_encoding_is_named_with_its_line(void **state) {
    (void)state;
    cnn_document *d = NULL;
    static const char korean[] = "input: {height: 1, width: 1}\nname: \xC7\xD1\xB1\xDB\n",
                      wide[] = "n\0a\0m\0e\0:\0 \0a\0";
    CHECK_FAILS(
        cnn_document_parse("n.yaml", korean, sizeof korean - 1, &d), "n.yaml:2: this file is in the Korean encoding");
    CHECK_FAILS(cnn_document_parse("n.yaml", wide, sizeof wide - 1, &d), "n.yaml:1: this file is UTF-16");
}

static void a_byte_order_mark_is_read_over(void **state) {
    (void)state;
    cnn_document *d = NULL;
    static const char marked[] = "\xEF\xBB\xBF"
                                 "name: x\n";
    assert_false(cnn_failed(cnn_document_parse("n.yaml", marked, sizeof marked - 1, &d)));
    assert_string_equal(cnn_yaml_text(cnn_yaml_get(cnn_document_root(d), "name")), "x");
    cnn_document_free(d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_encoding_is_named),
        cmocka_unit_test(a_network_in_another_encoding_is_named_with_its_line),
        cmocka_unit_test(a_byte_order_mark_is_read_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
