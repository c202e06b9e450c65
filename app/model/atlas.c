/* Layout in three steps: nodes to boxes, boxes to columns by their longest path from the input, and in each column the
 * rows nearest to what each box reads. */
#include "atlas.h"

#include "receptive_field.h"

#include "assets.h"
#include "file.h"
#include "netfile.h"
#include "netfile_classes.h"
#include "opened_network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const atlas_entry atlas_entries[] = {
    {"zipcode", "zip-code-1989", "zip-code-1989", 1989},
    {"lenet", "lenet-5-1998", "lenet-5", 1998},
    {"classroom", "lenet-5-classroom", "lenet-5", 0},
    {"cifar", "cifar-convnet", "cifar-convnet", 0},
    {"alexnet", "alexnet", "alexnet", 2012},
    {"alexnet224", "alexnet-224", "alexnet", 2012},
    {"zfnet", "zfnet", "zfnet", 2013},
    {"vgg16", "vgg-16", "vgg", 2014},
    {"vgg19", "vgg-19", "vgg", 2014},
    {"googlenet", "googlenet", "googlenet", 2014},
    {"googlenetbn", "googlenet-bn", "googlenet", 2014},
    {"resnet18", "resnet-18", "resnet", 2015},
    {"resnet34", "resnet-34", "resnet", 2015},
    {"resnet50", "resnet-50", "resnet", 2015},
    {"unet", "u-net-small", "transposed-convolution", 2015},
    {"inceptionv3", "inception-v3", "googlenet", 2015},
    {"squeezenet", "squeezenet", "googlenet", 2016},
    {"densenet121", "densenet-121", "resnet", 2017},
    {"mobilenetv1", "mobilenet-v1", "dilation-and-groups", 2017},
    {"mobilenetv2", "mobilenet-v2", "dilation-and-groups", 2018},
    {"efficientnet", "efficientnet-b0", "dilation-and-groups", 2019},
    {"convnext", "convnext-t", "dilation-and-groups", 2022},
};
const int atlas_count = sizeof atlas_entries / sizeof *atlas_entries;

/* The block whose box holds the layer: the outermost folded one around it; -1: none. */
static int folded_around(const atlas_graph *g, int layer) {
    int found = -1;
    for (int b = g->desc->layers[layer].block; b >= 0; b = g->desc->blocks[b].outer)
        if (!g->unfolded[b])
            found = b;
    return found;
}

/* A function of one input is put in the box of its input if it is that input's only reader. */
static bool joins(const atlas_graph *g, int node, const int *readers) {
    const cnn_node *n = &g->net->nodes[node];
    cnn_family family = n->op->family;
    bool function = family == CNN_FAMILY_ELEMENT || family == CNN_FAMILY_NORMALISATION || family == CNN_FAMILY_TERMS,
         same = cnn_shape_image(n->layout.out) == cnn_shape_image(g->net->nodes[n->inputs[0]].layout.out);
    return function && same && node > 1 && n->inputs[0] == node - 1 && readers[node - 1] == 1 &&
           g->desc->layers[node - 1].block == g->desc->layers[node - 2].block;
}

static void add_edge(atlas_graph *g, int from, int to) {
    for (int i = g->edge_count - 1; i >= 0 && g->edges[i].to == to; i--)
        if (g->edges[i].from == from)
            return;
    if (from != to)
        g->edges[g->edge_count++] = (atlas_edge){.from = from, .to = to};
}

static void find_boxes(atlas_graph *g, int *box_of, int *readers) {
    g->box_count = g->edge_count = 0;
    for (int n = 1; n <= g->net->output; n++)
        for (int i = 0; i < g->net->nodes[n].input_count; i++)
            readers[g->net->nodes[n].inputs[i]]++;
    for (int n = 0; n <= g->net->output; n++) {
        int block = n ? folded_around(g, n - 1) : -1, last = g->box_count - 1;
        bool same = block >= 0 && last >= 0 && g->boxes[last].block == block;
        if (same || (block < 0 && n > 1 && g->boxes[last].block < 0 && joins(g, n, readers)))
            g->boxes[last].last = n;
        else
            g->boxes[g->box_count++] = (atlas_box){.first = n, .last = n, .block = block};
        box_of[n] = g->box_count - 1;
    }
    for (int i = 0; i < g->box_count; i++)
        for (int which = 0; which < 2; which++)
            g->boxes[i].field[which] = cnn_net_field_size(g->net, g->boxes[i].last, which).size;
    for (int n = 1; n <= g->net->output; n++)
        for (int i = 0; i < g->net->nodes[n].input_count; i++)
            add_edge(g, box_of[g->net->nodes[n].inputs[i]], box_of[n]);
}

static void find_columns(atlas_graph *g) {
    g->columns = 1;
    for (int i = 0; i < g->edge_count; i++) { /* edges are in the order of their ends */
        atlas_box *to = &g->boxes[g->edges[i].to];
        int column = g->boxes[g->edges[i].from].column + 1;
        to->column = column > to->column ? column : to->column;
        g->columns = to->column + 1 > g->columns ? to->column + 1 : g->columns;
    }
}

