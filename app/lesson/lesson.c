/* The file is cut into pages line by line; a scene block is blanked out, so that the text after it keeps its lines, and
 * read as YAML on its own. */
#include "lesson.h"

#include "encoding.h"
#include "fence.h"
#include "file.h"
#include "pack.h"
#include "scene_text.h"
#include "utf8.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void note(lesson *l, language in, int line, bool mild, const char *format, va_list arguments) {
    char reason[CNN_MESSAGE_MAX], place[24] = "";
    if (l->problem_count == LESSON_PROBLEMS)
        return;
    cnn_format_list(reason, sizeof reason, format, arguments);
    if (line)
        cnn_format(place, sizeof place, ":%d", line);
    cnn_status problem = cnn_fail(CNN_BAD_INPUT, "%s%s: %s", l->path[in], place, reason);
    l->mild[l->problem_count] = mild;
    memcpy(l->problems[l->problem_count++], problem.message, sizeof problem.message);
}

void lesson_problem(lesson *l, language in, int line, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    note(l, in, line, false, format, arguments);
    va_end(arguments);
}

void lesson_remark(lesson *l, language in, int line, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    note(l, in, line, true, format, arguments);
    va_end(arguments);
}

const char *lesson_severe(const lesson *l) {
    for (int i = 0; i < l->problem_count; i++)
        if (!l->mild[i])
            return l->problems[i];
    return NULL;
}

