/* The window tells every sentence of the engine in Korean. The sources of the engine are read for what they can say: the
 * format of each failure, filled with words and numbers, has to have a translation. */
#include "assets.h"
#include "check.h"
#include "file.h"
#include "text.h"
#include "told.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { SAID = 1200 };

/* Files of the engine that speak on the command line alone: they write files for other programs, or look at the
 * processor before there is a window. */
static const char *const on_the_command_line[] = {
    "onnx_out.c", "onnx_out_rows.c", "onnx_out_windows.c", "onnx_write.c", "pytorch_write.c", "processor.c"};

static bool is_left_out(const char *name) {
    for (size_t i = 0; i < sizeof on_the_command_line / sizeof *on_the_command_line; i++)
        if (!strcmp(name, on_the_command_line[i]))
            return true;
    return false;
}

static bool has_hangul(const char *text) {
    for (const unsigned char *c = (const unsigned char *)text; *c; c++)
        if (*c >= 0xea && *c <= 0xed)
            return true;
    return false;
}

/* The longest run of English words: a sentence that was told in part has one. */
static int english_run(const char *text) {
    int longest = 0, run = 0;
    while (*text) {
        size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyz");
        run = letters > 1 || (letters == 1 && *text == 'a') ? run + 1 : 0;
        longest = run > longest ? run : longest;
        text += letters;
        run = *text == ' ' ? run : 0;
        text += *text != '\0';
    }
    return longest;
}

/* Fills a format. What stands right behind a letter or a quote may be empty, or an ending: `behind` is put there. */
static void fill(const char *format, const char *behind, char *text, size_t size) {
    text[0] = '\0';
    for (const char *c = format; *c; c++) {
        if (*c != '%' || c[1] == '%') {
            cnn_append(text, size, "%c", *c);
            c += *c == '%';
            continue;
        }
        c += 1 + strspn(c + 1, "-+ #0123456789.*lzhjt");
        size_t length = strlen(text);
        char before = length ? text[length - 1] : ' ';
        bool joined = isalnum((unsigned char)before) || (before == '"' && length > 1 && text[length - 2] != ' ');
        cnn_append(text, size, "%s",
            *c == 'g' || *c == 'f' ? "0.5"
            : *c == 's'            ? joined ? behind : "word"
            : *c == 'c'            ? "x"
                                   : "7");
    }
}

static bool is_told(const char *format) {
    static const char *const behind[] = {"word", "", "s", ": word"};
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
        char said[SAID], korean[2 * SAID];
        fill(format, behind[i], said, sizeof said);
        told(said, korean, sizeof korean);
        if (has_hangul(korean) && english_run(korean) < 5)
            return true;
    }
    return false;
}

/* A format that is more than marks and punctuation. */
static bool says_something(const char *format) {
    int letters = 0;
    for (const char *c = format; *c; c++) {
        if (*c == '%')
            c += 1 + strspn(c + 1, "-+ #0123456789.*lzhjt");
        else
            letters += isalpha((unsigned char)*c) != 0;
        if (!*c)
            break;
    }
    return letters > 5 && strchr(format, ' ');
}

/* Reads the string literals that stand one behind the other at `c`; returns where they end. */
static const char *read_literal(const char *c, char *text, size_t size) {
    text[0] = '\0';
    while (*c == '"') {
        for (c++; *c && *c != '"'; c++) {
            c += *c == '\\';
            cnn_append(text, size, "%c", *c == 'n' && c[-1] == '\\' ? '\n' : *c);
        }
        c += *c == '"';
        c += strspn(c, " \t\r\n");
    }
    return c;
}

/* The format of the call whose bracket opened just before `c`; empty: it has none. */
static void format_of(const char *c, char *text, size_t size) {
    text[0] = '\0';
    for (int depth = 1; *c && depth; c++) {
        depth += (*c == '(') - (*c == ')');
        if (*c == '\'' && c[1] && c[2] == '\'')
            c += 2;
        if (*c != '"')
            continue;
        read_literal(c, text, size);
        return;
    }
}

/* Notes what the file can say and the window would show in English. */
static int look_through(const char *path, const char *name, int *all) {
    unsigned char *bytes;
    size_t length;
    int untold = 0;
    CHECK_FINE(cnn_file_read(path, 1 << 20, false, &bytes, &length));
    char *text = malloc(length + 1);
    memcpy(text, bytes, length);
    text[length] = '\0';
    free(bytes);
    for (const char *c = text; (c = strstr(c, "fail(")); c++) {
        char format[SAID];
        format_of(c + 5, format, sizeof format);
        if (!says_something(format))
            continue;
        (*all)++;
        if (!is_told(format)) {
            print_error("%s: no Korean for: %s\n", name, format);
            untold++;
        }
    }
    free(text);
    return untold;
}

static void what_the_engine_can_say_has_its_korean(void **fixture) {
    (void)fixture;
    static const char *const rooms[] = {
        "base", "document", "ops", "net", "steps", "pictures", "data", "train", "files"};
    int untold = 0, all = 0;
    for (size_t r = 0; r < sizeof rooms / sizeof *rooms; r++) {
        char folder[300], path[600];
        cnn_format(folder, sizeof folder, "%s/../engine/%s", TESTS_DIR, rooms[r]);
        DIR *opened = opendir(folder);
        assert_non_null(opened);
        for (struct dirent *d; (d = readdir(opened));) {
            size_t length = strlen(d->d_name);
            if (length < 3 || strcmp(d->d_name + length - 2, ".c") != 0 || is_left_out(d->d_name))
                continue;
            cnn_format(path, sizeof path, "%s/%s", folder, d->d_name);
            untold += look_through(path, d->d_name, &all);
        }
        closedir(opened);
    }
    assert_true(all > 250);
    if (untold)
        fail_msg("%d of %d sentences of the engine have no Korean", untold, all);
}

static void expect(const char *said, const char *korean) {
    char text[2 * SAID];
    told(said, text, sizeof text);
    assert_string_equal(text, korean);
}

static void marks_are_filled_and_sentences_inside_are_told(void **fixture) {
    (void)fixture;
    expect(
        "nobn.yaml: the tensors are not those of tiny: unexpected: bn1.bias, bn1.weight. --skip bn1 leaves unused what "
        "the file has of it",
        "nobn.yaml: 텐서가 tiny의 것과 다릅니다. 남는 것: bn1.bias, bn1.weight. 명령줄에서는 --skip bn1로 파일에만 "
        "있는 그 층을 쓰지 "
        "않습니다");
    expect(
        "x.onnx: node 17 'Attn' is a MultiHeadAttention, which Stride has no steps for; what stands in front of it is "
        "opened, 3 layers up to conv3",
        "x.onnx: 17번 노드 'Attn'은 MultiHeadAttention인데 Stride에는 그 연산이 없습니다. 그 앞의 conv3까지 층 3개를 "
        "열었습니다");
}

static int start(void **fixture) {
    (void)fixture;
    CHECK_FINE(text_start());
    CHECK_FINE(assets_start());
    strings_use(LANGUAGE_KO);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_engine_can_say_has_its_korean),
        cmocka_unit_test(marks_are_filled_and_sentences_inside_are_told),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
