import Testing
import Training

struct FoldsTests {
    private func assign(_ labels: [Int], _ groups: [Int]? = nil, folds: Int, seed: UInt64 = 1) -> [Int] {
        var generator = SplitMix64(seed: seed)
        return Folds.assign(labels: labels, groups: groups ?? Array(labels.indices), classCount: 6, folds: folds, using: &generator)
    }

    private func counts(_ values: some Sequence<Int>, _ folds: Int) -> [Int] {
        values.reduce(into: [Int](repeating: 0, count: folds)) { $0[$1] += 1 }
    }

    @Test("folds differ by at most one row in every class and in all", arguments: [2, 3, 5, 10])
    func stratified(folds: Int) {
        var generator = SplitMix64(seed: 4)
        let labels = (0..<157).map { _ in min(generator.draw(below: 9), 5) }
        let assignment = assign(labels, folds: folds)
        let total = counts(assignment, folds)
        #expect((total.max() ?? 0) - (total.min() ?? 0) <= 1)
        for c in 0..<6 {
            let held = counts(labels.indices.filter { labels[$0] == c }.map { assignment[$0] }, folds)
            #expect((held.max() ?? 0) - (held.min() ?? 0) <= 1)
        }
    }

    @Test("a group is never parted, and classes stay spread", arguments: 1...5)
    func grouped(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let groups = (0..<300).map { _ in generator.draw(below: 80) }
        let labels = groups.map { $0 % 6 }
        let assignment = assign(labels, groups, folds: 5, seed: seed)
        for group in Set(groups) {
            #expect(Set(groups.indices.filter { groups[$0] == group }.map { assignment[$0] }).count == 1)
        }
        for c in 0..<6 {
            let held = counts(labels.indices.filter { labels[$0] == c }.map { assignment[$0] }, 5)
            #expect(held.allSatisfy { $0 > 0 })
        }
    }

    @Test("two groups of a class go to different folds")
    func rare() {
        for seed in 1...20 as ClosedRange<UInt64> {
            let labels = [Int](repeating: 0, count: 40) + [1, 1]
            let assignment = assign(labels, folds: 5, seed: seed)
            #expect(assignment[40] != assignment[41])
        }
    }

    @Test("the seed decides the split, and nothing else does")
    func seeded() {
        let labels = (0..<60).map { $0 % 6 }
        #expect(assign(labels, folds: 5, seed: 1) == assign(labels, folds: 5, seed: 1))
        #expect(assign(labels, folds: 5, seed: 1) != assign(labels, folds: 5, seed: 2))
    }
}
