/* A whole bench, and a place on it, as one line of text:
 *
 *   #bench/conv?i=5&f=3&s=1&p=1&d=1&c=1&k=1&picture=classroom&filter=cross&at=forward/conv/0,1,4
 *
 * Parts stand in any order, each at most once; one that is left out is that of the canonical example, or 0. A size i is
 * one number, or ROWSxCOLUMNS. picture, filter and gradient are the name of a preset or the numbers themselves, rows
 * one after the other: numbers of a row are separated by commas, rows by semicolons. Numbers are the shortest decimals
 * that read back as the same float. Further parts are bias, and of pooling pool (max, average, min), ceil and
 * include_pad (0, 1). No letter needs escaping in an address of the web; %2C and the like are understood. */
#ifndef BENCH_LINK_H
#define BENCH_LINK_H

#include "address.h"
#include "bench.h"

enum { BENCH_LINK_MAX = 4 * 1024 * 1024 };

/* The link, on the heap; NULL: no memory. `at`: a place on the bench's recording, or NULL. */
char *bench_link_write(const bench *b, const cnn_address *at);

/* Sets `out` up, which is empty, as the link says, without recording it; `at` is the address as text, or empty. The text
 * may be the whole address of a page that ends in the link. On failure `out` is to be thrown away. */
cnn_status bench_link_read(const char *text, bench *out, char at[CNN_ADDRESS_TEXT]);

/* Whether the text looks like a link, a good one or not. */
bool bench_link_is(const char *text);

#endif
