import ConsolePrograms
import DurableFiles
import LabeledData
import TestSupport
import Testing
import TrainerService

struct SimulationSplitTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// `perClass` messages of each class with an id each, and two rows more of every third that share its id.
    private func file(_ name: String, perClass: Int, first: Int = 0, shared: Bool = false) throws -> String {
        var lines = ["id\ttext\tlabel"]
        for label in SafetyClass.allCases {
            for number in first..<first + perClass {
                let id = "\(label.index)-\(number)"
                lines.append("\(id)\tword\(label.index) word\(number)\t\(label.name)")
                if shared, number % 3 == 0 { for copy in 1...2 { lines.append("\(id)\tother\(id) \(copy)\t\(label.name)") } }
            }
        }
        let path = folder.path + "/" + name
        try writeFile(path, Array(lines.joined(separator: "\n").utf8))
        return path
    }

    private func data(_ bootstrap: String, _ pool: String, _ test: String) throws -> SimulationData {
        try SimulationData(bootstrap: bootstrap, pool: pool, test: test, variations: NoVariations())
    }

    private func groups(_ messages: [SimulationMessage], _ rows: [Int]) -> Set<Int> { Set(rows.map { messages[$0].group }) }

    @Test("without folds or a size every seed has the whole files, but for what is on two sides")
    func whole() throws {
        let data = try data(
            try file("b.tsv", perClass: 4), try file("p.tsv", perClass: 9, first: 2), try file("t.tsv", perClass: 3, first: 10))
        for seed in 1...3 {
            let split = try SimulationSplit(data, rule: SplitRule(), seed: seed)
            #expect(split.bootstrap == Array(0..<24) && split.test == Array(0..<18))
            // Numbers 2 and 3 are in the bootstrap set, 10 in the test set.
            #expect(split.pool.count == 36)
        }
    }

    @Test("whatever the rule, no message is on two sides, nor one that shares its id", arguments: 1...9)
    func disjoint(seed: Int) throws {
        let all = try file("all.tsv", perClass: 12, shared: true)
        let data = try data(all, all, try file("human.tsv", perClass: 12))
        let split = try SimulationSplit(data, rule: SplitRule(bootstrapSize: 25, testFolds: 3), seed: seed)
        let (known, asked, tested) =
            (groups(data.bootstrap, split.bootstrap), groups(data.pool, split.pool), groups(data.test, split.test))
        #expect(known.isDisjoint(with: asked) && known.isDisjoint(with: tested) && asked.isDisjoint(with: tested))
        #expect(split.bootstrap.count == 25 && split.test.count == 24)
        for label in SafetyClass.allCases {
            #expect(groups(data.bootstrap, split.bootstrap.filter { data.bootstrap[$0].label == label.index }).count >= 2)
        }
    }

    @Test("as many seeds as folds test every message once, and the next as many in another division")
    func folds() throws {
        let human = try file("human.tsv", perClass: 10)
        let data = try data(human, human, human)
        func tests(_ seeds: ClosedRange<Int>) throws -> [[Int]] {
            try seeds.map { try SimulationSplit(data, rule: SplitRule(bootstrapSize: 12, testFolds: 4), seed: $0).test }
        }
        let first = try tests(1...4)
        #expect(first.flatMap { $0 }.sorted() == Array(0..<60))
        let second = try tests(5...8)
        #expect(second.flatMap { $0 }.sorted() == Array(0..<60) && Set(second) != Set(first))
    }

    @Test("a bootstrap set is drawn anew for each seed, and the same for the same")
    func drawn() throws {
        let data = try data(
            try file("b.tsv", perClass: 20), try file("p.tsv", perClass: 3, first: 50), try file("t.tsv", perClass: 2, first: 90))
        let rule = SplitRule(bootstrapSize: 30)
        let one = try SimulationSplit(data, rule: rule, seed: 1)
        #expect(try SimulationSplit(data, rule: rule, seed: 1) == one)
        #expect(try SimulationSplit(data, rule: rule, seed: 2).bootstrap != one.bootstrap)
        #expect(one.bootstrap.count == 30 && Set(one.bootstrap).count == 30)
        // Two of every class are more than were asked for.
        #expect(try SimulationSplit(data, rule: SplitRule(bootstrapSize: 5), seed: 1).bootstrap.count == 12)
    }

    @Test("what cannot be simulated is refused with its reason")
    func refusals() throws {
        let (few, many, far) =
            (try file("few.tsv", perClass: 1), try file("many.tsv", perClass: 5), try file("far.tsv", perClass: 4, first: 70))
        func reason(_ data: SimulationData, _ rule: SplitRule = SplitRule()) throws -> ProgramFailure {
            try #require(throws: ProgramFailure.self) { try SimulationSplit(data, rule: rule, seed: 1) }
        }
        let poor = try reason(try data(few, many, far))
        #expect(poor.exit == .inputMissing && poor.message.contains("1 independent messages of 'self-harm'"))
        #expect(try reason(try data(many, many, far)).message.contains("every message of the pool is also tested or known"))
        let large = try reason(try data(many, far, few), SplitRule(bootstrapSize: 31))
        #expect(large.exit == .usage && large.message.contains("has 24 messages"))
    }

    @Test("a row without a label is refused with file and line")
    func unlabelled() throws {
        let path = folder.path + "/bad.tsv"
        try writeFile(path, Array("text\tlabel\nhello\tself-harm\nworld\t\n".utf8))
        let good = try file("good.tsv", perClass: 3)
        let error = try #require(throws: ProgramFailure.self) { try data(good, path, good) }
        #expect(error.exit == .inputMissing && error.message.contains("bad.tsv:3"))
    }
}
