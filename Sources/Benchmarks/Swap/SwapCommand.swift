import ArgumentParser
import Classification
import ConsolePrograms
import JSONParsing
import Training

struct SwapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swap",
        abstract: "Compare latency with and without model swaps.",
        discussion: """
            Starts a picketd on a models folder and loads it in a closed loop. In every round the admin socket is asked to activate a
            bundle, the next as soon as the one before it serves; then the same load runs as long without swaps. A folder with one bundle
            swaps it for itself, which is the same work.

            Example:
              picket-bench swap --models .picket/models --swaps 100 --connections 8
            """)

    @Option(help: "The models folder; its two newest bundles take turns.") var models = ".picket/models"
    @Option(help: "The arithmetic: \(BenchModel.precisions.joined(separator: " or ")).") var precision = BenchModel.precisions[0]
    @OptionGroup var daemon: DaemonOptions
    @Option(help: "Swaps in all.") var swaps = 100
    @Option(help: "Parts that the swaps are cut into; a quiet part follows each.") var rounds = 5
    @Option(help: "Connections of the load.") var connections = 8
    @OptionGroup var texts: TextOptions
    @Flag(help: "One JSON object.") var json = false

    func validate() throws {
        guard BenchModel.precisions.contains(precision) else { throw ValidationError("--precision '\(precision)' is not available") }
        guard (1...100_000).contains(swaps) else { throw ValidationError("--swaps is 1 to 100000") }
        guard (1...swaps).contains(rounds) else { throw ValidationError("--rounds is 1 to the number of swaps") }
        guard (1...1_000).contains(connections) else { throw ValidationError("--connections is 1 to 1000") }
    }

    func run() throws {
        let machine = Machine.here
        warnIfBusy(machine)
        let requests = try texts.read().map(RequestBytes.classify)
        let verbs = try bundles().map { RequestBytes.post("/v1/activate", ["bundle": .string($0)]) }
        let daemon = try MeasuredDaemon(.models(models), precision: precision, options: daemon)
        var (swapping, quiet, activations): ([TrafficResult], [TrafficResult], [TrafficResult]) = ([], [], [])
        let bar = ProgressBar("swapping", total: rounds)
        for round in 0..<rounds {
            var load = Traffic(socket: daemon.socket, requests: requests, connections: connections)
            load.warmUpSeconds = 0.3
            var swap = Traffic(socket: daemon.adminSocket, requests: verbs, connections: 1)
            swap.limit = swaps / rounds + (round < swaps % rounds ? 1 : 0)
            var outcome: Result<TrafficResult, ProgramFailure>?
            let during = try load.run { turns in
                do throws(ProgramFailure) { outcome = .success(try swap.run()) } catch { outcome = .failure(error) }
                turns.stop()
            }
            if let outcome { activations.append(try outcome.get()) }
            swapping.append(during)
            load.seconds = max(0.1, during.seconds)
            quiet.append(try load.run())
            bar.update(round + 1)
        }
        bar.finish()
        let memory = daemon.memory
        try daemon.stop()
        report(
            machine, during: TrafficResult(swapping), without: TrafficResult(quiet), swaps: TrafficResult(activations), memory
        ).print(asJSON: json)
    }

    /// The ids of the two newest bundles, the champion last, so that the first swap changes something.
    private func bundles() throws(ProgramFailure) -> [String] {
        do throws(ClassificationError) {
            let folder = ModelsFolder(models)
            let champion = try folder.champion()
            return (try folder.bundles().filter { $0 != champion }.suffix(1) + [champion]).map(\.text)
        } catch { throw ProgramFailure(.inputMissing, "cannot use the models folder '\(models)': \(error)") }
    }

    private func report(
        _ machine: Machine, during: TrafficResult, without: TrafficResult, swaps: TrafficResult, _ memory: ProcessMemory?
    ) -> BenchReport {
        var report = BenchReport(
            "swap", machine: machine,
            settings: JSONObject([
                ("models", .string(models)), ("precision", .string(precision)), ("swaps", .int(self.swaps)), ("rounds", .int(rounds)),
                ("connections", .int(connections)),
            ]),
            columns: TrafficRow.columns)
        report.add(TrafficRow.values("during swaps", connections: connections, during))
        report.add(TrafficRow.values("without", connections: connections, without))
        report.add(TrafficRow.values("the swaps", connections: 1, swaps))
        if let high = during.latencyMicroseconds.percentile(99), let low = without.latencyMicroseconds.percentile(99), low > 0 {
            report.facts["p99_ratio"] = measured(high / low)
            report.notes.append("p99 during swaps against without: \(fixed(high / low, digits: 2)) ×")
        }
        report.facts["swaps_done"] = .int(swaps.tally.answers.count)
        report.facts["failed_requests"] = .int(during.tally.faultCount)
        if let memory { report.facts["daemon_memory_mib"] = ["peak": measured(memory.peakMiB)] }
        let done = swaps.tally.answers.count
        report.notes.append("\(done) swaps, \(swaps.tally.faultCount) failed; \(during.tally.faultCount) requests failed during them")
        for (name, result) in [("during swaps", during), ("without", without), ("the swaps", swaps)] where result.tally.faultCount > 0 {
            report.notes.append("\(name): \(result.faultText)")
        }
        return report
    }
}
