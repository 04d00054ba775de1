import GuardDaemon
import Testing

struct CapturePolicyTests {
    private let hour = 498_611 * 3_600

    @Test("a verdict that is sure enough is never kept, whatever the allowance", arguments: [Float(0), 0.89, -1, .nan, .infinity])
    func sure(entropy: Float) {
        var policy = CapturePolicy(minEntropy: 0.9, maxPerHour: 1_000)
        #expect(policy.decide(entropy: entropy, at: hour) == .sure)
    }

    @Test("an hour takes exactly its number and each minute no more than its part", arguments: [1, 2, 59, 60, 61, 1_000])
    func allowance(perHour: Int) {
        var policy = CapturePolicy(minEntropy: 0.9, maxPerHour: perHour)
        var taken = 0
        for minute in 0..<60 {
            for second in 0..<60 {
                for _ in 0..<3 where policy.decide(entropy: 1, at: hour + minute * 60 + second) == .take { taken += 1 }
            }
            #expect(taken <= min(perHour, (perHour * (minute + 1) + 59) / 60))
        }
        #expect(taken == perHour)
        #expect(policy.decide(entropy: 1, at: hour + 3_599) == .used)
        #expect(policy.decide(entropy: 1, at: hour + 3_600) == .take)
    }

    @Test("what quiet minutes leave a later minute of the hour may take, and the next hour not")
    func leftover() {
        var policy = CapturePolicy(minEntropy: 0.9, maxPerHour: 60)
        let late = (0..<100).count { _ in policy.decide(entropy: 1, at: hour + 59 * 60) == .take }
        #expect(late == 60)
        let next = (0..<100).count { _ in policy.decide(entropy: 1, at: hour + 3_600) == .take }
        #expect(next == 1)
    }

    @Test("a clock that is set back, or before 1970, begins another hour and stops nothing")
    func clock() {
        var policy = CapturePolicy(minEntropy: 0.9, maxPerHour: 1)
        #expect(policy.decide(entropy: 1, at: hour) == .take)
        #expect(policy.decide(entropy: 1, at: hour - 7_200) == .take)
        #expect(policy.decide(entropy: 1, at: Int.min) == .take)
        #expect(policy.decide(entropy: 1, at: Int.max) == .take)
    }
}
