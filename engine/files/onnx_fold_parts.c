#include "onnx_fold_parts.h"

#include <string.h>

cnn_status cnn_onnx_fold_room(cnn_onnx_folding *f, bool integers) {
    cnn_onnx_constant *c = &f->out;
    c->count = 1;
    for (int i = 0; i < c->axes; i++) {
        if (c->sizes[i] < 0 || (c->sizes[i] && c->count > f->g->room / (size_t)c->sizes[i]))
            return cnn_onnx_refuse(f->node, "a constant that is computed here would be too large");
        c->count *= (size_t)c->sizes[i];
    }
    if (c->count > f->g->room)
        return cnn_onnx_refuse(f->node, "a constant that is computed here would be too large");
    f->g->room -= c->count;
    bool there = integers ? cnn_onnx_new_integers(f->g, c) != NULL : cnn_onnx_new_floats(f->g, c) != NULL;
    return there ? cnn_ok() : cnn_no_memory(f->g->file, c->count * 8);
}

double cnn_onnx_fold_get(const cnn_onnx_constant *c, size_t index) {
    return c->floats ? (double)c->floats[index] : c->integers ? (double)c->integers[index] : 0;
}

void cnn_onnx_fold_copy(cnn_onnx_folding *f, size_t to, const cnn_onnx_constant *from, size_t index) {
    if (f->out.floats)
        ((float *)(uintptr_t)f->out.floats)[to] = from->floats ? from->floats[index] : (float)from->integers[index];
    else
        ((int64_t *)(uintptr_t)f->out.integers)[to] =
            from->integers ? from->integers[index] : (int64_t)from->floats[index];
}

size_t cnn_onnx_fold_spread(const cnn_onnx_constant *out, size_t index, const cnn_onnx_constant *in) {
    size_t place = 0, step = 1;
    for (int i = out->axes - 1, k = in->axes - 1; k >= 0; i--, k--) {
        size_t at = index % (size_t)out->sizes[i];
        index /= (size_t)out->sizes[i];
        place += in->sizes[k] == 1 ? 0 : at * step;
        step *= (size_t)in->sizes[k];
    }
    return place;
}

bool cnn_onnx_fold_together(const cnn_onnx_constant *a, const cnn_onnx_constant *b, cnn_onnx_constant *out) {
    *out = (cnn_onnx_constant){.axes = a->axes > b->axes ? a->axes : b->axes};
    for (int i = 1; i <= out->axes; i++) {
        int64_t x = i <= a->axes ? a->sizes[a->axes - i] : 1, y = i <= b->axes ? b->sizes[b->axes - i] : 1;
        if (x != y && x != 1 && y != 1)
            return false;
        out->sizes[out->axes - i] = x == 1 ? y : x;
    }
    return true;
}

/* The axis that the node names, of `axes`; -1: an impossible one. */
static int axis_of(const cnn_onnx_folding *f, int axes, int64_t otherwise) {
    int64_t axis = cnn_onnx_integer(f->node, "axis", otherwise);
    axis += axis < 0 ? axes : 0;
    return axis >= 0 && axis < axes ? (int)axis : -1;
}

/* How many numbers lie in front of and behind an axis. */
static void around(const cnn_onnx_constant *c, int axis, size_t *outer, size_t *inner) {
    *outer = *inner = 1;
    for (int i = 0; i < c->axes; i++) {
        if (i < axis)
            *outer *= (size_t)c->sizes[i];
        if (i > axis)
            *inner *= (size_t)c->sizes[i];
    }
}

static cnn_status impossible(const cnn_onnx_folding *f) {
    return cnn_onnx_refuse(f->node, "an impossible axis, shape or index");
}

cnn_status cnn_onnx_fold_gather(cnn_onnx_folding *f) {
    const cnn_onnx_constant *data = f->in[0], *index = f->count > 1 ? f->in[1] : NULL;
    int axis = index ? axis_of(f, data->axes, 0) : -1;
    size_t outer, inner;
    if (axis < 0 || !index->integers || data->axes - 1 + index->axes > CNN_ONNX_AXES)
        return impossible(f);
    around(data, axis, &outer, &inner);
    f->out.axes = data->axes - 1 + index->axes;
    memcpy(f->out.sizes, data->sizes, (size_t)axis * sizeof *data->sizes);
    memcpy(f->out.sizes + axis, index->sizes, (size_t)index->axes * sizeof *data->sizes);
    memcpy(f->out.sizes + axis + index->axes, data->sizes + axis + 1,
        (size_t)(data->axes - 1 - axis) * sizeof *data->sizes);
    cnn_status status = cnn_onnx_fold_room(f, data->integers != NULL);
    int64_t most = data->sizes[axis];
    for (size_t o = 0, to = 0; o < outer && !cnn_failed(status); o++)
        for (size_t k = 0; k < index->count; k++) {
            int64_t at = index->integers[k] + (index->integers[k] < 0 ? most : 0);
            if (at < 0 || at >= most)
                return impossible(f);
            for (size_t i = 0; i < inner; i++)
                cnn_onnx_fold_copy(f, to++, data, (o * (size_t)most + (size_t)at) * inner + i);
        }
    return status;
}

