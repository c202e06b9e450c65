/* The file is cut into pages line by line; a scene block is blanked out, so that the text after it keeps its lines, and
 * read as YAML on its own. */
#include "lesson.h"

#include "file.h"
#include "utf8.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void lesson_problem(lesson *l, language in, int line, const char *format, ...) {
    char reason[CNN_MESSAGE_MAX], place[24] = "";
    va_list arguments;
    if (l->problem_count == LESSON_PROBLEMS)
        return;
    va_start(arguments, format);
    cnn_format_list(reason, sizeof reason, format, arguments);
    va_end(arguments);
    if (line)
        cnn_format(place, sizeof place, ":%d", line);
    cnn_status problem = cnn_fail(CNN_BAD_INPUT, "%s%s: %s", l->path[in], place, reason);
    memcpy(l->problems[l->problem_count++], problem.message, sizeof problem.message);
}

/* The file being read in one language. */
typedef struct source {
    lesson *l;
    language in;
    char *text; /* terminated; scenes are blanked out in it */
    size_t length;
    bool translation;
    bool seen[LESSON_PAGES];
    prose_pictures *pictures;
    const char *counted; /* where line counting stopped, and how many lines there are before it */
    int lines;
} source;

/* Offsets are asked for nearly in order, so counting continues from the last one. */
static int line_of(source *s, const char *place) {
    if (!s->counted || place < s->counted) {
        s->counted = s->text;
        s->lines = 1;
    }
    for (; s->counted < place && s->counted < s->text + s->length; s->counted++)
        s->lines += *s->counted == '\n';
    return s->lines;
}

static void tell(void *context, const char *place, cnn_status problem) {
    source *s = context;
    if (s->l->problem_count == LESSON_PROBLEMS)
        return;
    bool inside = place >= s->text && place <= s->text + s->length;
    lesson_problem(s->l, s->in, inside ? line_of(s, place) : 0, "%s", problem.message);
}

static const char *next_line(const char *at) {
    at += strcspn(at, "\n");
    return *at ? at + 1 : at;
}

static bool begins(const char *at, const char *with) {
    return !strncmp(at, with, strlen(with));
}

/* Invalid UTF-8 is named with its line. */
static cnn_status check_text(source *s, const char *path) {
    for (const char *at = s->text; at < s->text + s->length;) {
        const char *before = at;
        uint32_t code = cnn_utf8_next(&at);
        bool said = at - before == 3 && !strncmp(before, "\xEF\xBF\xBD", 3);
        if ((code == CNN_UTF8_BROKEN && !said) || (code < 32 && code != '\n' && code != '\t' && code != '\r'))
            return cnn_fail(CNN_BAD_INPUT, "%s:%d: %s", path, line_of(s, before),
                code == CNN_UTF8_BROKEN ? "this is not UTF-8"
                                        : "a control character stands here; a lesson is plain text");
    }
    return cnn_ok();
}

/* "Title {#id}" is cut into both; without an id the title is one. */
static char *read_heading(source *s, const char *from, const char *end, char *id) {
    const char *mark = NULL;
    for (const char *c = from; c + 1 < end; c++)
        if (c[0] == '{' && c[1] == '#')
            mark = c;
    const char *close = mark ? memchr(mark, '}', (size_t)(end - mark)) : NULL;
    const char *stop = close ? mark : end;
    while (stop > from && (stop[-1] == ' ' || stop[-1] == '\r'))
        stop--;
    while (from < stop && *from == ' ')
        from++;
    char *title = cnn_arena_text(s->l->arena, from, (size_t)(stop - from));
    if (close)
        cnn_format(id, LESSON_ID, "%.*s", (int)(close - mark - 2), mark + 2);
    else if (title)
        cnn_format(id, LESSON_ID, "%s", title);
    return title;
}

