/* A list that lives for one frame. */
#include "request.h"

const char *request_text(request_name name) {
    static const char *const names[REQUEST_COUNT] = {
        [REQUEST_none] = "",
#define REQUEST(name) [REQUEST_##name] = #name,
#include "request_list.h"
#undef REQUEST
    };
    return names[name];
}

void requests_add(requests *r, request_name name, argument with) {
    if (r->count < REQUESTS_MAX)
        r->list[r->count++] = (request){name, with};
}
