package import ArgumentParser
import ConsolePrograms
import Glibc
import HTTPService
import JSONParsing

package struct TopCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "top", abstract: "Watch the daemon: rate, percentiles, classes, queue, bundle, memory.",
        discussion: """
            Reads the metrics of the query socket again and again and shows what happened between two readings. A time is an estimate from a \
            histogram, good to the width of its bucket. q ends it. Where standard output is no terminal, or with --once, it prints \
            lines instead; --json prints one JSON object an interval, with counts of the interval and seconds.

            Exit code 0, or 75 when --once finds nobody.

            Example:
              picketctl top
              picketctl top --once --interval 10
            """)

    @Option(help: "The query socket of picketd.") var socket: String?
    @Option(help: "Seconds between two readings, 0.2 to 3600.") var interval = 1.0
    @Flag(help: "Print one interval and end.") var once = false
    @Flag(help: "One JSON object an interval.") var json = false

    package init() {}

    package func validate() throws {
        guard (0.2...3_600).contains(interval) else { throw ValidationError("--interval \(interval): allowed are 0.2 to 3600 seconds") }
    }

    package func run() throws {
        if !once, !json, isTerminal(STDIN_FILENO), isTerminal(STDOUT_FILENO) {
            try watch()
        } else {
            try printIntervals()
        }
        EndingSignal.end()
    }

    private var place: String { PlaceFinding.querySocket(socket) }

    private func watch() throws(ProgramFailure) {
        EndingSignal.listen()
        guard let terminal = RawTerminal.open() else { throw ProgramFailure(.tryAgainLater, "the terminal cannot be set up") }
        var (following, keys, step) = (TopFollowing(), KeyWaiting(), TopFollowing.Step.first)
        let place = place
        while true {
            step = following.take(Self.read(place), now: Self.steadySeconds, time: Self.wallSeconds)
            let next = Self.steadySeconds + interval
            repeat {
                let size = terminal.size()
                terminal.draw(Array((step.lines(columns: size.columns) + ["", "q ends"]).prefix(max(1, size.rows))))
                switch keys.next(on: terminal, isEnding: { EndingSignal.hasCome || Self.steadySeconds >= next }) {
                case .ended: if EndingSignal.hasCome || Self.steadySeconds < next { return }
                case .resized: break
                case .keys(let pressed):
                    if pressed.contains(where: { [.character("q"), .interrupt, .endOfInput].contains($0) }) { return }
                }
            } while Self.steadySeconds < next
        }
    }

    private func printIntervals() throws(ProgramFailure) {
        EndingSignal.listen()
        var following = TopFollowing()
        let place = place
        while !EndingSignal.hasCome {
            let reading = Self.read(place)
            if once, case .failure(let failure) = reading { throw failure }
            let step = following.take(reading, now: Self.steadySeconds, time: Self.wallSeconds)
            if step != .first {
                if json {
                    if let value = step.json { printLine(JSONWriter.compactText(value)) }
                } else {
                    for line in step.lines(columns: terminalColumns() ?? 100) + [""] { printLine(line) }
                }
                if once { return }
            }
            var pause = timespec(tv_sec: Int(interval), tv_nsec: Int(interval.truncatingRemainder(dividingBy: 1) * 1e9))
            // A signal cuts it short.
            nanosleep(&pause, nil)
        }
    }

    private static func read(_ place: String) -> Result<TopReading, ProgramFailure> {
        let answer: HTTPAnswer
        do throws(HTTPClientError) {
            answer = try UnixHTTPClient(place, maxBodyBytes: 64 << 20).request("GET", "/metrics", timeout: .seconds(5))
        } catch { return .failure(ProgramFailure(.tryAgainLater, error.description)) }
        guard answer.isSuccess else { return .failure(ProgramFailure(.tryAgainLater, "it answered with status \(answer.status)")) }
        return .success(TopReading(MetricsSamples(String(decoding: answer.body, as: UTF8.self))))
    }

    private static var steadySeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static var wallSeconds: Double { Double(time(nil)) }
}
