/* Three small matrix products. A block of the result stays in registers while K runs: six rows of sixteen columns for
 * A*B and A^T*B, three by four dot products of eight lanes for A*B^T. The compiler turns the vectors into AVX-512, AVX
 * or SSE, and the loader picks the version that the processor has. */
#include "batch8_vector.h"
#include "fast.h"

enum { LANES = CNN_LANES, COLUMNS = 2 * LANES, ROWS = 6, DEPTH = 256, DOT_ROWS = 3, DOT_COLUMNS = 4, TURNED = 24 };

typedef cnn_vector8 lanes;

/* C's block += A's rows times `b`, whose rows are `b_stride` apart and at least COLUMNS wide. `rows` is a constant
 * where this is inlined, so that the sums stay in registers. Element (i, k) of A is a[i * row + k * column]. */
INLINED void block(int rows, int columns, int k, const float *a, ptrdiff_t row, ptrdiff_t column, const float *b,
    ptrdiff_t b_stride, cnn_matrix c) {
    lanes left[ROWS], right[ROWS];
    for (int i = 0; i < ROWS; i++)
        left[i] = right[i] = all(0);
    for (int at = 0; at < k; at++) {
        lanes b0 = load(b + at * b_stride), b1 = load(b + at * b_stride + LANES);
        for (int i = 0; i < rows; i++) {
            float factor = a[i * row + at * column];
            left[i] = plus_times(left[i], factor, b0);
            right[i] = plus_times(right[i], factor, b1);
        }
    }
    for (int i = 0; i < rows; i++) {
        float out[COLUMNS];
        store(out, left[i]);
        store(out + LANES, right[i]);
        for (int j = 0; j < columns; j++)
            c.data[i * c.stride + j] += out[j];
    }
}

INLINED void rows_of_blocks(int m, int columns, int k, const float *a, ptrdiff_t row, ptrdiff_t column, const float *b,
    ptrdiff_t b_stride, cnn_matrix c) {
    int i = 0;
    for (; i + ROWS <= m; i += ROWS)
        block(ROWS, columns, k, a + i * row, row, column, b, b_stride, (cnn_matrix){c.data + i * c.stride, c.stride});
    a += i * row;
    c.data += i * c.stride;
    switch (m - i) {
    case 5:
        block(5, columns, k, a, row, column, b, b_stride, c);
        break;
    case 4:
        block(4, columns, k, a, row, column, b, b_stride, c);
        break;
    case 3:
        block(3, columns, k, a, row, column, b, b_stride, c);
        break;
    case 2:
        block(2, columns, k, a, row, column, b, b_stride, c);
        break;
    case 1:
        block(1, columns, k, a, row, column, b, b_stride, c);
        break;
    default:
        break;
    }
}

/* A product with K = 1, such as dW of a single image, is bound by memory: it goes row by row, in memory order. */
INLINED void outer_product(int m, int n, const float *a, ptrdiff_t row, const float *b, cnn_matrix c) {
    for (int i = 0; i < m; i++) {
        float factor = a[i * row], *to = c.data + i * c.stride;
        for (int j = 0; j < n; j++)
            to[j] += factor * b[j];
    }
}

/* Columns that do not fill a vector are copied into one padded with zeros. */
INLINED void product(int m, int n, int k, const float *a, ptrdiff_t row, ptrdiff_t column, cnn_matrix b, cnn_matrix c) {
    if (k == 1) {
        outer_product(m, n, a, row, b.data, c);
        return;
    }
    for (int from = 0; from < k; from += DEPTH) {
        int depth = k - from < DEPTH ? k - from : DEPTH;
        const float *a_part = a + from * column, *b_part = b.data + from * b.stride;
        int j = 0;
        for (; j + COLUMNS <= n; j += COLUMNS)
            rows_of_blocks(
                m, COLUMNS, depth, a_part, row, column, b_part + j, b.stride, (cnn_matrix){c.data + j, c.stride});
        if (j == n)
            continue;
        float filled[DEPTH * COLUMNS];
        memset(filled, 0, sizeof *filled * (size_t)depth * COLUMNS);
        for (int at = 0; at < depth; at++)
            memcpy(filled + at * COLUMNS, b_part + at * b.stride + j, sizeof *filled * (size_t)(n - j));
        rows_of_blocks(m, n - j, depth, a_part, row, column, filled, COLUMNS, (cnn_matrix){c.data + j, c.stride});
    }
}

VECTORISED_TWICE(cloned_gemm, (int m, int n, int k, cnn_matrix a, cnn_matrix b, cnn_matrix c), (m, n, k, a, b, c)) {
    product(m, n, k, a.data, a.stride, 1, b, c);
}

