/* A text is short and the words are a hundred: they are tried one after the other, at the beginning of each word. */
#include "terms.h"

#include "document_reader.h"
#include "file.h"
#include "utf8.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

static const char *text_of(cnn_reader *r, const cnn_yaml *map, const char *key) {
    const char *text = cnn_yaml_text(cnn_yaml_get(map, key));
    if (!text || !*text)
        cnn_reader_fail(r, map, "%s is a text", key);
    return text;
}

static void read_words(cnn_reader *r, const cnn_yaml *node, term_words *out) {
    static const char *const known[] = {"term", "also", "text", "not", NULL};
    const cnn_yaml *also = cnn_yaml_get(node, "also");
    if (!cnn_yaml_is_map(node)) {
        cnn_reader_fail(r, node, "a term has its words in each language, as in en: {term: padding, text: \"…\"}");
        return;
    }
    cnn_read_only(r, node, "a term", known);
    out->forms[out->count++] = text_of(r, node, "term");
    out->text = text_of(r, node, "text");
    if ((also && !cnn_yaml_is_list(also)) || cnn_yaml_count(also) >= TERM_FORMS)
        cnn_reader_fail(r, also, "also is a list of at most %d words", TERM_FORMS - 1);
    for (int i = 0; i < cnn_yaml_count(also) && !cnn_reader_failed(r); i++) {
        out->forms[out->count] = cnn_yaml_text(cnn_yaml_item(also, i));
        if (!out->forms[out->count] || !*out->forms[out->count])
            cnn_reader_fail(r, also, "also is a list of words");
        out->count++;
    }
}

static void read_term(cnn_reader *r, const cnn_yaml *node, course_term *out) {
    static const char *const known[] = {"id", "en", "ko", "page", NULL};
    const cnn_yaml *en = cnn_yaml_get(node, "en"), *ko = cnn_yaml_get(node, "ko");
    const char *page = cnn_yaml_text(cnn_yaml_get(node, "page"));
    if (!en || !ko)
        cnn_reader_fail(r, node, "a term has an id, its words in en and ko, and the page that teaches it");
    cnn_read_only(r, node, "a term", known);
    if (cnn_reader_failed(r))
        return;
    out->id = text_of(r, node, "id");
    out->page = page ? page : "";
    read_words(r, en, &out->in[LANGUAGE_EN]);
    read_words(r, ko, &out->in[LANGUAGE_KO]);
}

cnn_status terms_read(const char *folder, course_terms *out) {
    char path[8192];
    *out = (course_terms){NULL, NULL, 0};
    cnn_format(path, sizeof path, "%s/terms.yaml", folder);
    if (!cnn_file_exists(path))
        return cnn_ok();
    cnn_status status = cnn_document_open(path, &out->document);
    if (cnn_failed(status))
        return status;
    cnn_reader r = cnn_reader_of(out->document, NULL);
    const cnn_yaml *root = cnn_document_root(out->document);
    int count = cnn_yaml_count(root);
    if (!cnn_yaml_is_list(root) || count > TERMS_MOST)
        cnn_reader_fail(&r, root, "this is a list of at most %d terms", TERMS_MOST);
    else
        out->list = calloc((size_t)count + 1, sizeof *out->list);
    if (!out->list)
        cnn_reader_keep(&r, cnn_no_memory(path, (size_t)count * sizeof *out->list));
    for (int i = 0; i < count && !cnn_reader_failed(&r); i++)
        read_term(&r, cnn_yaml_item(root, i), &out->list[out->count++]);
    if (cnn_reader_failed(&r))
        terms_free(out);
    return r.status;
}

void terms_free(course_terms *t) {
    free(t->list);
    cnn_document_free(t->document);
    *t = (course_terms){NULL, NULL, 0};
}

/* ---- finding ---- */

static bool is_hangul(uint32_t code) {
    return code >= 0xAC00 && code <= 0xD7A3;
}

static bool goes_on(uint32_t code) {
    return code < 128 ? isalnum((int)code) != 0 : is_hangul(code) || (code >= 0xC0 && code < 0x250);
}

/* Letters of the alphabet are the same, large or small. */
static size_t same_words(const char *text, const char *word) {
    size_t i = 0;
    while (word[i] && tolower((unsigned char)text[i]) == tolower((unsigned char)word[i]))
        i++;
    return word[i] ? 0 : i;
}

/* What follows a Korean word and is not of it: particles, and the endings of "is". */
static bool is_particle(const char *text) {
    static const char *const particles[] = {"은", "는", "이", "가", "을", "를", "의", "에", "로", "으로", "와", "과",
        "도", "만", "까지", "부터", "마다", "보다", "처럼", "나", "란", "라", "입", "인", "일", "였", "들", "씩",
        "끼리", "뿐", "며", "하고", "하지", "조차", "밖", "께", NULL};
    for (int i = 0; particles[i]; i++)
        if (!strncmp(text, particles[i], strlen(particles[i])))
            return true;
    return false;
}

/* Whether the word ends there. */
static bool ends_at(const char *text, language in) {
    const char *next = text;
    uint32_t code = *text ? cnn_utf8_next(&next) : 0;
    if (!goes_on(code))
        return true;
    return in == LANGUAGE_KO && is_hangul(code) && is_particle(text);
}

