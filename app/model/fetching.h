/* Data that can be fetched when it is asked for. A page comes without the pictures of Fashion-MNIST, and its folder has them;
 * on a system there is nothing to fetch. */
#ifndef FETCHING_H
#define FETCHING_H

#include <stdbool.h>

/* How it is begun; NULL: nothing is there to fetch, or no longer. */
void fetching_use(void (*begin)(void));
bool fetching_can(void);
void fetching_begin(void);

#endif
