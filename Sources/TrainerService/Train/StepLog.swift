import ConsolePrograms
import Glibc
import JSONParsing
import Training

/// `--log-steps`: one JSON line for each optimizer step, written as it happens; a pipe will do as well as a file.
final class StepLog {
    private let descriptor: Int32

    init(_ path: String?) throws(ProgramFailure) {
        guard let path else {
            descriptor = -1
            return
        }
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw ProgramFailure(.inputMissing, "cannot write the log of steps '\(path)': \(String(cString: strerror(errno)))")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func add(_ progress: FineTuneRecipe.Progress) {
        guard descriptor >= 0 else { return }
        let step = progress.step
        let line: JSONValue = [
            "part": .string(progress.part), "step": .int(step.step), "epoch": .int(step.epoch), "loss": .double(step.loss),
            "learning_rate": .double(step.learningRate), "grad_norm": .double(step.gradNorm), "tokens": .int(step.tokens),
        ]
        writeAll(JSONWriter.compact(line) + [UInt8(ascii: "\n")], to: descriptor)
    }
}
