/* The classic networks as graphs to look at: which there are, and how one is laid out. A box is a layer with the
 * functions that follow it, or a folded block of layers. Columns are steps from the input, rows are branches. */
#ifndef ATLAS_H
#define ATLAS_H

#include "net.h"
#include "netdesc.h"
#include "opened_network.h"

typedef struct atlas_entry {
    const char *key;    /* of its strings: atlas.KEY.name, atlas.KEY.text */
    const char *file;   /* in assets/networks, without .yaml */
    const char *lesson; /* the id of the lesson about it */
    int year;           /* the year; 0: a classroom form */
} atlas_entry;

/* In place of an entry: a network file of one's own. */
enum { ATLAS_OWN = -2 };

extern const atlas_entry atlas_entries[];
extern const int atlas_count;

typedef struct atlas_box {
    int first, last;  /* nodes of the network, a run of neighbours */
    int block;        /* the folded block; -1: a layer */
    int column;       /* steps from the input */
    float row;        /* branches: 0 is the middle */
    int64_t field[2]; /* what a number of its last node sees: rows and columns, see cnn_net_field_size */
} atlas_box;

typedef struct atlas_edge {
    int from, to;
    bool over;  /* boxes are in between: it passes over them */
    float high; /* the row in which it passes */
} atlas_edge;

/* The network on display. */
typedef struct atlas_graph {
    int entry;        /* -1: none; ATLAS_OWN */
    const char *path; /* its network file */
    cnn_arena *arena;
    cnn_netdesc *desc;
    cnn_net *net;
    bool *unfolded; /* of each block */
    atlas_box *boxes;
    atlas_edge *edges;
    int box_count, edge_count, columns;
    float top, bottom; /* the rows in use */
    int chosen;        /* the node whose box is chosen */
    bool assumed;      /* its outputs have no names, and ImageNet's are taken */
} atlas_graph;

/* Whether its outputs are classes that nothing names. */
bool atlas_is_nameless(const atlas_graph *graph);

/* Opens the network of that entry in place of what the graph showed; on failure the graph is as it was. */
cnn_status atlas_open(atlas_graph *graph, int entry);

/* The same for a network file, a description or an ONNX model; its entry is ATLAS_OWN. */
cnn_status atlas_open_file(atlas_graph *graph, const char *path);
/* The same for one that was described, which is taken over. */
cnn_status atlas_open_described(atlas_graph *graph, opened_network *described);
void atlas_close(atlas_graph *graph);

/* The same for a network by its file, one of the Atlas (with or without folder and .yaml) or another one, with a layer
 * chosen or a block unfolded; NULL: the first layer. Fails where there is no such network, layer or block. */
cnn_status atlas_show(atlas_graph *graph, const char *file, const char *layer);

/* Chooses the box of a layer, whose blocks are unfolded, or of a block, which stays folded; and what is chosen, by its
 * name. False: the network on display has nothing of that name. */
bool atlas_choose(atlas_graph *graph, const char *name);
const char *atlas_chosen(const atlas_graph *graph);

/* Folds or unfolds a block and lays the graph out again. */
void atlas_fold(atlas_graph *graph, int block, bool unfold);

/* The box that contains the node. */
int atlas_box_of(const atlas_graph *graph, int node);

/* What a box costs: the numbers that it learns, and the products of one forward run. */
typedef struct atlas_cost {
    int64_t parameters, macs;
} atlas_cost;
atlas_cost atlas_cost_of(const atlas_graph *graph, int first, int last);

/* The layer of the box whose window does not divide, or -1. */
int atlas_fraction(const atlas_graph *graph, const atlas_box *box);

#endif
