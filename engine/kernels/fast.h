/* Fast kernels for training: the same tensors as the plain kernels of the same operator, computed another way. They
 * read `call` exactly as the plain ones do (see op.h), so the two are interchangeable. Not for stepping: they add up in
 * another order. */
#ifndef CNN_FAST_H
#define CNN_FAST_H

#include "op.h"

#define CNN_FAST_KERNELS(kind)                            \
    void cnn_fast_##kind##_forward(const cnn_call *call); \
    void cnn_fast_##kind##_backward(const cnn_call *call)
CNN_FAST_KERNELS(conv2d);
CNN_FAST_KERNELS(dense);
CNN_FAST_KERNELS(max_pool);
CNN_FAST_KERNELS(min_pool);
CNN_FAST_KERNELS(average_pool);
CNN_FAST_KERNELS(relu);
CNN_FAST_KERNELS(leaky_relu);
CNN_FAST_KERNELS(tanh);
CNN_FAST_KERNELS(sigmoid);
CNN_FAST_KERNELS(clip);
CNN_FAST_KERNELS(hard_sigmoid);
CNN_FAST_KERNELS(hard_swish);
CNN_FAST_KERNELS(silu);
CNN_FAST_KERNELS(flatten);
CNN_FAST_KERNELS(batch_norm);
CNN_FAST_KERNELS(lrn);

void cnn_fast_add_forward(const cnn_call *call);

/* Work of local response normalisation, in floats. */
size_t cnn_fast_lrn_work(cnn_shape in);

/* Runs the kernel, on several threads where there is a thread pool: for layers whose map c depends only on map c of
 * each input. `scratch`: floats for each map. */
void cnn_fast_by_maps(const cnn_call *call, size_t scratch, void (*kernel)(const cnn_call *call));

/* Work of a convolution, in floats. */
size_t cnn_fast_conv2d_work(const cnn_attrs *attrs, cnn_shape in, cnn_shape out);

/* Direct convolution for small layers, chosen by fast_conv2d.c: its work in floats, 0 if the layer is too large for it.
 */
size_t cnn_fast_direct_work(const cnn_attrs *attrs, cnn_shape in, cnn_shape out);
void cnn_fast_direct_forward(const cnn_call *call);
void cnn_fast_direct_backward(const cnn_call *call);

/* A matrix in memory, `stride` floats from row to row. */
typedef struct cnn_matrix {
    float *data;
    ptrdiff_t stride;
} cnn_matrix;

/* C[M,N] += A[M,K] B[K,N]; C += A^T B with A[K,M]; C += A B^T with B[N,K]. A and B are only read. */
void cnn_gemm(int m, int n, int k, cnn_matrix a, cnn_matrix b, cnn_matrix c);
void cnn_gemm_at(int m, int n, int k, cnn_matrix a, cnn_matrix b, cnn_matrix c);
void cnn_gemm_bt(int m, int n, int k, cnn_matrix a, cnn_matrix b, cnn_matrix c);

#endif