/* Cuts the scene out of the page's lines; the first one counts. */
static void take_scene(source *s, lesson_page *page, char *from, char *end) {
    for (char *at = from; at < end;) {
        char *next = (char *)next_line(at);
        if (!begins(at, "```scene")) {
            if (begins(at, "```")) /* other code is skipped as a whole */
                while (next < end && !begins(next, "```"))
                    next = (char *)next_line(next);
            at = next < end && begins(next, "```") && begins(at, "```") ? (char *)next_line(next) : next;
            continue;
        }
        char *body = next, *close = body;
        while (close < end && !begins(close, "```"))
            close = (char *)next_line(close);
        int line = line_of(s, body);
        char *after = close < end ? (char *)next_line(close) : end;
        if (close >= end)
            lesson_problem(s->l, s->in, line - 1, "the scene has no end: a line with ``` closes it");
        else if (s->translation)
            lesson_problem(s->l, s->in, line - 1, "a translation takes its scenes from %s", s->l->path[LANGUAGE_EN]);
        else if (page->scene || page->unread)
            lesson_problem(s->l, s->in, line - 1, "a page has one scene, and this is another one");
        else {
            /* Empty lines before it give every node its line in the file. */
            size_t lead = (size_t)line - 1, length = lead + (size_t)(close - body);
            char *yaml = cnn_arena_alloc(s->l->arena, length + 1, 1);
            if (yaml) {
                memset(yaml, '\n', lead);
                memcpy(yaml + lead, body, (size_t)(close - body));
                cnn_status status = cnn_document_parse(s->l->path[s->in], yaml, length, &page->scene);
                if (cnn_failed(status))
                    page->unread = cnn_arena_text(s->l->arena, status.message, strlen(status.message));
                if (cnn_failed(status) && !page->unread)
                    page->unread = "not enough memory for a scene";
            }
        }
        for (char *c = at; c < after; c++)
            *c = *c == '\n' ? '\n' : ' ';
        at = after;
    }
}

static lesson_page *page_of(source *s, const char *id, int line) {
    lesson *l = s->l;
    int at = lesson_find(l, id);
    if (s->translation && at < 0) {
        lesson_problem(l, s->in, line, "the page \"%s\" is not in %s", id, l->path[LANGUAGE_EN]);
        return NULL;
    }
    if (at >= 0 && (!s->translation || s->seen[at])) {
        lesson_problem(l, s->in, line, "there are two pages called \"%s\"", id);
        return NULL;
    }
    if (at < 0 && l->count == LESSON_PAGES) {
        lesson_problem(l, s->in, line, "a lesson has at most %d pages", LESSON_PAGES);
        return NULL;
    }
    at = at < 0 ? l->count++ : at;
    s->seen[at] = true;
    cnn_format(l->pages[at].id, LESSON_ID, "%s", id);
    l->pages[at].line[s->in] = line;
    return &l->pages[at];
}

static cnn_status read_pages(source *s) {
    lesson *l = s->l;
    bool fenced = false;
    for (char *at = s->text; *at;) {
        char *next = (char *)next_line(at);
        if (begins(at, "```"))
            fenced = !fenced;
        if (!fenced && begins(at, "# ") && !l->title[s->in])
            l->title[s->in] = read_heading(s, at + 2, next - (next[-1] == '\n'), (char[LESSON_ID]){0});
        if (fenced || !begins(at, "## ")) {
            at = next;
            continue;
        }
        char id[LESSON_ID] = "";
        char *title = read_heading(s, at + 3, next - (next[-1] == '\n'), id), *end = next;
        for (bool inside = false; *end && (inside || !begins(end, "## ")); end = (char *)next_line(end))
            if (begins(end, "```"))
                inside = !inside;
        lesson_page *page = page_of(s, id, line_of(s, at));
        if (page) {
            page->title[s->in] = title;
            take_scene(s, page, next, end);
            cnn_status status =
                prose_read(next, (size_t)(end - next), s->pictures, l->arena, tell, s, &page->text[s->in]);
            if (cnn_failed(status))
                return status;
        }
        at = end;
    }
    return cnn_ok();
}

static cnn_status read_source(lesson *l, language in, bool translation, prose_pictures *pictures) {
    unsigned char *bytes;
    source s = {.l = l, .in = in, .translation = translation, .pictures = pictures};
    cnn_status status = cnn_file_read(l->path[in], LESSON_BYTES, false, &bytes, &s.length);
    if (cnn_failed(status))
        return status;
    s.text = (char *)bytes;
    size_t skip = s.length >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0; /* a byte order mark */
    s.text += skip;
    s.length -= skip;
    status = strlen(s.text) != s.length ? cnn_fail(CNN_BAD_INPUT, "%s: this is not a text file", l->path[in])
                                        : check_text(&s, l->path[in]);
    if (!cnn_failed(status))
        status = read_pages(&s);
    free(bytes);
    return status;
}

