/* A formula is read into boxes (tex_tree.h): here what nests, in tex_read.c words and blanks; tex_draw.c measures and
 * draws them. */
#include "tex_read.h"

#include "utf8.h"

#include <ctype.h>
#include <string.h>

enum { NESTING = 24 };

static tex *operator_word(tex_reader *r, const char *text) {
    tex *t = tex_word(r, text, FONT_UI, -1);
    if (t)
        t->loose = true;
    return t;
}

/* What ends a row: the end of the text, a closing text, or in a grid the end of a cell. */
typedef enum row_end { TO_THE_END, TO_CLOSING, TO_CELL } row_end;
static tex *row(tex_reader *r, row_end end, const char *closing);

static tex *group(tex_reader *r) {
    tex_skip_blanks(r);
    if (r->at >= r->end || *r->at != '{') {
        tex_wrong(r, "a formula needs { } here%s", "");
        return NULL;
    }
    r->at++;
    return row(r, TO_CLOSING, "}");
}

static tex *fence(tex_reader *r, const char *open, const char *close, tex *body) {
    tex *t = tex_made(r, TEX_FENCE);
    if (!t)
        return NULL;
    cnn_format(t->open, sizeof t->open, "%s", open);
    cnn_format(t->close, sizeof t->close, "%s", close);
    t->first = body;
    return t;
}

/* The sign after \left or \right; "." is none. */
static const char *delimiter(tex_reader *r) {
    tex_skip_blanks(r);
    size_t length;
    const char *sign = tex_delimiter(r->at, &length);
    if (!sign)
        tex_wrong(r, "\\left and \\right stand before a bracket%s", ": ( [ | \\{ \\lfloor \\lceil or .");
    r->at += sign ? length : 0;
    return sign ? sign : "";
}

static tex *growing(tex_reader *r) {
    const char *open = delimiter(r);
    tex *body = row(r, TO_CLOSING, "\\right");
    const char *close = cnn_failed(r->status) ? "" : delimiter(r);
    return fence(r, open, close, body);
}

/* ---- grids ---- */

/* What follows a cell: "&" another one, "\\" another row, \end{name} nothing. */
static bool end_of_cell(tex_reader *r, const char *name, int *column, tex *grid) {
    char ended[24] = "";
    if (tex_follows(r, "&")) {
        r->at++;
        if (++*column >= TEX_COLUMNS)
            tex_wrong(r, "a matrix has at most 12 columns%s", "");
        return true;
    }
    if (tex_follows(r, "\\\\")) {
        r->at += 2;
        *column = 0;
        tex_skip_blanks(r);
        if (tex_follows(r, "\\end"))
            return end_of_cell(r, name, column, grid);
        if (++grid->rows > TEX_ROWS)
            tex_wrong(r, "a matrix has at most 16 rows%s", "");
        return true;
    }
    if (tex_follows(r, "\\end")) {
        r->at += 4;
        if (!tex_take_braced(r, ended, sizeof ended) || strcmp(ended, name) != 0)
            tex_wrong(r, "\\begin{%s} has no \\end of the same name", name);
    } else {
        tex_wrong(r, "\\begin{%s} has no \\end", name);
    }
    return false;
}

/* The cells, row by row; a row with fewer is filled up with empty ones. */
static void read_cells(tex_reader *r, const char *name, tex *grid) {
    tex *rows[TEX_ROWS][TEX_COLUMNS] = {{NULL}};
    int column = 0;
    grid->rows = 1;
    for (bool more = true; more && !cnn_failed(r->status);) {
        rows[grid->rows - 1][column] = row(r, TO_CELL, NULL);
        grid->columns = column + 1 > grid->columns ? column + 1 : grid->columns;
        more = !cnn_failed(r->status) && end_of_cell(r, name, &column, grid);
    }
    tex **link = &grid->first;
    for (int i = 0; i < grid->rows * grid->columns && !cnn_failed(r->status); i++) {
        tex *cell = rows[i / grid->columns][i % grid->columns];
        *link = cell ? cell : tex_made(r, TEX_ROW);
        if (!*link)
            return;
        link = &(*link)->next;
    }
}

static tex *grid_box(tex_reader *r) {
    char name[24] = "";
    if (!tex_take_braced(r, name, sizeof name))
        tex_wrong(r, "\\begin needs a name%s, as in \\begin{bmatrix}", "");
    const tex_brackets *kind = tex_grid_named(name);
    if (!kind) {
        tex_wrong(
            r, "there is no \\begin{%s} here; there are bmatrix, pmatrix, vmatrix, matrix, cases and aligned", name);
        return NULL;
    }
    tex *grid = tex_made(r, TEX_GRID);
    if (!grid)
        return NULL;
    grid->align = kind->align;
    read_cells(r, name, grid);
    return *kind->open || *kind->close ? fence(r, kind->open, kind->close, grid) : grid;
}

/* ---- commands ---- */

static void use_face(tex *t, font_id face) {
    for (; t; t = t->next) {
        if (t->kind == TEX_WORD)
            t->face = face;
        use_face(t->first, face);
        use_face(t->second, face);
        use_face(t->third, face);
    }
}

