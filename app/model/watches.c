/* A watched number is read from each view of the live network; values of one iteration count once. */
#include "watches.h"
#include "address.h"

#include <string.h>

static float value_of(const cnn_recording *r, cnn_address address) {
    cnn_step s = cnn_recording_step(r, address);
    return address.phase == CNN_UPDATE ? s.before : s.result.result;
}

bool watches_toggle(watches *w, const cnn_recording *r, cnn_address address) {
    address.depth = CNN_DEPTH_POSITION;
    address.iteration = -1;
    address.channel = address.tap_row = address.tap_column = 0;
    char name[CNN_ADDRESS_TEXT];
    cnn_address_format(r->walk, address, name);
    for (int i = 0; i < w->count; i++)
        if (!strncmp(w->list[i].name, name, sizeof w->list[i].name - 1)) {
            memmove(&w->list[i], &w->list[i + 1], (size_t)(w->count - i - 1) * sizeof(watch));
            w->count--;
            return true;
        }
    if (w->count == WATCHES_MAX)
        return false;
    watch *made = &w->list[w->count++];
    memset(made, 0, sizeof *made);
    made->address = address;
    cnn_format(made->name, sizeof made->name, "%s", name);
    made->iteration[0] = r->iteration;
    made->value[0] = value_of(r, address);
    made->count = 1;
    return true;
}

void watches_note(watches *w, const cnn_recording *r) {
    for (int i = 0; i < w->count; i++) {
        watch *one = &w->list[i];
        const cnn_segment *s = one->address.node < r->net->count ? cnn_walk_segment(r->walk, one->address) : NULL;
        if (!s)
            continue;
        while (one->count && one->iteration[one->count - 1] >= r->iteration)
            one->count--; /* the network went back in time */
        if (one->count == WATCH_VALUES) {
            memmove(one->iteration, one->iteration + 1, (WATCH_VALUES - 1) * sizeof *one->iteration);
            memmove(one->value, one->value + 1, (WATCH_VALUES - 1) * sizeof *one->value);
            one->count--;
        }
        one->iteration[one->count] = r->iteration;
        one->value[one->count++] = value_of(r, one->address);
    }
}
