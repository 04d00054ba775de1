/// Splits rows for cross-validation: stratified, so that every fold holds its share of every class, and grouped, so that rows of one
/// group are always in one fold.
///
/// Groups are shuffled, then taken by size, the largest first, and among equals by their class. Each goes to the fold that holds the
/// least of the classes that the group brings, measured as shares of the whole; among equals to the fold with the fewest rows, then
/// to the first. When every row is its own group, two folds differ by at most one row in every class and in all.
package enum Folds {
    /// The fold of each row, `[n]`, in `0..<folds`.
    ///
    /// - Parameters:
    ///   - labels: `[n]`, each in `0..<classCount`.
    ///   - groups: `[n]`; rows with the same number stay together.
    ///   - generator: Decides the order of the groups, and so the split.
    package static func assign(
        labels: [Int], groups: [Int], classCount: Int, folds: Int, using generator: inout SplitMix64
    ) -> [Int] {
        precondition(labels.count == groups.count && folds > 0, "assign: \(labels.count) labels, \(groups.count) groups, \(folds) folds")
        let members = rowsByGroup(groups)
        let classCounts = members.map { rows in
            var counts = [Int](repeating: 0, count: classCount)
            for row in rows { counts[labels[row]] += 1 }
            return counts
        }
        var totals = [Int](repeating: 0, count: classCount)
        for label in labels { totals[label] += 1 }
        let shuffled = generator.permutation(of: members.count)
        let order = shuffled.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            if members[a].count != members[b].count { return members[a].count > members[b].count }
            let (classA, classB) = (mainClass(classCounts[a]), mainClass(classCounts[b]))
            return classA != classB ? classA < classB : left.offset < right.offset
        }.map(\.element)

        var held = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: folds)
        var sizes = [Int](repeating: 0, count: folds)
        var assignment = [Int](repeating: 0, count: labels.count)
        for group in order {
            var best = (fold: 0, fullness: Double.infinity, size: Int.max)
            for fold in 0..<folds {
                var fullness = 0.0
                for c in 0..<classCount where classCounts[group][c] > 0 {
                    fullness += Double(classCounts[group][c]) * Double(held[fold][c]) / Double(totals[c])
                }
                if (fullness, sizes[fold]) < (best.fullness, best.size) { best = (fold, fullness, sizes[fold]) }
            }
            for row in members[group] { assignment[row] = best.fold }
            for c in 0..<classCount { held[best.fold][c] += classCounts[group][c] }
            sizes[best.fold] += members[group].count
        }
        return assignment
    }

    /// The rows of each group, groups in the order of their first row.
    static func rowsByGroup(_ groups: [Int]) -> [[Int]] {
        var positions: [Int: Int] = [:]
        var members: [[Int]] = []
        for (row, group) in groups.enumerated() {
            if let position = positions[group] {
                members[position].append(row)
            } else {
                positions[group] = members.count
                members.append([row])
            }
        }
        return members
    }

    private static func mainClass(_ counts: [Int]) -> Int {
        counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }
    }
}
