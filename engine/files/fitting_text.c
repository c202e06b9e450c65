/* One reader for network files and for what stands in a model of ONNX. */
#include "fitting_text.h"

#include <string.h>

enum { LARGEST = 8192 };

const char *const cnn_filter_names[] = {"bilinear", "bicubic", NULL};

cnn_fitting cnn_fitting_read(cnn_reader *in, const cnn_yaml *map) {
    static const char *const keys[] = {"crop", "filter", NULL};
    const cnn_yaml *node = cnn_yaml_get(map, "fit");
    cnn_fitting fitting = {CNN_FITTING_USUAL, 0, false};
    if (!node || cnn_yaml_is_scalar(node)) {
        fitting.kind = (cnn_fitting_kind)cnn_read_choice(in, map, "fit", cnn_fitting_names, CNN_FITTING_USUAL);
        return fitting;
    }
    if (!cnn_yaml_is_map(node))
        cnn_reader_fail(in, node, "fit is usual, stretch, crop, or as in {crop: 256, filter: bicubic}");
    cnn_read_only(in, node, "fit", keys);
    if (!cnn_yaml_get(node, "crop"))
        cnn_reader_fail(in, node, "fit says how long the shorter side of a picture becomes, as in {crop: 256}");
    fitting.kind = CNN_FITTING_CROP;
    fitting.shorter = (int)cnn_read_integer(in, node, "crop", 1, LARGEST, 1);
    fitting.bicubic = cnn_read_choice(in, node, "filter", cnn_filter_names, 0) == 1;
    return fitting;
}

bool cnn_fitting_suits(cnn_fitting fitting, cnn_shape input) {
    return !fitting.shorter || (fitting.shorter >= input.h && fitting.shorter >= input.w);
}

void cnn_fitting_check(cnn_reader *in, const cnn_yaml *map, cnn_fitting fitting, cnn_shape input) {
    if (!cnn_fitting_suits(fitting, input))
        cnn_reader_fail(in, cnn_yaml_get(map, "fit"),
            "a picture whose shorter side becomes %d does not cover the input of %d x %d", fitting.shorter, input.h,
            input.w);
}

char *cnn_fitting_write(cnn_fitting fitting, char room[CNN_FITTING_TEXT]) {
    if (!fitting.shorter)
        cnn_format(room, CNN_FITTING_TEXT, "%s", cnn_fitting_names[fitting.kind]);
    else
        cnn_format(room, CNN_FITTING_TEXT, "{crop: %d%s}", fitting.shorter, fitting.bicubic ? ", filter: bicubic" : "");
    return room;
}

cnn_fitting cnn_fitting_of_text(const char *text) {
    char whole[2 * CNN_FITTING_TEXT];
    cnn_fitting fitting = {CNN_FITTING_USUAL, 0, false};
    cnn_document *d;
    if (strlen(text) >= CNN_FITTING_TEXT)
        return fitting;
    cnn_format(whole, sizeof whole, "fit: %s", text);
    if (cnn_failed(cnn_document_parse("fit", whole, strlen(whole), &d)))
        return fitting;
    cnn_reader in = cnn_reader_of(d, NULL);
    cnn_fitting read = cnn_fitting_read(&in, cnn_document_root(d));
    cnn_document_free(d);
    return cnn_reader_failed(&in) ? fitting : read;
}
