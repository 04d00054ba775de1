import ServiceManager
import Testing

struct EventFieldTests {
    @Test(
        "a score has four decimals",
        arguments: [
            (Float(0.94), "0.9400"), (1, "1.0000"), (0.00004, "0.0000"), (0.00006, "0.0001"), (0.99999, "1.0000"), (-0.5, "-0.5000"),
        ])
    func scores(score: Float, expected: String) {
        #expect(EventField.score(score).assignment == ("PICKET_SCORE", expected))
    }

    @Test("a score that is no number is written and traps nothing", arguments: [Float.nan, .infinity, -.infinity, 1e30])
    func strangeScores(score: Float) {
        #expect(EventField.score(score).assignment.value == "\(score)")
    }
}