size_t terms_match(const course_terms *t, language in, const char *text, int *which) {
    size_t longest = 0;
    for (int i = 0; i < t->count; i++) {
        const term_words *words = &t->list[i].in[in];
        for (int j = 0; j < words->count; j++) {
            size_t length = same_words(text, words->forms[j]);
            if (length > longest && ends_at(text + length, in)) {
                longest = length;
                *which = i + 1;
            }
        }
    }
    return longest;
}

/* ---- marking ---- */

typedef struct marker {
    const course_terms *terms;
    language in;
    cnn_arena *arena;
    prose_span *spans;
    int count, room;
    bool seen[TERMS_MOST + 1];
    bool failed;
} marker;

static void add_span(marker *m, const prose_span *like, const char *text, size_t length, int which) {
    if (!length || m->failed)
        return;
    if (m->count == m->room) {
        int room = m->room ? m->room * 2 : 16;
        prose_span *grown = cnn_arena_alloc(m->arena, (size_t)room, sizeof *grown);
        m->failed = !grown;
        if (m->failed)
            return;
        if (m->count)
            memcpy(grown, m->spans, (size_t)m->count * sizeof *grown);
        m->spans = grown;
        m->room = room;
    }
    prose_span *s = &m->spans[m->count];
    *s = *like;
    s->text = cnn_arena_text(m->arena, text, length);
    s->term = which;
    s->first = which && !m->seen[which];
    m->failed = !s->text;
    m->seen[which] = true;
    m->count += !m->failed;
}

/* Cuts one text into terms and what stands between them. */
static void cut(marker *m, const prose_span *like, const char *text) {
    const char *from = text, *at = text;
    bool begins = true;
    while (*at) {
        int which = 0;
        size_t length = begins ? terms_match(m->terms, m->in, at, &which) : 0;
        if (length) {
            add_span(m, like, from, (size_t)(at - from), 0);
            add_span(m, like, at, length, which);
            from = at += length;
            begins = false;
            continue;
        }
        begins = !goes_on(cnn_utf8_next(&at));
    }
    add_span(m, like, from, (size_t)(at - from), 0);
}

static bool is_plain(const prose_span *s) {
    return s->text && !s->code && !s->link && s->role < 0 && !s->whole;
}

static bool reads_on(const prose_span *a, const prose_span *b) {
    return is_plain(b) && !a->newline && a->strong == b->strong && a->slanted == b->slanted && a->cell == b->cell;
}

/* Spans that read on are one text: lines of the file end in the middle of terms. */
static void mark_block(marker *m, prose_block *b) {
    m->spans = NULL;
    m->count = m->room = 0;
    for (int i = 0; i < b->count && !m->failed; i++) {
        char text[8192] = "";
        int last = i;
        if (!is_plain(&b->spans[i])) {
            add_span(m, &b->spans[i], "-", 1, 0);
            if (!m->failed)
                m->spans[m->count - 1] = b->spans[i];
            continue;
        }
        size_t length = cnn_format(text, sizeof text, "%s", b->spans[i].text);
        while (last + 1 < b->count && reads_on(&b->spans[last], &b->spans[last + 1]) &&
               length + strlen(b->spans[last + 1].text) + 1 < sizeof text)
            length += cnn_format(text + length, sizeof text - length, "%s", b->spans[++last].text);
        prose_span like = b->spans[i];
        like.newline = false;
        if (strlen(b->spans[i].text) + 1 < sizeof text)
            cut(m, &like, text);
        else
            add_span(m, &b->spans[i], b->spans[i].text, strlen(b->spans[i].text), 0);
        if (m->count && !m->failed)
            m->spans[m->count - 1].newline = b->spans[last].newline;
        i = last;
    }
    if (m->failed || !m->count)
        return;
    b->spans = m->spans;
    b->count = m->count;
    b->room = m->room;
}

cnn_status terms_mark(const course_terms *t, language in, prose *text) {
    marker *m = t->count && text->count ? calloc(1, sizeof *m) : NULL;
    if (!m)
        return cnn_ok();
    *m = (marker){.terms = t, .in = in, .arena = text->arena};
    for (int i = 0; i < text->count; i++) {
        prose_block *b = &text->blocks[i];
        bool reads = b->kind == PROSE_PARAGRAPH || b->kind == PROSE_ITEM || b->kind == PROSE_ROW;
        if (reads && b->aside == PROSE_SHOWN)
            mark_block(m, b);
    }
    bool failed = m->failed;
    free(m);
    return failed ? cnn_no_memory("the terms of a page", 0) : cnn_ok();
}

bool terms_has(const course_term *one, const char *typed) {
    size_t length = strlen(typed);
    for (int in = 0; in < LANGUAGE_COUNT; in++)
        for (int i = 0; i < one->in[in].count; i++)
            for (const char *c = one->in[in].forms[i]; *c; c++) {
                size_t k = 0;
                while (k < length && tolower((unsigned char)c[k]) == tolower((unsigned char)typed[k]))
                    k++;
                if (k == length)
                    return true;
            }
    return !length;
}
