import Benchmarks
import ConsolePrograms
import Foundation
import Synchronization
import TestSupport
import Testing

private final class RequestCounter: Sendable {
    let count = Mutex(0)
}

/// A service that answers every request on every connection with the same bytes, some at a time.
private final class CannedService: Sendable {
    let path: String
    private let place: TemporaryFolder
    private let listener: Int32
    private let counter = RequestCounter()

    var requests: Int { counter.count.withLock { $0 } }

    /// - Parameters:
    ///   - answer: To every request.
    ///   - pieces: How many sends an answer is cut into.
    ///   - closes: End the connection after each answer.
    init(_ answer: [UInt8], pieces: Int = 1, closes: Bool = false) throws {
        place = try TemporaryFolder()
        path = place.path + "/service"
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let status = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        try #require(status == 0 && listen(listener, 64) == 0)
        Thread { [counter] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                Thread { Self.serve(connection, answer, pieces, closes) { counter.count.withLock { $0 += 1 } } }.start()
            }
        }.start()
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// Every request of these tests comes in one piece.
    private static func serve(_ connection: Int32, _ answer: [UInt8], _ pieces: Int, _ closes: Bool, _ count: () -> Void) {
        defer { close(connection) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while recv(connection, &buffer, buffer.count, 0) > 0 {
            count()
            let size = max(1, (answer.count + pieces - 1) / pieces)
            for start in stride(from: 0, to: answer.count, by: size) {
                let piece = Array(answer[start..<min(answer.count, start + size)])
                guard send(connection, piece, piece.count, Int32(MSG_NOSIGNAL)) == piece.count else { return }
            }
            if closes { return }
        }
    }
}

struct TrafficTests {
    static let answer = AnswerScannerTests.usual
    static let requests = [RequestBytes.classify("one"), RequestBytes.classify("two")]

    @Test("a closed loop sends as many requests as it is told to, over all its connections", arguments: [1, 8])
    func limit(connections: Int) throws {
        let service = try CannedService(Self.answer, pieces: 5)
        var traffic = Traffic(socket: service.path, requests: Self.requests, connections: connections)
        traffic.limit = 50
        let result = try traffic.run()
        #expect(result.tally.answers.count == 50 && result.tally.faultCount == 0, "\(result.faultText)")
        #expect(Set(result.tally.answers.map(\.number)) == Set(0..<50))
        #expect(service.requests == 50)
        #expect(result.answersPerSecond > 0 && result.latencyMicroseconds.count == 50)
    }

    @Test("an open loop sends every request that is due")
    func open() throws {
        let service = try CannedService(Self.answer)
        var traffic = Traffic(socket: service.path, requests: Self.requests, connections: 4)
        traffic.pace = .open(rate: 500, .even)
        traffic.seconds = 0.2
        let result = try traffic.run()
        #expect(result.tally.answers.count == 99 && result.tally.faultCount == 0, "\(result.faultText)")
    }

    @Test("a load can be ended from outside")
    func stop() throws {
        let service = try CannedService(Self.answer)
        let traffic = Traffic(socket: service.path, requests: Self.requests, connections: 2)
        let result = try traffic.run { turns in
            while service.requests < 10 { sched_yield() }
            turns.stop()
        }
        #expect(result.tally.answers.count >= 10 && result.tally.faultCount == 0)
    }

    @Test("a connection that the service ends after an answer is made anew, announced or not")
    func closing() throws {
        let announced = AnswerScannerTests.answer(["Connection: close", "Content-Length: 2"], body: "{}")
        for (answer, faults) in [(announced, 0), (Self.answer, 1)] {
            let service = try CannedService(answer, closes: true)
            var traffic = Traffic(socket: service.path, requests: Self.requests, connections: 1)
            traffic.limit = 2
            let result = try traffic.run()
            #expect(result.tally.answers.count == 2 - faults && result.tally.faultCount == faults, "\(result.faultText)")
        }
    }

    @Test("refusals, answers that are none, and a service that is not there are counted and named")
    func faults() throws {
        let refusing = try CannedService(AnswerScannerTests.answer(status: "429 Too Many Requests", ["Content-Length: 0"], body: ""))
        let talking = try CannedService(Array("hello\r\n\r\n".utf8))
        let cases = [
            (refusing.path, "3 × status 429"), (talking.path, "3 × the answer is not HTTP/1.1: it has no status line"),
            (refusing.path + "-none", "3 × cannot connect: No such file or directory"),
        ]
        for (path, text) in cases {
            var traffic = Traffic(socket: path, requests: Self.requests, connections: 1)
            traffic.limit = 3
            let result = try traffic.run()
            #expect(result.tally.answers.isEmpty && result.faultText == text)
            #expect(result.answersPerSecond == 0 && result.latencyMicroseconds.median == nil)
        }
        #expect(throws: ProgramFailure.self) { try Traffic(socket: "", requests: Self.requests, connections: 1).run() }
    }

    @Test("the rate counts answers within the time; latencies are those of all that the warm-up did not answer, starved ones too")
    func window() {
        // Answered in the warm-up; left waiting by it; within the time; after its end; starved from the warm-up on.
        let ends: [(end: Int64, latency: Int64)] = [(800, 500), (1_100, 500), (1_500, 100), (2_100, 200), (3_000, 2_900)]
        let answers = ends.enumerated().map { Tally.Answer(number: $0, latencyNanoseconds: $1.latency, end: $1.end) }
        let tally = Tally(answers: answers, faults: [.closed: 2])
        let result = TrafficResult(tally: tally, begin: 1_000, end: 2_000, processorShare: 0.5)
        #expect(result.latencyMicroseconds.sorted == [0.1, 0.2, 0.5, 2.9])
        #expect(result.seconds == 1e-6 && result.answersPerSecond == 2e6)
        #expect(result.faultText == "2 × closed without an answer")
    }

    @Test("several loads count as one of their time together")
    func together() {
        func part(_ latency: Int64, seconds: Int64, share: Double) -> TrafficResult {
            let answers = [Tally.Answer(number: 0, latencyNanoseconds: latency, end: latency)]
            return TrafficResult(
                tally: Tally(answers: answers, faults: [.timedOut: 1]), begin: 0, end: seconds * 1_000_000_000, processorShare: share)
        }
        let both = TrafficResult([part(3_000, seconds: 1, share: 0.4), part(1_000, seconds: 3, share: 0)])
        #expect(both.seconds == 4 && both.answersPerSecond == 0.5 && both.processorShare == 0.1)
        #expect(both.latencyMicroseconds.sorted == [1, 3] && both.tally.faults == [.timedOut: 2])
        #expect(TrafficResult([]).answersPerSecond == 0)
    }
}
