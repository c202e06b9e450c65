/* What a text that was read holds: the choices of its question, what is said of each answer, and its words. */
#include "prose.h"

#include "file.h"

#include <string.h>

void prose_plain(const prose_block *block, char *text, size_t size) {
    text[0] = '\0';
    for (int i = 0; i < block->count; i++)
        if (block->spans[i].text)
            cnn_append(text, size, "%s", block->spans[i].text);
}

int prose_choices(const prose *p, const prose_block **choices, int most) {
    int count = 0;
    for (int i = 0; i < p->count && count < most; i++)
        if (p->blocks[i].quoted && p->blocks[i].kind == PROSE_ITEM && p->blocks[i].number > 0)
            choices[count++] = &p->blocks[i];
    return count;
}

/* An aside with what goes on with it. */
static prose aside_at(const prose *p, int at) {
    int end = at + 1;
    while (end < p->count && p->blocks[end].aside == PROSE_MORE)
        end++;
    return (prose){.blocks = &p->blocks[at], .count = end - at};
}

prose prose_reason(const prose *p, int choice) {
    int at = 0;
    for (int i = 0; i < p->count; i++) {
        const prose_block *b = &p->blocks[i];
        at += b->quoted && b->kind == PROSE_ITEM && b->number > 0;
        if (b->aside == PROSE_REASON && at == choice)
            return aside_at(p, i);
    }
    return (prose){0};
}

prose prose_next_aside(const prose *p, prose_aside aside, int *from) {
    while (*from < p->count)
        if (p->blocks[(*from)++].aside == aside)
            return aside_at(p, *from - 1);
    return (prose){0};
}

bool prose_has_figures(const prose *p) {
    for (int i = 0; i < p->count; i++) {
        prose_kind kind = p->blocks[i].kind;
        if (!p->blocks[i].quoted && (kind == PROSE_FORMULA || kind == PROSE_ROW || kind == PROSE_PICTURE))
            return true;
    }
    return false;
}

bool prose_has(const prose *p, const char *mark) {
    for (int i = 0; i < p->count; i++)
        for (int j = 0; p->blocks[i].quoted && j < p->blocks[i].count; j++) {
            const prose_span *s = &p->blocks[i].spans[j];
            const char *text = s->pattern ? s->pattern : s->text;
            if (text && strstr(text, mark))
                return true;
        }
    return false;
}

static void fill_span(const prose *p, prose_span *s, const char *mark, const char *with) {
    const char *pattern = s->pattern ? s->pattern : s->text, *at = pattern ? strstr(pattern, mark) : NULL;
    if (!at)
        return;
    char text[1024];
    size_t length = cnn_format(text, sizeof text, "%.*s%s%s", (int)(at - pattern), pattern, with, at + strlen(mark));
    if (!strcmp(text, s->text))
        return;
    char *kept = cnn_arena_text(p->arena, text, length);
    s->pattern = pattern;
    s->text = kept ? kept : s->text;
}

void prose_fill(prose *p, const char *mark, const char *with) {
    for (int i = 0; i < p->count; i++)
        for (int j = 0; p->blocks[i].quoted && j < p->blocks[i].count; j++)
            fill_span(p, &p->blocks[i].spans[j], mark, with);
}

int prose_words(const prose *p, prose_part part) {
    int words = 0;
    for (int i = 0; i < p->count; i++) {
        if (p->blocks[i].quoted != (part == PROSE_QUOTE) || p->blocks[i].aside)
            continue;
        bool inside = false;
        for (int j = 0; j < p->blocks[i].count; j++) {
            const prose_span *s = &p->blocks[i].spans[j];
            if (s->formula) {
                words++;
                inside = false;
            }
            for (const char *c = s->text ? s->text : ""; *c; c++) {
                words += *c != ' ' && !inside;
                inside = *c != ' ';
            }
        }
    }
    return words;
}

bool prose_unquote(prose *p) {
    bool any = false;
    for (int i = 0; i < p->count; i++) {
        prose_block *b = &p->blocks[i];
        if (!b->quoted)
            continue;
        b->quoted = false;
        b->set_off = any = true;
        if (b->uncut)
            b->spans[0].text = b->uncut;
        if (b->aside == PROSE_HINT || b->aside == PROSE_BECAUSE || b->aside == PROSE_REASON)
            b->kind = PROSE_ITEM;
        b->aside = PROSE_SHOWN;
    }
    return any;
}

bool prose_find_span(const prose *p, const prose_span *span, int *block, int *at) {
    for (int i = 0; i < p->count; i++)
        for (int j = 0; j < p->blocks[i].count; j++)
            if (&p->blocks[i].spans[j] == span) {
                *block = i;
                *at = j;
                return true;
            }
    return false;
}
