import ArgumentParser
import Classification
import ConsolePrograms
import DurableFiles
import Generation
import JSONParsing
import LabeledData
import OSThreads

struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Write variations of labelled messages, and judge them.",
        discussion: """
            Each source row gets up to --k variations that keep its label (or, with --relation contrast, have the label of --target). Every
            variation is judged by filters and written to --out with all that it came from; rejected ones are kept and marked. The same
            command goes on where an earlier one was interrupted, and pays for nothing twice.

            openai    any endpoint with /v1/chat/completions, at --base-url or --unix-socket; the key is read from --key-file
            builtin   rules, offline: other wording and order, no new content
            replay    what a file of {"source","text"} lines holds

            --dry-run prints the first prompt and the most that the run can cost, and sends nothing.

            Example:
              picket-trainer generate --source labels.tsv --generator openai --base-url https://api.openai.com/v1 --model gpt-4o-mini \\
                --key-file key --price-in 0.15 --price-out 0.6 --max-cost 2 --base .picket/base --exclude models/seed/dev.tsv \\
                --out variations.jsonl
            """)

    enum Generator: String, ExpressibleByArgument, CaseIterable { case openai, builtin, replay }
    enum Relation: String, ExpressibleByArgument, CaseIterable {
        case sameLabel = "same-label"
        case contrast
    }

    @Option(help: "Labelled rows: TSV, CSV or JSON lines.") var source: String
    @Option(help: "The text column: a header name or a number from 1.") var textColumn: String?
    @Option(help: "The label column: a header name or a number from 1.") var labelColumn: String?
    @Option(help: "Who writes.") var generator: Generator
    @OptionGroup(title: "The openai generator") var endpoint: EndpointArguments
    @Option(help: "The file that --generator replay reads.") var replay: String?
    @Option(help: "Variations of each source, 1 to 20.") var k = 5
    @Option(help: "same-label: variations keep the label; contrast: near-misses that have the label of --target.")
    var relation = Relation.sameLabel
    @Option(help: "The label of contrasts; sources that have it are left out.") var target: String?
    @Option(help: "Shapes the plan of registers and lengths, and the built-in rules.") var seed: UInt64 = 1
    @OptionGroup(title: "Filters") var filters: FilterArguments
    @OptionGroup(title: "Limits") var limits: LimitArguments
    @Option(help: "Where the rows go: JSON lines.") var out: String?
    @Option(help: "Also write the accepted variations here, as rows that train reads: JSON lines.") var rows: String?
    @Flag(help: "Print the first prompt and the estimate, and send nothing.") var dryRun = false
    @Flag(help: "The summary as one JSON object.") var json = false

    func validate() throws {
        guard VariationTask.countRange.contains(k) else { throw ValidationError("--k is 1 to 20") }
        guard dryRun || out != nil else { throw ValidationError("say where the rows go: --out F.jsonl") }
        for (name, path) in [("--out", out), ("--rows", rows)] {
            if let path, !path.hasSuffix(".jsonl") { throw ValidationError("\(name) ends in .jsonl") }
        }
        switch (relation, target) {
        case (.contrast, nil): throw ValidationError("--relation contrast needs --target, the label of the near-misses")
        case (.sameLabel, .some): throw ValidationError("--target belongs to --relation contrast")
        case (.contrast, let name?):
            guard SafetyClass(label: name) != nil else { throw ValidationError("--target is one of \(SafetyClass.names)") }
            if generator == .builtin { throw ValidationError("--generator builtin writes no contrasts") }
        case (.sameLabel, nil): break
        }
        switch generator {
        case .openai: try endpoint.check()
        case .replay: guard replay != nil else { throw ValidationError("--generator replay needs --replay F.jsonl") }
        case .builtin: break
        }
        _ = try limits.prices()
    }

    func run() throws {
        let tasks = try tasks()
        if dryRun {
            let report = try DryRun(tasks, name: generator.rawValue, endpoint.settings(limits.prices()))
            printLine(json ? JSONWriter.compactText(report.json) : report.text)
            return
        }
        guard let out else { return }
        let stop = StopSignal()
        let file = try GenerationFile(out, limits: limits.generation())
        let writer = try makeGenerator(ledger: file)
        var filter = try filters.filter()
        let keys = tasks.map { writer.key($0) }
        let wanted = Set(keys)
        try generationStep { () throws(GenerationError) in try filter.restore(kept: file.kept) }
        let open = tasks.indices.filter { !file.isDone(keys[$0]) }
        Interruption.listen(waking: stop.descriptor)
        let bar = ProgressBar("generating", total: tasks.count)
        var failure: ProgramFailure?
        do throws(GenerationError) {
            try GenerationRun(writer, concurrency: endpoint.concurrency, stop: stop).run(open.map { tasks[$0] }) {
                (index, outcome) throws(GenerationError) in
                let task = tasks[open[index]]
                var judged: [FilteredVariation] = []
                if case .answered(let generated) = outcome { judged = try filter.judge(generated.texts, for: task) }
                try file.add(VariationRows(task: task, key: keys[open[index]], generator: writer, outcome: outcome, judged: judged))
                bar.update(tasks.count - open.count + index + 1)
            }
        } catch { failure = generationFailure(error) }
        bar.finish()
        if let rows {
            do throws(FileError) { try replaceFile(rows, file.trainingRows(of: wanted)) } catch {
                throw ProgramFailure(.tryAgainLater, "\(error)")
            }
        }
        let summary = file.summary(of: wanted, sources: tasks.count)
        printLine(json ? JSONWriter.compactText(summary.json) : summary.text)
        if let failure { throw failure }
        if summary.hasNothing { throw ProgramFailure(.no, "no source got a variation; the reasons are in '\(out)'") }
    }

    /// One task for each different source and label, in the order of the file.
    private func tasks() throws -> [VariationTask] {
        let file = try readLabeled(source, DataColumns(text: textColumn, label: labelColumn))
        let target = target.flatMap(SafetyClass.init(label:))
        var seen: Set<[String]> = []
        var tasks: [VariationTask] = []
        for row in file.rows {
            guard let label = row.label, label != target, seen.insert([row.text, label.name]).inserted else { continue }
            tasks.append(
                try generationStep { () throws(GenerationError) in
                    try VariationTask(
                        id: row.id ?? "line \(row.line)", source: row.text, humanLabel: label,
                        relation: target.map { .contrast($0) } ?? .sameLabel, count: k, seed: seed)
                })
        }
        guard !tasks.isEmpty else { throw ProgramFailure(.inputMissing, "'\(source)' has no rows to write variations of") }
        return tasks
    }

    private func makeGenerator(ledger: any GenerationLedger) throws(ProgramFailure) -> any VariationGenerator {
        switch generator {
        case .builtin: return BuiltinGenerator()
        case .replay:
            let path = replay ?? ""
            return try generationStep { () throws(GenerationError) in try ReplayGenerator(file: path) }
        case .openai:
            let prices = try generationStep { () throws(GenerationError) in try limits.tokenPrices() }
            return try endpoint.makeGenerator(prices: prices, ledger: ledger)
        }
    }
}

func generationStep<Result>(_ body: () throws(GenerationError) -> Result) throws(ProgramFailure) -> Result {
    do throws(GenerationError) { return try body() } catch { throw generationFailure(error) }
}

func generationFailure(_ error: GenerationError) -> ProgramFailure {
    switch error {
    case .file(let reason): ProgramFailure(reason.isMissing ? .inputMissing : .tryAgainLater, "\(error)")
    case .badEndpoint, .badPrice, .unsupportedRelation: ProgramFailure(.usage, "\(error)")
    case .badTask, .badReplay: ProgramFailure(.inputMissing, "\(error)")
    case .badKey, .keyRefused, .noSuchPlace, .tls, .embedding, .classification: ProgramFailure(.badConfiguration, "\(error)")
    case .limitReached, .askedToWait, .ledger, .noThread, .stopped:
        ProgramFailure(.tryAgainLater, "\(error); the same command goes on from here")
    }
}
