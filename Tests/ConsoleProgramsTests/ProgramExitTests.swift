import ConsolePrograms
import Testing

struct ProgramExitTests {
    @Test("exit codes are those that scripts rely on")
    func codes() {
        let codes: [(ProgramExit, Int32)] = [
            (.done, 0), (.no, 1), (.usage, 64), (.inputMissing, 66), (.ourBug, 70), (.tryAgainLater, 75), (.badConfiguration, 78),
        ]
        for (exit, code) in codes { #expect(exit.rawValue == code) }
    }

    @Test("a failure describes itself by its message")
    func description() {
        #expect(ProgramFailure(.no, "it differs").description == "it differs")
        #expect(ProgramFailure(.no, "a") != ProgramFailure(.usage, "a"))
    }
}