static int64_t limited(int64_t value, int64_t low, int64_t high) {
    return value < low ? low : value > high ? high : value;
}

/* First cell, step and count on each axis of the input. */
typedef struct cut {
    int64_t first[CNN_ONNX_AXES], step[CNN_ONNX_AXES];
} cut;

static bool read_cut(cnn_onnx_folding *f, int which, int64_t axis, int64_t start, int64_t end, int64_t step, cut *c) {
    (void)which;
    axis += axis < 0 ? f->in[0]->axes : 0;
    if (axis < 0 || axis >= f->in[0]->axes || step == 0 || step < -CNN_AXIS_MAX || step > CNN_AXIS_MAX)
        return false;
    int64_t size = f->in[0]->sizes[axis];
    start = limited(
        start < 0 && start > INT64_MIN + size ? start + size : start, step < 0 ? -1 : 0, step < 0 ? size - 1 : size);
    end = limited(end < 0 && end >= -size ? end + size : end, step < 0 ? -1 : 0, size);
    int64_t count = step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step;
    c->first[axis] = start;
    c->step[axis] = step;
    f->out.sizes[axis] = count > 0 ? count : 0;
    return true;
}

cnn_status cnn_onnx_fold_slice(cnn_onnx_folding *f) {
    const cnn_onnx_constant *data = f->in[0];
    int64_t lists[4][CNN_ONNX_AXES]; /* starts, ends, axes, steps */
    static const char *const keys[] = {"starts", "ends", "axes"};
    int counts[4] = {0};
    for (int i = 0; i < 4; i++) {
        const cnn_onnx_constant *given = i + 1 < f->count ? f->in[i + 1] : NULL;
        counts[i] = i < 3 ? cnn_onnx_integers(f->node, keys[i], CNN_ONNX_AXES, lists[i]) : 0;
        if (given && (!given->integers || given->count > CNN_ONNX_AXES))
            return impossible(f);
        for (size_t k = 0; given && k < given->count; k++)
            lists[i][counts[i]++] = given->integers[k];
    }
    cut c;
    f->out = *data;
    for (int i = 0; i < data->axes; i++) {
        c.first[i] = 0;
        c.step[i] = 1;
    }
    if (counts[0] > data->axes || counts[1] != counts[0])
        return impossible(f);
    for (int i = 0; i < counts[0]; i++)
        if (!read_cut(
                f, i, counts[2] > i ? lists[2][i] : i, lists[0][i], lists[1][i], counts[3] > i ? lists[3][i] : 1, &c))
            return impossible(f);
    cnn_status status = cnn_onnx_fold_room(f, data->integers != NULL);
    for (size_t to = 0; to < f->out.count && !cnn_failed(status); to++) {
        size_t rest = to, from = 0, step = 1;
        for (int i = data->axes - 1; i >= 0; i--) {
            int64_t at = c.first[i] + c.step[i] * (int64_t)(rest % (size_t)f->out.sizes[i]);
            rest /= (size_t)f->out.sizes[i];
            from += (size_t)at * step;
            step *= (size_t)data->sizes[i];
        }
        cnn_onnx_fold_copy(f, to, data, from);
    }
    return status;
}

cnn_status cnn_onnx_fold_concat(cnn_onnx_folding *f) {
    int axis = axis_of(f, f->in[0]->axes, 0);
    size_t outer, inner, at = 0;
    bool integers = true;
    if (axis < 0)
        return impossible(f);
    f->out = *f->in[0];
    for (int k = 0; k < f->count; k++) {
        const cnn_onnx_constant *c = f->in[k];
        if (!c || c->axes != f->out.axes)
            return impossible(f);
        for (int i = 0; i < c->axes; i++)
            if (i != axis && c->sizes[i] != f->out.sizes[i])
                return impossible(f);
        f->out.sizes[axis] += k ? c->sizes[axis] : 0;
        integers &= c->integers != NULL;
    }
    cnn_status status = cnn_onnx_fold_room(f, integers);
    around(&f->out, axis, &outer, &inner);
    for (size_t o = 0; o < outer && !cnn_failed(status); o++)
        for (int k = 0; k < f->count; k++)
            for (size_t i = 0, run = (size_t)f->in[k]->sizes[axis] * inner; i < run; i++)
                cnn_onnx_fold_copy(f, at++, f->in[k], o * run + i);
    return status;
}

