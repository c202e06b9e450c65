/* What the outputs of a network are called: `classes:` as a list, as the word imagenet, or as a text file beside the
 * network; and the file labels.txt, which programs that train put beside a model. */
#ifndef CNN_NETFILE_CLASSES_H
#define CNN_NETFILE_CLASSES_H

#include "document_reader.h"
#include "netdesc.h"

void cnn_netfile_read_classes(cnn_reader *in, cnn_yaml *root, cnn_netdesc *desc);

/* Takes labels.txt beside desc->file where there is one and the description has no classes and no data set. Fails where
 * its names cannot be used, with a sentence that is worth saying; the description then stays as it was. */
cnn_status cnn_netfile_classes_beside(cnn_netdesc *desc, cnn_arena *arena, int outputs);

/* Takes ImageNet's thousand for a model of another program that names nothing, reads colours and has a thousand
 * outputs; of 1001 the first is the background, as TensorFlow has it. Returns whether it did. */
bool cnn_netfile_classes_assumed(cnn_netdesc *desc, cnn_arena *arena, int outputs);

/* Whether the classes are those of ImageNet. */
bool cnn_netfile_is_imagenet(const cnn_netdesc *desc);

#endif
