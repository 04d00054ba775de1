import ArgumentParser
import ConsolePrograms
import DurableFiles
import Records

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Everything in the trainer's database, as JSON lines.",
        discussion: """
            Pool, labels with who and when, variations with what they were made from and what became of them, raw answers, spending, rounds,
            bundles, gate results, approvals and events, from one moment, whether a trainer runs or not. The same content gives the same
            bytes. Texts are in it: treat the file as you treat the messages.

            Example:
              picket-trainer export --state .picket/trainer --out everything.jsonl
            """)

    @Option(help: "The folder of the database.") var state = "/var/lib/picket/trainer"
    @Option(help: "A new file; standard output when it is not given.") var out: String?

    func run() throws {
        let path = state + "/trainer.db"
        guard isFile(path) else { throw ProgramFailure(.inputMissing, "there is no database '\(path)'") }
        let store: RecordStore
        do throws(RecordsError) { store = try RecordStore.open(path) } catch {
            throw ProgramFailure(recordsExit(error), "\(error)")
        }
        do throws(ExportFailure<FileError>) {
            guard let out else {
                try store.export { (line) throws(FileError) in printBytes(line) }
                return
            }
            var lines: [UInt8] = []
            try store.export { (line) throws(FileError) in lines += line }
            do throws(FileError) { try createFile(out, lines, mode: 0o600) } catch { throw .writer(error) }
        } catch {
            switch error {
            case .store(let reason): throw ProgramFailure(recordsExit(reason), "\(reason)")
            case .writer(let reason):
                throw ProgramFailure(
                    reason.isTaken ? .usage : .tryAgainLater, reason.isTaken ? "'\(out ?? "")' exists already" : "\(reason)")
            }
        }
    }
}

func recordsExit(_ error: RecordsError) -> ProgramExit {
    switch error {
    case .diskFull, .busy: .tryAgainLater
    default: .badConfiguration
    }
}
