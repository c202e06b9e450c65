/* The window: an SDL window with a software renderer drives the app and shows its frames. */
#ifndef WINDOW_H
#define WINDOW_H

/* Opens the window, with a network or picture file if given, until it is closed; returns the exit status. */
int window_main(const char *file);

#endif
