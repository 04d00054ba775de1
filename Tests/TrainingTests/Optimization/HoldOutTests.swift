import Testing
import Training

struct HoldOutTests {
    private func holdOut(_ labels: [Int], _ groups: [Int]? = nil, share: Double, seed: UInt64 = 1) throws -> HoldOut {
        var generator = SplitMix64(seed: seed)
        return try HoldOut(labels: labels, groups: groups ?? Array(labels.indices), classCount: 6, share: share, using: &generator)
    }

    @Test("validation holds its share of every class, to within a row", arguments: [0.1, 0.15, 0.2, 0.33, 0.5])
    func stratified(share: Double) throws {
        var generator = SplitMix64(seed: 4)
        let labels = (0..<157).map { _ in min(generator.draw(below: 9), 5) }
        let split = try holdOut(labels, share: share)
        #expect((split.training + split.validation).sorted() == Array(labels.indices))
        for c in 0..<6 {
            let total = labels.count { $0 == c }
            let held = split.validation.count { labels[$0] == c }
            #expect(abs(Double(held) - share * Double(total)) <= 1)
        }
    }

    @Test("a group is never parted, and every class is on both sides", arguments: 1...5)
    func grouped(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let groups = (0..<300).map { _ in generator.draw(below: 80) }
        let labels = groups.map { $0 % 6 }
        let split = try holdOut(labels, groups, share: 0.2, seed: seed)
        #expect(Set(split.training.map { groups[$0] }).isDisjoint(with: split.validation.map { groups[$0] }))
        #expect(Set(split.training.map { labels[$0] }).count == 6)
        #expect(Set(split.validation.map { labels[$0] }).count == 6)
        #expect(abs(Double(split.validation.count) / 300 - 0.2) < 0.1)
    }

    @Test("large groups are placed first, so that small ones can make up for them", arguments: 1...20)
    func largestFirst(seed: UInt64) throws {
        let groups = [Int](repeating: 0, count: 10) + Array(1...10)
        let split = try holdOut([Int](repeating: 0, count: 20), groups, share: 0.3, seed: seed)
        #expect(split.validation.count == 6)
        #expect(split.training.starts(with: 0..<10))
    }

    @Test("a class of one group is trained on, a class of two is on both sides")
    func rare() throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            let labels = [Int](repeating: 0, count: 40) + [1, 2, 2]
            let split = try holdOut(labels, share: 0.1, seed: seed)
            #expect(split.training.contains(40))
            #expect(split.validation.count { $0 > 40 } == 1)
        }
    }

    @Test("the seed decides the split, and nothing else does")
    func seeded() throws {
        let labels = (0..<60).map { $0 % 6 }
        #expect(try holdOut(labels, share: 0.2, seed: 1) == holdOut(labels, share: 0.2, seed: 1))
        #expect(try holdOut(labels, share: 0.2, seed: 1) != holdOut(labels, share: 0.2, seed: 2))
    }

    @Test("what cannot be split is refused")
    func refused() {
        #expect(throws: TrainingError.badOption(name: "share", allowed: "above 0, below 1")) { try holdOut([0, 1], share: 1) }
        #expect(throws: TrainingError.badOption(name: "share", allowed: "above 0, below 1")) { try holdOut([0, 1], share: .nan) }
        #expect(throws: TrainingError.countMismatch(what: "groups", expected: 2, found: 1)) { try holdOut([0, 1], [0], share: 0.5) }
        #expect(throws: TrainingError.labelOutOfRange(row: 1, label: 6, classes: 6)) { try holdOut([0, 6], share: 0.5) }
    }
}