cnn_status cnn_onnx_fold_transpose(cnn_onnx_folding *f) {
    const cnn_onnx_constant *data = f->in[0];
    int64_t turn[CNN_ONNX_AXES];
    size_t steps[CNN_ONNX_AXES], step = 1;
    bool seen[CNN_ONNX_AXES] = {false};
    int count = cnn_onnx_integers(f->node, "perm", CNN_ONNX_AXES, turn);
    for (int i = 0; i < data->axes && !count; i++)
        turn[i] = data->axes - 1 - i;
    if (count && count != data->axes)
        return impossible(f);
    for (int i = data->axes - 1; i >= 0; i--) {
        steps[i] = step;
        step *= (size_t)data->sizes[i];
    }
    f->out.axes = data->axes;
    for (int i = 0; i < data->axes; i++) {
        if (turn[i] < 0 || turn[i] >= data->axes || seen[turn[i]])
            return impossible(f);
        seen[turn[i]] = true;
        f->out.sizes[i] = data->sizes[turn[i]];
    }
    cnn_status status = cnn_onnx_fold_room(f, data->integers != NULL);
    for (size_t to = 0; to < f->out.count && !cnn_failed(status); to++) {
        size_t rest = to, from = 0;
        for (int i = data->axes - 1; i >= 0; i--) {
            from += rest % (size_t)f->out.sizes[i] * steps[turn[i]];
            rest /= (size_t)f->out.sizes[i];
        }
        cnn_onnx_fold_copy(f, to, data, from);
    }
    return status;
}

/* The same numbers with the axes of `f->out`. */
static cnn_status keep_numbers(cnn_onnx_folding *f) {
    size_t count = 1;
    for (int i = 0; i < f->out.axes; i++) {
        if (f->out.sizes[i] < 0 || (f->out.sizes[i] && count > CNN_TENSOR_MAX / (size_t)f->out.sizes[i]))
            return impossible(f);
        count *= (size_t)f->out.sizes[i];
    }
    if (count != f->in[0]->count)
        return impossible(f);
    f->out.count = count;
    f->out.floats = f->in[0]->floats;
    f->out.integers = f->in[0]->integers;
    return cnn_ok();
}

cnn_status cnn_onnx_fold_reshape(cnn_onnx_folding *f) {
    const cnn_onnx_constant *shape = f->count > 1 ? f->in[1] : NULL;
    int open = -1;
    size_t known = 1;
    if (!shape || !shape->integers || shape->count > CNN_ONNX_AXES)
        return impossible(f);
    f->out.axes = (int)shape->count;
    for (int i = 0; i < f->out.axes; i++) {
        int64_t size = shape->integers[i];
        size =
            size == 0 && i < f->in[0]->axes && !cnn_onnx_integer(f->node, "allowzero", 0) ? f->in[0]->sizes[i] : size;
        f->out.sizes[i] = size;
        if (size == -1 && open < 0)
            open = i;
        else if (size < 0 || size > (int64_t)CNN_TENSOR_MAX || known > CNN_TENSOR_MAX)
            return impossible(f);
        else
            known *= (size_t)size;
    }
    if (open >= 0)
        f->out.sizes[open] = known ? (int64_t)(f->in[0]->count / known) : 0;
    return keep_numbers(f);
}

cnn_status cnn_onnx_fold_axes(cnn_onnx_folding *f) {
    const cnn_onnx_constant *data = f->in[0], *given = f->count > 1 ? f->in[1] : NULL;
    int64_t axes[CNN_ONNX_AXES];
    int count = cnn_onnx_integers(f->node, "axes", CNN_ONNX_AXES, axes), from = 0, to = 0;
    for (size_t i = 0; given && given->integers && i < given->count && count < CNN_ONNX_AXES; i++)
        axes[count++] = given->integers[i];
    bool more = !strcmp(f->node->type, "Unsqueeze");
    int whole = more ? data->axes + count : data->axes;
    if (count > CNN_ONNX_AXES || whole > CNN_ONNX_AXES)
        return impossible(f);
    for (int i = 0; i < whole; i++) {
        bool named = !more && !count && data->sizes[i] == 1;
        for (int k = 0; k < count; k++)
            named |= axes[k] == i || axes[k] + whole == i;
        if (more && (!named && from >= data->axes))
            return impossible(f);
        if (more)
            f->out.sizes[to++] = named ? 1 : data->sizes[from++];
        else if (!named)
            f->out.sizes[to++] = data->sizes[i];
    }
    f->out.axes = to;
    return keep_numbers(f);
}

cnn_status cnn_onnx_fold_expand(cnn_onnx_folding *f) {
    const cnn_onnx_constant *shape = f->count > 1 ? f->in[1] : NULL;
    cnn_onnx_constant wanted = {0};
    if (!shape || !shape->integers || shape->count > CNN_ONNX_AXES)
        return impossible(f);
    wanted.axes = (int)shape->count;
    memcpy(wanted.sizes, shape->integers, shape->count * sizeof *wanted.sizes);
    if (!cnn_onnx_fold_together(f->in[0], &wanted, &f->out))
        return impossible(f);
    cnn_status status = cnn_onnx_fold_room(f, f->in[0]->integers != NULL);
    for (size_t i = 0; i < f->out.count && !cnn_failed(status); i++)
        cnn_onnx_fold_copy(f, i, f->in[0], cnn_onnx_fold_spread(&f->out, i, f->in[0]));
    return status;
}
