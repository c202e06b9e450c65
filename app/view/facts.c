#include "facts.h"

#include <string.h>

enum { DECIMALS = 2, LOOKED_AT = 1 << 14 }; /* of more numbers the decimals are taken as they come */

/* Magnitudes compare like the integers that have the same bits, which a processor does for many at a time. */
static void measure(tensor_facts *f) {
    enum { MAGNITUDE = 0x7fffffff, INFINITE = 0x7f800000 };
    int32_t most = 0, negative = 0;
    for (size_t i = 0; i < f->count; i++) {
        int32_t bits;
        memcpy(&bits, &f->values[i], sizeof bits);
        int32_t size = bits & MAGNITUDE, finite = size < INFINITE ? size : 0;
        most = finite > most ? finite : most;
        negative |= f->values[i] < 0;
    }
    memcpy(&f->most, &most, sizeof f->most);
    f->is_signed = negative;
}

tensor_facts facts_now(const float *values, size_t count) {
    tensor_facts f = {.values = values, .count = count};
    measure(&f);
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
    if (own->facts_count == VIEW_FACTS) /* of layers seen before: those of the layer now seen are far fewer */
        own->facts_count = 0;
    return own->facts[own->facts_count++] = facts_now(values, count);
}
