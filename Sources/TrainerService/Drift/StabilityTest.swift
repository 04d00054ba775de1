package import JSONParsing

// Is an index of 0.2 much? Between 464 texts and 20 of the same kind it is what chance gives: without any change its mean is about
// (cells − 1) · (1/n + 1/m). So each index is held against what it would be by chance for the counts at hand: both sides are drawn again and
// again from their common distribution, which is the best guess of a world without change, and the share of draws that reach the index is its
// p-value (parametric bootstrap, seeded). That keeps a quiet hour of few texts silent.
//
// A large hour is the other way round: with a million texts any difference is more than chance. So an alarm takes both, an index above its
// bound and a p-value below its level; neither alone says anything.

/// A population stability index with what chance alone would give.
package struct StabilityTest: Equatable, Sendable {
    package let expectedCounts: [Int]
    package let actualCounts: [Int]
    package let index: Double
    /// What the index exceeds without change in one case of 20.
    package let chance95: Double
    /// The share of worlds without change with an index as large as this.
    package let pValue: Double

    package static let draws = 1_999

    /// - Parameters:
    ///   - expectedCounts: `[cells]`, the reference.
    ///   - actualCounts: `[cells]`, what is compared with it.
    ///   - draws: Pairs of tables drawn from their common distribution.
    /// - Precondition: As many cells on both sides.
    package init(expectedCounts: [Int], actualCounts: [Int], seed: UInt64, draws: Int = StabilityTest.draws) {
        precondition(
            expectedCounts.count == actualCounts.count,
            "StabilityTest: \(expectedCounts.count) cells expected, \(actualCounts.count) actual")
        self.expectedCounts = expectedCounts
        self.actualCounts = actualCounts
        let found = StabilityIndex.of(expectedCounts: expectedCounts, actualCounts: actualCounts)
        index = found
        // Cells that are empty on both sides stay empty: they are no part of the common distribution.
        let pooled = zip(expectedCounts, actualCounts).map { Double($0) + Double($1) }
        let total = max(pooled.reduce(0, +), 1)
        let shares = pooled.map { $0 / total }
        let (n, m) = (expectedCounts.reduce(0, +), actualCounts.reduce(0, +))
        let chance = (0..<draws).map { draw in
            var generator = BinomialDraws(seed: seed, stream: UInt64(draw))
            return StabilityIndex.of(
                expectedCounts: generator.multinomial(n, shares: shares), actualCounts: generator.multinomial(m, shares: shares))
        }.sorted()
        chance95 = chance.isEmpty ? 0 : chance[min(chance.count - 1, chance.count * 95 / 100)]
        let asLarge = chance.count { $0 >= found - 1e-12 }
        pValue = Double(1 + asLarge) / Double(1 + draws)
    }

    /// - Parameter level: Of the p-value.
    package func verdict(level: Double) -> DriftLevel {
        guard pValue <= level, index >= StabilityIndex.watchBound else { return .quiet }
        return index >= StabilityIndex.alarmBound ? .alarm : .watch
    }

    package var json: JSONValue {
        [
            "psi": .double(index), "chance_95": .double(chance95), "p_value": .double(pValue),
            "expected": .array(expectedCounts.map { .int($0) }), "actual": .array(actualCounts.map { .int($0) }),
        ]
    }
}

/// How much something has moved.
package enum DriftLevel: String, Comparable, Sendable {
    case quiet, watch, alarm

    private var rank: Int {
        switch self {
        case .quiet: 0
        case .watch: 1
        case .alarm: 2
        }
    }

    package static func < (left: DriftLevel, right: DriftLevel) -> Bool { left.rank < right.rank }
}
