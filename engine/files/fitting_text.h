/* How pictures are fitted, as it stands in a network file: usual, stretch, crop, {crop: 256} or {crop: 256, filter:
 * bicubic}. */
#ifndef CNN_FITTING_TEXT_H
#define CNN_FITTING_TEXT_H

#include "document_reader.h"
#include "levels.h"

enum { CNN_FITTING_TEXT = 48 };

extern const char *const cnn_filter_names[]; /* bilinear, bicubic, NULL */

/* Reads `fit` of the map; usual where there is none. */
cnn_fitting cnn_fitting_read(cnn_reader *in, const cnn_yaml *map);

/* Whether a cropped picture covers the input; and a failure where it does not. */
bool cnn_fitting_suits(cnn_fitting fitting, cnn_shape input);
void cnn_fitting_check(cnn_reader *in, const cnn_yaml *map, cnn_fitting fitting, cnn_shape input);

/* Written into `room`, which is returned; and back, usual where it is none. */
char *cnn_fitting_write(cnn_fitting fitting, char room[CNN_FITTING_TEXT]);
cnn_fitting cnn_fitting_of_text(const char *text);

#endif
