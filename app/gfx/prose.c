/* md4c calls back for each block and span; the calls are gathered into blocks with spans. */
#include "prose.h"

#include "file.h"
#include "picture_decode.h"
#include "prose_marks.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>

enum { LISTS = 8, PICTURE_SIDE = 4096 };

typedef struct list_level {
    bool ordered;
    int next;
} list_level;

typedef struct reader {
    prose *out;
    const char *text, *original; /* text: a copy with marks in it (prose_marks.h) */
    size_t length;
    prose_pictures *pictures;
    prose_tell *tell;
    void *context;
    list_level lists[LISTS];
    int depth, quotes, cell, columns, rows;
    int strong, slanted, code, formula, naming;
    int aside;        /* the depth of the bullet of a quote that one is in; 0: in none */
    int lost;         /* 1 + how deep in pictures the one stands that is not there: its words are text; 0: none */
    const char *link; /* that the words belong to */
    bool tight;       /* a list item takes the text that follows without a paragraph of its own */
    char *gathered;   /* of a formula, a code span or a code block */
    size_t gathered_length, gathered_room;
    const char *place;
    const char *counted; /* where the counting of lines stopped, after so many */
    int lines;
    cnn_status status;
} reader;

static bool is_inside(const reader *r, const char *place) {
    return place >= r->text && place < r->text + r->length;
}

static void report(reader *r, cnn_status problem) {
    r->tell(r->context, r->original + (r->place - r->text), problem);
}

static prose_block *new_block(reader *r, prose_kind kind) {
    prose *p = r->out;
    if (p->count == p->room) {
        int room = p->room ? p->room * 2 : 16;
        prose_block *grown = cnn_arena_alloc(p->arena, (size_t)room, sizeof *grown);
        if (!grown) {
            r->status = cnn_no_memory("a lesson", (size_t)room * sizeof *grown);
            return NULL;
        }
        if (p->count)
            memcpy(grown, p->blocks, (size_t)p->count * sizeof *grown);
        p->blocks = grown;
        p->room = room;
    }
    prose_block *b = &p->blocks[p->count++];
    *b = (prose_block){.kind = kind, .quoted = r->quotes > 0, .level = r->depth};
    b->aside = r->aside ? PROSE_MORE : PROSE_SHOWN;
    return b;
}

static prose_block *last_block(reader *r) {
    return r->out->count ? &r->out->blocks[r->out->count - 1] : new_block(r, PROSE_PARAGRAPH);
}

/* Places are asked for nearly in order, so counting goes on from the last one. */
static int line_of(reader *r, const char *place) {
    if (place < r->counted) {
        r->counted = r->text;
        r->lines = 0;
    }
    for (; r->counted < place && r->counted < r->text + r->length; r->counted++)
        r->lines += *r->counted == '\n';
    return r->lines;
}

static prose_span *new_span(reader *r) {
    prose_block *b = last_block(r);
    if (!b)
        return NULL;
    if (!b->count)
        b->line = line_of(r, r->place);
    if (b->count == b->room) {
        int room = b->room ? b->room * 2 : 8;
        prose_span *grown = cnn_arena_alloc(r->out->arena, (size_t)room, sizeof *grown);
        if (!grown) {
            r->status = cnn_no_memory("a lesson", (size_t)room * sizeof *grown);
            return NULL;
        }
        if (b->count)
            memcpy(grown, b->spans, (size_t)b->count * sizeof *grown);
        b->spans = grown;
        b->room = room;
    }
    prose_span *s = &b->spans[b->count++];
    *s = (prose_span){.cell = r->cell, .role = -1, .strong = r->strong > 0, .slanted = r->slanted > 0, .link = r->link};
    return s;
}

static void gather(reader *r, const char *text, size_t length) {
    if (r->gathered_length + length + 1 > r->gathered_room) {
        size_t room = (r->gathered_length + length + 1) * 2;
        char *grown = realloc(r->gathered, room);
        if (!grown) {
            r->status = cnn_no_memory("a lesson", room);
            return;
        }
        r->gathered = grown;
        r->gathered_room = room;
    }
    memcpy(r->gathered + r->gathered_length, text, length);
    r->gathered_length += length;
    prose_unmark(r->gathered, r->gathered_length);
    r->gathered[r->gathered_length] = '\0';
}

static void begin_gathering(reader *r) {
    r->gathered_length = 0;
    gather(r, "", 0);
}

