import Clustering

/// Rows for tests, the same on every run.
struct SyntheticRows {
    let values: [Float]
    let dimension: Int
    /// The blob of each row.
    let blobs: [Int]

    /// Points around `blobs` random directions, `spread` wide; 0 blobs: points anywhere.
    init(_ count: Int, dimension: Int, blobs: Int, spread: Double = 0.1, seed: UInt64 = 1) {
        let draws = KeyedDraws(seed: seed, streams: 99)
        func centred(_ key: Int) -> Double { 2 * draws.uniform(UInt64(key)) - 1 }
        self.dimension = dimension
        self.blobs = (0..<count).map { blobs == 0 ? 0 : $0 % blobs }
        values = (0..<count).flatMap { row -> [Float] in
            let raw = (0..<dimension).map { h in
                blobs == 0
                    ? centred(row * dimension + h)
                    : centred(1_000_000_000 + row % blobs * dimension + h) + spread * centred(row * dimension + h)
            }
            let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return raw.map { Float($0 / length) }
        }
    }

    var count: Int { blobs.count }
    func row(_ index: Int) -> ArraySlice<Float> { values[index * dimension..<(index + 1) * dimension] }

    var source: EmbeddingMatrix { get throws { try EmbeddingMatrix(values, dimension: dimension) } }

    /// The rows in another order.
    func permuted(_ order: [Int]) throws -> EmbeddingMatrix {
        try EmbeddingMatrix(order.flatMap { Array(row($0)) }, dimension: dimension)
    }

    /// A fixed order that is not the natural one.
    var shuffledOrder: [Int] {
        let draws = KeyedDraws(seed: 5, streams: 7)
        return (0..<count).sorted { draws.bits(UInt64($0)) < draws.bits(UInt64($1)) }
    }
}

/// The squared distance, by definition.
func squaredDistance(_ a: some Collection<Float>, _ b: some Collection<Float>) -> Double {
    zip(a, b).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
}

/// The sum of squared distances to the means of a partition, by definition.
func definedInertia(_ rows: SyntheticRows, _ partition: [Int]) -> Double {
    Set(partition).reduce(0) { total, cluster in
        let members = partition.indices.filter { partition[$0] == cluster }
        let mean = (0..<rows.dimension).map { h in
            Float(members.reduce(0.0) { $0 + Double(rows.values[$1 * rows.dimension + h]) } / Double(members.count))
        }
        return total + members.reduce(0) { $0 + squaredDistance(rows.row($1), mean) }
    }
}
