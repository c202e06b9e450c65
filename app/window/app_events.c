/* What comes from keyboard, mouse and system becomes a command, or is noted for the next frame. Who has the keys: what
 * is being typed, then the focused widget, then the table of commands. */
#include "app.h"

#include "command.h"
#include "refusal.h"
#include "typing.h"

#include <SDL_clipboard.h>
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
    bool writes = !(code & SDLK_SCANCODE_MASK) && code >= SDLK_SPACE;
    a->swallow = writes && with != WITH_CONTROL && typing_is_open(&a->state); /* the letter of the key is no text */
}

/* Copying, cutting and pasting where something is typed; returns whether the key meant that. */
static bool clipboard_key(state *s, SDL_Keycode code) {
    char copied[FIELD_ROOM];
    if ((code == SDLK_c || code == SDLK_x) && typing_copy(s, code == SDLK_x, copied, sizeof copied)) {
        SDL_SetClipboardText(copied);
        return true;
    }
    if (code != SDLK_v || !typing_is_open(s))
        return false;
    char *text = SDL_GetClipboardText();
    bool taken = text && typing_paste(s, text);
    SDL_free(text);
    return taken;
}

static void key_down(app *a, const SDL_KeyboardEvent *event) {
    SDL_Keycode code = event->keysym.sym;
    bool control = (event->keysym.mod & KMOD_CTRL) != 0, shift = (event->keysym.mod & KMOD_SHIFT) != 0;
    a->swallow = false;
    player_rest(&a->state.session.player); /* a key ends the motion under way */
    a->after_composing = typing_is_composing(&a->state) ? *event : (SDL_KeyboardEvent){0};
    if (a->after_composing.keysym.sym) /* what the input method makes of it comes first */
        return;
    bool over = code == SDLK_ESCAPE && a->state.screen.menu != MENU_NONE; /* what is typed into lies behind the menu */
    if (!over && ((control && clipboard_key(&a->state, code)) || typing_key(&a->state, code, control, shift)))
        return;
    if (code == SDLK_TAB) {
        a->ui.in.tab = shift ? -1 : 1;
        return;
    }
    if (!control && !over && focus_key(&a->state, &a->ui, code))
        return;
    if (code == SDLK_SEMICOLON && shift)
        code = SDLK_COLON;
    command_key(a, code,
        control && shift ? WITH_CONTROL_SHIFT
        : control        ? WITH_CONTROL
        : shift          ? WITH_SHIFT
                         : WITH_NOTHING,
        event->repeat);
}

static void typed(app *a, const char *text) {
    if (a->swallow) {
        a->swallow = false;
        return;
    }
    if (state_asks_typed(&a->state))
        a->ui.focus_visible = false;
    typing_add(&a->state, text);
    app_waiting_key(a);
}

void app_waiting_key(app *a) {
    SDL_KeyboardEvent waiting = a->after_composing;
    if (!waiting.keysym.sym || typing_is_composing(&a->state))
        return;
    a->after_composing = (SDL_KeyboardEvent){0};
    key_down(a, &waiting);
}

/* What an input method has not decided yet. */
static void composed(app *a, const char *text) {
    a->swallow = false;
    typing_compose(&a->state, text);
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
    case SDL_TEXTEDITING:
        composed(a, e->edit.text);
        break;
    case SDL_TEXTEDITING_EXT:
        composed(a, e->editExt.text);
        SDL_free(e->editExt.text);
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
    case SDL_DROPBEGIN:
    case SDL_DROPCOMPLETE:
        a->state.screen.drops = e->type == SDL_DROPBEGIN;
        break;
    case SDL_DROPFILE:
        refusal_open(&a->state, e->drop.file, false);
        SDL_free(e->drop.file);
        break;
    default:
        break;
    }
    SDL_Keymod mod = SDL_GetModState();
    in->shift = (mod & KMOD_SHIFT) != 0;
    in->control = (mod & KMOD_CTRL) != 0;
}
