#include "tex_read.h"

#include <ctype.h>
#include <string.h>

tex *tex_made(tex_reader *r, tex_kind kind) {
    tex *t = cnn_arena_alloc(r->arena, 1, sizeof *t);
    if (!t) {
        if (!cnn_failed(r->status))
            r->status = cnn_no_memory("a formula", sizeof *t);
        return NULL;
    }
    t->kind = kind;
    t->role = -1;
    t->face = FONT_UI;
    return t;
}

void tex_wrong(tex_reader *r, const char *format, const char *detail) {
    if (!cnn_failed(r->status))
        r->status = cnn_fail(CNN_BAD_INPUT, format, detail);
}

tex *tex_word(tex_reader *r, const char *text, font_id face, int role) {
    tex *t = tex_made(r, TEX_WORD);
    if (t) {
        cnn_format(t->text, sizeof t->text, "%s", text);
        t->face = face;
        t->role = role;
    }
    return t;
}

void tex_skip_blanks(tex_reader *r) {
    while (r->at < r->end && isspace((unsigned char)*r->at))
        r->at++;
}

bool tex_follows(const tex_reader *r, const char *text) {
    size_t length = strlen(text);
    bool name = text[0] == '\\' && isalpha((unsigned char)text[length - 1]);
    return (size_t)(r->end - r->at) >= length && !strncmp(r->at, text, length) &&
           !(name && isalpha((unsigned char)r->at[length]));
}

void tex_take_name(tex_reader *r, char *name, size_t size) {
    size_t length = 0;
    while (r->at < r->end && isalpha((unsigned char)*r->at) && length + 1 < size)
        name[length++] = *r->at++;
    if (!length && r->at < r->end)
        name[length++] = *r->at++;
    name[length] = '\0';
}

bool tex_take_braced(tex_reader *r, char *name, size_t size) {
    tex_skip_blanks(r);
    const char *close = r->at < r->end && *r->at == '{' ? memchr(r->at, '}', (size_t)(r->end - r->at)) : NULL;
    if (!close)
        return false;
    cnn_format(name, size, "%.*s", (int)(close - r->at - 1), r->at + 1);
    r->at = close + 1;
    return true;
}

tex *tex_upright(tex_reader *r, const char *command) {
    tex_skip_blanks(r);
    const char *close = r->at < r->end && *r->at == '{' ? memchr(r->at, '}', (size_t)(r->end - r->at)) : NULL;
    if (!close) {
        tex_wrong(r, "\\%s needs { } after it", command);
        return NULL;
    }
    tex *whole = tex_made(r, TEX_ROW), **link = whole ? &whole->first : NULL;
    for (const char *at = r->at + 1; link && at < close;) {
        char piece[24];
        size_t length = 0;
        while (at < close && length + 5 < sizeof piece) {
            piece[length++] = *at++;
            if (at < close && ((unsigned char)*at & 0xC0) != 0x80 && length > 16)
                break;
        }
        piece[length] = '\0';
        *link = tex_word(r, piece, FONT_UI, -1);
        link = *link ? &(*link)->next : NULL;
    }
    r->at = close + 1;
    return whole;
}

tex *tex_blank(tex_reader *r, float wide) {
    tex *t = tex_made(r, TEX_SPACE);
    if (t)
        t->space = wide;
    return t;
}

tex *tex_digits(tex_reader *r) {
    char text[24];
    size_t length = 0;
    while (r->at < r->end && (isdigit((unsigned char)*r->at) || *r->at == '.') && length < 20) {
        if (*r->at == '.' && !(r->at + 1 < r->end && isdigit((unsigned char)r->at[1])))
            break;
        text[length++] = *r->at++;
    }
    text[length] = '\0';
    return tex_word(r, text, FONT_UI, -1);
}

tex *tex_primes(tex_reader *r) {
    char text[24] = "";
    for (int i = 0; r->at < r->end && *r->at == '\''; r->at++)
        if (i++ < 4)
            cnn_append(text, sizeof text, "′");
    return tex_word(r, text, FONT_UI, -1);
}
