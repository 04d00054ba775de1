import ArgumentParser
import ConsolePrograms
import DurableFiles
import LabeledData
import Synchronization
import TestSupport
import TrainerService

/// A folder laid out as the paper's, with two posts of each class in every split.
struct PaperFixture {
    let place: TemporaryFolder
    var data: String { place.path + "/data" }
    var out: String { place.path + "/out" }
    var bases: [String] { [place.path + "/bert-base-cased", place.path + "/small"] }

    /// - Parameter relabelled: In the cluster split, so many posts carry another label than their variations.
    init(relabelled: Int = 3) throws {
        place = try TemporaryFolder()
        try makeFolder(place.path + "/data")
        try writeHuman("bootstrap", perClass: 2)
        try writeHuman("dev", perClass: 3)
        for split in PaperSplit.allCases { try writeSplit(split, relabelled: split == .cluster ? relabelled : 0) }
        for (number, base) in bases.enumerated() {
            try makeFolder(base)
            try writeFile(base + "/model.safetensors", [UInt8(number)])
        }
    }

    /// `SET_labeled.tsv`: rows of each class in turn.
    func writeHuman(_ set: String, perClass: Int) throws {
        var lines = ["id\tsubreddit\ttitle\tcategory"]
        for number in 0..<perClass {
            for label in SafetyClass.allCases { lines.append("x\tr\t\(set) \(label.name) \(number)\t\(published(label))") }
        }
        try write("\(set)_labeled.tsv", lines)
    }

    func writeSplit(_ split: PaperSplit, relabelled: Int) throws {
        var lines = ["id\tPlease provide a text.\tsubreddit\tcategory"]
        let posts = SafetyClass.allCases + SafetyClass.allCases
        for (number, label) in posts.enumerated() {
            for variation in 0..<5 { lines.append("same\t\(split.rawValue) v\(number).\(variation)\tr\t\(published(label))") }
        }
        for (number, label) in posts.enumerated() {
            let other = SafetyClass.allCases[(label.index + 1) % SafetyClass.count]
            lines.append("same\t\(split.rawValue) post \(number)\tr\t\(published(number < relabelled ? other : label))")
        }
        try write("\(split.rawValue)-all.tsv", lines)
    }

    /// Writes lines with the carriage returns that some of the paper's files have, and no newline at the end.
    func write(_ name: String, _ lines: [String]) throws {
        try writeFile("\(data)/\(name)", Array(lines.joined(separator: "\r\n").utf8))
    }

    func lines(_ name: String) throws -> [String] {
        String(decoding: try readFile("\(data)/\(name)", limitBytes: 1 << 20), as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    /// The class as the paper's files write it.
    private func published(_ label: SafetyClass) -> String { label == .notHarmful ? "discard" : label.name }

    func folder() throws -> PaperFolder { try PaperFolder(data, splits: PaperSplit.allCases) }

    func command(_ more: String...) throws -> ReproduceCommand {
        try ReproduceCommand.parse(["--data", data, "--out", out, "--threads", "1", "--base"] + [bases[0]] + more)
    }
}

/// A trainer that learns nothing: it remembers what it was given, and answers with the same probabilities for every row.
final class FakeTrainer: Sendable {
    private let seen = Mutex<[ReproduceRun]>([])
    /// The run, counted from 0, that fails.
    let failing: Int?
    let answer: [Float]

    init(failing: Int? = nil, answer: [Float] = [0.5, 0.1, 0.1, 0.1, 0.1, 0.1]) {
        self.failing = failing
        self.answer = answer
    }

    var runs: [ReproduceRun] { seen.withLock { $0 } }

    func train(_ run: ReproduceRun, _ progress: (Double) -> Void) throws(ProgramFailure) -> [Float] {
        if seen.withLock({ $0.count }) == failing { throw ProgramFailure(.tryAgainLater, "no memory") }
        seen.withLock { $0.append(run) }
        progress(0.5)
        return run.evaluationTexts.flatMap { _ in answer }
    }
}
