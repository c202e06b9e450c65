/* A sentence of the engine in the language in use. The engine and lint speak English; the window tells the frequent
 * sentences in Korean too. */
#ifndef TOLD_H
#define TOLD_H

#include <stddef.h>

/* Writes the sentence, with its file and line in front, as the language in use has it; one without a translation stays as
 * it is. */
void told(const char *message, char *text, size_t size);

#endif
