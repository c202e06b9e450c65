/* Files of other programs that hold networks, parameters or arrays, recognised by their first bytes. Stride does not
 * read them, some because opening them can run a program that is hidden inside; each is answered with what it is and
 * with the lines of Python that turn it into a file that Stride opens. */
#ifndef CNN_FOREIGN_H
#define CNN_FOREIGN_H

#include "status.h"

typedef enum cnn_wanted { CNN_WANTED_NETWORK, CNN_WANTED_WEIGHTS } cnn_wanted;

enum { CNN_FOREIGN_START = 1024 }; /* so many first bytes are enough */

/* Fails with a sentence where the bytes, the first of the file `path`, are of such a kind; fine where they may be what
 * is wanted. */
cnn_status cnn_foreign_bytes(const char *path, const unsigned char *bytes, size_t size, cnn_wanted wanted);

/* Fails where the path is a folder in which another program keeps a model. */
cnn_status cnn_foreign_is_folder(const char *path);

/* The same of a file; one that cannot be read is fine here. */
cnn_status cnn_foreign_file(const char *path, cnn_wanted wanted);

#endif
