import Foundation
import HTTPService
import JSONParsing
import LabeledData
import TestSupport
import Testing

/// A `picket-trainer serve` with a state folder, a configuration and data of its own, which may be killed and started again.
final class TrainerProcess {
    /// Everything that the trainer needs, in a folder; the pool's labels are known to the test alone.
    struct Place {
        let folder: String
        let models: String
        let truth: [String: SafetyClass]
        var socket: String { folder + "/trainer.sock" }
        var state: String { folder + "/state" }
        var pool: String { folder + "/pool.tsv" }

        /// Slices of the seed set: a gate set, a development set, a bootstrap set, and a pool.
        ///
        /// - Parameter more: Lines of the configuration.
        init(_ folder: String, models: String, adminSocket: String, more: [String]) throws {
            self.folder = folder
            self.models = models
            let rows = try readDataFile(TrainedBundles.seed + "/train.tsv", requireLabels: true)
            var slices: [String: [DataRow]] = [:]
            var truth: [String: SafetyClass] = [:]
            for label in SafetyClass.allCases {
                let own = rows.filter { $0.label == label }
                for (name, range) in [("gate", 0..<30), ("dev", 30..<40), ("bootstrap", 40..<80), ("pool", 80..<130)] {
                    slices[name, default: []] += own[range]
                }
            }
            for (name, rows) in slices {
                let isPool = name == "pool"
                let lines = rows.map { row in "\(row.id ?? "")\t\(row.text)" + (isPool ? "" : "\t\(row.label?.name ?? "")") }
                let text = ([isPool ? "id\ttext" : "id\ttext\tlabel"] + lines).joined(separator: "\n") + "\n"
                try text.write(toFile: "\(folder)/\(name).tsv", atomically: true, encoding: .utf8)
                if isPool { for row in rows { truth[row.id ?? ""] = row.label } }
            }
            self.truth = truth
            let frozen = try Programs.run(
                "picket-trainer", ["gate", "freeze", "--data", folder + "/gate.tsv", "--out", folder + "/set.gate.json", "--by", "gerda"])
            try #require(frozen.exitCode == 0, "\(frozen.errors)")
            let configuration = [
                "socket = \"\(socket)\"", "state = \"\(state)\"", "models = \"\(models)\"", "admin_socket = \"\(adminSocket)\"",
                "base = \"\(try #require(Programs.base))\"", "bootstrap = \"\(folder)/bootstrap.tsv\"", "dev = \"\(folder)/dev.tsv\"",
                "gate = \"\(folder)/set.gate.json\"", "queries = 12", "variations = 3", "clusters = 12",
            ]
            try (configuration + more).joined(separator: "\n").write(
                toFile: folder + "/trainer.toml", atomically: true, encoding: .utf8)
        }
    }

    let place: Place
    let log: ProgramLog
    private let process: Process
    private let ended = DispatchSemaphore(value: 0)

    /// Starts the trainer and returns when it listens.
    init(_ place: Place, socketActivated: Bool = false) throws {
        self.place = place
        process = Process()
        var command = [try Programs.path("picket-trainer"), "serve", "--config", place.folder + "/trainer.toml"]
        if socketActivated { command = [DaemonProcess.socketActivator, "-l", place.socket, "--fdname=picket-trainer.socket"] + command }
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        let pipe = Pipe()
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        process.terminationHandler = { [ended] _ in ended.signal() }
        try process.run()
        log = ProgramLog(reading: pipe.fileHandleForReading)
        guard log.wait(for: socketActivated ? "Listening on" : "listening on", count: 1) else {
            process.terminate()
            throw DaemonProcess.NotReady(log: log.text)
        }
    }

    func kill() throws {
        Foundation.kill(process.processIdentifier, SIGKILL)
        _ = try exitCode()
    }

    func terminate() { process.terminate() }

    /// Waits for the end, a minute at most.
    func exitCode() throws -> Int32 {
        try #require(ended.wait(timeout: .now() + 60) == .success, "picket-trainer did not end: \(log.text)")
        ended.signal()
        return process.terminationStatus
    }
}

extension TrainerProcess.Place {
    /// Runs picketctl against this trainer, and expects that it ends well.
    @discardableResult
    func operate(_ arguments: [String], exit: Int32 = 0) throws -> Programs.Outcome {
        let outcome = try Programs.run("picketctl", arguments + ["--socket", socket])
        try #require(outcome.exitCode == exit, "\(arguments): \(outcome.exitCode) \(outcome.output) \(outcome.errors)")
        return outcome
    }

    func round() throws -> JSONObject {
        try #require(try JSONParser.parse(Array(try operate(["round", "show", "--json"]).output.utf8)).object)
    }

    /// Fills in the sheet of the round as an annotator with another tool does.
    func labelAll() throws {
        let sheet = folder + "/sheet-\(UUID().uuidString.prefix(8)).jsonl"
        try operate(["labels", "export", "--format", "jsonl", "--out", sheet])
        let lines = try String(contentsOfFile: sheet, encoding: .utf8).split(separator: "\n")
        let filled = try lines.map { line -> String in
            var row = try #require(try JSONParser.parse(Array(line.utf8)).object)
            let id = try #require(row["id"]?.string)
            let label = try #require(truth[id])
            row["label"] = .string(label.name)
            return JSONWriter.compactText(.object(row))
        }
        try filled.joined(separator: "\n").write(toFile: sheet + ".filled.jsonl", atomically: true, encoding: .utf8)
        try operate(["labels", "import", "--annotator", "ada", sheet + ".filled.jsonl"])
    }
}
