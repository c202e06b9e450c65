/* Only what is read changes, not what is stored. */
#include "dataset_fit.h"

cnn_status cnn_dataset_fit(cnn_dataset *d, cnn_shape image, float low, float high) {
    cnn_shape stored = cnn_dataset_stored(d);
    d->low = low;
    d->high = high;
    bool larger = image.h >= stored.h && image.w >= stored.w, smaller = image.h <= stored.h && image.w <= stored.w;
    if (image.c != stored.c || (!larger && !smaller))
        return cnn_ok();
    d->stored = stored;
    d->image = image;
    return cnn_ok();
}