static bool is_file(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

/* .../en/x.md and .../ko/x.md belong together; any other file stands alone. */
static void find_both(lesson *l, const char *path) {
    static const char *const folders[LANGUAGE_COUNT] = {"en", "ko"};
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t above = slash ? (size_t)(slash - path) : 0;
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        bool here = above >= 2 && !strncmp(path + above - 2, folders[i], 2) && (above == 2 || path[above - 3] == '/');
        if (!here)
            continue;
        for (int j = 0; j < LANGUAGE_COUNT; j++) {
            char other[4096];
            cnn_format(other, sizeof other, "%.*s%s/%s", (int)(above - 2), path, folders[j], name);
            if (i == j || is_file(other))
                cnn_format(l->path[j], sizeof l->path[j], "%s", other);
        }
    }
    if (!l->path[LANGUAGE_EN][0] && !l->path[LANGUAGE_KO][0])
        cnn_format(l->path[LANGUAGE_EN], sizeof l->path[0], "%s", path);
    cnn_format(l->folder, sizeof l->folder, "%.*s", slash ? (int)above : 1, slash ? path : ".");
    const char *dot = strrchr(name, '.');
    cnn_format(l->name, sizeof l->name, "%.*s", (int)(dot && dot != name ? dot - name : (ptrdiff_t)strlen(name)), name);
}

/* Pages that one of the two languages lacks. */
static void check_translation(lesson *l) {
    for (int i = 0; i < l->count; i++)
        if (!l->pages[i].title[LANGUAGE_KO])
            lesson_problem(l, LANGUAGE_KO, 0, "the page \"%s\" of %s is missing", l->pages[i].id, l->path[LANGUAGE_EN]);
}

static cnn_status read_all(lesson *l) {
    bool english = l->path[LANGUAGE_EN][0], both = english && l->path[LANGUAGE_KO][0];
    prose_pictures pictures = {l->folder, PROSE_PIXELS};
    cnn_status status = read_source(l, english ? LANGUAGE_EN : LANGUAGE_KO, false, &pictures);
    if (cnn_failed(status))
        return status;
    if (!l->count)
        return cnn_fail(CNN_BAD_INPUT, "%s: there is no page; a page begins with a line such as \"## Title\"",
            l->path[english ? LANGUAGE_EN : LANGUAGE_KO]);
    if (both) {
        status = read_source(l, LANGUAGE_KO, true, &pictures);
        if (cnn_failed(status)) {
            if (l->problem_count < LESSON_PROBLEMS)
                cnn_format(l->problems[l->problem_count++], CNN_MESSAGE_MAX, "%s", status.message);
            status = cnn_ok();
        }
        check_translation(l);
    }
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (l->path[i][0] && !l->title[i])
            lesson_problem(l, (language)i, 1, "the lesson has no title; it begins with a line such as \"# Title\"");
    return status;
}

cnn_status lesson_open(const char *path, lesson **out) {
    *out = NULL;
    cnn_arena *arena = cnn_arena_new();
    lesson *l = arena ? cnn_arena_alloc(arena, 1, sizeof *l) : NULL;
    if (!l) {
        cnn_arena_free(arena);
        return cnn_no_memory(path, sizeof *l);
    }
    l->arena = arena;
    find_both(l, path);
    cnn_status status = read_all(l);
    if (cnn_failed(status))
        lesson_close(l);
    else
        *out = l;
    return status;
}

void lesson_close(lesson *l) {
    if (!l)
        return;
    for (int i = 0; i < l->count; i++)
        cnn_document_free(l->pages[i].scene);
    cnn_arena_free(l->arena);
}

language lesson_language(const lesson *l, int page) {
    language wanted = strings_language();
    return l->pages[page].title[wanted] ? wanted : wanted == LANGUAGE_EN ? LANGUAGE_KO : LANGUAGE_EN;
}

int lesson_find(const lesson *l, const char *id) {
    for (int i = 0; i < l->count; i++)
        if (!strcmp(l->pages[i].id, id))
            return i;
    return -1;
}

int64_t lesson_stamp(const lesson *l) {
    uint64_t stamp = 0;
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        struct stat about;
        if (l->path[i][0] && stat(l->path[i], &about) == 0)
            stamp = stamp * 31 + (uint64_t)about.st_mtim.tv_sec * 1000000007u + (uint64_t)about.st_mtim.tv_nsec +
                    (uint64_t)about.st_size;
    }
    return (int64_t)stamp;
}
