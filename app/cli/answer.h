/* What a forward run came to, as lines for a person. */
#ifndef ANSWER_H
#define ANSWER_H

#include "opened_network.h"
#include "picture.h"

/* The `most` best classes with their names; of a network whose output is no class for each number its shape and its
 * largest numbers. `output` is that of the whole network. */
void answer_print(const opened_network *s, const float *output, int64_t most);

/* How the picture in the file became the network's input: "photo.jpg 640 × 480: stretched to 28 × 28, its colours to
 * grey". */
void answer_picture(const opened_network *s, const char *path, picture_facts facts, char *text, size_t size);

/* The same of the pictures of its data set. */
void answer_data(const opened_network *s, char *text, size_t size);

#endif
