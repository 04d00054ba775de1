package import ArgumentParser
package import ConsolePrograms
import JSONParsing
import OSThreads

extension PaperSplit: ExpressibleByArgument {}

package struct ReproduceCommand: ParsableCommand {
    enum Settings: String, ExpressibleByArgument, CaseIterable {
        case paper, ours, both

        var all: [ReproduceSettings] {
            switch self {
            case .paper: [.paper]
            case .ours: [.ours]
            case .both: ReproduceSettings.allCases
            }
        }
    }

    package static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Train on the paper's published splits and print its tables with ours beside them.",
        discussion: """
            The data folder holds bootstrap_labeled.tsv, dev_labeled.tsv and SPLIT-all.tsv as the paper's authors published them; with
            test_labeled.tsv (id, subreddit, title, category) figures are measured on that, without it on the development set. Each base
            is trained on the bootstrap set, on it and each split's posts, and on it and the whole split, with labels as published and
            repaired. Tables 3, 4, 5, 6 and 8 go to standard output and, after every run, to reproduce.json and reproduce.md in --out.

            A command that was stopped goes on with --resume and otherwise the same arguments.

            Examples:
              picket-trainer reproduce --data paper --base .picket/base --out reproduced
              picket-trainer reproduce --data paper --base a/roberta-base b/bert-base-cased --settings paper --splits cluster --out r
            """)

    @Option(help: "The folder with the paper's files.") var data: String
    @Option(parsing: .upToNextOption, help: "The encoders to start from: Hugging Face folders.") var base: [String]
    @Option(help: "Write results into this folder, which must be new or empty.") var out: String
    @Flag(help: "Go on with the runs that --out holds already.") var resume = false
    @Option(help: "How to train: as the paper did, by our recipe, or both ways.") var settings = Settings.both
    @Option(parsing: .upToNextOption, help: "Which splits: random, topn, coreset, cluster (default: all).") var splits: [PaperSplit] = []
    @Option(parsing: .upToNextOption, help: "Which of the tables 4, 5 and 6 to train for; 8 comes with 6 (default: all).")
    var tables: [Int] = []
    @Option(help: "How many seeds: figures are means over them.") var seeds = 3
    @Option(help: "Epochs, instead of what the settings say.") var epochs: Int?
    @Option(help: "Tokens read of a text, special tokens included, instead of what the settings say.") var maxLength: Int?
    @Option(help: "Threads (0: one per core).") var threads = 0
    @Flag(help: "One JSON object on standard output.") var json = false

    package init() {}

    package func validate() throws {
        guard !base.isEmpty else { throw ValidationError("--base names one folder or several") }
        guard Set(splits).count == splits.count else { throw ValidationError("--splits names a split twice") }
        guard tables.allSatisfy((4...6).contains), Set(tables).count == tables.count else {
            throw ValidationError("--tables are some of 4, 5 and 6, each once")
        }
        guard (1...100).contains(seeds) else { throw ValidationError("--seeds is 1 to 100") }
        guard epochs.map((1...1_000).contains) ?? true else { throw ValidationError("--epochs is 1 to 1000") }
        guard maxLength.map((8...512).contains) ?? true else { throw ValidationError("--max-length is 8 to 512") }
        guard (0...256).contains(threads) else { throw ValidationError("--threads is 0 to 256") }
    }

    package func run() throws { try run(trainer: trainSplit, say: printError) }

    /// The command with another way to train, and another place for what it says while it works.
    package func run(trainer: SplitTrainer, say: (String) -> Void) throws(ProgramFailure) {
        let wanted = splits.isEmpty ? PaperSplit.allCases : PaperSplit.allCases.filter(splits.contains)
        let folder = try PaperFolder(data, splits: wanted)
        var plan = ReproducePlan(bases: try ReproduceBase.read(base))
        plan.settings = settings.all
        plan.splits = wanted
        if !tables.isEmpty { plan.tables = Set(tables) }
        plan.seeds = seeds
        plan.epochs = epochs
        plan.maxLength = maxLength
        var loop = try ReproduceLoop(
            plan: plan, data: folder, out: out, resume: resume, threads: threads == 0 ? availableProcessors() : threads)
        // Said before hours of training, and not only after them.
        if let warning = loop.outcome.warning { say(warning) }
        try loop.perform(trainer, say: say)
        let outcome = loop.outcome
        if json {
            printLine(JSONWriter.compactText(outcome.json))
        } else {
            printBytes(Array(outcome.document.text.utf8))
        }
    }
}
