/* Convolution as a matrix product: the windows of a band of output rows are unrolled into the columns of a matrix, one
 * row of the matrix for each tap, and the filters multiply it. In the backward pass the same matrix gives dW, and the
 * filters' transpose gives the gradient of the unrolled windows, which is then added back where windows overlap. A band
 * is as high as fits the second-level cache, so the working memory stays small for any image. */
#include "fast.h"
#include "thread_pool.h"

#include <string.h>

enum {
    BAND = 64 * 1024, /* floats of one unrolled band, unless a single row needs more */
    FILTERS = 6,      /* rows of a block of the product: shares of filters have whole blocks */
    EVEN = 8          /* with this many bands per thread it does not matter whether they divide evenly */
};

typedef struct bands {
    int taps, rows; /* rows of the output in one band */
} bands;

static bands bands_of(const cnn_attrs *a, cnn_shape in, cnn_shape out) {
    bands b = {.taps = in.c / a->groups * a->kernel[0] * a->kernel[1]};
    size_t row = (size_t)b.taps * (size_t)out.w;
    b.rows = row >= BAND ? 1 : (int)(BAND / row);
    if (b.rows > out.h)
        b.rows = out.h;
    return b;
}

size_t cnn_fast_conv2d_work(const cnn_attrs *attrs, cnn_shape in, cnn_shape out) {
    size_t direct = cnn_fast_direct_work(attrs, in, out);
    if (direct > 0)
        return direct;
    bands b = bands_of(attrs, in, out);
    return 2 * (size_t)b.taps * (size_t)b.rows * (size_t)out.w;
}

/* The output columns from which a tap at horizontal offset `offset` reads a real cell: first .. end-1. */
static void real_columns(int offset, int stride, int width, int outputs, int *first, int *end) {
    int from = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
    int to = width - offset <= 0 ? 0 : (width - offset - 1) / stride + 1;
    *end = to < outputs ? to : outputs;
    *first = from < *end ? from : *end;
}

typedef struct spread {
    const cnn_attrs *a;
    cnn_shape in, out;
    int first_row, rows;
} spread;

/* Calls for each tap and output row: the line of the unrolled matrix and where it comes from in the input. */
static void spread_windows(const spread *s, const float *x, float *columns) {
    const cnn_attrs *a = s->a;
    int channels = s->in.c / a->groups;
    for (int c = 0; c < channels; c++)
        for (int u = 0; u < a->kernel[0]; u++)
            for (int v = 0; v < a->kernel[1]; v++)
                for (int r = 0; r < s->rows; r++, columns += s->out.w) {
                    int row = (s->first_row + r) * a->stride[0] - a->pad[0] + u * a->dilation[0];
                    int offset = v * a->dilation[1] - a->pad[2], first, end;
                    real_columns(offset, a->stride[1], s->in.w, s->out.w, &first, &end);
                    if (row < 0 || row >= s->in.h)
                        first = end = 0;
                    const float *from = x + ((ptrdiff_t)c * s->in.h + row) * s->in.w + offset;
                    memset(columns, 0, sizeof *columns * (size_t)first);
                    if (a->stride[1] == 1)
                        memcpy(columns + first, from + first, sizeof *columns * (size_t)(end - first));
                    else
                        for (int j = first; j < end; j++)
                            columns[j] = from[(ptrdiff_t)j * a->stride[1]];
                    memset(columns + end, 0, sizeof *columns * (size_t)(s->out.w - end));
                }
}

