package import ConsolePrograms
import LabeledData
import Training

/// How a simulation divides its messages for each seed.
package struct SplitRule: Equatable, Sendable {
    /// Messages of the bootstrap file to begin with, drawn anew for each seed; nil: all.
    package var bootstrapSize: Int?
    /// 0: the whole test file, for every seed. From 2 on: the test file is split into so many folds, and seed s is tested on fold s of
    /// them, counted around; after each round the folds are drawn anew. A message that is tested on is neither learnt from nor queried.
    package var testFolds: Int

    package init(bootstrapSize: Int? = nil, testFolds: Int = 0) {
        self.bootstrapSize = bootstrapSize
        self.testFolds = testFolds
    }
}

/// The messages of one seed: indices into the three files. No group is on two sides.
package struct SimulationSplit: Equatable, Sendable {
    package let bootstrap: [Int]
    package let pool: [Int]
    package let test: [Int]

    /// The learner needs two independent messages of a class to cross-validate; a bootstrap set that is drawn holds at least so many.
    package static let fewestOfClass = 2

    /// - Parameter seed: From 1 on.
    /// - Throws: Exit 66 when the bootstrap set has not two independent messages of every class, or nothing is left to ask or to test.
    package init(_ data: SimulationData, rule: SplitRule, seed: Int) throws(ProgramFailure) {
        test = Self.tested(data, rule, seed: seed)
        let tested = Set(test.map { data.test[$0].group })
        var generator = SplitMix64(seed: UInt64(seed), stream: 1)
        bootstrap = try Self.drawBootstrap(data, rule, apartFrom: tested, &generator)
        let known = tested.union(bootstrap.map { data.bootstrap[$0].group })
        pool = data.pool.indices.filter { !known.contains(data.pool[$0].group) }
        guard !pool.isEmpty else { throw ProgramFailure(.inputMissing, "seed \(seed): every message of the pool is also tested or known") }
        guard !test.isEmpty else { throw ProgramFailure(.inputMissing, "seed \(seed): there is no message to test on") }
    }

    private static func tested(_ data: SimulationData, _ rule: SplitRule, seed: Int) -> [Int] {
        guard rule.testFolds > 1 else { return Array(data.test.indices) }
        var generator = SplitMix64(seed: UInt64((seed - 1) / rule.testFolds), stream: 2)
        let folds = Folds.assign(
            labels: data.test.map(\.label), groups: data.test.map(\.group), classCount: SafetyClass.count, folds: rule.testFolds,
            using: &generator)
        return data.test.indices.filter { folds[$0] == (seed - 1) % rule.testFolds }
    }

    /// In random order the first two groups of each class, then whatever comes until there are enough.
    private static func drawBootstrap(
        _ data: SimulationData, _ rule: SplitRule, apartFrom tested: Set<Int>, _ generator: inout SplitMix64
    ) throws(ProgramFailure) -> [Int] {
        let allowed = data.bootstrap.indices.filter { !tested.contains(data.bootstrap[$0].group) }
        let order = generator.permutation(of: allowed.count).map { allowed[$0] }
        var groupsOfClass = [Set<Int>](repeating: [], count: SafetyClass.count)
        var needed: [Int] = []
        for row in order {
            let message = data.bootstrap[row]
            guard groupsOfClass[message.label].count < fewestOfClass else { continue }
            if groupsOfClass[message.label].insert(message.group).inserted { needed.append(row) }
        }
        if let label = SafetyClass.allCases.first(where: { groupsOfClass[$0.index].count < fewestOfClass }) {
            throw ProgramFailure(
                .inputMissing,
                "the bootstrap file has \(groupsOfClass[label.index].count) independent messages of '\(label.name)' to learn from, at least "
                    + "\(fewestOfClass) are needed")
        }
        guard let size = rule.bootstrapSize else { return allowed }
        guard size <= allowed.count else {
            throw ProgramFailure(.usage, "--bootstrap-size \(size): the bootstrap file has \(allowed.count) messages to learn from")
        }
        let taken = Set(needed)
        return (needed + order.filter { !taken.contains($0) }).prefix(max(size, needed.count)).sorted()
    }
}
