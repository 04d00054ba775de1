import ArgumentParser
import ConsolePrograms
import JSONParsing

struct LatencyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency",
        abstract: "Time forward passes: token ids in, logits out.",
        discussion: """
            A cell of the table is a number of tokens, a batch size and a number of threads; threads run passes of their own at the same
            time. Rounds go through all cells in turn. Texts are cut or joined to the exact number of tokens.

            Example:
              picket-bench latency --model .picket/models/champion --tokens 8,16,32,50 --batch 1,32 --rounds 20
            """)

    @OptionGroup var model: ModelOptions
    @Option(help: "Tokens of a message, special tokens included; several with commas.") var tokens = NumberList([8, 16, 32, 50])
    @Option(help: "Messages of a pass; several with commas.") var batch = NumberList([1])
    @Option(help: "Threads at once; several with commas.") var threads = NumberList([1])
    @Option(help: "How often each cell has its turn.") var rounds = 20
    @Option(help: "Passes of a cell in a round, at most; 0.3 s end it sooner.") var passes = 10
    @OptionGroup var texts: TextOptions
    @Flag(help: "One JSON object.") var json = false
    @OptionGroup(visibility: .hidden) var peers: PeerOptions

    func validate() throws {
        guard (1...100_000).contains(rounds) else { throw ValidationError("--rounds is 1 to 100000") }
        guard (1...100_000).contains(passes) else { throw ValidationError("--passes is 1 to 100000") }
        guard tokens.values.allSatisfy({ $0 <= 512 }) else { throw ValidationError("--tokens is at most 512") }
        guard batch.values.allSatisfy({ $0 <= 1_024 }) else { throw ValidationError("--batch is at most 1024") }
        guard threads.values.allSatisfy({ $0 <= 256 }) else { throw ValidationError("--threads is at most 256") }
    }

    func run() throws {
        let machine = Machine.here
        let embedder = try BenchModel.embedder(model.model, precision: model.precision, maxTokens: 512)
        let cells =
            peers.cells?.cells ?? LatencyCell.all(tokens: tokens.values, batches: batch.values, threads: threads.values)
        let rounds = try LatencyRounds(cells, passes: passes, model: embedder, texts: try texts.read())
        if let path = peers.writeInputs { try PeerInputs(rounds.sequences, model: embedder).write(to: path) }
        if peers.paced {
            return try pacedRounds { () throws(ProgramFailure) in
                var members: [(String, JSONValue)] = []
                for cell in cells { members.append((cell.name, .array(try rounds.run(cell).map { measured($0) }))) }
                return .object(JSONObject(members))
            }
        }
        warnIfBusy(machine)
        var samples = [[Double]](repeating: [], count: cells.count)
        let bar = ProgressBar("measuring", total: self.rounds)
        for round in 0..<self.rounds {
            for (index, cell) in cells.enumerated() { samples[index] += try rounds.run(cell) }
            bar.update(round + 1)
        }
        bar.finish()
        report(machine, cells, samples).print(asJSON: json)
    }

    private func report(_ machine: Machine, _ cells: [LatencyCell], _ samples: [[Double]]) -> BenchReport {
        var report = BenchReport(
            "latency", machine: machine,
            settings: JSONObject([
                ("model", .string(model.model)), ("precision", .string(model.precision)), ("rounds", .int(rounds)),
                ("passes", .int(passes)),
            ]),
            columns: [
                .init("THREADS", "threads"), .init("BATCH", "batch"), .init("TOKENS", "tokens"), .init("PASSES", "passes"),
                .init("MEDIAN µs", "median_us", digits: 1), .init("P10", "p10_us", digits: 1), .init("P90", "p90_us", digits: 1),
                .init("µs PER TOKEN", "us_per_token", digits: 2),
            ])
        for (cell, values) in zip(cells, samples) {
            let samples = Samples(values)
            report.add([
                .int(cell.threads), .int(cell.batch), .int(cell.tokens), .int(samples.count), measured(samples.median),
                measured(samples.percentile(10)), measured(samples.percentile(90)),
                measured(samples.median.map { $0 / Double(cell.batch * cell.tokens) }),
            ])
        }
        return report
    }
}
