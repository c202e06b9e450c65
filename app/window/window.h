/* The window: an SDL window with a software renderer drives the app and shows its frames. */
#ifndef WINDOW_H
#define WINDOW_H

#include "status.h"

#include <stdbool.h>

/* Opens the window, with a lesson, network or picture file if given, else where it was left, until it is closed. `fresh`:
 * as if it had never been used before, and nothing is kept. Fails where there is no display
 * or the file cannot be opened. */
cnn_status window_run(const char *file, bool fresh);

#endif
