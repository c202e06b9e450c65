/* Only what is read changes, not what is stored. */
#include "dataset_fit.h"

#include <string.h>

cnn_status cnn_dataset_fit(cnn_dataset *d, cnn_shape image, const cnn_levels *levels) {
    cnn_shape stored = cnn_dataset_stored(d);
    size_t channels = (size_t)image.c, bytes = channels * sizeof(float);
    d->low = levels->low;
    d->high = levels->high;
    d->mean = d->std = NULL;
    if (levels->mean && levels->std && image.c == stored.c) {
        float *kept = cnn_arena_alloc(d->arena, 2 * channels, sizeof *kept);
        if (!kept)
            return cnn_no_memory(d->name, 2 * bytes);
        d->mean = memcpy(kept, levels->mean, bytes);
        d->std = memcpy(kept + channels, levels->std, bytes);
    }
    bool larger = image.h >= stored.h && image.w >= stored.w, smaller = image.h <= stored.h && image.w <= stored.w;
    if (image.c != stored.c || (d->fitting == CNN_FITTING_USUAL && !larger && !smaller))
        return cnn_ok();
    d->stored = stored;
    d->image = image;
    return cnn_ok();
}
