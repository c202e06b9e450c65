/* Only what is read changes, not what is stored. */
#include "dataset_fit.h"

#include <string.h>

void cnn_dataset_note_channels(cnn_dataset *d, int stored, int read) {
    static const char *const sentences[] = {
        "%s%s: its colour pictures become grey (0.299 R + 0.587 G + 0.114 B), as the network has one channel",
        "%s%s: its grey pictures are repeated in the three channels of the network"};
    if (stored != read)
        cnn_append(d->note, sizeof d->note, sentences[read == 3], d->note[0] ? "; " : "", d->name);
}

/* Its size and channels can be made those of `image`. */
static bool can_fit(const cnn_dataset *d, cnn_shape stored, cnn_shape image) {
    bool larger = image.h >= stored.h && image.w >= stored.w, smaller = image.h <= stored.h && image.w <= stored.w;
    bool colour = (image.c == 1 || image.c == 3) && (stored.c == 1 || stored.c == 3);
    return (image.c == stored.c || colour) && (d->fitting.kind != CNN_FITTING_USUAL || larger || smaller);
}

cnn_status cnn_dataset_fit(cnn_dataset *d, cnn_shape image, const cnn_levels *levels) {
    cnn_shape stored = cnn_dataset_stored(d);
    size_t channels = (size_t)image.c, bytes = channels * sizeof(float);
    int before = d->image.c;
    d->low = levels->low;
    d->high = levels->high;
    d->mean = d->std = NULL;
    if (can_fit(d, stored, image)) {
        d->stored = stored;
        d->image = image;
        if (image.c != before)
            cnn_dataset_note_channels(d, stored.c, image.c);
    }
    if (levels->mean && levels->std && image.c == d->image.c) {
        float *kept = cnn_arena_alloc(d->arena, 2 * channels, sizeof *kept);
        if (!kept)
            return cnn_no_memory(d->name, 2 * bytes);
        d->mean = memcpy(kept, levels->mean, bytes);
        d->std = memcpy(kept + channels, levels->std, bytes);
    }
    return cnn_ok();
}
