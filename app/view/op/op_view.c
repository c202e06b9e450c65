/* The table of rows. */
#include "op_view.h"

#define CNN_OP(kind, symbol) extern const op_view view_of_##symbol;
#include "op_table.h"
#undef CNN_OP

const op_view *op_view_of(cnn_op_kind kind) {
    static const op_view *const views[CNN_OP_COUNT] = {
#define CNN_OP(kind, symbol) [CNN_OP_##kind] = &view_of_##symbol,
#include "op_table.h"
#undef CNN_OP
    };
    return views[kind];
}

void op_view_gather(stage *s, const view *v) {
    stage_gather(s, v);
    s->own = s->node ? op_view_of(s->node->kind) : NULL;
}
