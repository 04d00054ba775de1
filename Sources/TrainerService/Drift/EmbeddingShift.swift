package import Classification
import JSONParsing

/// How far the mean of what the model has read has turned away from that of the development rows, for texts that left at one layer.
///
/// It is for reading, and raises no alarm: a mean says nothing of its chance, and the shares of classes and the domain classifier ask the same
/// with a p-value.
package struct EmbeddingShift: Equatable, Sendable {
    package let layer: Int
    /// Of the window.
    package let texts: Int
    /// Of the development rows.
    package let referenceTexts: Int
    /// Between the two means: 1 is no turn.
    package let cosine: Double

    /// One for each layer at which texts of both have left, ascending.
    package static func all(window: StateMeans, reference: StateMeans) -> [EmbeddingShift] {
        window.layers.compactMap { layer in
            window.cosine(layer, with: reference).map {
                EmbeddingShift(layer: layer, texts: window.count(layer), referenceTexts: reference.count(layer), cosine: $0)
            }
        }
    }

    var json: JSONValue {
        ["layer": .int(layer), "messages": .int(texts), "reference_rows": .int(referenceTexts), "cosine": .double(cosine)]
    }
}
