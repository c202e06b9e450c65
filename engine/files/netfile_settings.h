/* The settings of one layer in a network file. */
#ifndef CNN_NETFILE_SETTINGS_H
#define CNN_NETFILE_SETTINGS_H

#include "document_reader.h"
#include "netdesc.h"

/* Reads the settings `map` of the layer at `entry`, by the rows of its operator. With `line` the layer is written in
 * its form on one row of cells: sizes, strides, paddings and dilations are those along the row. */
void cnn_netfile_read_settings(cnn_reader *in, cnn_yaml *entry, cnn_yaml *map, bool line, cnn_layer *layer);

/* Fails for a key that layers of this kind do not have. */
void cnn_netfile_check_keys(cnn_reader *in, cnn_yaml *map, const cnn_op *op);

#endif