static tex *number_set(tex_reader *r) {
    char name[24] = "";
    if (!tex_take_braced(r, name, sizeof name))
        cnn_format(name, sizeof name, "%.1s", r->at < r->end ? r->at++ : "");
    const char *sign = tex_number_set(name);
    if (!sign)
        tex_wrong(r, "\\mathbb has R, N, Z, Q, C and E, not %s", name);
    return sign ? tex_word(r, sign, FONT_UI, -1) : NULL;
}

static tex *argument(tex_reader *r);

static tex *accented(tex_reader *r, const char *sign) {
    tex *t = tex_made(r, TEX_ACCENT), *body = argument(r);
    if (t) {
        cnn_format(t->text, sizeof t->text, "%s", sign);
        t->first = body;
    }
    return t;
}

static tex *root(tex_reader *r) {
    tex *t = tex_made(r, TEX_ROOT), *index = NULL;
    tex_skip_blanks(r);
    if (tex_follows(r, "[")) {
        r->at++;
        index = row(r, TO_CLOSING, "]");
    }
    tex *body = argument(r);
    if (t) {
        t->first = body;
        t->second = index;
    }
    return t;
}

static tex *fraction(tex_reader *r) {
    tex *t = tex_made(r, TEX_FRACTION), *over = group(r), *under = group(r);
    if (t) {
        t->first = over;
        t->second = under;
    }
    return t;
}

static tex *in_face(tex_reader *r, font_id face) {
    tex *body = argument(r);
    if (body && body->kind == TEX_WORD)
        body->face = face;
    else if (body)
        use_face(body->first, face);
    return body;
}

/* NULL without a failure: no command with an argument is called so. */
static tex *command_named(tex_reader *r, const char *name) {
    static const char *const accents[] = {"hat", "bar", "tilde", "vec", "dot", "widehat", "overline", "widetilde"};
    static const struct {
        const char *name;
        float wide;
    } spaces[] = {{"quad", 1}, {"qquad", 2}, {",", 0.17f}, {":", 0.22f}, {";", 0.28f}, {" ", 0.3f}, {"!", 0}};
    static const char *const floors[][4] = {{"lfloor", "⌊", "⌋", "\\rfloor"}, {"lceil", "⌈", "⌉", "\\rceil"}};
    for (size_t i = 0; i < sizeof accents / sizeof *accents; i++)
        if (!strcmp(name, accents[i]))
            return accented(r, accents[i]);
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (!strcmp(name, spaces[i].name))
            return tex_blank(r, spaces[i].wide);
    for (size_t i = 0; i < 2; i++)
        if (!strcmp(name, floors[i][0]))
            return fence(r, floors[i][1], floors[i][2], row(r, TO_CLOSING, floors[i][3]));
    if (!strcmp(name, "frac") || !strcmp(name, "dfrac") || !strcmp(name, "tfrac"))
        return fraction(r);
    if (!strcmp(name, "text") || !strcmp(name, "operatorname") || !strcmp(name, "textrm"))
        return tex_upright(r, name);
    if (!strcmp(name, "left"))
        return growing(r);
    if (!strcmp(name, "begin"))
        return grid_box(r);
    if (!strcmp(name, "sqrt"))
        return root(r);
    if (!strcmp(name, "mathbf") || !strcmp(name, "boldsymbol"))
        return in_face(r, FONT_STRONG);
    if (!strcmp(name, "mathrm"))
        return in_face(r, FONT_UI);
    if (!strcmp(name, "mathcal") || !strcmp(name, "mathit"))
        return in_face(r, FONT_FORMULA);
    return !strcmp(name, "mathbb") ? number_set(r) : NULL;
}

static tex *sign_box(tex_reader *r, const char *name) {
    const tex_sign *sign = tex_sign_named(name);
    if (!sign)
        return NULL;
    tex *t = tex_word(r, sign->text, sign->sort == TEX_ITALIC ? FONT_FORMULA : FONT_UI,
        sign->sort == TEX_GRADIENT ? ROLE_GRADIENT : -1);
    if (t) {
        t->loose = sign->sort == TEX_OPERATOR;
        t->big = sign->sort == TEX_BIG;
        t->limits = sign->sort == TEX_LIMIT || (t->big && strcmp(name, "int") != 0);
    }
    return t;
}

static tex *command_box(tex_reader *r) {
    char name[24];
    tex_take_name(r, name, sizeof name);
    if (name[0] == '\\') {
        tex_wrong(r, "\\\\ begins a new row of a matrix, and here is none%s", "");
        return NULL;
    }
    tex *t = command_named(r, name);
    if (t || cnn_failed(r->status))
        return t;
    if (name[0] && !isalpha((unsigned char)name[0]))
        return tex_word(r, name[0] == '|' ? "‖" : name, FONT_UI, -1);
    t = sign_box(r, name);
    if (!t && !cnn_failed(r->status)) {
        const char *near = tex_sign_near(name);
        char said[80];
        cnn_format(
            said, sizeof said, near ? "%s in formulas here; did you mean \\%s?" : "%s in formulas here", name, near);
        tex_wrong(r, "there is no \\%s", said);
    }
    return t;
}

