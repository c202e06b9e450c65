/* What views ask for. A view reads the state and appends requests; after the frame the list is carried out by the
 * commands of the same names, and if anything changed the frame is drawn once more. */
#ifndef REQUEST_H
#define REQUEST_H

#include "state.h"

typedef enum request_name {
    REQUEST_none,
#define REQUEST(name) REQUEST_##name,
#include "request_list.h"
#undef REQUEST
    REQUEST_COUNT
} request_name;

/* "step" and so on. */
const char *request_text(request_name name);

/* What a request carries; request_list.h says which members count. */
typedef struct argument {
    int which, value, channel, row, column;
    float x, y;
    int64_t step;
    cnn_part part;
    cnn_address address;
    edit edit;
    breakpoint point;
    cnn_train_settings settings;
} argument;

typedef struct request {
    request_name name;
    argument with;
} request;

enum { REQUESTS_MAX = 32 };

typedef struct requests {
    request list[REQUESTS_MAX];
    int count;
} requests;

/* Appends a request. One for which there is no room is dropped; no frame makes so many. */
void requests_add(requests *r, request_name name, argument with);

#endif
