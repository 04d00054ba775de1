/// The arithmetic of an encoder's matrix products.
package enum Precision: String, CaseIterable, Sendable {
    /// Weights in bytes by output, activations in bytes by token, sums exact; the rest is float32.
    case int8
    /// The reference.
    case float32
}
