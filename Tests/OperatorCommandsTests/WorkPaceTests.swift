import OperatorCommands
import Testing

struct WorkPaceTests {
    private static func work(_ done: Int, _ note: String = "embedding", total: Int = 100) -> RoundDocument.Work {
        .init(step: "selecting", note: note, done: done, total: total)
    }

    @Test("what is left follows from how fast it went since it was first seen")
    func rate() {
        var pace = WorkPace()
        #expect(pace.secondsLeft(Self.work(20), now: .seconds(5)) == nil)
        #expect(pace.secondsLeft(Self.work(20), now: .seconds(6)) == nil, "nothing was done yet")
        #expect(pace.secondsLeft(Self.work(40), now: .seconds(9)) == 12)
        #expect(pace.secondsLeft(Self.work(100), now: .seconds(10)) == 0)
    }

    @Test("other work, or work that begins anew, is measured anew")
    func anew() {
        var pace = WorkPace()
        _ = pace.secondsLeft(Self.work(0), now: .zero)
        #expect(pace.secondsLeft(Self.work(50, "clustering"), now: .seconds(1)) == nil)
        #expect(pace.secondsLeft(Self.work(75, "clustering"), now: .seconds(2)) == 1)
        #expect(pace.secondsLeft(Self.work(10, "clustering"), now: .seconds(3)) == nil)
        #expect(pace.secondsLeft(nil, now: .seconds(4)) == nil)
        #expect(pace.secondsLeft(Self.work(20, "clustering"), now: .seconds(5)) == nil)
        #expect(pace.secondsLeft(Self.work(20, total: 0), now: .seconds(6)) == nil)
    }
}
