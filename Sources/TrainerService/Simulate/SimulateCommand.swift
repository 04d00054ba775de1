import Acquisition
import ArgumentParser
import Classification
import Clustering
import ConsolePrograms
import DurableFiles
import JSONParsing
import LabeledData
import OSThreads
import Training

extension QueryStrategy: ExpressibleByArgument {}
extension Uncertainty: ExpressibleByArgument {}

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run the active-learning loop on a labelled pool and draw learning curves.",
        discussion: """
            The learner, a probe on the frozen base, begins with the bootstrap file; in every iteration each strategy asks for the labels of
            its queries in the pool, which are revealed, and the learner is trained and scored again. Files are TSV, CSV or JSON lines with
            labels. Rows of one file that share an id, and equal texts, are one message: it is never both learnt from and tested on.

            Strategies: random, topn (the most uncertain), coreset (the farthest from what is labelled), cluster (from each cluster the most
            uncertain), cluster-balanced (the same from four times the clusters, classes with few labels counting more).

            --out gets simulate.md, simulate.json and simulate.svg, and the embeddings, which the next command with the same --out and --base
            uses again. Ctrl-C writes what the finished seeds gave.

            Examples:
              picket-trainer simulate --base .picket/base --bootstrap b.tsv --pool p.tsv --test t.tsv --seeds 10 --out curves
              picket-trainer simulate --base .picket/base --bootstrap human.tsv --bootstrap-size 150 --pool human.tsv --test human.tsv \\
                --test-folds 3 --variations replay variations.jsonl --seeds 30 --out curves
            """)

    @Option(help: "The encoder: a Hugging Face folder, such as .picket/base.") var base: String
    @Option(help: "Labelled rows to begin with.") var bootstrap: String
    @Option(help: "Labelled rows to query.") var pool: String
    @Option(help: "Labelled rows to score on.") var test: String
    @Option(help: "Write results into this folder: new, empty, or an earlier simulation's, which is replaced.") var out: String
    @Option(parsing: .upToNextOption, help: "Which strategies, in the order of the tables (default: all).")
    var strategies: [QueryStrategy] = []
    @Option(help: "How many seeds: figures are means over them.") var seeds = 10
    @Option(help: "The first seed.") var firstSeed = 1
    @Option(help: "Rounds of queries.") var iterations = 5
    @Option(help: "Queries of a round.") var queries = 20
    @Option(help: "Clusters (default: as many as queries).") var clusters: Int?
    @Option(help: "How unsure the learner is: entropy or margin.") var uncertainty = Uncertainty.entropy
    @Option(
        parsing: .upToNextOption,
        help: "What joins a revealed message: none, or replay FILE, JSON lines with 'source' and 'variation'.")
    var variations: [String] = ["none"]
    @Option(help: "How much a variation counts, beside 1 for a message.") var variationWeight = 0.3
    @Option(help: "Draw so many rows of the bootstrap file for each seed, at least two of every class (default: all rows).")
    var bootstrapSize: Int?
    @Option(help: "Split the test file into so many folds and test each seed on the next; what is tested on is then not learnt from.")
    var testFolds = 0
    @Option(help: "Report how many labels reach this macro-F1, in percent.") var targetF1: Double?
    @Option(help: "Tokens read of a text, special tokens included.") var maxLength = 128
    @Option(help: "The text column of every file: a header name or a number from 1.") var textColumn: String?
    @Option(help: "The label column of every file: a header name or a number from 1.") var labelColumn: String?
    @Option(help: "Threads (0: one per core).") var threads = 0
    @Flag(help: "One JSON object on standard output.") var json = false

    func validate() throws {
        guard Set(strategies).count == strategies.count else { throw ValidationError("--strategies names a strategy twice") }
        guard (1...10_000).contains(seeds) else { throw ValidationError("--seeds is 1 to 10000") }
        guard (1...1_000_000).contains(firstSeed) else { throw ValidationError("--first-seed is 1 to 1000000") }
        guard (1...1_000).contains(iterations) else { throw ValidationError("--iterations is 1 to 1000") }
        guard (1...10_000).contains(queries) else { throw ValidationError("--queries is 1 to 10000") }
        guard clusters.map((1...65_536).contains) ?? true else { throw ValidationError("--clusters is 1 to 65536") }
        guard (0...1).contains(variationWeight) else { throw ValidationError("--variation-weight is 0 to 1") }
        guard bootstrapSize.map((1...10_000_000).contains) ?? true else { throw ValidationError("--bootstrap-size is at least 1") }
        guard testFolds == 0 || (2...100).contains(testFolds) else { throw ValidationError("--test-folds is 2 to 100, or 0 for none") }
        guard targetF1.map((0...100).contains) ?? true else { throw ValidationError("--target-f1 is 0 to 100") }
        guard (8...512).contains(maxLength) else { throw ValidationError("--max-length is 8 to 512") }
        guard (0...256).contains(threads) else { throw ValidationError("--threads is 0 to 256") }
        guard ["none"] == variations || (variations.count == 2 && variations[0] == "replay") else {
            throw ValidationError("--variations is 'none' or 'replay FILE'")
        }
    }

    func run() throws {
        try requireFolder(base)
        let folder = try SimulationFolder(out)
        let source: any VariationSource = variations.count == 2 ? try ReplayedVariations(variations[1]) : NoVariations()
        let data = try SimulationData(
            bootstrap: bootstrap, pool: pool, test: test, columns: DataColumns(text: textColumn, label: labelColumn), variations: source)
        let threads = threads == 0 ? availableProcessors() : threads
        Interruption.listen()
        let embedded = try folder.embed(data, base: base, maxTokens: maxLength, threads: threads)
        let simulation = try Simulation(data, embedded, settings)
        let bar = ProgressBar("simulating", total: simulation.trainings)
        let results = try simulation.run(threads: threads, progress: { bar.update($0) }, isStopped: { Interruption.hasCome })
        bar.finish()
        let outcome = SimulationOutcome(
            settings: settings, results: results, description: simulation.description(base: base, files: [bootstrap, pool, test], source))
        try folder.write(outcome)
        guard outcome.isComplete else {
            throw ProgramFailure(
                .tryAgainLater, "interrupted; '\(out)' holds the figures of \(outcome.seedsDone) of \(seeds) seeds, and the embeddings")
        }
        if json {
            printLine(JSONWriter.compactText(outcome.json))
        } else {
            printBytes(Array(outcome.document.text.utf8))
        }
    }

    private var settings: SimulationSettings {
        var settings = SimulationSettings()
        if !strategies.isEmpty { settings.strategies = strategies }
        (settings.seeds, settings.firstSeed, settings.iterations, settings.queries) = (seeds, firstSeed, iterations, queries)
        (settings.clusters, settings.uncertainty) = (clusters ?? queries, uncertainty)
        settings.split = SplitRule(bootstrapSize: bootstrapSize, testFolds: testFolds)
        (settings.variationWeight, settings.targetF1) = (variationWeight, targetF1.map { $0 / 100 })
        return settings
    }
}
