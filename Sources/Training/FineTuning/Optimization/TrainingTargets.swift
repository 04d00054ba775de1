/// What a row should be predicted as.
package enum TrainingTarget: Equatable, Sendable {
    case label(Int)
    /// `[C]`, none negative, summing to 1.
    case distribution([Float])
}

/// The targets and weights of all rows of a data set, checked once so that the loss can trust them.
package struct TrainingTargets: Sendable {
    /// C.
    package let classCount: Int
    /// `[n]`; for a row with a distribution `-1 - p`, where p is the distribution's place in `distributions`.
    private let codes: [Int]
    /// `[rows with a distribution, C]`.
    private let distributions: [Float]
    private let rowWeights: [Double]

    /// - Parameter rowWeights: `[n]`; nil counts every row once.
    /// - Throws: `labelOutOfRange`, `countMismatch`, `badRowWeight`, `notFinite`, and `badOption` for fewer than two classes or a
    ///   distribution that is none.
    package init(_ targets: [TrainingTarget], rowWeights: [Double]? = nil, classCount: Int) throws(TrainingError) {
        guard classCount >= 2 else { throw .badOption(name: "classCount", allowed: "at least 2") }
        if let rowWeights {
            guard rowWeights.count == targets.count else {
                throw .countMismatch(what: "row weights", expected: targets.count, found: rowWeights.count)
            }
            if let row = rowWeights.firstIndex(where: { !($0.isFinite && $0 >= 0) }) { throw .badRowWeight(row: row) }
        }
        var codes: [Int] = []
        var distributions: [Float] = []
        codes.reserveCapacity(targets.count)
        for (row, target) in targets.enumerated() {
            switch target {
            case .label(let label):
                guard (0..<classCount).contains(label) else {
                    throw .labelOutOfRange(row: row, label: label, classes: classCount)
                }
                codes.append(label)
            case .distribution(let shares):
                try Self.check(shares, row: row, classCount: classCount)
                codes.append(-1 - distributions.count / classCount)
                distributions += shares
            }
        }
        self.classCount = classCount
        self.codes = codes
        self.distributions = distributions
        self.rowWeights = rowWeights ?? [Double](repeating: 1, count: targets.count)
    }

    package init(labels: [Int], rowWeights: [Double]? = nil, classCount: Int) throws(TrainingError) {
        try self.init(labels.map { .label($0) }, rowWeights: rowWeights, classCount: classCount)
    }

    package var count: Int { codes.count }

    package func rowWeight(_ row: Int) -> Double { rowWeights[row] }

    /// The label of a row; nil when it has a distribution.
    package func label(_ row: Int) -> Int? { codes[row] >= 0 ? codes[row] : nil }

    /// The share of class `c` in the target of a row.
    func share(_ row: Int, _ c: Int) -> Double {
        let code = codes[row]
        return code >= 0 ? (code == c ? 1 : 0) : Double(distributions[(-1 - code) * classCount + c])
    }

    private static func check(_ shares: [Float], row: Int, classCount: Int) throws(TrainingError) {
        guard shares.count == classCount else {
            throw .countMismatch(what: "shares in the target of row \(row)", expected: classCount, found: shares.count)
        }
        guard shares.allSatisfy(\.isFinite) else { throw .notFinite(what: "the target shares", row: row) }
        let sum = shares.reduce(0) { $0 + Double($1) }
        guard shares.allSatisfy({ $0 >= 0 }), abs(sum - 1) < 1e-3 else {
            throw .badOption(name: "target of row \(row)", allowed: "shares that are not negative and sum to 1")
        }
    }
}
