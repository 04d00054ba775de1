import Classification
import ConsolePrograms
package import OSThreads
package import Records

// One thread does the work of rounds: it asks the book what is to be done, does it, tells the book, and asks again, until people are
// needed or nothing runs. Nothing is remembered between the two but what the store holds, so that a worker that starts anew, after a
// crash or after its process was idle, goes on by asking.
//
// Others move the round as well: an operator may cancel it, a person may approve it. The book takes an event only in the state that it
// belongs to; a step whose round was taken away from under it ends in an event that is refused, and the worker asks again.

/// Drives rounds, one step at a time, on a thread of its own.
package final class RoundWorker: Sendable {
    package typealias Perform =
        @Sendable (RoundRecord, RoundState, StopSignal, @escaping @Sendable (String, Int, Int) -> Void)
        -> Result<RoundEvent, WorkFailure>

    /// Why a step gave no event.
    package enum WorkFailure: Error, Equatable, Sendable {
        /// The round fails with these words.
        case failed(String)
        /// Nothing is recorded; the next start goes on from there.
        case interrupted(String)
    }

    private struct State: Sendable {
        var isNudged = true
        var isStopping = false
        var isAtWork = false
        var work: RoundWork?
        /// Of the step at work.
        var stop: StopSignal?
        /// Why the worker waits although there is something to do: it is not tried again before it is nudged.
        var trouble: String?
    }

    private let store: RecordStore
    private let book: RoundBook
    private let perform: Perform
    private let log: @Sendable (String) -> Void
    private let state = Monitor(State())

    /// - Parameters:
    ///   - tell: Takes each move of a round, from the worker's thread.
    ///   - log: Takes a line for each step that begins, and for trouble, from the worker's thread.
    package init(
        _ store: RecordStore, perform: @escaping Perform, tell: @escaping @Sendable (RoundMove) -> Void = { _ in },
        log: @escaping @Sendable (String) -> Void
    ) {
        self.store = store
        book = RoundBook(store, tell: tell)
        self.perform = perform
        self.log = log
    }

    /// - Returns: The running thread; nil when the system gives none.
    package func start() -> NamedThread? {
        NamedThread("picket-rounds", stackBytes: 16 << 20) { [self] in
            while waitForNudge() { workUntilIdle() }
        }
    }

    /// Does what is to be done, on this thread, until people are needed or nothing runs.
    package func workUntilIdle() { while doNext() {} }

    /// Something may have to be done.
    package func nudge() {
        state.update(waking: .all) {
            $0.isNudged = true
            $0.trouble = nil
        }
    }

    /// Ends the step at work, because its round was cancelled.
    package func interrupt(round: String) {
        state.withLock { state in if state.work?.round == round { state.stop?.raise() } }
    }

    /// Ends the step at work and the thread.
    package func stop() {
        state.update(waking: .all) { state in
            state.isStopping = true
            state.stop?.raise()
        }
    }

    package var work: RoundWork? { state.withLock { $0.work } }
    package var trouble: String? { state.withLock { $0.trouble } }
    package var isAtWork: Bool { state.withLock { $0.isAtWork || $0.isNudged } }

    /// - Returns: False when the worker is to end.
    private func waitForNudge() -> Bool {
        state.wait { state -> Bool? in
            if state.isStopping { return false }
            guard state.isNudged else { return nil }
            (state.isNudged, state.isAtWork) = (false, true)
            return true
        }
    }

    /// - Returns: False when there is nothing more to do.
    private func doNext() -> Bool {
        do throws(RoundError) {
            if let (id, action) = try book.resume(), let record = try record(id), action.isWork, try doStep(record) { return true }
        } catch {
            log("the round cannot go on: \(error)")
            state.withLock { $0.trouble = "\(error)" }
        }
        state.withLock { state in
            state.isAtWork = false
            state.work = nil
        }
        return false
    }

    private func record(_ id: String) throws(RoundError) -> RoundRecord? {
        do throws(RecordsError) { return try store.round(id) } catch { throw .store(error) }
    }

    /// - Returns: Whether to ask the book again.
    private func doStep(_ record: RoundRecord) throws(RoundError) -> Bool {
        let step = try RoundMachine(record).state
        let signal = StopSignal()
        let isStopping = state.withLock { state in
            state.work = RoundWork(round: record.id, step: step, note: "", done: 0, total: 0, since: store.now)
            state.stop = signal
            return state.isStopping
        }
        if isStopping { return false }
        log("round \(record.id): \(step)")
        let result = perform(record, step, signal) { [state] note, done, total in
            state.withLock { state in
                state.work?.note = note
                state.work?.done = done
                state.work?.total = total
            }
        }
        state.withLock { state in
            state.work = nil
            state.stop = nil
        }
        let event: RoundEvent
        switch result {
        case .success(let ended): event = ended
        case .failure(.failed(let reason)): event = .stepFailed(reason: reason)
        case .failure(.interrupted(let reason)):
            // A cancelled round has moved on already; a stopping trainer leaves it where it is.
            if state.withLock({ $0.isStopping }) { return false }
            if try RoundMachine(record).state == book.machine(record.id).state {
                state.withLock { $0.trouble = reason }
                log("round \(record.id): \(step) was interrupted: \(reason)")
                return false
            }
            return true
        }
        do throws(RoundError) { _ = try book.handle(event, round: record.id) } catch {
            // Somebody else moved the round while the step was at work: what it is to do now is asked anew.
            switch error {
            case .notAllowed, .store(.staleRound): return true
            default: throw error
            }
        }
        return true
    }
}

extension RoundAction {
    /// Something that the trainer does itself.
    package var isWork: Bool {
        switch self {
        case .select, .generate, .train, .evaluate, .promote: true
        case .waitForLabels, .waitForReview, .waitForApproval, .finish: false
        }
    }
}
