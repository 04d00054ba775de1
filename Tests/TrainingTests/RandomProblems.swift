import Training

/// Random input for tests, the same on every run.
struct RandomProblem {
    let embeddings: Embeddings
    let labels: [Int]

    /// Unit vectors around one random direction a class; `noise` says how far they stray. Labels repeat `0..<classCount`.
    init(count: Int, dimension: Int, classCount: Int = 6, noise: Double, seed: UInt64 = 1) throws {
        var generator = SplitMix64(seed: seed)
        let centers = (0..<classCount).map { _ in (0..<dimension).map { _ in generator.normal() } }
        var values: [Float] = []
        labels = (0..<count).map { $0 % classCount }
        for label in labels {
            let row = centers[label].map { $0 + noise * generator.normal() }
            let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            values += row.map { Float($0 / norm) }
        }
        embeddings = try Embeddings(values: values, count: count, dimension: dimension)
    }
}

extension SplitMix64 {
    /// In 0..<1.
    mutating func uniform() -> Double { Double(next() >> 11) / Double(UInt64(1) << 53) }

    /// Near enough to a standard normal number: the sum of twelve uniform ones, less six.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
}
