import Acquisition
import ArgumentParser
import Classification
import ConsolePrograms
import DurableFiles
import JSONParsing
import LabeledData
import Synchronization
import TestSupport
import Testing
import Training
import TrainerService

/// From files to reports, on the tiny encoder.
struct SimulateCommandTests {
    private let place: TinyTrainingPlace

    init() throws { place = try TinyTrainingPlace() }

    private func simulate(_ out: String, rows: String? = nil, _ more: [String] = []) throws {
        let rows = rows ?? place.data
        try run(
            [
                "simulate", "--base", place.base, "--bootstrap", rows, "--bootstrap-size", "14", "--pool", rows, "--test", rows,
                "--test-folds", "2", "--seeds", "2", "--iterations", "2", "--queries", "4", "--max-length", "24", "--out",
                place.path + "/" + out,
            ] + more)
    }

    /// Ten rows of each class, of words that hardly ever meet in two of them: none is a near-duplicate of another, so all can be asked.
    private func distantRows() throws -> String {
        var random = RandomNumbers(seed: 5)
        var lines = ["text\tlabel"]
        for label in SafetyClass.allCases {
            for number in 0..<10 {
                let words = (0...number % 3).map { _ in
                    String((0..<4).map { _ in Character(UnicodeScalar(UInt8(ascii: "a") + UInt8.random(in: 0..<26, using: &random))) })
                }
                lines.append(words.joined(separator: " ") + "\t" + label.name)
            }
        }
        let path = place.path + "/distant.tsv"
        try writeFile(path, Array(lines.joined(separator: "\n").utf8))
        return path
    }

    private func json(_ out: String) throws -> JSONObject {
        let bytes = try readFile("\(place.path)/\(out)/simulate.json", limitBytes: 1 << 24)
        return try #require(try JSONParser.parse(bytes).object)
    }

    @Test("every strategy starts alike and has as many labels more in each iteration, and all reports are written")
    func wholeCommand() throws {
        try simulate("out", rows: try distantRows())
        #expect(try names(in: place.path + "/out") == ["embeddings", "simulate.json", "simulate.md", "simulate.svg"])
        let report = try json("out")
        #expect(report["complete"]?.bool == true)
        let runs = try #require(report["runs"]?.array).compactMap(\.object)
        #expect(runs.count == 2 * QueryStrategy.allCases.count)
        for seed in [1, 2] {
            let own = runs.filter { $0["seed"]?.int == seed }
            #expect(own.compactMap { $0["strategy"]?.string } == QueryStrategy.allCases.map(\.rawValue))
            let points = own.compactMap { $0["points"]?.array?.compactMap(\.object) }
            #expect(points.allSatisfy { $0.compactMap { $0["labels"]?.int } == [14, 18, 22] }, "\(points.map { $0.map { $0["labels"] } })")
            #expect(Set(points.compactMap { $0.first?["confusion"] }.map(JSONWriter.compactText)).count == 1)
            #expect(own.allSatisfy { $0["queried"]?.array?.compactMap(\.int).reduce(0, +) == 8 })
        }
        let markdown = String(decoding: try readFile(place.path + "/out/simulate.md", limitBytes: 1 << 20), as: UTF8.self)
        #expect(markdown.contains("| cluster-balanced |") && markdown.contains("# Simulation of active learning"))
    }

