package import ArgumentParser
import ConsolePrograms

/// `picket-bench`: how long things take, and how much memory they need.
///
/// Every subcommand measures one thing, says on which machine, and prints a table or, with `--json`, one JSON object. Figures of two
/// programs are comparable when they come from one run that takes turns; `deploy/bench/peers` does that with other runtimes.
package struct BenchCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "picket-bench",
        abstract: "Measure Picket: passes, tokenization, the daemon under load, its start, its swaps, training.",
        discussion: """
            Times vary with what else the machine does: measure on an idle one, and compare within one run. A busy machine is named in the
            output.

            Exit codes: 0 done, 64 usage, 66 input missing, 70 our bug, 75 try again later, 78 bad configuration or model.

            Example:
              picket-bench latency --model .picket/models/champion --tokens 8,16,32,50
            """,
        version: "picket-bench \(PicketVersion.text)",
        subcommands: [
            LatencyCommand.self, TokenizeCommand.self, ThroughputCommand.self, LoadCommand.self, SwapCommand.self, TrainCommand.self,
        ])

    package init() {}
}
