package import ArgumentParser
import ConsolePrograms

/// `picket-trainer`: makes models and what they learn from, and measures them.
package struct TrainerCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "picket-trainer",
        abstract: "Train and evaluate the models that picketd serves.",
        discussion: """
            Exit codes: 0 done, 1 the answer is "no", 64 usage, 66 input missing or malformed, 70 our bug, 75 try again later, 78 bad model.

            Example:
              picket-trainer train --base .picket/base --train models/seed/train.tsv --dev models/seed/dev.tsv --out my-bundle
            """,
        version: "picket-trainer \(PicketVersion.text)",
        subcommands: [
            ServeCommand.self, TrainCommand.self, EvaluateCommand.self, GateCommand.self, GenerateCommand.self, SimulateCommand.self,
            ReproduceCommand.self, ExportCommand.self,
        ])

    package init() {}
}
