/* What PyTorch and Keras call the settings and layers of a network file: for suggestions in error messages. */
#ifndef CNN_NETFILE_WORDS_H
#define CNN_NETFILE_WORDS_H

#include "document.h"

extern const cnn_synonym cnn_netfile_settings_elsewhere[]; /* of a layer */
extern const cnn_synonym cnn_netfile_layers_elsewhere[];
extern const cnn_synonym cnn_netfile_training_elsewhere[]; /* of `train` */

#endif
