import ArgumentParser
import ConsolePrograms
import JSONParsing

struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Time the daemon's start, and read its memory.",
        discussion: """
            A start is counted from exec to READY=1 of sd_notify (the model is loaded, its self-test passed, the sockets listen), and to
            the first answer. Memory is what the kernel counts as resident, after a start and after so many messages.

            Example:
              picket-bench load --model .picket/models/champion --starts 10 --messages 2000
            """)

    @OptionGroup var model: ModelOptions
    @OptionGroup var daemon: DaemonOptions
    @Option(help: "How often the daemon is started.") var starts = 10
    @Option(help: "Messages that the last one answers before its memory is read again.") var messages = 2_000
    @Option(help: "Connections that send them.") var connections = 8
    @OptionGroup var texts: TextOptions
    @Flag(help: "One JSON object.") var json = false

    func validate() throws {
        guard (1...10_000).contains(starts) else { throw ValidationError("--starts is 1 to 10000") }
        guard (0...100_000_000).contains(messages) else { throw ValidationError("--messages is 0 to 100000000") }
        guard (1...1_000).contains(connections) else { throw ValidationError("--connections is 1 to 1000") }
    }

    func run() throws {
        let machine = Machine.here
        warnIfBusy(machine)
        let requests = try texts.read().map(RequestBytes.classify)
        var (ready, first, resident, peak): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
        var after: ProcessMemory?
        let bar = ProgressBar("starting", total: starts)
        for number in 1...starts {
            let daemon = try MeasuredDaemon(.model(model.model), precision: model.precision, options: daemon)
            ready.append(daemon.readyMilliseconds)
            first.append(daemon.firstAnswerMilliseconds)
            if let memory = daemon.memory {
                resident.append(memory.residentMiB)
                peak.append(memory.peakMiB)
            }
            if number == starts, messages > 0 {
                var traffic = Traffic(socket: daemon.socket, requests: requests, connections: connections)
                traffic.limit = messages
                let result = try traffic.run()
                guard result.tally.faultCount == 0 else { throw ProgramFailure(.tryAgainLater, "requests failed: \(result.faultText)") }
                after = daemon.memory
            }
            try daemon.stop()
            bar.update(number)
        }
        bar.finish()
        var report = BenchReport(
            "load", machine: machine,
            settings: JSONObject([
                ("model", .string(model.model)), ("precision", .string(model.precision)), ("starts", .int(starts)),
                ("messages", .int(messages)), ("connections", .int(connections)),
            ]),
            columns: [
                .text("WHAT", "what"), .init("MEDIAN", "median", digits: 1), .init("P10", "p10", digits: 1), .init("P90", "p90", digits: 1),
                .init("MAX", "max", digits: 1),
            ])
        func add(_ name: String, _ values: [Double]) {
            let samples = Samples(values)
            report.add([
                .string(name), measured(samples.median), measured(samples.percentile(10)), measured(samples.percentile(90)),
                measured(samples.maximum),
            ])
        }
        add("exec to ready, ms", ready)
        add("exec to first answer, ms", first)
        add("resident after start, MiB", resident)
        add("peak until then, MiB", peak)
        if let after {
            add("resident after \(messages) messages, MiB", [after.residentMiB])
            add("peak until then, MiB", [after.peakMiB])
        }
        report.print(asJSON: json)
    }
}
