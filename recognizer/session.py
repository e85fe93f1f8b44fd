"""Sessions: the network of a bundle, loaded by ONNX Runtime."""

from __future__ import annotations

import onnxruntime

from recognizer.bundle import Bundle, BundleError


def load_session(bundle: Bundle) -> onnxruntime.InferenceSession:
    """Load the network of a bundle; raises BundleError."""
    options = onnxruntime.SessionOptions()
    # One reading is a small batch: a pool of threads would cost more than it gives.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            bundle.model, options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # ONNX Runtime raises types of its own, unlisted
        raise BundleError(f"The model {bundle.model_id} cannot be loaded: {error}") from error
