/* Names stand in a column as wide as the widest of them; a letter of Korean is as wide as two others. */
#include "answer.h"

#include "picture_fitted.h"
#include "utf8.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 1000, NAME = 256 };

/* NaN sorts last. */
static float rank(float output, bool distance) {
    return isnan(output) ? -INFINITY : distance ? -output : output;
}

/* The best outputs in their order, at most `most`; returns how many. */
static int choose_best(const float *output, size_t count, bool distances, int most, size_t best[MOST]) {
    int found = 0;
    for (; found < most && found < (int)count; found++) {
        float last = found ? rank(output[best[found - 1]], distances) : 0;
        size_t next = count;
        for (size_t k = 0; k < count; k++) {
            float value = rank(output[k], distances);
            bool left = !found || value < last || (value == last && k > best[found - 1]);
            if (left && (next == count || value > rank(output[next], distances)))
                next = k;
        }
        if (next == count)
            break;
        best[found] = next;
    }
    return found;
}

static int width_of(const char *text) {
    int width = 0;
    while (*text)
        width += cnn_utf8_next(&text) >= 0x1100 ? 2 : 1;
    return width;
}

/* The name of a class on one line; empty where there is none. */
static const char *name_of(const opened_network *s, size_t at, char line[NAME]) {
    const char *name = opened_network_class(s, (int)at);
    cnn_format(line, NAME, "%s", name ? name : "");
    for (char *letter = line; *letter; letter++)
        *letter = *letter == '\n' || *letter == '\t' ? ' ' : *letter;
    return line;
}

static void print_classes(const opened_network *s, const float *output, const size_t *best, int count) {
    char line[NAME];
    int widest = 12;
    for (int i = 0; i < count; i++) {
        int width = width_of(name_of(s, best[i], line));
        widest = width > widest && width <= 40 ? width : widest;
    }
    for (int i = 0; i < count; i++) {
        int gap = widest - width_of(name_of(s, best[i], line));
        printf("%s %-4zu %s%*s %.6g\n", line[0] ? "class" : "output", best[i], line, gap > 0 ? gap : 0, "",
            (double)output[best[i]]);
    }
}

static void print_nameless(const float *output, const size_t *best, int count) {
    for (int i = 0; i < count; i++)
        printf("output %-4zu %.6g\n", best[i], (double)output[best[i]]);
    printf("(no names: put a labels.txt beside the model, with a name on each line)\n");
}

/* A layer's numbers, which are no classes: of maps with where they are. */
static void print_largest(const opened_network *s, const float *output, const size_t *best, int count) {
    const cnn_node *node = &s->net->nodes[s->net->output];
    cnn_shape out = node->layout.out;
    size_t map = (size_t)out.h * (size_t)out.w;
    bool maps = map > 1;
    char shape[80];
    if (maps)
        cnn_format(shape, sizeof shape, "%d map%s of %d × %d numbers", out.c, out.c == 1 ? "" : "s", out.h, out.w);
    else
        cnn_format(shape, sizeof shape, "%d number%s", out.c, out.c == 1 ? "" : "s");
    printf("%s, %s: %s, no classes; the largest:\n", node->name,
        s->desc->note ? "the last layer that was opened" : "the last layer", shape);
    for (int i = 0; i < count; i++) {
        size_t c = best[i] / map, y = best[i] % map / (size_t)out.w, x = best[i] % (size_t)out.w;
        if (maps)
            printf("map %-4zu row %-4zu column %-4zu %.6g\n", c, y, x, (double)output[best[i]]);
        else
            printf("number %-4zu %.6g\n", c, (double)output[best[i]]);
    }
}

void answer_print(const opened_network *s, const float *output, int64_t most) {
    size_t best[MOST], numbers = cnn_shape_image(s->net->nodes[s->net->output].layout.out);
    bool classifies = opened_network_classifies(s);
    bool distances = classifies && s->net->nodes[s->net->loss].op->target == CNN_TARGET_SMALLEST;
    int count = choose_best(output, numbers, distances, most > MOST ? MOST : (int)most, best);
    if (!classifies)
        print_largest(s, output, best, count);
    else if (opened_network_output_names(s))
        print_classes(s, output, best, count);
    else
        print_nameless(output, best, count);
}

void answer_data(const opened_network *s, char *text, size_t size) {
    const cnn_dataset *d = s->data;
    cnn_shape in = s->net->nodes[0].layout.out, from = cnn_dataset_stored(d);
    bool seen = !d->fitted; /* files have sizes of their own: one of other proportions stands for all */
    cnn_fitted fitted = cnn_picture_fitted(s->desc->fit, seen ? from.h : 2 * in.h, seen ? from.w : in.w, in, seen);
    char how[100];
    cnn_fitted_text(fitted, in, how, sizeof how);
    if (fitted.kind == CNN_FITTED_NOT)
        cnn_format(how, sizeof how, "as they are");
    if (seen)
        cnn_format(text, size, "%s, pictures of %d × %d: %s", d->name, from.w, from.h, how);
    else
        cnn_format(text, size, "%s, pictures of any size: %s", d->name, how);
}

void answer_picture(const opened_network *s, const char *path, picture_facts facts, char *text, size_t size) {
    const char *slash = strrchr(path, '/');
    cnn_shape in = s->net->nodes[0].layout.out;
    char how[100];
    cnn_fitted_text(cnn_picture_fitted(s->desc->fit, facts.rows, facts.columns, in, false), in, how, sizeof how);
    cnn_format(text, size, "%s %d × %d: %s%s", slash ? slash + 1 : path, facts.columns, facts.rows, how,
        facts.colour && in.c != 3 ? ", its colours to grey" : "");
}
