package import JSONParsing

/// The mean of the pooled states of texts, for each layer that texts have left the encoder at.
///
/// With early exits a text has a pooled state of the layer it left at and none of a later one, and states of different layers are not of one
/// space: so there is a mean for each layer. That of the last layer is the mean of the embeddings.
package struct StateMeans: Equatable, Sendable {
    /// Sums of `[H]`.
    private struct Sum: Equatable, Sendable {
        var count = 0
        var values: [Double]
    }

    private var sums: [Int: Sum] = [:]

    package init() {}

    /// Layers with at least one text, ascending.
    package var layers: [Int] { sums.keys.sorted() }

    package func count(_ layer: Int) -> Int { sums[layer]?.count ?? 0 }

    /// `[H]`; nil for a layer without a text.
    package func mean(_ layer: Int) -> [Double]? {
        sums[layer].map { sum in sum.values.map { $0 / Double(sum.count) } }
    }

    /// Counts the state of one text. One of another size than those before it is left out.
    ///
    /// - Parameter state: `[H]`.
    package mutating func add(_ state: [Float], layer: Int) {
        guard !state.isEmpty else { return }
        var sum = sums.removeValue(forKey: layer) ?? Sum(values: [Double](repeating: 0, count: state.count))
        if sum.values.count == state.count {
            sum.count += 1
            for index in state.indices { sum.values[index] += Double(state[index]) }
        }
        sums[layer] = sum
    }

    package mutating func add(_ other: StateMeans) {
        for (layer, sum) in other.sums {
            guard var own = sums.removeValue(forKey: layer) else {
                sums[layer] = sum
                continue
            }
            if own.values.count == sum.values.count {
                own.count += sum.count
                for index in own.values.indices { own.values[index] += sum.values[index] }
            }
            sums[layer] = own
        }
    }

    /// The cosine between two means of one layer, from −1 to 1; nil where either is missing or has no direction.
    package func cosine(_ layer: Int, with other: StateMeans) -> Double? {
        guard let left = mean(layer), let right = other.mean(layer), left.count == right.count else { return nil }
        var (product, leftSquares, rightSquares) = (0.0, 0.0, 0.0)
        for (one, two) in zip(left, right) {
            product += one * two
            leftSquares += one * one
            rightSquares += two * two
        }
        let length = leftSquares.squareRoot() * rightSquares.squareRoot()
        return length > 0 && length.isFinite && product.isFinite ? max(-1, min(1, product / length)) : nil
    }
}

extension StateMeans {
    /// `{"6": {"count": 9, "mean": [H numbers]}, …}` by layer; the means in single precision.
    package var json: JSONValue {
        .object(
            JSONObject(
                layers.map { layer in
                    ("\(layer)", ["count": .int(count(layer)), "mean": .array((mean(layer) ?? []).map { .float(Float($0)) })] as JSONValue)
                }))
    }

    private static let mostLayers = 256
    private static let mostValues = 65_536
    /// Larger than any state of an encoder whose answers are numbers.
    private static let mostMagnitude = 1e9

    /// Reads what `json` wrote; nil for anything that does not add up.
    ///
    /// - Parameter texts: More states than these there cannot be.
    package init?(json: JSONValue, texts: Int) {
        guard let object = json.object, object.count <= Self.mostLayers else { return nil }
        var rest = texts
        for (key, value) in object.members {
            guard let layer = Int(key), (0...Self.mostLayers).contains(layer), sums[layer] == nil, let member = value.object,
                let count = member["count"]?.int, count > 0, count <= rest, let mean = member["mean"]?.array,
                (1...Self.mostValues).contains(mean.count)
            else { return nil }
            let values = mean.compactMap(\.double).filter { abs($0) <= Self.mostMagnitude }
            guard values.count == mean.count else { return nil }
            rest -= count
            sums[layer] = Sum(count: count, values: values.map { $0 * Double(count) })
        }
    }
}
