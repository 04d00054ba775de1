/// Pooled embeddings of `count` texts, `[count, H]` row-major; every value is finite.
package struct Embeddings: Equatable, Sendable {
    package let values: [Float]
    package let count: Int
    /// H.
    package let dimension: Int

    /// - Throws: `countMismatch` when `values` is not `[count, dimension]`, `notFinite` with the row of the first NaN or infinity.
    package init(values: [Float], count: Int, dimension: Int) throws(TrainingError) {
        guard count >= 0 else { throw .badOption(name: "count", allowed: "at least 0") }
        guard dimension > 0 else { throw .badOption(name: "dimension", allowed: "positive") }
        let (expected, overflow) = count.multipliedReportingOverflow(by: dimension)
        guard !overflow, values.count == expected else {
            throw .countMismatch(what: "embedding values", expected: overflow ? Int.max : expected, found: values.count)
        }
        if let index = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: "the embeddings", row: index / dimension) }
        self.values = values
        self.count = count
        self.dimension = dimension
    }

    package func row(_ index: Int) -> ArraySlice<Float> {
        precondition((0..<count).contains(index), "row: \(index) of \(count)")
        return values[index * dimension..<(index + 1) * dimension]
    }
}
