import Synchronization

/// A ledger that ends with the process.
package final class MemoryLedger: GenerationLedger {
    private let book: Mutex<LedgerBook>
    private let today: @Sendable () -> String

    /// - Parameter today: The day to which a reservation counts, such as `2026-11-22`.
    package init(limits: GenerationLimits = GenerationLimits(), today: @escaping @Sendable () -> String = { "" }) {
        book = Mutex(LedgerBook(limits: limits))
        self.today = today
    }

    package var spending: GenerationSpending { book.withLock { $0.spending } }
    package func spending(day: String) -> GenerationSpending { book.withLock { $0.spending(day: day) } }

    package func reserve(_ key: String, estimate: TokenUsage) throws(GenerationError) -> LedgerReservation {
        let day = today()
        return try locked { book throws(GenerationError) in try book.reserve(key, estimate: estimate, day: day) }
    }

    package func settle(_ key: String, attempt: Int, _ outcome: LedgerOutcome, requestID: String?) throws(GenerationError) {
        try locked { book throws(GenerationError) in
            _ = try book.settle(key, attempt: attempt, outcome, requestID: requestID)
        }
    }

    private func locked<Result>(_ body: (inout LedgerBook) throws(GenerationError) -> Result) throws(GenerationError) -> Result {
        let result: Swift.Result<Result, GenerationError> = book.withLock { book in
            do throws(GenerationError) { return .success(try body(&book)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
