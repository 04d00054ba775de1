import Benchmarks
import Testing

struct TurnDispenserTests {
    @Test("a closed loop ends at its limit")
    func limit() {
        let turns = TurnDispenser(limit: 2)
        #expect(turns.next(now: 5) == TurnDispenser.Turn(number: 0, due: nil))
        #expect(turns.next(now: 6) == TurnDispenser.Turn(number: 1, due: nil))
        #expect(turns.next(now: 7) == nil && turns.next(now: 8) == nil)
    }

    @Test("a closed loop ends with its time")
    func end() {
        let turns = TurnDispenser(end: 10)
        #expect(turns.next(now: 9) != nil)
        #expect(turns.next(now: 10) == nil)
    }

    @Test("every arrival of an open loop is given out, however late")
    func open() {
        let turns = TurnDispenser(arrivals: [3, 4], end: 10)
        #expect(turns.next(now: 0) == TurnDispenser.Turn(number: 0, due: 3))
        #expect(turns.next(now: 1_000) == TurnDispenser.Turn(number: 1, due: 4))
        #expect(turns.next(now: 1_001) == nil)
    }

    @Test("a load that was stopped gives no more turns")
    func stop() {
        for turns in [TurnDispenser(), TurnDispenser(arrivals: [1, 2])] {
            #expect(turns.next(now: 0) != nil)
            turns.stop()
            #expect(turns.next(now: 0) == nil)
        }
    }
}
