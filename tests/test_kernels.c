/* Fast kernels against the plain ones on random shapes, and the matrix products under them against sums in double
 * precision. */
#include "check.h"
#include "run_batch8.h"

#include "fast.h"
#include "kernels.h"
#include "net.h"
#include "rng.h"
#include "thread_pool.h"

static int drawn(cnn_rng *rng, int low, int high) {
    return low + (int)cnn_rng_below(rng, (uint32_t)(high - low + 1));
}

static void fill(cnn_rng *rng, float *to, size_t count) {
    for (size_t i = 0; i < count; i++)
        to[i] = cnn_rng_uniform(rng, -1, 1);
}

static void compare(const float *plain, const float *fast, size_t count, double tolerance) {
    for (size_t i = 0; i < count; i++)
        CHECK_NEAR(fast[i], plain[i], tolerance * (1 + fabs((double)plain[i])));
}

static cnn_attrs any_attrs(cnn_rng *rng, cnn_op_kind kind) {
    cnn_attrs a = cnn_attrs_default();
    a.groups = kind == CNN_OP_CONV2D ? drawn(rng, 1, 3) : 1;
    a.filters = a.groups * drawn(rng, 1, 9);
    a.units = drawn(rng, 1, 40);
    a.bias = drawn(rng, 0, 1);
    a.ceil_mode = drawn(rng, 0, 1);
    a.count_include_pad = drawn(rng, 0, 1);
    for (int i = 0; i < 2; i++) {
        a.kernel[i] = drawn(rng, 1, 7);
        a.stride[i] = drawn(rng, 1, 3);
        a.dilation[i] = drawn(rng, 1, 2);
    }
    for (int i = 0; i < 4; i++)
        a.pad[i] = drawn(rng, 0, kind == CNN_OP_CONV2D ? 3 : a.kernel[i / 2] / 2);
    return a;
}

/* The rounding error allowed in a sum of this many terms. */
static double lost_in(double terms) {
    return 1e-5 * (terms < 1000 ? 1 : terms / 200);
}

/* The kernels of one operator on the same numbers: plain, fast, and eight at a time, overwriting and accumulating. */
static void compare_kernels(
    cnn_arena *arena, cnn_rng *rng, cnn_op_kind kind, cnn_shape in, const cnn_call *like, cnn_layout layout) {
    enum { PLAIN, FAST, OVER, ONTO, WAYS };
    cnn_shape out = layout.out, each = layout.weight;
    out.n = in.n;
    double of_y = lost_in((double)cnn_shape_image(each)),
           of_dx = lost_in((double)each.n * (cnn_op_of(kind)->window ? each.h * each.w : 1)),
           of_dw = lost_in((double)out.n * out.h * out.w);
    size_t inputs = cnn_shape_count(in), outputs = cnn_shape_count(out), weights = cnn_shape_count(layout.weight),
           biases = (size_t)layout.bias;
    float *x = cnn_arena_alloc(arena, inputs, 4), *dy = cnn_arena_alloc(arena, outputs, 4),
          *w = cnn_arena_alloc(arena, weights, 4), *b = cnn_arena_alloc(arena, biases, 4);
    fill(rng, x, inputs);
    fill(rng, dy, outputs);
    fill(rng, w, weights);
    fill(rng, b, biases);
    float *y[WAYS], *dx[WAYS], *dw[WAYS], *db[WAYS];
    for (int way = 0; way < WAYS; way++) {
        y[way] = cnn_arena_alloc(arena, outputs, 4);
        dx[way] = cnn_arena_alloc(arena, inputs, 4);
        dw[way] = cnn_arena_alloc(arena, weights, 4);
        db[way] = cnn_arena_alloc(arena, biases, 4);
        cnn_call call = *like;
        call.inputs = 1;
        call.in[0] = (cnn_tensor){in, x};
        call.din[0] = (cnn_tensor){in, dx[way]};
        call.out = (cnn_tensor){out, y[way]};
        call.dout = (cnn_tensor){out, dy};
        call.weight = weights ? w : NULL;
        call.bias = biases ? b : NULL;
        call.dweight = weights ? dw[way] : NULL;
        call.dbias = biases ? db[way] : NULL;
        call.scratch = cnn_arena_alloc(arena, layout.scratch * (size_t)in.n, 4);
        call.work_each = cnn_kernels_work(kind, CNN_FAST, &call);
        call.work = cnn_arena_alloc(arena, call.work_each * (size_t)cnn_thread_pool_size(call.thread_pool), 4);
        if (way >= OVER) {
            run_batch8(arena, kind, &call, layout, way == OVER);
        } else {
            cnn_kernels_forward(kind, way == FAST ? CNN_FAST : CNN_PLAIN, &call);
            cnn_kernels_backward(kind, way == FAST ? CNN_FAST : CNN_PLAIN, &call);
        }
        compare(y[PLAIN], y[way], outputs, of_y);
        compare(dx[PLAIN], dx[way], inputs, of_dx);
        compare(dw[PLAIN], dw[way], weights, of_dw);
        compare(db[PLAIN], db[way], biases, of_dw);
    }
}