/* "I", "O = 3", "w₁": one letter that means something, alone or before a sign. */
static int role_of_code(const char *text) {
    static const struct {
        const char *letters;
        theme_role role;
    } roles[] = {{"IxX", ROLE_INPUT}, {"FwWDK", ROLE_FILTER}, {"S", ROLE_STRIDE}, {"P", ROLE_PADDING},
        {"OyY", ROLE_MAP}, {"g", ROLE_GRADIENT}};
    if (!strncmp(text, "∂", 3) || !strncmp(text, "dW", 2) || !strncmp(text, "dX", 2) || !strncmp(text, "db", 2))
        return ROLE_GRADIENT;
    bool alone = !((text[1] >= 'a' && text[1] <= 'z') || (text[1] >= 'A' && text[1] <= 'Z') || text[1] == '_');
    for (size_t i = 0; i < sizeof roles / sizeof *roles && text[0] && alone; i++)
        if (strchr(roles[i].letters, text[0]))
            return (int)roles[i].role;
    return -1;
}

static void end_code(reader *r) {
    prose_span *s = new_span(r);
    if (!s || !r->gathered)
        return;
    s->text = cnn_arena_text(r->out->arena, r->gathered, r->gathered_length);
    s->role = role_of_code(r->gathered);
    s->code = s->role < 0;
    s->strong = s->role >= 0;
    s->whole = true;
    if (!s->text)
        r->status = cnn_no_memory("a lesson", r->gathered_length);
}

static void end_formula(reader *r, bool display) {
    const tex *formula = NULL;
    cnn_status status =
        r->gathered ? tex_parse(r->gathered, r->gathered_length, display, r->out->arena, &formula) : r->status;
    if (cnn_failed(status)) {
        report(r, status);
        end_code(r); /* shown as it is written */
        return;
    }
    prose_block *b = last_block(r);
    bool alone = display && b && (b->kind == PROSE_PARAGRAPH || b->kind == PROSE_FORMULA);
    if (alone && b->count)
        b = new_block(r, PROSE_PARAGRAPH);
    prose_span *s = b ? new_span(r) : NULL;
    if (!s)
        return;
    s->formula = formula;
    if (alone)
        b->kind = PROSE_FORMULA; /* the rest of the paragraph begins a new one */
}

static void begin_aside(reader *r, prose_block *b) {
    b->kind = PROSE_PARAGRAPH;
    b->aside = r->depth > 1 && r->lists[0].ordered ? PROSE_REASON : PROSE_HINT;
    r->aside = r->depth;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context) {
    reader *r = context;
    prose_block *b = NULL;
    switch (type) {
    case MD_BLOCK_QUOTE:
        r->quotes++;
        break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        r->depth++;
        if (r->depth <= LISTS)
            r->lists[r->depth - 1] =
                (list_level){type == MD_BLOCK_OL, type == MD_BLOCK_OL ? (int)((MD_BLOCK_OL_DETAIL *)detail)->start : 0};
        break;
    case MD_BLOCK_LI:
        b = new_block(r, PROSE_ITEM);
        if (b && r->depth <= LISTS && r->lists[r->depth - 1].ordered)
            b->number = r->lists[r->depth - 1].next++;
        else if (b && b->quoted && !r->aside)
            begin_aside(r, b);
        r->tight = true;
        break;
    case MD_BLOCK_HR:
        new_block(r, PROSE_RULE);
        break;
    case MD_BLOCK_H:
        b = new_block(r, PROSE_HEADING);
        if (b)
            b->level = (int)((MD_BLOCK_H_DETAIL *)detail)->level;
        break;
    case MD_BLOCK_CODE:
        new_block(r, PROSE_CODE);
        r->code++;
        begin_gathering(r);
        break;
    case MD_BLOCK_P:
        if (!r->tight)
            new_block(r, PROSE_PARAGRAPH);
        r->tight = false;
        break;
    case MD_BLOCK_TABLE:
        r->columns = (int)((MD_BLOCK_TABLE_DETAIL *)detail)->col_count;
        r->rows = 0;
        break;
    case MD_BLOCK_TR:
        b = new_block(r, PROSE_ROW);
        if (b) {
            b->columns = r->columns;
            b->first_row = r->rows++ == 0;
        }
        r->cell = -1;
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        r->cell++;
        break;
    default:
        break;
    }
    return cnn_failed(r->status);
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context) {
    (void)detail;
    reader *r = context;
    if (type == MD_BLOCK_QUOTE)
        r->quotes--;
    if (type == MD_BLOCK_UL || type == MD_BLOCK_OL)
        r->depth--;
    if (type == MD_BLOCK_LI) {
        r->tight = false;
        r->aside = r->aside == r->depth ? 0 : r->aside;
    }
    if (type == MD_BLOCK_CODE) {
        r->code--;
        end_code(r);
    }
    if (type == MD_BLOCK_TABLE)
        r->cell = 0;
    return cnn_failed(r->status);
}

bool prose_lies_below(const char *path, const char *folder) {
    char *real = realpath(path, NULL), *above = realpath(folder, NULL);
    size_t length = above ? strlen(above) : 0;
    bool below = real && above && !strncmp(real, above, length) && real[length] == '/';
    free(real);
    free(above);
    return below;
}

