/* The place that is open, as a link. */
#ifndef LINK_WRITE_H
#define LINK_WRITE_H

#include "link.h"
#include "state.h"

/* What of the way it is looked at goes into the link. */
enum { LINK_WITH_LANGUAGE = 1, LINK_WITH_THEME = 2, LINK_WITH_BARE = 4 };

/* Whether what is open is a place of which there are links; nothing is computed. */
bool link_has(const state *s);

/* `*text` is the link, on the heap. Fails with a sentence that says why nobody else could open this place. `with`: any of
 * the LINK_WITH_. */
cnn_status link_write(const state *s, unsigned with, char **text);

#endif