static void fast_kernels_equal_plain_ones_on_random_shapes(void **state) {
    (void)state;
    static const cnn_op_kind kinds[] = {CNN_OP_CONV2D, CNN_OP_CONV2D, CNN_OP_MAX_POOL, CNN_OP_AVG_POOL, CNN_OP_MIN_POOL,
        CNN_OP_DENSE, CNN_OP_RELU, CNN_OP_LEAKY_RELU, CNN_OP_TANH, CNN_OP_SIGMOID, CNN_OP_FLATTEN};
    cnn_rng rng = cnn_rng_seeded(11, 2);
    cnn_arena *arena = cnn_arena_new();
    int tried = 0;
    while (tried < 1000) {
        cnn_op_kind kind = kinds[cnn_rng_below(&rng, sizeof kinds / sizeof *kinds)];
        cnn_attrs a = any_attrs(&rng, kind);
        cnn_shape in = {drawn(&rng, 1, 19), a.groups * drawn(&rng, 1, 5), drawn(&rng, 1, 12), drawn(&rng, 1, 12)},
                  one = in;
        one.n = 1;
        cnn_layout layout = {0};
        if (cnn_failed(cnn_op_of(kind)->infer(&a, &one, 1, &layout)))
            continue;
        cnn_arena_reset(arena);
        cnn_call like = {.attrs = &a};
        compare_kernels(arena, &rng, kind, in, &like, layout);
        tried++;
    }
    cnn_arena_free(arena);
}

/* Layers too large for the direct kernels, alone and shared between threads. */
static void large_layers_equal_plain_ones_on_any_number_of_threads(void **state) {
    (void)state;
    static const cnn_op_kind kinds[] = {
        CNN_OP_CONV2D, CNN_OP_MAX_POOL, CNN_OP_CONV2D, CNN_OP_AVG_POOL, CNN_OP_TANH, CNN_OP_MIN_POOL, CNN_OP_DENSE};
    cnn_rng rng = cnn_rng_seeded(12, 1);
    cnn_arena *arena = cnn_arena_new();
    for (int threads = 1; threads <= 3; threads++) {
        cnn_thread_pool *thread_pool;
        CHECK_FINE(cnn_thread_pool_new(threads, &thread_pool));
        for (int tried = 0; tried < 28;) {
            cnn_op_kind kind = kinds[tried % 7];
            bool conv = kind == CNN_OP_CONV2D;
            cnn_attrs a = any_attrs(&rng, kind);
            a.groups = conv ? drawn(&rng, 1, 2) : 1;
            a.filters = a.groups * drawn(&rng, 1, 40);
            a.kernel[0] = drawn(&rng, conv ? 3 : 1, 4);
            a.kernel[1] = drawn(&rng, conv ? 3 : 1, 4);
            int channels = a.groups * drawn(&rng, 115, 130), side = drawn(&rng, 7, conv ? 9 : 14);
            cnn_shape in = {conv ? drawn(&rng, 1, 2) : 1, channels, side, drawn(&rng, 7, conv ? 9 : 14)}, one = in;
            one.n = 1;
            cnn_layout layout = {0};
            if (cnn_failed(cnn_op_of(kind)->infer(&a, &one, 1, &layout)))
                continue;
            cnn_arena_reset(arena);
            cnn_call like = {.attrs = &a, .thread_pool = thread_pool};
            compare_kernels(arena, &rng, kind, in, &like, layout);
            tried++;
        }
        cnn_thread_pool_free(thread_pool);
    }
    cnn_arena_free(arena);
}

static void note_worker(void *context, int index, int worker) {
    ((int *)context)[index] = worker;
}

static void a_team_has_at_most_64_threads_and_does_every_job(void **state) {
    (void)state;
    enum { JOBS = 1000, MOST = 64 };
    int workers[JOBS];
    cnn_thread_pool *thread_pool;
    CHECK_FINE(cnn_thread_pool_new(200, &thread_pool));
    assert_in_range(cnn_thread_pool_size(thread_pool), 1, MOST);
    memset(workers, -1, sizeof workers);
    cnn_thread_pool_run(thread_pool, JOBS, note_worker, workers);
    for (int i = 0; i < JOBS; i++)
        assert_true(workers[i] >= 0 && workers[i] < cnn_thread_pool_size(thread_pool));
    cnn_thread_pool_free(thread_pool);
}

