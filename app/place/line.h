/* The typed line: "break loss < 0.3", "rate 0.02", "open picture.png", or an address to go to. */
#ifndef LINE_H
#define LINE_H

#include "state.h"

/* Does what the line says, or fails with the reason. */
cnn_status line_run(state *s, const char *text);

#endif
