/* Names of lessons and pages hold no blanks and no strokes. */
#include "lesson_link.h"

#include <stdlib.h>
#include <string.h>

static const char BEGIN[] = "#lesson/";

bool lesson_link_is(const char *text) {
    const char *mark = strchr(text, '#');
    return mark && !strncmp(mark, BEGIN, sizeof BEGIN - 1) && (size_t)(mark - text) == strcspn(text, " \t\n#");
}

cnn_status lesson_link_read(const char *text, char id[64], char page[LESSON_ID]) {
    const char *from = lesson_link_is(text) ? strchr(text, '#') + sizeof BEGIN - 1 : "";
    size_t length = strcspn(from, "/? \t\r\n");
    const char *rest = from[length] == '/' ? from + length + 1 : "";
    size_t more = strcspn(rest, "/? \t\r\n");
    id[0] = page[0] = '\0';
    if (!length || length >= 64 || more >= LESSON_ID || rest[more] == '/')
        return cnn_fail(CNN_BAD_INPUT, tr("link.lesson_form"), text);
    cnn_format(id, 64, "%.*s", (int)length, from);
    cnn_format(page, LESSON_ID, "%.*s", (int)more, rest);
    return cnn_ok();
}

int lesson_link_page(const lesson *l, const char *page) {
    int at = lesson_find(l, page);
    size_t digits = strspn(page, "0123456789");
    if (at >= 0 || !digits || page[digits] || digits > 3)
        return at;
    long number = strtol(page, NULL, 10);
    return number >= 1 && number <= l->count ? (int)number - 1 : -1;
}
