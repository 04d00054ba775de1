package import ConsolePrograms
import HTTPService
import OSThreads
import Synchronization

/// A load on one socket, from as many threads as it has connections.
package struct Traffic: Sendable {
    package enum Pace: Equatable, Sendable {
        /// Each connection sends as soon as it has its answer.
        case closed
        /// So many a second, due at times of their own.
        case open(rate: Double, Arrivals)
    }

    package let socket: String
    /// Sent one after the other, around and around.
    package let requests: [[UInt8]]
    package let connections: Int
    package var pace = Pace.closed
    /// Comes before `seconds`, and is not counted.
    package var warmUpSeconds = 0.0
    package var seconds = Double.infinity
    /// Requests of a closed loop, warm-up included.
    package var limit = Int.max

    package init(socket: String, requests: [[UInt8]], connections: Int) {
        precondition(!requests.isEmpty && connections > 0, "Traffic: \(requests.count) requests, \(connections) connections")
        self.socket = socket
        self.requests = requests
        self.connections = connections
    }

    /// Runs the load to its end.
    ///
    /// - Parameter started: Called with what can end a load before its time, when its threads run.
    package func run(_ started: (TurnDispenser) -> Void = { _ in }) throws(ProgramFailure) -> TrafficResult {
        precondition(pace == .closed || seconds.isFinite, "Traffic: an open loop needs an end")
        guard let address = UnixSocketAddress(path: socket) else {
            throw ProgramFailure(.usage, "'\(socket)' cannot be the path of a socket: it is empty or longer than the system allows")
        }
        let clock = MonotonicTime()
        // Threads come up and connect before anything is sent: a service that is busy answering may take seconds to accept the rest.
        let start = clock.now + 20_000_000 + Int64(connections) * 1_000_000
        let warmUpEnd = start + Self.nanoseconds(warmUpSeconds)
        let end = seconds.isFinite ? warmUpEnd + Self.nanoseconds(seconds) : .max
        let turns: TurnDispenser
        switch pace {
        case .closed: turns = TurnDispenser(limit: limit, end: end)
        case .open(let rate, let arrivals):
            turns = TurnDispenser(arrivals: arrivals.times(rate: rate, nanoseconds: end - start).map { start + $0 })
        }
        let gathered = Mutex(Tally())
        let processorStart = processorSeconds()
        let loop = RequestLoop(clock: clock, turns: turns, warmUpEnd: warmUpSeconds > 0 ? warmUpEnd : .min)
        let threads = (0..<connections).compactMap { number in
            NamedThread("load-\(number)", stackBytes: 256 << 10) { [requests] in
                let connection = LoadConnection(address)
                connection.open()
                clock.wait(until: start)
                let tally = loop.run { number throws(TrafficFault) in try connection.exchange(requests[number % requests.count]) }
                gathered.withLock { $0.add(tally) }
            }
        }
        if threads.count == connections { started(turns) } else { turns.stop() }
        for thread in threads { thread.join() }
        guard threads.count == connections else {
            throw ProgramFailure(.tryAgainLater, "the system gave \(threads.count) threads of \(connections)")
        }
        let finish = clock.now
        return TrafficResult(
            tally: gathered.withLock { $0 }, begin: warmUpSeconds > 0 ? warmUpEnd : start, end: min(end, finish),
            processorShare: (processorSeconds() - processorStart) / (Double(finish - start) / 1e9))
    }

    private static func nanoseconds(_ seconds: Double) -> Int64 { Int64(seconds * 1e9) }
}

/// What came of a load.
package struct TrafficResult: Equatable, Sendable {
    package let tally: Tally
    /// From the end of the warm-up to the end of the load.
    package let seconds: Double
    /// Answers that came within that time, each second.
    package let answersPerSecond: Double
    /// Processor time of this program, as a share of one processor: what the load itself took from the service.
    package let processorShare: Double
    /// Of all answers but those that came in the warm-up. A request that the warm-up left waiting counts, however long it waited: a
    /// service that answers some connections and lets others starve shall not look like a fast one.
    package let latencyMicroseconds: Samples

    /// - Parameters:
    ///   - tally: Of the whole load, warm-up included.
    ///   - begin: Of the time that is counted.
    ///   - end: Of that time.
    package init(tally: Tally, begin: Int64, end: Int64, processorShare: Double) {
        let counted = tally.answers.filter { $0.end >= begin }
        self.init(
            tally: Tally(answers: counted, faults: tally.faults), seconds: Double(end - begin) / 1e9,
            inTime: counted.count { $0.end <= end }, processorShare: processorShare)
    }

    /// Of several loads together.
    package init(_ parts: [TrafficResult]) {
        var tally = Tally()
        for part in parts { tally.add(part.tally) }
        let seconds = parts.reduce(0) { $0 + $1.seconds }
        self.init(
            tally: tally, seconds: seconds, inTime: Int(parts.reduce(0) { $0 + $1.answersPerSecond * $1.seconds }.rounded()),
            processorShare: seconds > 0 ? parts.reduce(0) { $0 + $1.processorShare * $1.seconds } / seconds : 0)
    }

    private init(tally: Tally, seconds: Double, inTime: Int, processorShare: Double) {
        self.tally = tally
        self.seconds = seconds
        self.processorShare = processorShare
        answersPerSecond = seconds > 0 ? Double(inTime) / seconds : 0
        latencyMicroseconds = Samples(tally.answers.lazy.map { Double($0.latencyNanoseconds) / 1_000 })
    }

    /// The kinds of faults with their counts, the most frequent first.
    package var faultText: String {
        tally.faults.sorted { ($1.value, $0.key.description) < ($0.value, $1.key.description) }
            .map { "\($0.value) × \($0.key.description)" }.joined(separator: ", ")
    }
}
