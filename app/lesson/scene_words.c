/* Each list is that of one map: what is no key there, and the key or the advice in its place. */
#include "scene_words.h"

#include <stddef.h>

const cnn_synonym scene_synonyms[] = {{"kernel", "filter", NULL}, {"weights_file", "weights", NULL},
    {"kernel_size", "size", NULL}, {"filter_size", "size", NULL}, {"window", "size", NULL},
    {"image_size", "input", NULL}, {"pad", "padding", NULL}, {"steps", "stride", NULL}, {"dilate", "dilation", NULL},
    {"pooling", "pool", NULL}, {"type", "layer", NULL}, {"op", "layer", NULL}, {"model", "network", NULL},
    {"net", "network", NULL}, {"address", "at", NULL}, {"cursor", "at", NULL}, {"position", "at", NULL},
    {"ask", "question", NULL}, {"highlight", "light", NULL}, {"editable", "open", NULL}, {"iterations", "train", NULL},
    {"upstream", "gradient", NULL}, {"grad", "gradient", NULL},
    {"picture", NULL, "a picture is the input, as in input: {picture: ramp, rows: 8, columns: 8}"},
    {"file", NULL, "a file is the input, as in input: {picture: logo.png}"},
    {"title", NULL, "the title of a page stands in its heading, ## Title {#id}"},
    {"name", NULL, "the name of a page stands in its heading, ## Title {#id}"},
    {"id", NULL, "the id of a page stands in its heading, ## Title {#id}"},
    {"text", NULL, "the text of a page stands outside its scene"},
    {"note", NULL, "notes stand in a block of their own, which begins with ```notes"},
    {"notes", NULL, "notes stand in a block of their own, which begins with ```notes"},
    {"hint", NULL, "a hint is a bullet of the block quote, as in \"> - 13: You added the bias twice.\""},
    {"answer", NULL, "the engine computes the answer; a choice is given by question: {choose: 2}"},
    {"solution", NULL, "the engine computes the answer; a choice is given by question: {choose: 2}"},
    {"choices", NULL, "choices are the numbered lines of the block quote"},
    {"options", NULL, "choices are the numbered lines of the block quote"},
    {"predict", NULL, "that is a question, as in question: {predict: cell}"},
    {"pick", NULL, "that is a question, as in question: {pick: winner}"},
    {"choose", NULL, "that is a question, as in question: {choose: 2}"},
    {"make", NULL, "that is a question, as in question: {make: {output: 3}}"},
    {"padding_mode", NULL, "the padding of a scene is a number"},
    {"same", NULL, "the padding of a scene is a number: (filter - 1) / 2 keeps the size"}, {NULL, NULL, NULL}};

const cnn_synonym question_synonyms[] = {{"answer", "choose", NULL},
    {"answer", NULL, "the engine computes the answer; leave it out"},
    {"value", NULL, "the engine computes the value; leave it out"},
    {"text", NULL, "the words of the question are the block quote, lines that begin with >"},
    {"hint", NULL, "a hint is a bullet of the block quote, as in \"> - 13: You added the bias twice.\""},
    {"options", NULL, "choices are the numbered lines of the block quote"},
    {"choices", NULL, "choices are the numbered lines of the block quote"}, {"address", "at", NULL},
    {"position", "cell", NULL}, {"wrt", "of", NULL}, {"tol", "tolerance", NULL}, {NULL, NULL, NULL}};

const cnn_synonym input_synonyms[] = {{"file", "picture", NULL}, {"path", "picture", NULL}, {"name", "picture", NULL},
    {"height", "rows", NULL}, {"width", "columns", NULL}, {"cols", "columns", NULL}, {"index", "image", NULL},
    {"number", "image", NULL}, {"values", NULL, "numbers stand in the input itself, as in input: [[1, 0], [0, 1]]"},
    {NULL, NULL, NULL}};