/* A matrix in memory of exactly its size, so that reading past its end is caught. */
static cnn_matrix matrix(cnn_rng *rng, int rows, int columns, int spare) {
    cnn_matrix m = {
        malloc(((size_t)(rows - 1) * (size_t)(columns + spare) + (size_t)columns) * sizeof(float)), columns + spare};
    assert_non_null(m.data);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns + (i + 1 < rows ? spare : 0); j++)
            m.data[i * m.stride + j] = cnn_rng_uniform(rng, -1, 1);
    return m;
}

typedef void product(int m, int n, int k, cnn_matrix a, cnn_matrix b, cnn_matrix c);

static void multiply(cnn_rng *rng, product *run, bool a_turned, bool b_turned, int m, int n, int k) {
    int spare = drawn(rng, 0, 3);
    cnn_matrix a = a_turned ? matrix(rng, k, m, spare) : matrix(rng, m, k, spare),
               b = b_turned ? matrix(rng, n, k, spare) : matrix(rng, k, n, spare), c = matrix(rng, m, n, spare);
    double *wanted = malloc((size_t)m * (size_t)n * sizeof *wanted);
    assert_non_null(wanted);
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) {
            double sum = (double)c.data[i * c.stride + j];
            for (int at = 0; at < k; at++)
                sum += (double)(a_turned ? a.data[at * a.stride + i] : a.data[i * a.stride + at]) *
                       (double)(b_turned ? b.data[j * b.stride + at] : b.data[at * b.stride + j]);
            wanted[i * n + j] = sum;
        }
    run(m, n, k, a, b, c);
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            CHECK_NEAR(c.data[i * c.stride + j], wanted[i * n + j], 1e-5 * (1 + k / 50.0));
    free(wanted);
    free(a.data);
    free(b.data);
    free(c.data);
}

/* Sizes around those of blocks and far beyond them. */
static void products_of_matrices_are_their_sums(void **state) {
    (void)state;
    static const int sizes[] = {1, 2, 3, 5, 6, 7, 8, 11, 12, 15, 16, 17, 23, 24, 25, 31, 33, 40, 255, 256, 257, 300};
    enum { COUNT = sizeof sizes / sizeof *sizes };
    cnn_rng rng = cnn_rng_seeded(5, 1);
    for (int i = 0; i < 400; i++) {
        int m = sizes[drawn(&rng, 0, COUNT - 5)], n = sizes[drawn(&rng, 0, COUNT - 5)],
            k = sizes[drawn(&rng, 0, COUNT - 1)];
        multiply(&rng, cnn_gemm, false, false, m, n, k);
        multiply(&rng, cnn_gemm_at, true, false, m, n, k);
        multiply(&rng, cnn_gemm_bt, false, true, m, n, k);
    }
}

/* At NaN a ReLU passes the gradient on and a leaky one multiplies it by its slope, as PyTorch does; at 0 both take the
 * lower side. */
static void gradients_at_nan_are_those_of_pytorch(void **state) {
    (void)state;
    static const float x[] = {NAN, 0, -0.0f, 1, -1}, want[2][5] = {{3, 0, 0, 3, 0}, {0.75f, 0.75f, 0.75f, 3, 0.75f}};
    static const cnn_op_kind kinds[] = {CNN_OP_RELU, CNN_OP_LEAKY_RELU};
    cnn_arena *arena = cnn_arena_new();
    for (int k = 0; k < 2; k++)
        for (int way = 0; way < 3; way++) {
            float in[5], y[5], dy[5] = {3, 3, 3, 3, 3}, dx[5] = {0};
            memcpy(in, x, sizeof in);
            cnn_shape shape = {1, 5, 1, 1};
            cnn_attrs a = cnn_attrs_default();
            a.slope = 0.25f;
            cnn_call call = {.attrs = &a,
                .inputs = 1,
                .in = {{shape, in}},
                .din = {{shape, dx}},
                .out = {shape, y},
                .dout = {shape, dy}};
            cnn_layout layout = {.out = shape};
            if (way == 2) {
                run_batch8(arena, kinds[k], &call, layout, true);
            } else {
                cnn_kernels_forward(kinds[k], way ? CNN_FAST : CNN_PLAIN, &call);
                cnn_kernels_backward(kinds[k], way ? CNN_FAST : CNN_PLAIN, &call);
            }
            assert_true(isnan(y[0]));
            for (int i = 0; i < 5; i++)
                CHECK_NEAR(dx[i], want[k][i], 0);
        }
    cnn_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(gradients_at_nan_are_those_of_pytorch),
        cmocka_unit_test(fast_kernels_equal_plain_ones_on_random_shapes),
        cmocka_unit_test(large_layers_equal_plain_ones_on_any_number_of_threads),
        cmocka_unit_test(a_team_has_at_most_64_threads_and_does_every_job),
        cmocka_unit_test(products_of_matrices_are_their_sums)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