static tex *atom(tex_reader *r) {
    char c = *r->at, text[24] = "";
    if (c == '{')
        return group(r);
    if (c == '}') {
        tex_wrong(r, "a } has no {%s", "");
        return NULL;
    }
    if (c == '&') {
        tex_wrong(r, "& parts the columns of a matrix, and here is none%s", "");
        return NULL;
    }
    if (c == '\\') {
        r->at++;
        return command_box(r);
    }
    if (isdigit((unsigned char)c) || (c == '.' && r->at + 1 < r->end && isdigit((unsigned char)r->at[1])))
        return tex_digits(r);
    if (isalpha((unsigned char)c)) {
        text[0] = *r->at++;
        return tex_word(r, text, FONT_FORMULA, tex_role_of(c));
    }
    const char *from = r->at;
    uint32_t code = cnn_utf8_next(&r->at);
    if (r->at > r->end)
        r->at = r->end;
    cnn_format(text, sizeof text, "%.*s", (int)(r->at - from), from);
    if (c == '-')
        return operator_word(r, "−");
    if (c == '~')
        return tex_blank(r, 0.3f);
    if (c == '+' || c == '=' || c == '<' || c == '>' || code == 0x2212 || code == 0xD7 || code == 0x2248)
        return operator_word(r, text);
    return tex_word(r, text, FONT_UI, -1);
}

/* A group, or the one sign that follows, as in \hat y. */
static tex *argument(tex_reader *r) {
    tex_skip_blanks(r);
    if (r->at < r->end)
        return atom(r);
    tex_wrong(r, "a formula ends where something is missing%s", "");
    return NULL;
}

/* An atom with its subscript and superscript. */
static tex *scripted(tex_reader *r) {
    tex *base = atom(r), *whole = base;
    for (tex_skip_blanks(r); !cnn_failed(r->status) && r->at < r->end && strchr("_^'", *r->at); tex_skip_blanks(r)) {
        bool prime = *r->at == '\'', up = prime || *r->at == '^';
        r->at += !prime;
        tex_skip_blanks(r);
        if (r->at >= r->end) {
            tex_wrong(r, "a formula ends after %s", up ? "^" : "_");
            break;
        }
        tex *script = prime ? tex_primes(r) : atom(r);
        if (whole == base) {
            whole = tex_made(r, TEX_SCRIPTS);
            if (!whole)
                break;
            whole->first = base;
        }
        if (up ? whole->third != NULL : whole->second != NULL)
            tex_wrong(r, "a formula has %s twice on the same letter", up ? "^" : "_");
        *(up ? &whole->third : &whole->second) = script;
        whole->high |= prime;
    }
    return whole;
}

/* Whether the row ends here; a closing text is read over, the end of a cell is left. */
static bool row_ends(tex_reader *r, row_end end, const char *closing) {
    if (end == TO_CELL && (tex_follows(r, "&") || tex_follows(r, "\\\\") || tex_follows(r, "\\end")))
        return true;
    if (end == TO_CLOSING && tex_follows(r, closing)) {
        r->at += strlen(closing);
        return true;
    }
    if (r->at >= r->end && end == TO_CLOSING)
        tex_wrong(r, "a formula misses its %s", closing);
    return r->at >= r->end;
}

/* A sign in front of a number belongs to it, as in (−1, +2): there is nothing before that it could join to. */
static void tighten(tex *whole) {
    const tex *before = NULL;
    for (tex *t = whole ? whole->first : NULL; t; before = t, t = t->next) {
        bool sign = t->kind == TEX_WORD && (!strcmp(t->text, "−") || !strcmp(t->text, "+"));
        bool nothing = !before || before->kind == TEX_SPACE ||
                       (before->kind == TEX_WORD && (before->loose || strchr("(,[|", before->text[0])));
        if (sign && nothing && t->next)
            t->loose = false;
    }
}

static tex *row(tex_reader *r, row_end end, const char *closing) {
    tex *whole = tex_made(r, TEX_ROW), **link = whole ? &whole->first : NULL;
    if (++r->depth > NESTING)
        tex_wrong(r, "a formula is nested too deep%s", "");
    for (tex_skip_blanks(r); link && !cnn_failed(r->status) && !row_ends(r, end, closing); tex_skip_blanks(r)) {
        *link = scripted(r);
        link = *link ? &(*link)->next : NULL;
    }
    r->depth--;
    tighten(whole);
    return whole;
}

cnn_status tex_parse(const char *text, size_t length, bool alone, cnn_arena *arena, const tex **out) {
    char *copy = cnn_arena_text(arena, text, length); /* terminated, so that no letter runs over the end */
    if (!copy)
        return cnn_no_memory("a formula", length);
    tex_reader r = {.at = copy, .end = copy + length, .arena = arena, .status = cnn_ok()};
    tex *whole = row(&r, TO_THE_END, NULL);
    if (whole)
        whole->alone = alone;
    *out = whole;
    return r.status;
}
