/* The networks that come with Stride, by their names: "lenet-5" is assets/networks/lenet-5.yaml. */
#ifndef SHIPPED_H
#define SHIPPED_H

#include <stdbool.h>
#include <stddef.h>

enum { SHIPPED_NAME = 64 };

/* The path of the network; false: there is none of that name. A name can be no path. */
bool shipped_path(const char *name, char *path, size_t size);

/* The name of the network that has exactly this text; false: none has. */
bool shipped_named_by(const char *text, char name[SHIPPED_NAME]);
bool shipped_named_by_file(const char *path, char name[SHIPPED_NAME]);

#endif
