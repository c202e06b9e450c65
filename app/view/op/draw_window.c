/* Convolution and pooling: which of their pictures is shown. */
#include "op_view.h"
#include "window_parts.h"

bool window_is_large(const stage *s) {
    bool several = !s->pool && (s->in.c > 1 || s->out.c > 1);
    return s->lens || several || window_padded(s, CNN_VERTICAL) > WINDOW_WHOLE ||
           window_padded(s, CNN_HORIZONTAL) > WINDOW_WHOLE;
}

bool window_sums_itself(const stage *s) {
    bool window = !s->own || s->own->draw == draw_window;
    return window && s->phase != CNN_BACKWARD && s->phase != CNN_UPDATE && window_is_large(s);
}

bool window_is_small(const stage *s) {
    bool own = !s->own || s->own->draw == draw_window;
    return own && s->window && s->phase == CNN_FORWARD && !window_is_large(s);
}

void draw_window(const stage *s) {
    if (s->plan)
        draw_small(s);
    else
        draw_large(s);
}
