/* What libyaml could not read, said in the words of someone who writes a file: lines, blanks, brackets and quotes. */
#ifndef CNN_DOCUMENT_ERROR_H
#define CNN_DOCUMENT_ERROR_H

#include "status.h"

struct yaml_parser_s;

/* The failure at which the parser of `text` has stopped, with file and line. */
cnn_status cnn_document_error(const char *name, const char *text, size_t length, const struct yaml_parser_s *parser);

#endif
