import ArgumentParser
import ConsolePrograms
import JSONParsing
import Training

struct ThroughputCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "throughput",
        abstract: "Load the daemon from many connections.",
        discussion: """
            Starts a picketd of its own on a private socket, or loads the service that --socket names (anything that answers
            POST /v1/classify). Each number of connections is loaded in a closed loop: a connection sends as soon as it has its answer.

            With --rate, an open loop follows on the most connections: requests are due at times that do not depend on the answers, and
            latency counts from when a request was due, so that a stall is seen by everybody who would have arrived in it. The rate is a
            number a second, or a share of the peak of the closed loops (50%).

            With one connection among them, the median above the compute time is printed: the same texts are judged in this program, in
            turn with the daemon.

            Examples:
              picket-bench throughput --model .picket/models/champion --connections 1,8,64,256 --rate 50%
              picket-bench throughput --socket .picket/run/picket.sock --connections 64 --seconds 10
            """)

    @OptionGroup var model: ModelOptions
    @OptionGroup var daemon: DaemonOptions
    @Option(help: "Load the service on this socket instead.") var socket: String?
    @Option(help: "Connections; several with commas.") var connections = NumberList([1, 8, 64, 256])
    @Option(help: "An open loop too: requests a second, or a share of the peak such as 50%.") var rate: OpenRate?
    @Option(help: "How requests of the open loop are spread: poisson or even.") var arrivals = Arrivals.poisson
    @Option(help: "Length of each load.") var seconds = 5.0
    @Option(help: "Load before it, in seconds; what is answered in it is not counted.") var warmUp = 1.0
    @OptionGroup var texts: TextOptions
    @Flag(help: "One JSON object.") var json = false

    func validate() throws {
        guard connections.values.allSatisfy({ $0 <= 1_000 }) else { throw ValidationError("--connections is at most 1000") }
        guard seconds >= 0.1, seconds <= 86_400 else { throw ValidationError("--seconds is 0.1 to 86400") }
        guard warmUp >= 0, warmUp <= 3_600 else { throw ValidationError("--warm-up is 0 to 3600") }
    }

    func run() throws {
        let machine = Machine.here
        warnIfBusy(machine)
        MonotonicTime.sharpenTimers()
        let texts = try texts.read()
        let own = socket == nil ? try MeasuredDaemon(.model(model.model), precision: model.precision, options: daemon) : nil
        let path = socket ?? own?.socket ?? ""
        var report = BenchReport("throughput", machine: machine, settings: settings, columns: TrafficRow.columns)
        var peak = 0.0
        for count in connections.values {
            let result = try load(path, texts, connections: count, .closed)
            peak = max(peak, result.answersPerSecond)
            add(result, "closed", count, to: &report)
        }
        if let rate, let most = connections.values.max(), let perSecond = rate.perSecond(peak: peak) {
            let result = try load(path, texts, connections: most, .open(rate: perSecond, arrivals))
            add(result, rate.description(perSecond: perSecond), most, to: &report)
        }
        if own != nil, connections.values.contains(1) {
            let classifier = try BenchModel.classifier(model.model, precision: model.precision)
            if let above = try AboveCompute.measure(texts, socket: path, model: classifier, rounds: 5) {
                report.facts["one_connection"] = above.json
                report.notes.append(
                    "one connection: p50 \(fixed(above.socketMicroseconds, digits: 1)) µs over the socket, "
                        + "\(fixed(above.computeMicroseconds, digits: 1)) µs compute, \(fixed(above.aboveMicroseconds, digits: 1)) µs above"
                )
            }
        }
        if let memory = own?.memory {
            report.facts["daemon_memory_mib"] = ["resident": measured(memory.residentMiB), "peak": measured(memory.peakMiB)]
        }
        try own?.stop()
        report.print(asJSON: json)
    }

    private var settings: JSONObject {
        JSONObject([
            ("model", socket == nil ? .string(model.model) : .null), ("socket", socket.map { .string($0) } ?? .null),
            ("precision", socket == nil ? .string(model.precision) : .null), ("seconds", .double(seconds)), ("warm_up", .double(warmUp)),
            ("arrivals", .string(arrivals.rawValue)),
        ])
    }

    private func load(
        _ path: String, _ texts: [String], connections: Int, _ pace: Traffic.Pace
    ) throws(ProgramFailure) -> TrafficResult {
        var traffic = Traffic(socket: path, requests: texts.map(RequestBytes.classify), connections: connections)
        traffic.pace = pace
        traffic.seconds = seconds
        traffic.warmUpSeconds = warmUp
        return try traffic.run()
    }

    private func add(_ result: TrafficResult, _ name: String, _ connections: Int, to report: inout BenchReport) {
        report.add(TrafficRow.values(name, connections: connections, result))
        if result.tally.faultCount > 0 { report.notes.append("\(name), \(connections) connections: \(result.faultText)") }
    }
}

extension Arrivals: ExpressibleByArgument {}
