/* What the steps of a layer have gathered so far: gradients in the backward pass and, in the forward pass, the output
 * of layers that lay their input on it. */
#ifndef CNN_PARTIAL_GRADIENTS_H
#define CNN_PARTIAL_GRADIENTS_H

#include "recording.h"

/* What a pass over the steps has gathered up to and including the step at the address, in the address's phase and
 * layer. Backward only; the sums run in the order of the steps, so after the last one they are the recorded gradients.
 *
 * dinput gives one channel of the gradient of input `source`: H*W numbers; dinput_some `count` channels from `channel` on
 * and dinput_all all of them, one after the other. dweight gives one map's weights for one channel of the group: F_h*F_w numbers; of a dense layer a unit's row:
 * C*H*W numbers; of a layer without weights nothing is written. dbias gives the gradient of one map's bias. */
void cnn_recording_dinput(const cnn_recording *recording, cnn_address address, int source, int channel, float *plane);
void cnn_recording_dinput_some(
    const cnn_recording *recording, cnn_address address, int source, int channel, int count, float *planes);
void cnn_recording_dinput_all(const cnn_recording *recording, cnn_address address, int source, float *all);
void cnn_recording_dweight(const cnn_recording *recording, cnn_address address, int map, int channel, float *plane);
float cnn_recording_dbias(const cnn_recording *recording, cnn_address address, int map);

/* Forward, of an operator whose term is CNN_FOLD_LAID: output number `output` with everything that the steps up to and
 * including the one at the address have laid on it, the bias first. */
float cnn_recording_laid(const cnn_recording *recording, cnn_address address, int64_t output);

#endif