/* Only what lies in a folder of the lesson, and below it. */
static cnn_status find_picture(
    const prose_pictures *from, const char *name, char *path, size_t size, const char **folder) {
    if (name[0] == '/' || name[0] == '\\' || strstr(name, "..") || strchr(name, ':'))
        return cnn_fail(CNN_BAD_INPUT, "a picture must lie beside the lesson or below it: %s", name);
    for (int i = 0; i < PROSE_FOLDERS && from->folders[i]; i++) {
        cnn_format(path, size, "%s/%s", from->folders[i], name);
        *folder = from->folders[i];
        if (cnn_file_exists(path) && prose_lies_below(path, *folder))
            return cnn_ok();
    }
    return cnn_fail(CNN_BAD_INPUT, "the picture %s is not there, or a link that leads away from the lesson", name);
}

static cnn_status read_picture(reader *r, const char *name, prose_picture *out) {
    char path[4096];
    cnn_status found = find_picture(r->pictures, name, path, sizeof path, &out->folder);
    if (cnn_failed(found))
        return found;
    cnn_picture_wish wish = {.channels = 4, .side = PICTURE_SIDE};
    cnn_picture read = {0};
    cnn_status status = *r->pictures->room < 0 ? cnn_ok() : cnn_picture_load(path, &wish, &read);
    if (cnn_failed(status))
        return status;
    size_t count = (size_t)read.rows * (size_t)read.columns;
    *r->pictures->room -= (int64_t)count;
    if (*r->pictures->room < 0) {
        cnn_picture_free(&read);
        return cnn_fail(
            CNN_BAD_INPUT, "with %s the pictures of the lesson have more than %d pixels", name, PROSE_PIXELS);
    }
    out->name = cnn_arena_text(r->out->arena, name, strlen(name));
    out->columns = read.columns;
    out->rows = read.rows;
    out->pixels = cnn_arena_alloc(r->out->arena, count, sizeof *out->pixels);
    const uint8_t *at = read.pixels;
    for (size_t i = 0; i < count && out->pixels; i++, at += 4)
        out->pixels[i] = (uint32_t)at[3] << 24 | (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
    cnn_picture_free(&read);
    return out->pixels ? cnn_ok() : cnn_no_memory(name, 0);
}

static void take_picture(reader *r, const MD_ATTRIBUTE *source) {
    if (source->text && is_inside(r, source->text)) /* else a copy, with entities replaced */
        r->place = source->text;
    char name[512];
    cnn_format(name, sizeof name, "%.*s", (int)source->size, source->text ? source->text : "");
    prose_unmark(name, strlen(name));
    prose_picture picture = {0};
    cnn_status status = read_picture(r, name, &picture);
    if (cnn_failed(status)) {
        report(r, status);
        r->lost = r->naming + 1;
        return;
    }
    prose_block *b = last_block(r);
    if (b && (b->count || b->kind != PROSE_PARAGRAPH))
        b = new_block(r, PROSE_PICTURE);
    if (b) {
        b->kind = PROSE_PICTURE;
        b->picture = picture;
    }
}

/* Words after a formula or a picture go into a paragraph of their own. */
static void go_on_writing(reader *r, const char *text, size_t size) {
    const prose_block *b = last_block(r);
    bool shown = b && ((b->kind == PROSE_FORMULA && b->count) || b->kind == PROSE_PICTURE);
    for (size_t i = 0; i < size && shown; i++)
        if (text[i] != ' ') {
            new_block(r, PROSE_PARAGRAPH);
            return;
        }
}

/* A link into the course can be followed; any other is plain text. */
static void take_link(reader *r, const MD_ATTRIBUTE *to) {
    bool leads = to->text && to->size > 1 && to->text[0] == '#';
    r->link = leads ? cnn_arena_text(r->out->arena, to->text, to->size) : NULL;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context) {
    reader *r = context;
    if (type == MD_SPAN_A)
        take_link(r, &((MD_SPAN_A_DETAIL *)detail)->href);
    r->strong += type == MD_SPAN_STRONG;
    r->slanted += type == MD_SPAN_EM;
    if (type == MD_SPAN_CODE || type == MD_SPAN_LATEXMATH || type == MD_SPAN_LATEXMATH_DISPLAY)
        begin_gathering(r);
    r->code += type == MD_SPAN_CODE;
    r->formula += type == MD_SPAN_LATEXMATH || type == MD_SPAN_LATEXMATH_DISPLAY;
    if (type == MD_SPAN_IMG) {
        if (!r->lost)
            take_picture(r, &((MD_SPAN_IMG_DETAIL *)detail)->src);
        r->naming++;
        r->slanted += r->lost == r->naming;
    }
    return cnn_failed(r->status);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context) {
    (void)detail;
    reader *r = context;
    if (type == MD_SPAN_IMG && r->lost == r->naming--) {
        r->lost = 0;
        r->slanted--;
    }
    r->link = type == MD_SPAN_A ? NULL : r->link;
    r->strong -= type == MD_SPAN_STRONG;
    r->slanted -= type == MD_SPAN_EM;
    if (type == MD_SPAN_CODE) {
        r->code--;
        end_code(r);
    }
    if (type == MD_SPAN_LATEXMATH || type == MD_SPAN_LATEXMATH_DISPLAY) {
        r->formula--;
        end_formula(r, type == MD_SPAN_LATEXMATH_DISPLAY);
    }
    return cnn_failed(r->status);
}

static int take_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context) {
    reader *r = context;
    if (is_inside(r, text))
        r->place = text;
    if (r->code || r->formula) {
        gather(r, type == MD_TEXT_SOFTBR || type == MD_TEXT_BR ? " " : text, type == MD_TEXT_SOFTBR ? 1 : size);
        return cnn_failed(r->status);
    }
    if (r->naming && r->naming != r->lost)
        return 0; /* the alternative text of a picture */
    go_on_writing(r, text, type == MD_TEXT_SOFTBR || type == MD_TEXT_BR ? 0 : size);
    const prose_block *last = last_block(r);
    if (last && (last->kind == PROSE_PICTURE || last->kind == PROSE_FORMULA))
        return 0; /* blanks after it */
    prose_span *s = new_span(r);
    if (!s)
        return 1;
    if (type == MD_TEXT_ENTITY) {
        static const struct {
            const char *name, *letter;
        } entities[] = {
            {"&nbsp;", "\xC2\xA0"}, {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&times;", "×"}, {"&minus;", "−"}};
        for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
            if (strlen(entities[i].name) == size && !strncmp(entities[i].name, text, size))
                text = entities[i].letter, size = (MD_SIZE)strlen(text);
    }
    if (type == MD_TEXT_NULLCHAR)
        text = "\xEF\xBF\xBD", size = 3;
    if (type == MD_TEXT_SOFTBR || type == MD_TEXT_BR) {
        s->newline = type == MD_TEXT_BR;
        text = " ", size = 1;
    }
    r->tight = false;
    cnn_status leftover = prose_leftover(text, size);
    if (cnn_failed(leftover))
        report(r, leftover);
    char *copy = cnn_arena_text(r->out->arena, text, size);
    s->text = copy;
    if (copy)
        prose_unmark(copy, size);
    else
        r->status = cnn_no_memory("a lesson", size);
    return cnn_failed(r->status);
}

/* A bullet that begins with "=" is the line after the right answer; one that begins with "13:" is for that answer. The
 * mark is cut off. */
static cnn_status cut_mark(reader *r, prose_block *b) {
    prose_span *first = b->count ? &b->spans[0] : NULL;
    b->answer = "";
    if (!first || !first->text || first->code)
        return cnn_ok();
    b->uncut = first->text;
    if (first->text[0] == '=') {
        b->aside = PROSE_BECAUSE;
        first->text += 1 + strspn(first->text + 1, " ");
        return cnn_ok();
    }
    const char *colon = strchr(first->text, ':');
    if (!colon)
        return cnn_ok();
    b->answer = cnn_arena_text(r->out->arena, first->text, (size_t)(colon - first->text));
    first->text = colon + 1 + strspn(colon + 1, " ");
    return b->answer ? cnn_ok() : cnn_no_memory("a lesson", (size_t)(colon - first->text));
}

cnn_status prose_read(const char *text, size_t length, prose_pictures *pictures, cnn_arena *arena, prose_tell *tell,
    void *context, prose *out) {
    *out = (prose){.arena = arena};
    char *marked = cnn_arena_text(arena, text, length);
    if (!marked)
        return cnn_no_memory("a lesson", length);
    prose_mark(marked, length);
    reader r = {.out = out,
        .text = marked,
        .original = text,
        .length = length,
        .pictures = pictures,
        .tell = tell,
        .context = context,
        .place = marked,
        .counted = marked,
        .status = cnn_ok()};
    MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_LATEXMATHSPANS | MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = take_text};
    int failed = md_parse(marked, (MD_SIZE)length, &parser, &r);
    free(r.gathered);
    if (failed && !cnn_failed(r.status))
        r.status = cnn_fail(CNN_BAD_INPUT, "the text cannot be read as Markdown");
    for (int i = 0; i < out->count && !cnn_failed(r.status); i++)
        if (out->blocks[i].aside == PROSE_HINT)
            r.status = cut_mark(&r, &out->blocks[i]);
    return r.status;
}
