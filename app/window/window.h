/* The window: an SDL window with a software renderer drives the app and shows its frames. */
#ifndef WINDOW_H
#define WINDOW_H

#include "status.h"

/* Opens the window, with a lesson, network or picture file if given, until it is closed. Fails where there is no display
 * or the file cannot be opened. */
cnn_status window_run(const char *file);

#endif
