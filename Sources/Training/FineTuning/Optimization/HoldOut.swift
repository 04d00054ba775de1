/// Sets a share of the rows aside for validation: stratified, so that it holds that share of every class, and grouped, so that rows
/// of one group are never parted.
///
/// Groups are shuffled, then taken by size, the largest first. Each goes to the side that is emptier in the classes which the group
/// brings, measured against what the side is to hold in the end; among equals to training. So a class of one group is trained on, a
/// class of two or more is on both sides, and with every row its own group validation is within one row of its share in every class.
///
/// `Folds` deals to equal parts; these two are not.
package struct HoldOut: Equatable, Sendable {
    /// Ascending.
    package let training: [Int]
    /// Ascending.
    package let validation: [Int]

    /// - Parameters:
    ///   - labels: `[n]`, each in `0..<classCount`.
    ///   - groups: `[n]`; rows with the same number stay together.
    ///   - share: Of validation, above 0 and below 1.
    package init(
        labels: [Int], groups: [Int], classCount: Int, share: Double, using generator: inout SplitMix64
    ) throws(TrainingError) {
        guard share > 0 && share < 1 else { throw .badOption(name: "share", allowed: "above 0, below 1") }
        guard groups.count == labels.count else { throw .countMismatch(what: "groups", expected: labels.count, found: groups.count) }
        if let row = labels.firstIndex(where: { !(0..<classCount).contains($0) }) {
            throw .labelOutOfRange(row: row, label: labels[row], classes: classCount)
        }
        let members = Folds.rowsByGroup(groups)
        let order = generator.permutation(of: members.count).enumerated().sorted { left, right in
            (-members[left.element].count, left.offset) < (-members[right.element].count, right.offset)
        }.map(\.element)
        var totals = [Double](repeating: 0, count: classCount)
        for label in labels { totals[label] += 1 }
        var (trained, validated) = ([Double](repeating: 0, count: classCount), [Double](repeating: 0, count: classCount))
        var (training, validation): ([Int], [Int]) = ([], [])
        for group in order {
            var (trainingFullness, validationFullness) = (0.0, 0.0)
            for row in members[group] {
                let label = labels[row]
                trainingFullness += trained[label] / (totals[label] * (1 - share))
                validationFullness += validated[label] / (totals[label] * share)
            }
            if trainingFullness <= validationFullness {
                for row in members[group] { trained[labels[row]] += 1 }
                training += members[group]
            } else {
                for row in members[group] { validated[labels[row]] += 1 }
                validation += members[group]
            }
        }
        self.training = training.sorted()
        self.validation = validation.sorted()
    }
}
