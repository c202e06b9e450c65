/* Numbers kept in view over time: parameters, and activations of the picture looked at. Each remembers its last values.
 */
#ifndef WATCHES_H
#define WATCHES_H

#include "recording.h"

enum { WATCHES_MAX = 8, WATCH_VALUES = 160 };

typedef struct watch {
    cnn_address address; /* an address in the forward pass or the update */
    char name[64];
    int count;
    int64_t iteration[WATCH_VALUES];
    float value[WATCH_VALUES];
} watch;

typedef struct watches {
    watch list[WATCHES_MAX];
    int count;
} watches;

/* Adds the number written at the address, or removes it if it is there; false when the list is full. */
bool watches_toggle(watches *w, const cnn_recording *recording, cnn_address address);

/* Reads every number from a newer recording of the same network. */
void watches_note(watches *w, const cnn_recording *recording);

#endif
