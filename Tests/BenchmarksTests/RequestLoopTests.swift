import Benchmarks
import Synchronization
import Testing

/// A clock that only waiting, and a service that takes its time, move on.
private final class FakeClock: PacingClock {
    private let time = Mutex<Int64>(0)

    var now: Int64 { time.withLock { $0 } }
    func wait(until time: Int64) { self.time.withLock { $0 = max($0, time) } }
    func advance(_ nanoseconds: Int64) { time.withLock { $0 += nanoseconds } }
}

struct RequestLoopTests {
    static let millisecond: Int64 = 1_000_000

    /// A service that takes a millisecond, and a second for request number 10.
    private static func stalling(_ clock: FakeClock) -> (Int) throws(TrafficFault) -> Int {
        return { number throws(TrafficFault) in
            clock.advance(number == 10 ? 1_000 * millisecond : millisecond)
            return 200
        }
    }

    private static func milliseconds(_ tally: Tally) -> Samples {
        Samples(tally.answers.map { Double($0.latencyNanoseconds) / Double(millisecond) })
    }

    @Test("a closed loop sees a stall once; an open loop sees it in every request that was due meanwhile")
    func coordinatedOmission() {
        let closedClock = FakeClock()
        let closed = RequestLoop(clock: closedClock, turns: TurnDispenser(limit: 400)).run(Self.stalling(closedClock))
        #expect(Self.milliseconds(closed).percentile(99) == 1)
        #expect(Self.milliseconds(closed).maximum == 1_000)

        let openClock = FakeClock()
        let due = (0..<400).map { Int64($0) * 10 * Self.millisecond }
        let open = RequestLoop(clock: openClock, turns: TurnDispenser(arrivals: due)).run(Self.stalling(openClock))
        let latencies = Self.milliseconds(open)
        #expect(latencies.maximum == 1_000)
        // The queue grows to a hundred requests and shrinks by nine milliseconds with each: 111 requests wait.
        #expect(open.answers.count { $0.latencyNanoseconds > Self.millisecond } == 111)
        #expect(open.answers[11].latencyNanoseconds == 991 * Self.millisecond)
        #expect(open.answers[12].latencyNanoseconds == 982 * Self.millisecond)
        #expect(latencies.percentile(75) == 100)
        #expect(latencies.percentile(99) == 964)
    }

    @Test("a request of an open loop is not sent before it is due")
    func pacing() {
        let clock = FakeClock()
        var sent: [Int64] = []
        let tally = RequestLoop(clock: clock, turns: TurnDispenser(arrivals: [50, 70, 200])).run { _ throws(TrafficFault) in
            sent.append(clock.now)
            clock.advance(30)
            return 200
        }
        #expect(sent == [50, 80, 200])
        #expect(tally.answers.map(\.latencyNanoseconds) == [30, 40, 30])
        #expect(tally.answers.map(\.end) == [80, 110, 230])
    }

    @Test("what fails in the warm-up is not counted; a request that it left waiting is")
    func warmUp() {
        let clock = FakeClock()
        let turns = TurnDispenser(arrivals: [10, 20, 29, 40])
        let tally = RequestLoop(clock: clock, turns: turns, warmUpEnd: 30).run { number throws(TrafficFault) in
            clock.advance(2)
            return number == 3 ? 200 : 429
        }
        #expect(tally.answers.map(\.end) == [42])
        #expect(tally.faults == [.status(429): 1])
    }

    @Test("refusals and faults are counted by kind and have no latency")
    func faults() {
        let clock = FakeClock()
        let tally = RequestLoop(clock: clock, turns: TurnDispenser(limit: 6)).run { number throws(TrafficFault) in
            switch number {
            case 1: return 503
            case 2, 3: throw .closed
            case 4: throw .timedOut
            default: return 200
            }
        }
        #expect(tally.answers.count == 2)
        #expect(tally.faults == [.status(503): 1, .closed: 2, .timedOut: 1] && tally.faultCount == 4)
    }

    @Test("a service that has gone ends the loop; one that refuses does not")
    func givesUp() {
        let clock = FakeClock()
        let gone = RequestLoop(clock: clock, turns: TurnDispenser(limit: 1_000)).run { _ throws(TrafficFault) in throw .closed }
        #expect(gone.faults == [.closed: 100, .gaveUp: 1])
        let busy = RequestLoop(clock: clock, turns: TurnDispenser(limit: 1_000)).run { _ throws(TrafficFault) in 429 }
        #expect(busy.faults == [.status(429): 1_000])
    }
}
