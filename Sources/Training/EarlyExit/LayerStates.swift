/// What the exits of an encoder read for some texts, and its embeddings: the pooled state after each of its layers.
package struct LayerStates: Sendable {
    /// After layer 1, 2, … L; the last is what the model's own head reads.
    package let layers: [Embeddings]

    /// - Parameter values: `[count, L · H]`, the layers of one text after another.
    package init(values: [Float], count: Int, layers: Int, dimension: Int) throws(TrainingError) {
        guard values.count == count * layers * dimension else {
            throw .countMismatch(what: "values of layer states", expected: count * layers * dimension, found: values.count)
        }
        var result: [Embeddings] = []
        for layer in 0..<layers {
            var own: [Float] = []
            own.reserveCapacity(count * dimension)
            for row in 0..<count {
                let first = (row * layers + layer) * dimension
                own.append(contentsOf: values[first..<first + dimension])
            }
            result.append(try Embeddings(values: own, count: count, dimension: dimension))
        }
        self.layers = result
    }

    /// How many exits there may be: one after each layer but the last.
    package var exitCount: Int { max(0, layers.count - 1) }
}
