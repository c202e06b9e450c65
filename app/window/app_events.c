/* What comes from keyboard, mouse and system becomes a command, or is noted for the next frame. Who has the keys: what
 * is being typed, then the focused widget, then the table of commands. */
#include "app.h"

#include "command.h"
#include "open.h"
#include "typing.h"

#include <string.h>

/* What the widget with the focus makes of a key; returns whether it means anything to one. */
static bool focus_key(const state *s, ui *u, SDL_Keycode code) {
    bool enter = code == SDLK_RETURN || code == SDLK_KP_ENTER;
    if (!u->focus_visible || !u->focus)
        return false;
    u->in.enter |= enter;
    u->in.up |= code == SDLK_UP;
    u->in.arrow_down |= code == SDLK_DOWN;
    u->in.escape |= code == SDLK_ESCAPE;
    if (code == SDLK_ESCAPE && command_can(s, REQUEST_leave))
        return false; /* the focus goes, and with it what is topmost */
    return enter || code == SDLK_UP || code == SDLK_DOWN || code == SDLK_ESCAPE;
}

/* A key that is held goes on with these alone. */
static bool repeats(request_name name) {
    return name == REQUEST_step || name == REQUEST_back || name == REQUEST_undo || name == REQUEST_redo;
}

static void command_key(app *a, SDL_Keycode code, command_with with, bool repeat) {
    const command *c = command_for_key(&a->state, code, with);
    if (!c || (repeat && !repeats(c->name)))
        return;
    if (a->state.screen.place == PLACE_LESSONS)
        a->ui.focus_visible = false; /* Enter belongs to the answer again */
    command_run(&a->state, c->name, &(argument){.value = c->value});
    a->swallow = c->name == REQUEST_line; /* its colon is no text */
}

static void key_down(app *a, const SDL_KeyboardEvent *event) {
    SDL_Keycode code = event->keysym.sym;
    bool control = (event->keysym.mod & KMOD_CTRL) != 0, shift = (event->keysym.mod & KMOD_SHIFT) != 0;
    a->swallow = false;
    if (code == SDLK_TAB) {
        a->ui.in.tab = shift ? -1 : 1;
        return;
    }
    bool dialog = a->state.screen.help || a->state.screen.menu != MENU_NONE,
         behind = dialog && (code == SDLK_ESCAPE || a->state.screen.help); /* what is being typed into lies behind */
    if (!control && !behind && (typing_key(&a->state, code) || focus_key(&a->state, &a->ui, code)))
        return;
    if (code == SDLK_SEMICOLON && shift)
        code = SDLK_COLON;
    command_key(a, code, control ? WITH_CONTROL : shift ? WITH_SHIFT : WITH_NOTHING, event->repeat);
}

static void typed(app *a, const char *text) {
    if (a->swallow)
        a->swallow = false;
    else if (a->state.screen.edit.kind != EDIT_NONE)
        typing_add(&a->state, text);
    else if (state_asks_number(&a->state)) {
        a->ui.focus_visible = false;
        reader_type(&a->state.lesson, text);
    }
}

static void mouse_button(ui_input *in, const SDL_MouseButtonEvent *event) {
    in->x = (float)event->x;
    in->y = (float)event->y;
    if (event->button != SDL_BUTTON_LEFT)
        return;
    in->down = event->type == SDL_MOUSEBUTTONDOWN;
    in->pressed |= in->down;
    in->released |= !in->down;
    in->clicks = event->clicks;
}

void app_event(app *a, const SDL_Event *e) {
    ui_input *in = &a->ui.in;
    if (e->type == a->wake_event) {
        app_take_live(a);
        a->dirty |= a->state.session.task != TASK_NONE; /* one may be done */
        return;
    }
    a->dirty = true;
    switch (e->type) {
    case SDL_QUIT:
        a->state.screen.quit = true;
        break;
    case SDL_WINDOWEVENT:
        if (e->window.event == SDL_WINDOWEVENT_SIZE_CHANGED)
            app_resize(a, e->window.data1, e->window.data2);
        break;
    case SDL_KEYDOWN:
        key_down(a, &e->key);
        break;
    case SDL_TEXTINPUT:
        typed(a, e->text.text);
        break;
    case SDL_MOUSEMOTION:
        in->x = (float)e->motion.x;
        in->y = (float)e->motion.y;
        in->moved = true;
        break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        mouse_button(in, &e->button);
        break;
    case SDL_MOUSEWHEEL:
        in->wheel += (float)e->wheel.y;
        break;
    case SDL_DROPFILE:
        state_say_if_failed(&a->state, open_path(&a->state, e->drop.file));
        SDL_free(e->drop.file);
        break;
    default:
        break;
    }
    SDL_Keymod mod = SDL_GetModState();
    in->shift = (mod & KMOD_SHIFT) != 0;
    in->control = (mod & KMOD_CTRL) != 0;
}