/* The mean row of what the box reads. */
static float wished_row(const atlas_graph *g, int box) {
    float sum = 0;
    int count = 0;
    for (int i = 0; i < g->edge_count; i++)
        if (g->edges[i].to == box) {
            sum += g->boxes[g->edges[i].from].row;
            count++;
        }
    return count ? sum / (float)count : 0;
}

static void find_rows(atlas_graph *g, int *inside) {
    g->top = g->bottom = 0;
    for (int column = 0; column < g->columns; column++) {
        int count = 0;
        for (int b = 0; b < g->box_count; b++)
            if (g->boxes[b].column == column) {
                g->boxes[b].row = wished_row(g, b);
                int at = count++;
                for (; at > 0 && g->boxes[inside[at - 1]].row > g->boxes[b].row; at--)
                    inside[at] = inside[at - 1];
                inside[at] = b;
            }
        float shift = 0;
        for (int i = 0; i < count; i++) {
            float wish = g->boxes[inside[i]].row, least = i ? g->boxes[inside[i - 1]].row + 1 : wish;
            g->boxes[inside[i]].row = wish > least ? wish : least;
            shift += g->boxes[inside[i]].row - wish;
        }
        for (int i = 0; i < count; i++) {
            atlas_box *box = &g->boxes[inside[i]];
            box->row -= shift / (float)count;
            g->top = fminf(g->top, box->row);
            g->bottom = fmaxf(g->bottom, box->row);
        }
    }
}

/* An edge whose straight line would meet boxes passes over all the boxes between its ends. */
static void find_ways(atlas_graph *g) {
    float top = g->top;
    for (int i = 0; i < g->edge_count; i++) {
        atlas_edge *e = &g->edges[i];
        const atlas_box *from = &g->boxes[e->from], *to = &g->boxes[e->to];
        e->high = from->row;
        for (int b = 0; b < g->box_count; b++) {
            const atlas_box *box = &g->boxes[b];
            if (box->column <= from->column || box->column >= to->column)
                continue;
            e->over |= fabsf(box->row - from->row) < 0.9f;
            e->high = fminf(e->high, box->row);
        }
        if (e->over)
            e->high -= 0.72f;
        else
            e->high = from->row;
        top = fminf(top, e->high);
    }
    g->top = top;
}

static cnn_status lay_out(atlas_graph *g) {
    size_t nodes = (size_t)g->net->count;
    int *room = calloc(nodes * 3, sizeof *room);
    if (!room)
        return cnn_no_memory("the atlas", nodes * 3 * sizeof *room);
    find_boxes(g, room, room + nodes);
    find_columns(g);
    find_rows(g, room + 2 * nodes);
    find_ways(g);
    free(room);
    return cnn_ok();
}

/* As everywhere where a network is opened; what is wrong with a list is said where it runs. */
static void name_outputs(atlas_graph *g) {
    int outputs = (int)cnn_shape_image(g->net->nodes[g->net->output].layout.out);
    if (!network_classifies(g->desc, g->net))
        return;
    (void)cnn_netfile_classes_beside(g->desc, g->arena, outputs);
    g->assumed = cnn_netfile_classes_assumed(g->desc, g->arena, outputs);
}

bool atlas_is_nameless(const atlas_graph *g) {
    return !g->desc->class_count && !g->desc->data && network_classifies(g->desc, g->net);
}

static cnn_status prepare(atlas_graph *g, const char *path) {
    g->path = cnn_arena_text(g->arena, path, strlen(path));
    if (!g->path)
        return cnn_no_memory(path, 0);
    name_outputs(g);
    size_t nodes = (size_t)g->net->count, edges = 0;
    for (int i = 1; i <= g->net->output; i++)
        edges += (size_t)g->net->nodes[i].input_count;
    g->unfolded = cnn_arena_alloc(g->arena, (size_t)g->desc->block_count + 1, sizeof *g->unfolded);
    g->boxes = cnn_arena_alloc(g->arena, nodes, sizeof *g->boxes);
    g->edges = cnn_arena_alloc(g->arena, edges + 1, sizeof *g->edges);
    if (!g->unfolded || !g->boxes || !g->edges)
        return cnn_no_memory(path, nodes * sizeof *g->boxes);
    return lay_out(g);
}

/* In place of what the graph showed, where it can be laid out. */
static cnn_status take(atlas_graph *graph, atlas_graph *made, cnn_status status, const char *path) {
    if (!cnn_failed(status))
        status = prepare(made, path);
    if (cnn_failed(status)) {
        atlas_close(made);
        return status;
    }
    atlas_close(graph);
    made->chosen = 1;
    *graph = *made;
    return status;
}

