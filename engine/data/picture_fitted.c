/* The same choices as in picture_fit.c and picture_resize.c. */
#include "picture_fitted.h"

#include "picture_resize.h"
#include "status.h"

cnn_fitted cnn_picture_fitted(cnn_fitting fitting, int from_rows, int from_columns, cnn_shape input, bool of_data) {
    bool same = from_rows == input.h && from_columns == input.w,
         small = from_rows <= input.h && from_columns <= input.w;
    if (fitting.kind == CNN_FITTING_CROP) {
        cnn_resizing how = cnn_picture_resizing(fitting, from_rows, from_columns, input.h, input.w);
        return (cnn_fitted){CNN_FITTED_CROPPED, how.rows < how.columns ? how.rows : how.columns};
    }
    if (same)
        return (cnn_fitted){CNN_FITTED_NOT, 0};
    if (of_data && small && fitting.kind == CNN_FITTING_USUAL)
        return (cnn_fitted){CNN_FITTED_BORDER, 0};
    bool scaled = (int64_t)from_rows * input.w == (int64_t)from_columns * input.h;
    return (cnn_fitted){scaled ? CNN_FITTED_SCALED : CNN_FITTED_STRETCHED, 0};
}

void cnn_fitted_text(cnn_fitted fitted, cnn_shape input, char *text, size_t size) {
    static const char *const plain[] = {[CNN_FITTED_NOT] = "as it is",
        [CNN_FITTED_BORDER] = "with a border around it, %d × %d",
        [CNN_FITTED_SCALED] = "scaled to %d × %d",
        [CNN_FITTED_STRETCHED] = "stretched to %d × %d"};
    if (fitted.kind == CNN_FITTED_CROPPED)
        cnn_format(text, size, "shorter side to %d, middle %d × %d taken", fitted.shorter, input.w, input.h);
    else
        cnn_format(text, size, plain[fitted.kind], input.w, input.h);
}