VECTORISED_TWICE(cloned_gemm_at, (int m, int n, int k, cnn_matrix a, cnn_matrix b, cnn_matrix c), (m, n, k, a, b, c)) {
    product(m, n, k, a.data, 1, a.stride, b, c);
}

INLINED void dots(int rows, int columns, int k, const float *a, ptrdiff_t a_stride, const float *b, ptrdiff_t b_stride,
    cnn_matrix c) {
    lanes sum[DOT_ROWS][DOT_COLUMNS];
    for (int i = 0; i < DOT_ROWS; i++)
        for (int j = 0; j < DOT_COLUMNS; j++)
            sum[i][j] = all(0);
    int whole = k / LANES * LANES;
    for (int at = 0; at < whole; at += LANES) {
        lanes left[DOT_ROWS], right;
        for (int i = 0; i < rows; i++)
            left[i] = load(a + i * a_stride + at);
        for (int j = 0; j < columns; j++) {
            right = load(b + j * b_stride + at);
            for (int i = 0; i < rows; i++)
                sum[i][j] = plus_product(sum[i][j], left[i], right);
        }
    }
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            float values[LANES], one = 0;
            store(values, sum[i][j]);
            for (int lane = 0; lane < LANES; lane++)
                one += values[lane];
            for (int at = whole; at < k; at++)
                one += a[i * a_stride + at] * b[j * b_stride + at];
            c.data[i * c.stride + j] += one;
        }
}

/* With many rows of A it pays to transpose blocks of B, so that A*B^T is computed as A*B. */
INLINED void turned_product(int m, int n, int k, cnn_matrix a, cnn_matrix b, cnn_matrix c) {
    for (int from = 0; from < k; from += DEPTH) {
        int depth = k - from < DEPTH ? k - from : DEPTH;
        for (int j = 0; j < n; j += COLUMNS) {
            float filled[DEPTH * COLUMNS];
            int wide = n - j < COLUMNS ? n - j : COLUMNS;
            if (wide < COLUMNS)
                memset(filled, 0, sizeof *filled * (size_t)depth * COLUMNS);
            for (int i = 0; i < wide; i++) {
                const float *row = b.data + (j + i) * b.stride + from;
                for (int at = 0; at < depth; at++)
                    filled[at * COLUMNS + i] = row[at];
            }
            rows_of_blocks(
                m, wide, depth, a.data + from, a.stride, 1, filled, COLUMNS, (cnn_matrix){c.data + j, c.stride});
        }
    }
}

VECTORISED_TWICE(cloned_gemm_bt, (int m, int n, int k, cnn_matrix a, cnn_matrix b, cnn_matrix c), (m, n, k, a, b, c)) {
    if (m >= TURNED && k >= TURNED) {
        turned_product(m, n, k, a, b, c);
        return;
    }
    for (int j = 0; j < n; j += DOT_COLUMNS)
        for (int i = 0; i < m; i += DOT_ROWS) {
            int rows = m - i < DOT_ROWS ? m - i : DOT_ROWS, columns = n - j < DOT_COLUMNS ? n - j : DOT_COLUMNS;
            const float *left = a.data + i * a.stride, *right = b.data + j * b.stride;
            cnn_matrix to = {c.data + i * c.stride + j, c.stride};
            if (rows == DOT_ROWS && columns == DOT_COLUMNS)
                dots(DOT_ROWS, DOT_COLUMNS, k, left, a.stride, right, b.stride, to);
            else if (rows == 2 && columns == DOT_COLUMNS)
                dots(2, DOT_COLUMNS, k, left, a.stride, right, b.stride, to);
            else if (rows == 1 && columns == DOT_COLUMNS)
                dots(1, DOT_COLUMNS, k, left, a.stride, right, b.stride, to);
            else
                dots(rows, columns, k, left, a.stride, right, b.stride, to);
        }
}

/* Some compilers export a cloned function under another name, so these wrappers call them. */
void cnn_gemm(int m, int n, int k, cnn_matrix a, cnn_matrix b, cnn_matrix c) {
    cloned_gemm(m, n, k, a, b, c);
}

void cnn_gemm_at(int m, int n, int k, cnn_matrix a, cnn_matrix b, cnn_matrix c) {
    cloned_gemm_at(m, n, k, a, b, c);
}

void cnn_gemm_bt(int m, int n, int k, cnn_matrix a, cnn_matrix b, cnn_matrix c) {
    cloned_gemm_bt(m, n, k, a, b, c);
}
