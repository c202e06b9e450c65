/* What comes from keyboard, mouse and system becomes a command, or is noted for the next frame. Who has the keys: what
 * is being typed, then the lesson, the Atlas, the focused widget, and last the table of commands. */
#include "app.h"

#include "command.h"
#include "scene_atlas.h"

#include <string.h>

static void edit_key(app *a, const SDL_Keysym *key) {
    edit *e = &a->edit;
    bench *b = &a->bench;
    switch (key->sym) {
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
        command_finish_edit(a, true);
        return;
    case SDLK_ESCAPE:
        command_finish_edit(a, false);
        return;
    case SDLK_BACKSPACE:
        if (e->text[0])
            e->text[strlen(e->text) - 1] = '\0';
        a->dirty = true;
        return;
    default:
        break;
    }
    int dx = (key->sym == SDLK_RIGHT) - (key->sym == SDLK_LEFT), dy = (key->sym == SDLK_DOWN) - (key->sym == SDLK_UP);
    edit next = *e;
    if (!dx && !dy)
        return;
    command_finish_edit(a, true);
    if (next.kind == EDIT_PART) {
        if (dy)
            command_set_part(a, next.part, bench_part(b, next.part) - dy);
    } else {
        bool pixel = next.kind == EDIT_PIXEL;
        int rows = pixel ? b->rows : b->kernel, columns = pixel ? b->columns : b->kernel;
        next.row = (next.row + dy + rows) % rows;
        next.column = (next.column + dx + columns) % columns;
    }
    next.text[0] = '\0';
    command_select(a, next);
}

static void line_key(app *a, SDL_Keycode code) {
    char *text = a->edit.text;
    size_t length = strlen(text);
    if (code == SDLK_RETURN || code == SDLK_KP_ENTER)
        command_line(a);
    else if (code == SDLK_ESCAPE)
        command_finish_edit(a, false);
    else if (code == SDLK_BACKSPACE && length)
        text[length - 1] = '\0';
}

static bool typing_key(SDL_Keycode code) {
    return (code >= SDLK_0 && code <= SDLK_9) || code == SDLK_MINUS || code == SDLK_PERIOD ||
           (code >= SDLK_KP_1 && code <= SDLK_KP_0) || code == SDLK_KP_MINUS || code == SDLK_KP_PERIOD;
}

static void key_down(app *a, const SDL_KeyboardEvent *event) {
    const SDL_Keysym *key = &event->keysym;
    bool control = (key->mod & KMOD_CTRL) != 0, shift = (key->mod & KMOD_SHIFT) != 0;
    static const struct {
        SDL_Keycode code;
        const char *name;
    } with_control[] = {{SDLK_z, "undo"}, {SDLK_y, "redo"}, {SDLK_s, "save_network"}, {SDLK_r, "start_network"}};
    for (int i = 0; i < 4 && control; i++)
        if (key->sym == with_control[i].code)
            command_run(a, with_control[i].name);
    if (control && key->sym == SDLK_q) {
        command_run(a, "quit");
        return;
    }
    if (key->sym == SDLK_TAB) {
        a->ui.in.tab = shift ? -1 : 1;
        return;
    }
    if (a->help && (key->sym == SDLK_ESCAPE || key->sym == SDLK_RETURN)) {
        a->help = false;
        return;
    }
    if (a->edit.kind == EDIT_LINE) {
        line_key(a, key->sym);
        return;
    }
    if (a->edit.kind != EDIT_NONE) {
        edit_key(a, key);
        bool moves = key->sym == SDLK_LEFT || key->sym == SDLK_RIGHT || key->sym == SDLK_UP || key->sym == SDLK_DOWN;
        if (typing_key(key->sym) || moves || key->sym == SDLK_RETURN || key->sym == SDLK_KP_ENTER ||
            key->sym == SDLK_ESCAPE || key->sym == SDLK_BACKSPACE)
            return;
        command_finish_edit(a, true);
    }
    if (a->course.open && !control && reader_key(a, key->sym, shift)) {
        a->ui.focus_visible = false;
        return;
    }
    if (a->atlas.open && !control && atlas_key(a, key->sym))
        return;
    if (a->ui.focus_visible && a->ui.focus) {
        a->ui.in.enter |= key->sym == SDLK_RETURN || key->sym == SDLK_KP_ENTER;
        a->ui.in.up |= key->sym == SDLK_UP;
        a->ui.in.arrow_down |= key->sym == SDLK_DOWN;
        if (key->sym == SDLK_ESCAPE)
            a->ui.in.escape = true;
        if (a->ui.in.enter || a->ui.in.up || a->ui.in.arrow_down || a->ui.in.escape)
            return;
    }
    if (key->sym == SDLK_ESCAPE && a->present) {
        a->present = false;
        return;
    }
    if ((key->sym == SDLK_SEMICOLON && shift) || key->sym == SDLK_COLON) {
        command_run(a, "line");
        a->swallow = true; /* the colon itself is no text */
        return;
    }
    const command *c = control ? NULL : command_for_key(key->sym, shift);
    if (c && (!event->repeat || !strcmp(c->name, "step") || !strcmp(c->name, "back")))
        command_run(a, c->name);
}

void app_event(app *a, const SDL_Event *e) {
    ui_input *in = &a->ui.in;
    if (e->type == a->wake_event) {
        app_take_live(a);
        return;
    }
    a->dirty = true;
    switch (e->type) {
    case SDL_QUIT:
        a->quit = true;
        break;
    case SDL_WINDOWEVENT:
        if (e->window.event == SDL_WINDOWEVENT_SIZE_CHANGED)
            app_resize(a, e->window.data1, e->window.data2);
        break;
    case SDL_KEYDOWN:
        key_down(a, &e->key);
        break;
    case SDL_TEXTINPUT:
        if (a->edit.kind != EDIT_NONE && !a->swallow)
            command_type(a, e->text.text);
        else if (!a->swallow && reader_asks_number(a))
            reader_type(a, e->text.text);
        a->swallow = false;
        break;
    case SDL_MOUSEMOTION:
        in->x = (float)e->motion.x;
        in->y = (float)e->motion.y;
        in->moved = true;
        break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        in->x = (float)e->button.x;
        in->y = (float)e->button.y;
        if (e->button.button != SDL_BUTTON_LEFT)
            break;
        in->down = e->type == SDL_MOUSEBUTTONDOWN;
        in->pressed |= in->down;
        in->released |= !in->down;
        in->clicks = e->button.clicks;
        break;
    case SDL_MOUSEWHEEL:
        in->wheel += (float)e->wheel.y;
        break;
    case SDL_DROPFILE: {
        cnn_status status = app_open(a, e->drop.file);
        if (cnn_failed(status))
            app_say(a, "%s", status.message);
        SDL_free(e->drop.file);
        break;
    }
    default:
        break;
    }
    SDL_Keymod mod = SDL_GetModState();
    in->shift = (mod & KMOD_SHIFT) != 0;
    in->control = (mod & KMOD_CTRL) != 0;
}