    @Test("the same command gives the same bytes, whatever the number of threads, with the embeddings made or found")
    func reproducible() throws {
        try simulate("a", ["--threads", "1", "--strategies", "random", "cluster"])
        try simulate("b", ["--threads", "3", "--strategies", "random", "cluster"])
        for name in ["simulate.json", "simulate.md", "simulate.svg"] {
            #expect(
                try readFile("\(place.path)/a/\(name)", limitBytes: 1 << 24) == readFile("\(place.path)/b/\(name)", limitBytes: 1 << 24))
        }
        let before = try readFile(place.path + "/a/simulate.json", limitBytes: 1 << 24)
        let embeddings = try readFile(place.path + "/a/embeddings", limitBytes: 1 << 24)
        try simulate("a", ["--strategies", "random", "cluster"])
        #expect(try readFile(place.path + "/a/simulate.json", limitBytes: 1 << 24) == before)
        #expect(try readFile(place.path + "/a/embeddings", limitBytes: 1 << 24) == embeddings)
        try simulate("a", ["--strategies", "random", "cluster", "--first-seed", "3"])
        #expect(try readFile(place.path + "/a/simulate.json", limitBytes: 1 << 24) != before)
    }

    @Test("variations join the messages that were asked about, and are counted")
    func replay() throws {
        let rows = try readDataFile(place.data, requireLabels: true)
        let lines = rows.flatMap { row in
            ["x", "y"].map { JSONWriter.compactText(["source": .string(row.text), "variation": .string(row.text + " " + $0)]) }
        }
        let path = place.path + "/v.jsonl"
        try writeFile(path, Array(lines.joined(separator: "\n").utf8))
        try simulate("with", ["--variations", "replay", path, "--strategies", "topn"])
        let report = try json("with")
        for run in try #require(report["runs"]?.array).compactMap(\.object) {
            let (queried, acquired) = (run["queried"]?.array?.compactMap(\.int), run["acquired"]?.array?.compactMap(\.int))
            #expect(acquired == queried?.map { 3 * $0 })
        }
        #expect(report["settings"]?.object?["variation_count"]?.int == 120)
        try simulate("without", ["--strategies", "topn"])
        #expect(try json("without")["runs"] != report["runs"])
    }

    @Test("runs that are stopped leave the seeds that were done")
    func stopped() throws {
        let data = try SimulationData(bootstrap: place.prior, pool: place.data, test: place.data, variations: NoVariations())
        let embedder = try TextEmbedder(folder: place.base, maxTokens: 24)
        let texts = data.texts
        let embeddings = try Embeddings(values: try embedder.embed(texts, threads: 1), count: texts.count, dimension: embedder.dimension)
        var settings = SimulationSettings()
        (settings.strategies, settings.seeds, settings.iterations, settings.queries) = ([.random, .topn], 3, 1, 3)
        settings.split = SplitRule(testFolds: 3)
        let simulation = try Simulation(data, SimulationEmbeddings(embeddings, rows: Array(texts.indices), of: data), settings)
        let all = try simulation.run(threads: 2)
        #expect(all.count == 6 && simulation.trainings == 12)
        // Four trainings are a seed; in the seventh the second seed is still at work.
        let done = Atomic(0)
        let some = try simulation.run(
            threads: 1, progress: { done.store($0, ordering: .relaxed) }, isStopped: { done.load(ordering: .relaxed) >= 7 })
        #expect(some == Array(all[..<2]))
    }

    @Test("a folder that holds other things is refused before anything is read")
    func foreignFolder() throws {
        try makeFolder(place.path + "/taken")
        try writeFile(place.path + "/taken/thesis.txt", [1])
        let error = try #require(throws: ProgramFailure.self) { try simulate("taken") }
        #expect(error.exit == .usage && error.message.contains("thesis.txt"))
        #expect(try names(in: place.path + "/taken") == ["thesis.txt"])
    }

    static let refused: [(arguments: String, reason: String)] = [
        ("--seeds 0", "--seeds is 1 to 10000"), ("--first-seed 0", "--first-seed is 1 to"), ("--iterations 0", "--iterations is 1 to 1000"),
        ("--queries 0", "--queries is 1 to 10000"), ("--clusters 0", "--clusters is 1 to 65536"), ("--strategies best", "best"),
        ("--strategies topn topn", "--strategies names a strategy twice"), ("--uncertainty doubt", "doubt"),
        ("--variation-weight 2", "--variation-weight is 0 to 1"), ("--bootstrap-size 0", "--bootstrap-size is at least 1"),
        ("--test-folds 1", "--test-folds is 2 to 100"), ("--target-f1 101", "--target-f1 is 0 to 100"),
        ("--max-length 7", "--max-length is 8 to 512"), ("--threads 257", "--threads is 0 to 256"),
        ("--variations replay", "--variations is 'none' or 'replay FILE'"),
        ("--variations builtin", "--variations is 'none' or 'replay FILE'"),
    ]

    @Test("arguments that make no sense are refused with exit 64", arguments: refused)
    func refuses(arguments: String, reason: String) throws {
        let command = "simulate --base b --bootstrap f --pool f --test f --out o " + arguments
        let error = try #require(throws: (any Error).self) { try parsed(command.split(separator: " ").map(String.init)) }
        #expect(TrainerCommand.exitCode(for: error).rawValue == ProgramExit.usage.rawValue)
        #expect(TrainerCommand.fullMessage(for: error).contains(reason))
    }
}