static cnn_status open_as(atlas_graph *graph, int entry, const char *path) {
    atlas_graph made = {.entry = entry, .arena = cnn_arena_new()};
    cnn_status status = made.arena ? cnn_netfile_open(path, made.arena, &made.desc) : cnn_no_memory("the atlas", 0);
    if (!cnn_failed(status))
        status = cnn_net_new(made.desc, &made.net);
    return take(graph, &made, status, path);
}

cnn_status atlas_open_described(atlas_graph *graph, opened_network *described) {
    atlas_graph made = {.entry = ATLAS_OWN, .arena = described->arena, .desc = described->desc, .net = described->net};
    described->arena = NULL;
    described->net = NULL;
    opened_network_close(described);
    return take(graph, &made, cnn_ok(), made.desc->file);
}

cnn_status atlas_open(atlas_graph *graph, int entry) {
    char file[300], path[4096];
    cnn_format(file, sizeof file, "networks/%s.yaml", atlas_entries[entry].file);
    asset_path(file, path, sizeof path);
    return open_as(graph, entry, path);
}

cnn_status atlas_open_file(atlas_graph *graph, const char *path) {
    return open_as(graph, ATLAS_OWN, path);
}

void atlas_close(atlas_graph *graph) {
    cnn_net_free(graph->net);
    cnn_arena_free(graph->arena);
    *graph = (atlas_graph){.entry = -1};
}

void atlas_fold(atlas_graph *g, int block, bool unfold) {
    g->unfolded[block] = unfold;
    lay_out(g);
}

int atlas_box_of(const atlas_graph *g, int node) {
    for (int b = 0; b < g->box_count; b++)
        if (g->boxes[b].first <= node && node <= g->boxes[b].last)
            return b;
    return 0;
}

atlas_cost atlas_cost_of(const atlas_graph *g, int first, int last) {
    atlas_cost cost = {0};
    for (int n = first > 0 ? first : 1; n <= last; n++) {
        const cnn_node *node = &g->net->nodes[n];
        cost.macs += node->layout.macs;
        if (!node->attrs.fixed)
            cost.parameters += (int64_t)(node->weight_count + node->bias_count - node->layout.absent);
    }
    return cost;
}

int atlas_fraction(const atlas_graph *g, const atlas_box *box) {
    for (int n = box->first > 0 ? box->first : 1; n <= box->last; n++) {
        const cnn_node *node = &g->net->nodes[n];
        for (int axis = 0; axis < 2 && node->op->window; axis++)
            if (cnn_axis_measure(cnn_net_axis(g->net, n, axis)).denominator > 1)
                return n;
    }
    return -1;
}

/* The entry of that network file; -1: none. */
static int entry_named(const char *file) {
    const char *slash = strrchr(file, '/'), *stem = slash ? slash + 1 : file;
    for (int i = 0; i < atlas_count; i++) {
        size_t length = strlen(atlas_entries[i].file);
        if (!strncmp(stem, atlas_entries[i].file, length) && (!stem[length] || !strcmp(stem + length, ".yaml")))
            return i;
    }
    return -1;
}

cnn_status atlas_show(atlas_graph *g, const char *file, const char *layer) {
    int entry = entry_named(file);
    if (entry < 0 && !cnn_file_exists(file))
        return cnn_fail(CNN_BAD_INPUT, "%s is not in the Atlas, and there is no such file", file);
    cnn_status status = entry < 0 ? atlas_open_file(g, file) : atlas_open(g, entry);
    for (int b = 0; !cnn_failed(status) && layer && b < g->desc->block_count; b++)
        if (!strcmp(g->desc->blocks[b].name, layer)) {
            atlas_fold(g, b, true);
            g->chosen = g->desc->blocks[b].first + 1;
            return status;
        }
    if (cnn_failed(status) || !layer)
        return status;
    int node = cnn_net_find(g->net, layer);
    if (node < 0)
        return cnn_fail(CNN_BAD_INPUT, "%s has no layer or block %s", file, layer);
    for (int b = node ? g->desc->layers[node - 1].block : -1; b >= 0; b = g->desc->blocks[b].outer)
        atlas_fold(g, b, true);
    g->chosen = node;
    return status;
}

static void unfold_around(atlas_graph *g, int block) {
    for (; block >= 0; block = g->desc->blocks[block].outer)
        atlas_fold(g, block, true);
}

bool atlas_choose(atlas_graph *g, const char *name) {
    for (int b = 0; b < g->desc->block_count; b++)
        if (!strcmp(g->desc->blocks[b].name, name)) {
            unfold_around(g, g->desc->blocks[b].outer);
            g->chosen = g->desc->blocks[b].first + 1;
            return true;
        }
    int node = cnn_net_find(g->net, name);
    if (node < 0)
        return false;
    unfold_around(g, node ? g->desc->layers[node - 1].block : -1);
    g->chosen = node;
    return true;
}

const char *atlas_chosen(const atlas_graph *g) {
    int block = g->boxes[atlas_box_of(g, g->chosen)].block;
    return block >= 0 ? g->desc->blocks[block].name : g->net->nodes[g->chosen].name;
}
