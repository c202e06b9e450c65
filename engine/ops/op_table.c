/* The table of operators: each by its kind, by its name, and losses by what they compare. Operators know nothing of it. */
#include "op.h"

#include <string.h>

#define CNN_OP(kind, symbol) extern const cnn_op symbol;
#include "op_table.h"
#undef CNN_OP

static const cnn_op *const table[CNN_OP_COUNT] = {
#define CNN_OP(kind, symbol) [CNN_OP_##kind] = &symbol,
#include "op_table.h"
#undef CNN_OP
};

const cnn_op *cnn_op_of(cnn_op_kind kind) {
    return table[kind];
}

cnn_op_kind cnn_op_named(const char *name) {
    int kind = 0;
    while (kind < CNN_OP_COUNT && strcmp(table[kind]->name, name))
        kind++;
    return (cnn_op_kind)kind;
}

cnn_op_kind cnn_op_written(const char *name, bool *line) {
    cnn_op_kind plain = cnn_op_named(name);
    int kind = 0;
    while (kind < CNN_OP_COUNT && (!table[kind]->line || strcmp(table[kind]->line, name)))
        kind++;
    *line = kind < CNN_OP_COUNT;
    return *line ? (cnn_op_kind)kind : plain;
}

cnn_op_kind cnn_loss_for(cnn_target target) {
    int kind = 0;
    while (kind < CNN_OP_COUNT && (!table[kind]->loss || table[kind]->target != target))
        kind++;
    return (cnn_op_kind)kind;
}

cnn_op_kind cnn_loss_containing(const cnn_op *op) {
    int kind = 0;
    while (kind < CNN_OP_COUNT && table[kind]->contains != op)
        kind++;
    return (cnn_op_kind)kind;
}