/* The file being read in one language. */
typedef struct source {
    lesson *l;
    language in;
    unsigned char *bytes;
    char *text; /* terminated; scenes and notes are blanked out in it */
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

/* A control character is named with its line. */
static cnn_status check_text(source *s, const char *path) {
    for (const char *at = s->text; at < s->text + s->length;) {
        const char *before = at;
        uint32_t code = cnn_utf8_next(&at);
        if (code < 32 && code != '\n' && code != '\t' && code != '\r')
            return cnn_fail(CNN_BAD_INPUT, "%s:%d: a control character stands here; a lesson is plain text", path,
                line_of(s, before));
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

/* The scene of a page; empty lines before it give every node its line in the file. */
static void take_scene(source *s, lesson_page *page, const fence *f, int line) {
    lesson *l = s->l;
    if (s->translation) {
        lesson_problem(l, s->in, line, "a translation takes its scenes from %s", l->path[l->original]);
        return;
    }
    if (page->scene || page->unread) {
        lesson_problem(l, s->in, line, "a page has one scene, and this is another one");
        return;
    }
    size_t length;
    char *yaml = scene_text(f->body, (size_t)(f->close - f->body), (size_t)line, l->arena, &length);
    if (!yaml)
        return;
    cnn_status status = cnn_document_parse(l->path[s->in], yaml, length, &page->scene);
    if (cnn_failed(status))
        page->unread = cnn_arena_text(l->arena, status.message, strlen(status.message));
    if (cnn_failed(status) && !page->unread)
        page->unread = "not enough memory for a scene";
}

/* The teacher's notes are text as that of the page. */
static cnn_status take_notes(source *s, lesson_page *page, const fence *f, int line) {
    prose *notes = &page->notes[s->in];
    if (notes->count) {
        lesson_problem(s->l, s->in, line, "a page has its notes in one block, and this is another one");
        return cnn_ok();
    }
    return prose_read(f->body, (size_t)(f->close - f->body), s->pictures, s->l->arena, tell, s, notes);
}

static const char *const block_names[] = {"", "scene", "block of notes", "code", ""};

/* Cuts scene and notes out of the page's lines, so that its text is left. */
static cnn_status take_blocks(source *s, lesson_page *page, char *from, char *end) {
    cnn_status status = cnn_ok();
    for (char *at = from; at < end && !cnn_failed(status);) {
        fence f = fence_at(at, end);
        int line = f.kind == FENCE_NONE ? 0 : line_of(s, at);
        char *after = (char *)f.after;
        if (f.advice[0])
            lesson_problem(s->l, s->in, line, "%s", f.advice);
        if (!f.closed && f.kind != FENCE_NONE && f.kind != FENCE_MISTAKEN)
            lesson_problem(s->l, s->in, line, "the %s that begins here has no end: a line with %.3s closes it",
                block_names[f.kind], at + strspn(at, " \t"));
        else if (f.kind == FENCE_SCENE)
            take_scene(s, page, &f, line);
        else if (f.kind == FENCE_NOTES)
            status = take_notes(s, page, &f, line);
        for (char *c = at; c < after && (f.kind == FENCE_SCENE || f.kind == FENCE_NOTES); c++)
            *c = *c == '\n' ? '\n' : ' ';
        at = after;
    }
    return status;
}

static lesson_page *page_of(source *s, const char *id, int line) {
    lesson *l = s->l;
    int at = lesson_find(l, id);
    if (s->translation && at < 0) {
        lesson_remark(l, s->in, line, "the page \"%s\" is not in %s", id, l->path[l->original]);
        return NULL;
    }
    if (at >= 0 && (!s->translation || s->seen[at])) {
        lesson_problem(l, s->in, line, "there are two pages called \"%s\"; the first one is in line %d", id,
            l->pages[at].line[s->in]);
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

static cnn_status read_page(source *s, char *at, char *next, char *end) {
    char id[LESSON_ID] = "";
    char *title = read_heading(s, at + 3, next - (next[-1] == '\n'), id);
    lesson_page *page = page_of(s, id, line_of(s, at));
    if (!page)
        return cnn_ok();
    page->title[s->in] = title;
    cnn_status status = take_blocks(s, page, next, end);
    if (!cnn_failed(status))
        status = prose_read(next, (size_t)(end - next), s->pictures, s->l->arena, tell, s, &page->text[s->in]);
    return status;
}

/* The first "# " is the title of the lesson; what else begins so was meant to be a page. */
static void take_title(source *s, char *at, const char *next) {
    lesson *l = s->l;
    const char *end = next - (next[-1] == '\n');
    if (!l->title[s->in])
        l->title[s->in] = read_heading(s, at + 2, end, (char[LESSON_ID]){0});
    else
        lesson_problem(l, s->in, line_of(s, at), "a page begins with ##, a # is the lesson's title alone: \"%.*s\"",
            (int)(end - at < 60 ? end - at : 60), at);
}

/* The line behind a line of text, or behind the block that begins with it. */
static char *behind(source *s, char *at) {
    return (char *)fence_at(at, s->text + s->length).after;
}

static cnn_status read_pages(source *s) {
    cnn_status status = cnn_ok();
    for (char *at = s->text; *at && !cnn_failed(status);) {
        char *next = behind(s, at);
        if (begins(at, "# "))
            take_title(s, at, next);
        if (begins(at, "## ")) {
            char *end = next;
            while (*end && !begins(end, "## ")) {
                if (begins(end, "# "))
                    take_title(s, end, next_line(end));
                end = behind(s, end);
            }
            status = read_page(s, at, next, end);
            next = end;
        }
        at = next;
    }
    return status;
}

/* Whether any block of the text is a scene. */
static bool has_scenes(source *s) {
    for (char *at = s->text; at && *at;) {
        fence f = fence_at(at, s->text + s->length);
        if (f.kind == FENCE_SCENE)
            return true;
        at = (char *)f.after;
    }
    return false;
}

/* The bytes of one file, which the caller frees. */
static cnn_status load_source(source *s) {
    const char *path = s->l->path[s->in];
    cnn_status status = cnn_file_read(path, LESSON_BYTES, false, &s->bytes, &s->length);
    if (cnn_failed(status))
        return status;
    size_t at, skip = cnn_byte_order_mark(s->bytes, s->length);
    const char *fault = cnn_encoding_fault(s->bytes, s->length, &at);
    s->text = (char *)s->bytes;
    if (fault)
        return cnn_fail(CNN_BAD_INPUT, "%s:%d: %s", path, line_of(s, s->text + at), fault);
    s->text += skip;
    s->length -= skip;
    if (strlen(s->text) != s->length)
        return cnn_fail(CNN_BAD_INPUT, "%s: this is not a text file", path);
    return check_text(s, path);
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
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        const char *end = strrchr(l->path[i], '/');
        cnn_format(
            l->folders[i], sizeof l->folders[i], "%.*s", end ? (int)(end - l->path[i]) : 1, end ? l->path[i] : ".");
    }
    const char *dot = strrchr(name, '.');
    cnn_format(l->name, sizeof l->name, "%.*s", (int)(dot && dot != name ? dot - name : (ptrdiff_t)strlen(name)), name);
}

/* Pages that the translation lacks. */
static void check_translation(lesson *l) {
    language other = l->original == LANGUAGE_EN ? LANGUAGE_KO : LANGUAGE_EN;
    for (int i = 0; i < l->count; i++)
        if (!l->pages[i].title[other])
            lesson_remark(l, other, 0, "the page \"%s\" of %s is missing", l->pages[i].id, l->path[l->original]);
}

/* The original is the file that has the scenes: the English one, unless only the Korean one has any. */
static language original_of(source sources[LANGUAGE_COUNT]) {
    const lesson *l = sources[0].l;
    if (!l->path[LANGUAGE_EN][0] || !l->path[LANGUAGE_KO][0])
        return l->path[LANGUAGE_EN][0] ? LANGUAGE_EN : LANGUAGE_KO;
    return !has_scenes(&sources[LANGUAGE_EN]) && has_scenes(&sources[LANGUAGE_KO]) ? LANGUAGE_KO : LANGUAGE_EN;
}

static cnn_status read_both(lesson *l, source sources[LANGUAGE_COUNT], const cnn_status loaded[LANGUAGE_COUNT]) {
    int64_t room = PROSE_PIXELS;
    l->original = original_of(sources);
    cnn_format(l->folder, sizeof l->folder, "%s", l->folders[l->original]);
    for (int i = 0; i < LANGUAGE_COUNT; i++) { /* the original first */
        source *s = &sources[i ? !l->original : l->original];
        if (!l->path[s->in][0])
            continue;
        prose_pictures pictures = {{l->folders[s->in], l->folder}, &room};
        s->pictures = &pictures;
        s->translation = i > 0;
        cnn_status status = cnn_failed(loaded[s->in]) ? loaded[s->in] : read_pages(s);
        if (!i && !cnn_failed(status) && !l->count)
            status = cnn_fail(
                CNN_BAD_INPUT, "%s: there is no page; a page begins with a line such as \"## Title\"", l->path[s->in]);
        if (!i && cnn_failed(status))
            return status;
        if (cnn_failed(status) && l->problem_count < LESSON_PROBLEMS)
            cnn_format(l->problems[l->problem_count++], CNN_MESSAGE_MAX, "%s", status.message);
        if (i)
            check_translation(l);
    }
    return cnn_ok();
}

/* A block quote asks only where the scene has a question. Of a scene that cannot be read this is not known. */
static void unquote(lesson_page *page) {
    if (page->unread || (page->scene && cnn_yaml_get(cnn_document_root(page->scene), "question")))
        return;
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        page->unasked |= prose_unquote(&page->text[i]);
}

static cnn_status read_all(lesson *l) {
    source sources[LANGUAGE_COUNT] = {{.l = l, .in = LANGUAGE_EN}, {.l = l, .in = LANGUAGE_KO}};
    cnn_status loaded[LANGUAGE_COUNT] = {cnn_ok(), cnn_ok()};
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (l->path[i][0])
            loaded[i] = load_source(&sources[i]);
    cnn_status status = read_both(l, sources, loaded);
    for (int i = 0; i < l->count; i++)
        unquote(&l->pages[i]);
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        free(sources[i].bytes);
        if (!cnn_failed(status) && l->path[i][0] && !l->title[i])
            lesson_problem(l, (language)i, 1, "the lesson has no title; it begins with a line such as \"# Title\"");
    }
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
    char unpacked[4096] = "";
    cnn_status status = pack_is(path) ? pack_open(path, unpacked, sizeof unpacked) : cnn_ok();
    find_both(l, unpacked[0] ? unpacked : path);
    if (!cnn_failed(status))
        status = read_all(l);
    if (cnn_failed(status))
        lesson_close(l);
    else
        *out = l;
    return status;
}

void lesson_close(lesson *l) {
    if (!l)
        return;
    for (int i = 0; i < l->count && !l->joined; i++)
        cnn_document_free(l->pages[i].scene);
    for (size_t i = 0; i < sizeof l->parts / sizeof *l->parts; i++)
        lesson_close(l->parts[i]);
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

bool lesson_find_file(const lesson *l, const char *name, char *path, size_t size) {
    const language order[] = {l->original, l->original == LANGUAGE_EN ? LANGUAGE_KO : LANGUAGE_EN};
    bool plain = name[0] && !strchr(name, '/') && !strchr(name, '\\');
    for (int i = 0; i < LANGUAGE_COUNT && plain; i++) {
        cnn_format(path, size, "%s/%s", l->folders[order[i]], name);
        if (l->path[order[i]][0] && is_file(path) && prose_lies_below(path, l->folders[order[i]]))
            return true;
    }
    cnn_format(path, size, "%s/%s", l->folder, name);
    return false;
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
