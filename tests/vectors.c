/* tests/vectors FILE...: runs vector files (format cnn-vectors/1, PyTorch's numbers) through the plain kernels, the
 * fast ones in both layouts, and step by step. A line for each failing case, a line naming each skipped one, and at the
 * end "N passed, N failed, N skipped". */
#include "vectors_case.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Whether below the node there is a number that single precision holds only as a denormal, or not at all. */
static bool is_too_fine(const vector_case *c, const cnn_yaml *node) {
    double value = 0;
    if (cnn_yaml_is_scalar(node) && !cnn_failed(cnn_yaml_number(c->d, node, "it", &value))) {
        double size = fabs(value);
        return isfinite(size) && size != 0 && (size < (double)FLT_MIN || size > (double)FLT_MAX);
    }
    for (int i = 0; i < cnn_yaml_count(node); i++)
        if (is_too_fine(c, cnn_yaml_is_map(node) ? cnn_yaml_value(node, i) : cnn_yaml_item(node, i)))
            return true;
    return false;
}

/* The inputs of a double-precision case must be single-precision numbers. */
static void check_precision(vector_case *c) {
    static const char *const given[] = {"inputs", "params", "state", "grad_output", "input", "targets"};
    const char *type = cnn_yaml_text(cnn_yaml_get(c->node, "dtype"));
    for (size_t i = 0; type && !strcmp(type, "f64") && i < sizeof given / sizeof *given; i++)
        if (is_too_fine(c, cnn_yaml_get(c->node, given[i])))
            cnn_format(c->skip, sizeof c->skip, "%s with numbers that single precision cannot hold", given[i]);
}

static void run_case(vector_case *c) {
    static const char *const names[WAYS] = {"plain", "fast", "eight at a time", "step by step"};
    check_precision(c);
    for (int way = 0; way < WAYS && !case_is_over(c); way++) {
        if (!strcmp(c->op, "network"))
            run_network(c, way);
        else
            run_operator(c, way);
        if (c->why[0]) {
            char why[256];
            cnn_format(why, sizeof why, "%s: %.220s", names[way], c->why);
            memcpy(c->why, why, sizeof why);
        }
    }
}

/* The text of an entry, or its default. */
static const char *text_of(const cnn_yaml *node, const char *key, const char *otherwise) {
    const char *text = cnn_yaml_text(cnn_yaml_get(node, key));
    return text && *text ? text : otherwise;
}

typedef struct tally {
    int passed, failed, skipped;
} tally;

static void run_file(const char *path, tally *t) {
    cnn_document *d;
    cnn_status status = cnn_document_open(path, &d);
    if (cnn_failed(status)) {
        printf("failed %s\n", status.message);
        t->failed++;
        return;
    }
    cnn_yaml *cases = cnn_yaml_get(cnn_document_root(d), "cases");
    if (!cnn_yaml_is_list(cases) || !cnn_yaml_count(cases)) {
        printf("failed %s: no cases\n", path);
        t->failed++;
    }
    for (int i = 0; cnn_yaml_is_list(cases) && i < cnn_yaml_count(cases); i++) {
        vector_case c = {.d = d, .node = cnn_yaml_item(cases, i), .arena = cnn_arena_new(), .rel = 1e-5, .abs = 1e-6};
        c.id = text_of(c.node, "id", "a case without a name");
        c.op = text_of(c.node, "op", "without a name");
        c.attrs = cnn_yaml_get(c.node, "attrs");
        if (!c.arena || !cnn_yaml_is_map(c.node))
            case_fails(&c, c.arena ? "it is no map" : "no memory");
        else
            run_case(&c);
        if (c.why[0])
            printf("failed %s: %s\n", c.id, c.why);
        else if (c.skip[0])
            printf("skipped %s: %s\n", c.id, c.skip);
        t->failed += c.why[0] != 0;
        t->skipped += !c.why[0] && c.skip[0];
        t->passed += !case_is_over(&c);
        cnn_arena_free(c.arena);
    }
    cnn_document_free(d);
}

int main(int count, char **arguments) {
    tally t = {0, 0, 0};
    if (count < 2) {
        fprintf(stderr, "vectors: usage: vectors FILE...\n");
        return 2;
    }
    for (int f = 1; f < count; f++)
        run_file(arguments[f], &t);
    printf("%d passed, %d failed, %d skipped\n", t.passed, t.failed, t.skipped);
    return t.failed ? 1 : 0;
}
