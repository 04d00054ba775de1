import Acquisition
import Clustering

/// A pool in which no two messages are near-duplicates unless a test makes them so.
struct SyntheticPool {
    var ids: [String]
    var values: [Float]
    var probabilities: [Float]
    let dimension: Int
    static let classCount = 3

    /// - Parameter blobs: Row i lies around the direction i mod `blobs`; 0: anywhere.
    init(_ count: Int, dimension: Int = 12, blobs: Int = 0, seed: UInt64 = 1) {
        self.dimension = dimension
        let draws = KeyedDraws(seed: seed, streams: 4)
        func centred(_ key: Int) -> Float { Float(2 * draws.uniform(UInt64(key)) - 1) }
        ids = (0..<count).map { "m\($0)" }
        values = (0..<count).flatMap { row in
            (0..<dimension).map { h in
                blobs == 0
                    ? centred(row * dimension + h) : 4 * centred(1_000_000 + row % blobs * dimension + h) + centred(row * dimension + h)
            }
        }
        probabilities = (0..<count).flatMap { row -> [Float] in
            let raw = (0..<Self.classCount).map { c in Float(draws.uniform(UInt64(5_000_000 + row * Self.classCount + c))) }
            return raw.map { $0 / raw.reduce(0, +) }
        }
    }

    var count: Int { ids.count }
    func row(_ index: Int) -> [Float] { Array(values[index * dimension..<(index + 1) * dimension]) }
    func scores(_ index: Int) -> [Float] {
        Array(probabilities[index * Self.classCount..<(index + 1) * Self.classCount])
    }
    func cosine(_ a: Int, _ b: Int) -> Double { Self.cosine(row(a), row(b)) }

    static func cosine(_ a: [Float], _ b: [Float]) -> Double {
        func product(_ x: [Float], _ y: [Float]) -> Double { zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
        return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
    }

    mutating func append(_ id: String, _ row: [Float], _ scores: [Float]) {
        ids.append(id)
        values += row
        probabilities += scores
    }

    func pool(labelled: Set<Int> = [], elsewhere: [Float] = [], labelCounts: [Int]? = nil) throws -> CandidatePool {
        try CandidatePool(
            ids: ids, embeddings: try EmbeddingMatrix(values, dimension: dimension), probabilities: probabilities,
            classCount: Self.classCount, labelled: labelled,
            labelledElsewhere: elsewhere.isEmpty ? nil : try EmbeddingMatrix(elsewhere, dimension: dimension),
            labelCounts: labelCounts)
    }

    /// The same messages in another order.
    func permuted(_ order: [Int]) -> SyntheticPool {
        var other = self
        other.ids = order.map { ids[$0] }
        other.values = order.flatMap(row)
        other.probabilities = order.flatMap(scores)
        return other
    }

    /// A fixed order that is not the natural one.
    var shuffledOrder: [Int] {
        let draws = KeyedDraws(seed: 8, streams: 7)
        return (0..<count).sorted { draws.bits(UInt64($0)) < draws.bits(UInt64($1)) }
    }

    /// Rows by entropy, the greatest first, by definition.
    var byEntropy: [Int] { (0..<count).sorted { Uncertainty.entropy.score(scores($0)) > Uncertainty.entropy.score(scores($1)) } }
}
