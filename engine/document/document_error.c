/* libyaml names the rule that was broken. Which mistake breaks it is looked for in the lines around. */
#include "document_error.h"

#include "document.h"

#include <string.h>
#include <yaml.h>

static int line_at(const char *text, size_t offset) {
    int line = 1;
    for (size_t i = 0; i < offset; i++)
        line += text[i] == '\n';
    return line;
}

/* One line of the text, without its end. */
typedef struct one_line {
    const char *text;
    size_t length, indent; /* indent: the blanks before the first word */
    int number;
} one_line;

static one_line line_of(const char *text, size_t length, int number) {
    size_t at = 0;
    for (int line = number; at < length && line > 1; at++)
        line -= text[at] == '\n';
    one_line found = {.text = text + at, .number = number};
    while (at + found.length < length && text[at + found.length] != '\n')
        found.length++;
    while (found.indent < found.length && found.text[found.indent] == ' ')
        found.indent++;
    return found;
}

static bool says_something(one_line line) {
    return line.indent < line.length && line.text[line.indent] != '#' && line.text[line.indent] != '\r';
}

/* The line with words before this one; number 0: there is none. */
static one_line line_before(const char *text, size_t length, int number) {
    while (--number > 0) {
        one_line before = line_of(text, length, number);
        if (says_something(before))
            return before;
    }
    return (one_line){0};
}

static cnn_status indented(const char *name, one_line here, one_line before) {
    int more = (int)here.indent - (int)before.indent, count = more < 0 ? -more : more;
    return cnn_fail(CNN_BAD_INPUT,
        "%s:%d: line %d begins with %d blank%s %s than line %d; keys that belong together begin at the same place",
        name, here.number, here.number, count, count == 1 ? "" : "s", more > 0 ? "more" : "less", before.number);
}

/* The brackets that libyaml waits for. */
static bool waits_for(const yaml_parser_t *parser, const char *closing) {
    return parser->problem && strstr(parser->problem, "did not find expected ','") && strstr(parser->problem, closing);
}

static bool ends_in_comma(one_line line) {
    size_t length = line.length;
    while (length && strchr(" \r\t", line.text[length - 1]))
        length--;
    return length > 1 && line.text[length - 1] == ',' && strchr("}])", line.text[length - 2]);
}

static cnn_status of_structure(
    const char *name, const char *text, size_t length, const yaml_parser_t *parser, int line, int from) {
    one_line here = line_of(text, length, line), before = line_before(text, length, line);
    const char *problem = parser->problem ? parser->problem : "";
    bool shifted = before.number && here.indent != before.indent;
    if (waits_for(parser, "']'") || waits_for(parser, "'}'")) {
        bool list = waits_for(parser, "']'");
        return cnn_fail(CNN_BAD_INPUT, "%s:%d: the %c of line %d is not closed with %c, or a comma is missing", name,
            line, list ? '[' : '{', from, list ? ']' : '}');
    }
    if (strstr(problem, "expected node content"))
        return cnn_fail(CNN_BAD_INPUT, "%s:%d: a list or map in brackets ends here before it is closed", name, line);
    if (strstr(problem, "unexpected end of stream"))
        return cnn_fail(CNN_BAD_INPUT, "%s:%d: the quote that begins here is not closed", name, from);
    if (strstr(problem, "expected ':'"))
        return cnn_fail(
            CNN_BAD_INPUT, "%s:%d: a key is followed by a colon and a blank, as in \"stride: 2\"", name, from);
    if (strstr(problem, "mapping values are not allowed") && !shifted)
        return cnn_fail(CNN_BAD_INPUT, "%s:%d: a line has one key with its colon; a text with a colon stands in quotes",
            name, line);
    if (shifted && ends_in_comma(here))
        return cnn_fail(
            CNN_BAD_INPUT, "%s:%d: the comma at the end of this line is one too many; leave it out", name, here.number);
    bool of_place = strstr(problem, "mapping values are not allowed") || strstr(problem, "expected key") ||
                    strstr(problem, "document start") || strstr(problem, "entries are not allowed") ||
                    strstr(problem, "expected '-' indicator");
    return of_place && shifted ? indented(name, here, before) : cnn_ok();
}

/* A character that begins no value. */
static cnn_status of_sign(const char *name, const yaml_parser_t *parser, one_line here) {
    size_t column = parser->problem_mark.column;
    if (!strstr(parser->problem, "cannot start any token") || column >= here.length)
        return cnn_ok();
    if (here.text[column] == '\t')
        return cnn_fail(CNN_BAD_INPUT, "%s:%d: a tab where spaces are expected", name, here.number);
    return cnn_fail(
        CNN_BAD_INPUT, "%s:%d: a text that begins with %c stands in quotes", name, here.number, here.text[column]);
}

/* A sign of another keyboard, outside comments. */
static cnn_status of_odd_sign(const char *name, one_line line) {
    char start[400];
    cnn_format(start, sizeof start, "%.*s", (int)(line.length < 300 ? line.length : 300), line.text);
    start[strcspn(start, "#")] = '\0';
    const char *odd = cnn_odd_sign(start);
    return *odd ? cnn_fail(CNN_BAD_INPUT, "%s:%d: this line cannot be read%s", name, line.number, odd) : cnn_ok();
}

cnn_status cnn_document_error(const char *name, const char *text, size_t length, const struct yaml_parser_s *parser) {
    if (parser->error == YAML_MEMORY_ERROR)
        return cnn_no_memory(name, length);
    if (parser->error == YAML_READER_ERROR)
        return cnn_fail(CNN_BAD_INPUT, "%s:%d: %s", name,
            line_at(text, parser->problem_offset < length ? parser->problem_offset : length), parser->problem);
    int line = (int)parser->problem_mark.line + 1, from = (int)parser->context_mark.line + 1;
    one_line here = line_of(text, length, line);
    cnn_status sign = of_odd_sign(name, here);
    if (!cnn_failed(sign) && parser->context)
        sign = of_odd_sign(name, line_of(text, length, from));
    if (cnn_failed(sign))
        return sign;
    bool tab = here.indent < here.length && here.text[here.indent] == '\t';
    if (parser->error == YAML_SCANNER_ERROR && tab)
        return cnn_fail(CNN_BAD_INPUT, "%s:%d: a tab where spaces are expected", name, line);
    cnn_status plain = of_sign(name, parser, here);
    if (!cnn_failed(plain))
        plain = of_structure(name, text, length, parser, line, parser->context ? from : line);
    if (cnn_failed(plain))
        return plain;
    if (parser->context && from != line)
        return cnn_fail(
            CNN_BAD_INPUT, "%s:%d: %s %s that begins in line %d", name, line, parser->problem, parser->context, from);
    return cnn_fail(CNN_BAD_INPUT, "%s:%d: %s%s%s", name, line, parser->problem, parser->context ? " " : "",
        parser->context ? parser->context : "");
}
