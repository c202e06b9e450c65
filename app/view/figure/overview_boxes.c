/* What the boxes are, and how far the cursor has come in each. */
#include "overview.h"

#include "facts.h"
#include "pass.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

static const double FLOW = 0.6; /* seconds in which a layer fills */

/* The layer joins the box before it. */
static bool joins(const cnn_node *n, int level) {
    cnn_family f = n->op->family;
    bool shapes = f == CNN_FAMILY_ELEMENT || f == CNN_FAMILY_NORMALISATION,
         pools = f == CNN_FAMILY_WINDOW_CHOICE || f == CNN_FAMILY_WINDOW_MEAN || f == CNN_FAMILY_AREA_MEAN;
    return (level > 0 && shapes) || (level > 1 && pools);
}

static void fill(overview *o, overview_box *b) {
    const cnn_node *n = &o->r->net->nodes[b->last];
    b->shape = n->layout.out;
    b->values = o->r->pass->value[b->last].data;
    b->look = n->op && n->op->family == CNN_FAMILY_TERMS ? BOX_CLASSES
              : b->shape.h * b->shape.w > 1              ? BOX_MAPS
                                                         : BOX_UNITS;
    b->parameters = 0;
    for (int i = b->first; i <= b->last; i++)
        b->parameters += o->r->net->nodes[i].weight_count + o->r->net->nodes[i].bias_count;
}

/* The map whose numbers differ most shows best what a filter finds. */
static int liveliest(const overview_box *b) {
    enum { LOOKED_AT = 1 << 18 };
    int64_t plane = (int64_t)b->shape.h * b->shape.w;
    double most = -1;
    int best = 0;
    for (int c = 0; c < b->shape.c && plane * b->shape.c <= LOOKED_AT; c++) {
        double sum = 0, squares = 0;
        for (int64_t i = 0; i < plane; i++) {
            double x = (double)b->values[c * plane + i];
            sum += x;
            squares += x * x;
        }
        double spread = squares - sum * sum / (double)plane;
        if (spread > most * (1 + 1e-9)) {
            most = spread;
            best = c;
        }
    }
    return best;
}

/* Layers after a filter share its colours and its map in front. */
static void share(overview *o) {
    const view_state *own = o->v->own;
    for (int i = 0; i < o->count; i++) {
        overview_box *b = &o->boxes[i];
        b->most = facts_of(o->v, b->values, cnn_shape_image(b->shape)).most;
        bool same = i > 1 && b->look == BOX_MAPS && !b->parameters && b->shape.c == b[-1].shape.c;
        if (same) {
            b->most = fmaxf(b->most, b[-1].most);
            b->front = b[-1].front;
            continue;
        }
        b->front = b->look == BOX_MAPS && i > 0 ? liveliest(b) : 0;
        if (own->overview.front_node == b->first && own->overview.front < b->shape.c)
            b->front = own->overview.front;
    }
}

int overview_gather(overview *o, int level) {
    const cnn_net *net = o->r->net;
    o->count = 0;
    for (int i = 0; i <= net->output; i++) {
        overview_box *before = o->count > 1 ? &o->boxes[o->count - 1] : NULL;
        if (before && joins(&net->nodes[i], level)) {
            before->last = i;
        } else if (o->count < OVERVIEW_BOXES) {
            o->boxes[o->count++] = (overview_box){.first = i, .last = i};
        } else {
            return OVERVIEW_BOXES + 1;
        }
    }
    for (int i = 0; i < o->count; i++)
        fill(o, &o->boxes[i]);
    share(o);
    return o->count;
}

/* 0 to 1: how much of the box the cursor has passed. */
static float passed(const overview *o, const overview_box *b) {
    const player *p = &o->v->state->session.player;
    if (p->at.phase > CNN_FORWARD || b->last == 0 || p->at.node > b->last)
        return 1;
    if (p->at.node < b->first)
        return 0;
    const cnn_segment *s = cnn_walk_find(p->walk, CNN_FORWARD, p->at.node);
    float here = s ? (float)(player_index(p) - s->first + 1) / (float)s->steps : 1;
    if (p->at.depth <= CNN_DEPTH_LAYER && p->ahead && p->since < FLOW && !p->still && (p->playing || p->motion < 1)) {
        here *= (float)(p->since / FLOW);
        o->v->own->moving = true;
    }
    return ((float)(p->at.node - b->first) + here) / (float)(b->last - b->first + 1);
}

int64_t overview_done(const overview *o, const overview_box *b, int map) {
    int64_t plane = (int64_t)b->shape.h * b->shape.w;
    float share = passed(o, b);
    if (o->v->state->session.player.at.depth <= CNN_DEPTH_LAYER)
        return (int64_t)((float)plane * share);
    int64_t left = (int64_t)((double)plane * b->shape.c * (double)share) - map * plane;
    return left < 0 ? 0 : left > plane ? plane : left;
}

bool overview_is_done(const overview *o, const overview_box *b) {
    return passed(o, b) >= 1;
}

/* How many layers of the network are called so, and which of them this is, from 1. */
static int count_of(const cnn_net *net, const char *stem, int node, int *which) {
    int count = 0;
    for (int i = 1; i <= net->output; i++) {
        if (strcmp(cnn_op_stem(net->nodes[i].op), stem) != 0)
            continue;
        count++;
        if (i == node)
            *which = count;
    }
    return count;
}

