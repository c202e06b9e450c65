/* Asking and remembering, for all views. */
#include "view.h"

#include <string.h>

void view_begin(const view *v) {
    view_state *own = v->own;
    const session *s = &v->state->session;
    int64_t step = player_index(&s->player);
    if (own->subject != s->subject)
        own->grid_count = 0;
    if (own->page != v->state->lesson.begun) {
        own->scroll = 0;
        own->overview = (overview_look){0};
    }
    for (int i = 0; i < own->grid_count && own->step != step; i++)
        own->grids[i].held = false;
    own->moving = own->next_bare = false;
    own->subject = s->subject;
    own->page = v->state->lesson.begun;
    own->step = step;
    bool reads = v->state->screen.place == PLACE_LESSONS;
    own->next_hover = (hover){.part = reads ? v->state->lesson.scene.light : CNN_PART_NONE};
}

bool view_end(const view *v) {
    view_state *own = v->own;
    bool moved = memcmp(&own->hover, &own->next_hover, sizeof own->hover) != 0 || own->bare != own->next_bare;
    own->hover = own->next_hover;
    own->bare = own->next_bare;
    return moved;
}

bool view_presents(const view *v) {
    return v->state->screen.present && !v->own->magnified;
}

void view_ask_with(const view *v, request_name name, argument with) {
    requests_add(v->requests, name, with);
}

void view_ask(const view *v, request_name name) {
    view_ask_with(v, name, (argument){0});
}

void view_ask_value(const view *v, request_name name, int value) {
    view_ask_with(v, name, (argument){.value = value});
}

void view_go(const view *v, cnn_address to) {
    view_ask_with(v, REQUEST_go, (argument){.address = to});
}

bool view_on_paper(const view *v) {
    return v->state->screen.hide_strip;
}

grid_scroll *view_scroll(const view *v, const char *name) {
    view_state *own = v->own;
    uint32_t id = ui_id(name);
    for (int i = 0; i < own->grid_count; i++)
        if (own->grids[i].name == id)
            return &own->grids[i];
    if (own->grid_count == VIEW_GRIDS) /* the oldest is forgotten */
        memmove(own->grids, own->grids + 1, (size_t)--own->grid_count * sizeof *own->grids);
    own->grids[own->grid_count] = (grid_scroll){.name = id};
    return &own->grids[own->grid_count++];
}

float view_fit_text(font_id font, float size, float least, float room, const char *text) {
    while (size > least && text_width(font, size, text) > room)
        size -= size - least < 0.5f ? size - least : 0.5f;
    return size;
}