static void fold_windows(const spread *s, const float *columns, float *dx) {
    const cnn_attrs *a = s->a;
    int channels = s->in.c / a->groups;
    for (int c = 0; c < channels; c++)
        for (int u = 0; u < a->kernel[0]; u++)
            for (int v = 0; v < a->kernel[1]; v++)
                for (int r = 0; r < s->rows; r++, columns += s->out.w) {
                    int row = (s->first_row + r) * a->stride[0] - a->pad[0] + u * a->dilation[0];
                    int offset = v * a->dilation[1] - a->pad[2], first, end;
                    if (row < 0 || row >= s->in.h)
                        continue;
                    real_columns(offset, a->stride[1], s->in.w, s->out.w, &first, &end);
                    float *to = dx + ((ptrdiff_t)c * s->in.h + row) * s->in.w + offset;
                    if (a->stride[1] == 1)
                        for (int j = first; j < end; j++)
                            to[j] += columns[j];
                    else
                        for (int j = first; j < end; j++)
                            to[(ptrdiff_t)j * a->stride[1]] += columns[j];
                }
}

/* Whether each window is a single cell and neighbouring positions read neighbouring cells. */
static bool is_pointwise(const cnn_attrs *a) {
    bool one = a->kernel[0] == 1 && a->kernel[1] == 1 && a->stride[0] == 1 && a->stride[1] == 1;
    return one && !a->pad[0] && !a->pad[1] && !a->pad[2] && !a->pad[3];
}

/* Filters first .. end-1 of a group for the rows of a band; `work` is room for its windows. */
static void forward_band(const cnn_call *call, const spread *s, int image, int group, int first, int end, float *work) {
    int filters = s->out.c / s->a->groups, channels = s->in.c / s->a->groups, width = s->rows * s->out.w,
        taps = channels * s->a->kernel[0] * s->a->kernel[1];
    ptrdiff_t plane = (ptrdiff_t)s->out.h * s->out.w, row = (ptrdiff_t)s->first_row * s->out.w;
    float *x = cnn_tensor_image(call->in[0], image).data + (ptrdiff_t)group * channels * s->in.h * s->in.w;
    cnn_matrix windows = {work, width};
    if (is_pointwise(s->a))
        windows = (cnn_matrix){x + row, plane};
    else
        spread_windows(s, x, work);
    float *y = cnn_tensor_image(call->out, image).data + (group * filters + first) * plane + row;
    for (int k = 0; k < end - first; k++) {
        float bias = call->bias ? call->bias[group * filters + first + k] : 0;
        for (int i = 0; i < width; i++)
            y[k * plane + i] = bias;
    }
    const float *w = call->weight + (ptrdiff_t)(group * filters + first) * taps;
    cnn_gemm(end - first, width, taps, (cnn_matrix){(float *)w, taps}, windows, (cnn_matrix){y, plane});
}

static void backward_band(const cnn_call *call, const spread *s, int taps, int image, int group) {
    int filters = s->out.c / s->a->groups, channels = s->in.c / s->a->groups, width = s->rows * s->out.w;
    ptrdiff_t plane = (ptrdiff_t)s->out.h * s->out.w, block = (ptrdiff_t)group * channels * s->in.h * s->in.w;
    float *dy = cnn_tensor_image(call->dout, image).data + group * filters * plane + (ptrdiff_t)s->first_row * s->out.w;
    if (call->dweight) {
        spread_windows(s, cnn_tensor_image(call->in[0], image).data + block, call->work);
        cnn_gemm_bt(filters, taps, width, (cnn_matrix){dy, plane}, (cnn_matrix){call->work, width},
            (cnn_matrix){call->dweight + (ptrdiff_t)group * filters * taps, taps});
    }
    if (call->dbias)
        for (int k = 0; k < filters; k++) {
            float sum = 0;
            for (int i = 0; i < width; i++)
                sum += dy[k * plane + i];
            call->dbias[group * filters + k] += sum;
        }
    float *dx = cnn_tensor_image(call->din[0], image).data;
    if (!dx)
        return;
    float *folded = call->work + (ptrdiff_t)taps * width;
    memset(folded, 0, sizeof *folded * (size_t)taps * (size_t)width);
    const float *w = call->weight + (ptrdiff_t)group * filters * taps;
    cnn_gemm_at(
        taps, width, filters, (cnn_matrix){(float *)w, taps}, (cnn_matrix){dy, plane}, (cnn_matrix){folded, width});
    fold_windows(s, folded, dx + block);
}