static void name_of(const overview *o, int node, bool numbered, char *text, size_t size) {
    const cnn_op *op = o->r->net->nodes[node].op;
    const char *stem = op->family == CNN_FAMILY_UNITS && op->parameters[CNN_BIAS] ? "FC" : cnn_op_stem(op);
    char word[32];
    size_t n = 0;
    for (; stem[n] && n + 1 < sizeof word; n++)
        word[n] = (char)toupper((unsigned char)stem[n]);
    word[n] = '\0';
    int which = 1, count = count_of(o->r->net, cnn_op_stem(op), node, &which);
    cnn_append(text, size, "%s%s", text[0] ? " · " : "", word);
    if (numbered && count > 1)
        cnn_append(text, size, "%d", which);
}

void overview_name(const overview *o, const overview_box *b, char *text, size_t size) {
    text[0] = '\0';
    if (b->last == 0) {
        cnn_format(text, size, "%s", tr("overview.input"));
        return;
    }
    for (int i = b->first; i <= b->last; i++)
        name_of(o, i, i == b->first, text, size);
}

theme_role overview_role(const overview *o, const overview_box *b) {
    if (b->last == 0)
        return ROLE_INPUT;
    if (b->look == BOX_CLASSES)
        return ROLE_INK;
    return o->r->net->nodes[b->first].weight_count ? ROLE_FILTER : ROLE_MAP;
}

/* ---- the path of a cell ---- */

static cnn_span clipped(cnn_span s, int size) {
    s.first = s.first < 0 ? 0 : s.first > size - 1 ? size - 1 : s.first;
    s.last = s.last < s.first ? s.first : s.last > size - 1 ? size - 1 : s.last;
    return s;
}

/* What a cell of the box reads of the one before it. */
static cnn_rectangle window_of(const overview *o, const overview_box *b, cnn_rectangle cells) {
    for (int i = b->last; i >= b->first && i > 0; i--) {
        cells.rows = cnn_axis_field(cnn_net_axis(o->r->net, i, CNN_VERTICAL), cells.rows);
        cells.columns = cnn_axis_field(cnn_net_axis(o->r->net, i, CNN_HORIZONTAL), cells.columns);
    }
    return cells;
}

static cnn_rectangle middle_of(cnn_rectangle r) {
    int64_t row = (r.rows.first + r.rows.last) / 2, column = (r.columns.first + r.columns.last) / 2;
    return (cnn_rectangle){{row, row}, {column, column}};
}

static void set_cell(overview_box *b, cnn_rectangle cells) {
    b->has_cell = true;
    b->cells = (cnn_rectangle){clipped(cells.rows, b->shape.h), clipped(cells.columns, b->shape.w)};
}

/* The largest number of the map in front, not at the edge, where it may stand for the padding. */
static int64_t strongest(const overview_box *b) {
    const float *values = b->values + (int64_t)b->front * b->shape.h * b->shape.w;
    int down = b->shape.h / 6, across = b->shape.w / 6;
    int64_t best = (int64_t)down * b->shape.w + across;
    for (int y = down; y < b->shape.h - down; y++)
        for (int x = across; x < b->shape.w - across; x++)
            if (values[y * b->shape.w + x] > values[best])
                best = y * b->shape.w + x;
    return best;
}

/* The box that the pointer is over, and the cell; else the strongest number of the last maps. */
static int begin_path(overview *o) {
    int last = 0;
    for (int i = 0; i < o->count; i++) {
        overview_box *b = &o->boxes[i];
        if (b->look != BOX_MAPS)
            continue;
        last = i;
        const ui_input *in = &o->v->ui->in;
        bool seen = i >= o->first && i < o->first + o->shown && !o->v->ui->muted;
        if (seen && rect_has(b->card, in->x, in->y)) {
            int64_t row = (int64_t)((in->y - b->card.y) / b->card.h * (float)b->shape.h),
                    column = (int64_t)((in->x - b->card.x) / b->card.w * (float)b->shape.w);
            set_cell(b, (cnn_rectangle){{row, row}, {column, column}});
            return i;
        }
    }
    overview_box *b = &o->boxes[last];
    int64_t best = strongest(b);
    set_cell(b, (cnn_rectangle){{best / b->shape.w, best / b->shape.w}, {best % b->shape.w, best % b->shape.w}});
    return last;
}

/* The cell of the next box whose window has this one nearest to its middle. */
static cnn_rectangle reached(const overview *o, const overview_box *next, cnn_rectangle cells) {
    for (int i = next->first; i <= next->last; i++) {
        cnn_shape out = o->r->net->nodes[i].layout.out;
        cells.rows = cnn_axis_reach(cnn_net_axis(o->r->net, i, CNN_VERTICAL), out.h, cells.rows);
        cells.columns = cnn_axis_reach(cnn_net_axis(o->r->net, i, CNN_HORIZONTAL), out.w, cells.columns);
        if (cells.rows.first > cells.rows.last || cells.columns.first > cells.columns.last)
            break;
    }
    return middle_of(cells);
}

void overview_path(overview *o) {
    int at = begin_path(o);
    for (int i = at + 1; i < o->count && o->boxes[i].look == BOX_MAPS; i++)
        set_cell(&o->boxes[i], reached(o, &o->boxes[i], o->boxes[i - 1].cells));
    for (int i = at; i > 0; i--)
        set_cell(&o->boxes[i - 1], middle_of(window_of(o, &o->boxes[i], o->boxes[i].cells)));
    for (int i = 1; i < o->count && o->boxes[i].look == BOX_MAPS; i++) {
        cnn_rectangle w = window_of(o, &o->boxes[i], o->boxes[i].cells);
        overview_box *b = &o->boxes[i - 1];
        b->has_window = w.rows.last > w.rows.first || w.columns.last > w.columns.first;
        b->window = (cnn_rectangle){clipped(w.rows, b->shape.h), clipped(w.columns, b->shape.w)};
    }
}
