import Records
import Testing

struct TimestampTests {
    @Test("times are written in UTC with microseconds, before 1970 as well")
    func description() {
        #expect("\(Timestamp(microseconds: 0))" == "1970-01-01T00:00:00.000000Z")
        #expect("\(Timestamp(microseconds: 1_795_360_381_000_250))" == "2026-11-22T15:13:01.000250Z")
        #expect("\(Timestamp(microseconds: -1))" == "1969-12-31T23:59:59.999999Z")
        #expect(Timestamp(microseconds: -1).day == "1969-12-31")
    }

    @Test("sums stay at the ends of the range, and no time traps", arguments: [Int.min, -1, 0, Int.max])
    func extremes(value: Int) {
        let time = Timestamp(microseconds: value)
        #expect(!"\(time)".isEmpty && !time.day.isEmpty)
        #expect(Timestamp(microseconds: .max) + .seconds(1) == Timestamp(microseconds: .max))
        #expect(Timestamp(microseconds: .min) + .seconds(-1) == Timestamp(microseconds: .min))
        #expect(time + .seconds(Int64.max) >= time)
        #expect(Timestamp(microseconds: 5) + .microseconds(-7) == Timestamp(microseconds: -2))
    }
}
