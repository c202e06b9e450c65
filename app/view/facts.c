#include "facts.h"

#include <math.h>

enum { DECIMALS = 2, LOOKED_AT = 1 << 14 }; /* of more numbers the decimals are taken as they come */

tensor_facts facts_now(const float *values, size_t count) {
    tensor_facts f = {.values = values, .count = count};
    for (size_t i = 0; i < count; i++) {
        float size = fabsf(values[i]);
        f.most = size > f.most && size <= 3.4e38f ? size : f.most;
        f.is_signed |= values[i] < 0;
    }
    f.format = number_format_of(values, count < LOOKED_AT ? count : LOOKED_AT, DECIMALS);
    if (count > LOOKED_AT && f.format.power)
        f.format = (number_format){.decimals = DECIMALS};
    return f;
}

tensor_facts facts_of(const view *v, const float *values, size_t count) {
    view_state *own = v->own;
    uint64_t version = v->state->session.bench.version;
    if (own->facts_version != version)
        own->facts_count = 0;
    own->facts_version = version;
    for (int i = 0; i < own->facts_count; i++)
        if (own->facts[i].values == values && own->facts[i].count == count)
            return own->facts[i];
    tensor_facts f = facts_now(values, count);
    own->facts[own->facts_count < VIEW_FACTS ? own->facts_count++ : VIEW_FACTS - 1] = f;
    return f;
}
