/* Addresses as text, both ways. */
#ifndef CNN_ADDRESS_H
#define CNN_ADDRESS_H

#include "walk.h"

enum { CNN_ADDRESS_TEXT = 160 };
void cnn_address_format(const cnn_walk *walk, cnn_address address, char text[CNN_ADDRESS_TEXT]);
cnn_status cnn_address_parse(const cnn_walk *walk, const char *text, cnn_address *out);

#endif
