import Foundation
import Testing

extension BuiltPrograms {
    /// picket-trainer train --recipe finetune, ended by a signal and gone on with.
    struct InterruptedTrainingTests {
        /// Runs the command of its arguments, waits for three steps, which it reports through a pipe, and sends it a signal.
        private static let interrupting = """
            signal=$1 pipe=$2; shift 2
            mkfifo "$pipe"
            "$@" --log-steps "$pipe" & trainer=$!
            timeout 60 bash -c 'head -n 3 < "$0"' "$pipe" > /dev/null
            kill -s "$signal" $trainer
            wait $trainer
            """

        @Test("SIGTERM and Ctrl-C leave a checkpoint, and --resume ends with the very weights of a run that nothing stopped")
        func resume() throws {
            try TrainerCommandTests.withFolder { folder in
                let dev = TrainedBundles.seed + "/dev.tsv"
                let command = [
                    "train", "--base", try #require(Programs.base), "--train", dev, "--dev", dev, "--recipe", "finetune", "--epochs", "1",
                    "--folds", "0", "--max-length", "32",
                ]
                let whole = try Programs.run("picket-trainer", command + ["--out", folder + "/whole"])
                try #require(whole.exitCode == 0, "\(whole.errors)")

                let out = folder + "/stopped"
                for (number, signal) in ["TERM", "INT"].enumerated() {
                    let stopped = try Programs.script(
                        Self.interrupting,
                        [signal, "\(folder)/pipe-\(number)", try Programs.path("picket-trainer")] + command + ["--out", out, "--resume"])
                    #expect(stopped.exitCode == 75 && stopped.errors.contains("with --resume goes on"), "\(stopped.errors)")
                    #expect(FileManager.default.fileExists(atPath: out + ".checkpoint"))
                    #expect(!FileManager.default.fileExists(atPath: out))
                }
                let other = try Programs.run("picket-trainer", command + ["--out", out, "--resume", "--seed", "9"])
                #expect(other.exitCode == 64 && other.errors.contains("another seed"), "\(other.errors)")
                let rest = try Programs.run("picket-trainer", command + ["--out", out, "--resume"])
                try #require(rest.exitCode == 0, "\(rest.errors)")
                for file in ["model.safetensors", "3_Dense/model.safetensors", "selftest.jsonl"] {
                    let a = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/whole/\(file)"))
                    #expect(try Data(contentsOf: URL(fileURLWithPath: "\(out)/\(file)")) == a, "\(file)")
                }
                #expect(!FileManager.default.fileExists(atPath: out + ".checkpoint"))
            }
        }

        @Test("too little memory is said before training begins, and nothing is written")
        func refusals() throws {
            try TrainerCommandTests.withFolder { folder in
                let dev = TrainedBundles.seed + "/dev.tsv"
                let outcome = try Programs.script(
                    "ulimit -v 700000; exec \"$@\"",
                    [
                        try Programs.path("picket-trainer"), "train", "--base", try #require(Programs.base), "--train", dev, "--dev", dev,
                        "--recipe", "finetune", "--folds", "0", "--out", folder + "/out",
                    ])
                #expect(outcome.exitCode == 75 && outcome.errors.contains("MiB of memory"), "\(outcome.errors)")
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
            }
        }
    }
}
