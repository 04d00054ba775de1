import Foundation
import JSONParsing
import LabeledData
import Records
import TestSupport
import Testing

struct GenerationTests {
    private let estimate = Usage(promptTokens: 100, completionTokens: 50, costMicros: 30)

    private func started() throws -> TestStore {
        let test = try TestStore()
        _ = try test.store.createRound("r1", state: "generating", parameters: [:])
        return test
    }

    @Test("a reservation counts at once, the settled usage replaces it, and the answer is paid for once")
    func reserveAndSettle() throws {
        let test = try started()
        #expect(try test.store.reserve("k", round: "r1", estimate: estimate, limits: SpendingLimits()) == .granted(attempt: 1))
        #expect(try test.store.spending(round: "r1") == Spending(requests: 1, tokens: 150, costMicros: 30))
        #expect(throws: RecordsError.reservationOpen(key: "k")) {
            try test.store.reserve("k", round: "r1", estimate: estimate, limits: SpendingLimits())
        }
        let answer: [UInt8] = [0x7B, 0x00, 0xFF]
        try test.store.settle(
            "k", attempt: 1, .succeeded(answer: answer, usage: Usage(promptTokens: 90, completionTokens: 7, costMicros: 11)),
            requestID: "q1")
        #expect(try test.store.spending(round: "r1") == Spending(requests: 1, tokens: 97, costMicros: 11))
        #expect(try test.store.spending(day: test.clock.now.day) == Spending(requests: 1, tokens: 97, costMicros: 11))
        #expect(try test.store.reserve("k", round: "r1", estimate: estimate, limits: SpendingLimits()) == .cached(answer: answer))
        #expect(try RecordStore.open(test.path).recordedAnswer("k") == answer)
        #expect(throws: RecordsError.reservationNotOpen(key: "k", attempt: 1)) {
            try test.store.settle("k", attempt: 1, .failed(usage: nil, error: "late"))
        }
        #expect(try test.store.generationAttempts().map(\.requestID) == ["q1"])
    }

    @Test("failures and refusals are no answers; each attempt keeps what it cost, and an unknown cost is the estimate")
    func failures() throws {
        let test = try started()
        let limits = SpendingLimits()
        _ = try test.store.reserve("k", round: "r1", estimate: estimate, limits: limits)
        try test.store.settle("k", attempt: 1, .failed(usage: nil, error: "timed out\0"))
        #expect(try test.store.reserve("k", round: "r1", estimate: estimate, limits: limits) == .granted(attempt: 2))
        try test.store.settle("k", attempt: 2, .failed(usage: Usage(), error: "429"))
        #expect(try test.store.reserve("k", round: "r1", estimate: estimate, limits: limits) == .granted(attempt: 3))
        try test.store.settle("k", attempt: 3, .refused(usage: Usage(promptTokens: 5), error: "no"))
        #expect(try test.store.spending(round: "r1") == Spending(requests: 3, tokens: 155, costMicros: 30))
        let attempts = try test.store.generationAttempts(round: "r1")
        #expect(attempts.map(\.status) == [.failed, .failed, .refused])
        #expect(attempts.map(\.isEstimate) == [true, false, false])
        #expect(try test.store.recordedAnswer("k") == nil)
    }

    static let limits: [(SpendingLimits, SpendingLimit.Span, SpendingLimit.Quantity, Int, Int, Int)] = [
        (SpendingLimits(round: SpendingAllowance(requests: 2)), .round, .requests, 2, 1, 2),
        (SpendingLimits(round: SpendingAllowance(tokens: 449)), .round, .tokens, 300, 150, 449),
        (SpendingLimits(round: SpendingAllowance(costMicros: 89)), .round, .costMicros, 60, 30, 89),
        (SpendingLimits(day: SpendingAllowance(requests: 2)), .day, .requests, 2, 1, 2),
        (SpendingLimits(day: SpendingAllowance(tokens: 449)), .day, .tokens, 300, 150, 449),
        (SpendingLimits(day: SpendingAllowance(costMicros: 89)), .day, .costMicros, 60, 30, 89),
    ]

    @Test("no limit is passed by one reservation, and the error has the sums", arguments: limits)
    func stopsAtLimit(
        limits: SpendingLimits, span: SpendingLimit.Span, quantity: SpendingLimit.Quantity, spent: Int, asked: Int, limit: Int
    ) throws {
        let test = try started()
        for key in ["a", "b"] { _ = try test.store.reserve(key, round: "r1", estimate: estimate, limits: limits) }
        let error = RecordsError.limitReached(SpendingLimit(span: span, quantity: quantity), spent: spent, asked: asked, limit: limit)
        #expect(throws: error) { try test.store.reserve("c", round: "r1", estimate: estimate, limits: limits) }
        #expect(try test.store.spending(round: "r1").requests == 2)
        // A request that was answered costs nothing and passes any limit.
        try test.store.settle("a", attempt: 1, .succeeded(answer: [1], usage: nil))
        #expect(try test.store.reserve("a", round: "r1", estimate: estimate, limits: limits) == .cached(answer: [1]))
        // The next day has a purse of its own; the round has not.
        test.clock.move(by: .seconds(86_400))
        let later = recordsError { _ = try test.store.reserve("c", round: "r1", estimate: estimate, limits: limits) }
        #expect(later == (span == .day ? nil : error))
    }

    @Test("many threads together spend up to the limit and not a request more")
    func concurrent() throws {
        let test = try started()
        let other = try RecordStore.open(test.path)
        let limits = SpendingLimits(round: SpendingAllowance(requests: 25))
        DispatchQueue.concurrentPerform(iterations: 60) { index in
            let store = index % 2 == 0 ? test.store : other
            let error = recordsError { _ = try store.reserve("k\(index)", round: "r1", estimate: estimate, limits: limits) }
            if let error, case .limitReached = error { return }
            #expect(error == nil)
        }
        #expect(try test.store.spending(round: "r1") == Spending(requests: 25, tokens: 25 * 150, costMicros: 25 * 30))
    }

    @Test("what a dead process had reserved stays spent, is listed once, and may be tried again or settled late")
    func orphans() throws {
        let test = try started()
        _ = try test.store.reserve("k", round: "r1", estimate: estimate, limits: SpendingLimits())
        try test.store.close()
        let clock = test.clock
        let store = try RecordStore.open(test.path, options: StoreOptions(clock: { clock.now }))
        #expect(try store.orphanReservations().map(\.key) == ["k"])
        #expect(try store.orphanReservations().isEmpty)
        #expect(try store.spending(round: "r1") == Spending(requests: 1, tokens: 150, costMicros: 30))
        #expect(try store.reserve("k", round: "r1", estimate: estimate, limits: SpendingLimits()) == .granted(attempt: 2))
        try store.settle("k", attempt: 1, .succeeded(answer: [1], usage: Usage(costMicros: 9)))
        try store.settle("k", attempt: 2, .succeeded(answer: [2], usage: Usage(costMicros: 9)))
        #expect(try store.recordedAnswer("k") == [1])
        #expect(try store.generationAttempts().map(\.status) == [.succeeded, .succeeded])
    }

    @Test("amounts below zero and beyond reason are refused", arguments: [-1, 1_000_000_001, .max, .min])
    func amounts(value: Int) throws {
        let test = try started()
        #expect(throws: RecordsError.outOfRange(field: "completion tokens", value: value, allowed: 0...1_000_000_000)) {
            try test.store.reserve("k", round: "r1", estimate: Usage(completionTokens: value), limits: SpendingLimits())
        }
    }
}
