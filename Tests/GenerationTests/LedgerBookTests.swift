import Foundation
import Generation
import Synchronization
import Testing

struct LedgerBookTests {
    private static func usage(_ tokens: Int) -> TokenUsage { TokenUsage(promptTokens: tokens, completionTokens: 0, costMicros: 2 * tokens) }

    @Test("reserving counts the estimate, settling the usage, and an unknown usage leaves the estimate")
    func counts() throws {
        var book = LedgerBook()
        #expect(try book.reserve("a", estimate: Self.usage(100), day: "d") == .granted(attempt: 1))
        #expect(book.spending == GenerationSpending(requests: 1, tokens: 100, costMicros: 200))
        try book.settle("a", attempt: 1, .failed(reason: "no", usage: Self.usage(30)), requestID: nil)
        #expect(book.spending == GenerationSpending(requests: 1, tokens: 30, costMicros: 60))
        #expect(try book.reserve("a", estimate: Self.usage(100), day: "e") == .granted(attempt: 2))
        #expect(try book.settle("a", attempt: 2, .failed(reason: "?", usage: nil), requestID: nil).isEstimate)
        #expect(book.spending == GenerationSpending(requests: 2, tokens: 130, costMicros: 260))
        #expect(book.spending(day: "d").tokens == 30 && book.spending(day: "e").tokens == 100 && book.spending(day: "f").tokens == 0)
    }

    @Test("answers and refusals are kept, failures are not")
    func keeps() throws {
        var book = LedgerBook()
        for (key, outcome) in [
            ("a", LedgerOutcome.answered([1, 2], usage: nil)), ("r", .refused(reason: "no", usage: nil)),
            ("f", .failed(reason: "x", usage: nil)),
        ] {
            _ = try book.reserve(key, estimate: TokenUsage(), day: "")
            try book.settle(key, attempt: 1, outcome, requestID: "id")
        }
        #expect(try book.reserve("a", estimate: TokenUsage(), day: "") == .answered([1, 2], requestID: "id"))
        #expect(try book.reserve("r", estimate: TokenUsage(), day: "") == .refused(reason: "no"))
        #expect(try book.reserve("f", estimate: TokenUsage(), day: "") == .granted(attempt: 2))
        #expect(book.spending.requests == 4)
    }

    @Test("an attempt that is not open cannot be settled, nor one twice")
    func settlesOnce() throws {
        var book = LedgerBook()
        #expect(throws: GenerationError.self) { try book.settle("a", attempt: 1, .failed(reason: "", usage: nil), requestID: nil) }
        _ = try book.reserve("a", estimate: Self.usage(5), day: "")
        try book.settle("a", attempt: 1, .failed(reason: "", usage: nil), requestID: nil)
        #expect(throws: GenerationError.self) { try book.settle("a", attempt: 1, .failed(reason: "", usage: nil), requestID: nil) }
        #expect(book.spending.tokens == 5)
    }

    @Test("each limit, of the round and of the day, lets its last unit through and not the next, and leaves nothing reserved")
    func limits() throws {
        let allowances = [GenerationAllowance(requests: 3), GenerationAllowance(tokens: 30), GenerationAllowance(costMicros: 60)]
        for allowance in allowances {
            for limits in [GenerationLimits(round: allowance), GenerationLimits(day: allowance)] {
                var book = LedgerBook(limits: limits)
                for number in 0..<3 { _ = try book.reserve("\(number)", estimate: Self.usage(10), day: "d") }
                #expect(throws: GenerationError.self) { try book.reserve("x", estimate: Self.usage(10), day: "d") }
                #expect(book.spending == GenerationSpending(requests: 3, tokens: 30, costMicros: 60))
                // Another day has its own allowance; a round has not.
                if limits.day == allowance {
                    #expect(try book.reserve("x", estimate: Self.usage(10), day: "e") == .granted(attempt: 1))
                } else {
                    #expect(throws: GenerationError.self) { try book.reserve("x", estimate: Self.usage(10), day: "e") }
                }
            }
        }
    }

    @Test("from eight threads at once the sums are exact and the limit is never passed")
    func concurrency() {
        let ledger = MemoryLedger(limits: GenerationLimits(round: GenerationAllowance(tokens: 50_000)), today: { "2026-11-22" })
        let known = Mutex((tokens: 0, requests: 0))
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            var draws = TestDraws(state: UInt64(thread + 1))
            for number in 0..<500 {
                let key = "\(thread)-\(number)"
                guard case .granted(let attempt)? = try? ledger.reserve(key, estimate: Self.usage(40)) else { continue }
                if ledger.spending.tokens > 50_000 { Issue.record("over the limit") }
                let real = Int.random(in: 0...40, using: &draws)
                let outcome = LedgerOutcome.failed(reason: "", usage: number.isMultiple(of: 7) ? nil : Self.usage(real))
                do { try ledger.settle(key, attempt: attempt, outcome, requestID: nil) } catch { Issue.record("\(error)") }
                known.withLock {
                    $0.tokens += number.isMultiple(of: 7) ? 40 : real
                    $0.requests += 1
                }
            }
        }
        let (tokens, requests) = known.withLock { $0 }
        #expect(ledger.spending == GenerationSpending(requests: requests, tokens: tokens, costMicros: 2 * tokens))
        #expect(ledger.spending(day: "2026-11-22") == ledger.spending && tokens <= 50_000 && tokens > 45_000)
    }
}