/* A forward run as jobs: one for each image, group and band, and in a layer with few bands for each share of the
 * filters too. */
typedef struct forward_run {
    const cnn_call *call;
    spread s;
    int band_rows, bands, shares;
} forward_run;

static void forward_job(void *context, int index, int worker) {
    const forward_run *run = context;
    spread s = run->s;
    int share = index % run->shares, band = index / run->shares % run->bands, rest = index / run->shares / run->bands,
        group = rest % s.a->groups, image = rest / s.a->groups, filters = s.out.c / s.a->groups,
        blocks = (filters + FILTERS - 1) / FILTERS, first = blocks * share / run->shares * FILTERS,
        end = blocks * (share + 1) / run->shares * FILTERS;
    s.first_row = band * run->band_rows;
    s.rows = s.out.h - s.first_row < run->band_rows ? s.out.h - s.first_row : run->band_rows;
    float *work = run->call->work + (size_t)worker * run->call->work_each;
    forward_band(run->call, &s, image, group, first, end < filters ? end : filters, work);
}

static void forward_shared(const cnn_call *call) {
    forward_run run = {.call = call, .s = {.a = call->attrs, .in = call->in[0].shape, .out = call->out.shape}};
    run.band_rows = bands_of(run.s.a, run.s.in, run.s.out).rows;
    run.bands = (run.s.out.h + run.band_rows - 1) / run.band_rows;
    int threads = cnn_thread_pool_size(call->thread_pool), pieces = run.s.out.n * run.s.a->groups * run.bands,
        blocks = (run.s.out.c / run.s.a->groups + FILTERS - 1) / FILTERS;
    run.shares = threads > 1 && pieces % threads && pieces < EVEN * threads ? threads : 1;
    run.shares = run.shares < blocks ? run.shares : blocks;
    cnn_thread_pool_run(call->thread_pool, pieces * run.shares, forward_job, &run);
}

static void backward_all(const cnn_call *call) {
    spread s = {.a = call->attrs, .in = call->in[0].shape, .out = call->out.shape};
    bands b = bands_of(s.a, s.in, s.out);
    for (int n = 0; n < s.out.n; n++)
        for (int group = 0; group < s.a->groups; group++)
            for (s.first_row = 0; s.first_row < s.out.h; s.first_row += b.rows) {
                s.rows = s.out.h - s.first_row < b.rows ? s.out.h - s.first_row : b.rows;
                backward_band(call, &s, b.taps, n, group);
            }
}

/* Small layers are run directly (fast_direct.c), larger ones as a matrix product. Measured on one Zen 3 core, where a
 * thread reaches at most 97 GFLOP/s of multiplications and additions: LeNet-5 trains at batch 1 at 10,000 images/s
 * directly and at 3,750 as a product (oneDNN called directly: 4,200); the 1989 network at 33,000 and 11,000 (oneDNN:
 * 22,000). A layer of 64 maps of 56 x 56 under 64 filters of 3 x 3 takes 3.5 ms as a product (65 GFLOP/s), and 3.7 ms
 * in PyTorch, which calls oneDNN: so no library is used for the large layers either. Minibatches of eight and more run
 * in lane_conv2d.c. */
static bool is_small(const cnn_call *call) {
    return cnn_fast_direct_work(call->attrs, call->in[0].shape, call->out.shape) > 0;
}

void cnn_fast_conv2d_forward(const cnn_call *call) {
    if (is_small(call))
        cnn_fast_direct_forward(call);
    else
        forward_shared(call);
}

void cnn_fast_conv2d_backward(const cnn_call *call) {
    if (is_small(call))
        cnn_fast_direct_backward(call);
    else
        backward_all(call);
}
