/// Writes float32 tensors as a safetensors file, in the order given, and syncs it. The data starts at a multiple of 8 bytes.
///
/// - Precondition: Names are unique.
package func writeSafetensors(_ tensors: [(name: String, tensor: Tensor)], to path: String) throws(TensorError) {
    try writeSafetensors(tensors, metadata: [("format", "pt")], to: path)
}
