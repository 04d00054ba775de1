import ConsolePrograms
import DurableFiles
import TestSupport
import Testing
import TrainerService

struct GateSetUsesTests {
    @Test("a set whose uses cannot be counted does not decide: exit 75 before anything is measured")
    func unwritable() throws {
        let place = try TinyTrainingPlace()
        let gate = place.path + "/a.gate.json"
        try run(["gate", "freeze", "--data", place.prior, "--out", gate, "--least", "8"])
        let path = place.path + "/a.gate.uses.jsonl"
        let held = try AppendedLines.hold(path)
        let error = try #require(throws: ProgramFailure.self) { try run(["gate", "run", "--challenger", place.base, "--gate", gate]) }
        #expect(error.exit == .tryAgainLater && error.message.contains("a.gate.uses.jsonl"))
        _ = consume held
        try removeFolder(path)
        try makeFolder(path)
        let folder = try #require(throws: ProgramFailure.self) { try run(["gate", "run", "--challenger", place.base, "--gate", gate]) }
        #expect(folder.exit == .tryAgainLater && folder.message.contains("cannot be written down"))
    }
}
