import Generation
import JSONParsing
import OSThreads
import Records
import Synchronization
import TestSupport
import Testing
import TrainerService

/// The thread that does the work of rounds, with steps that the test decides.
struct RoundWorkerTests {
    private func store() throws -> (place: TemporaryFolder, store: RecordStore, book: RoundBook) {
        let place = try TemporaryFolder()
        let store = try RecordStore.open(place.path + "/trainer.db")
        return (place, store, RoundBook(store))
    }

    private func start(_ book: RoundBook) throws { _ = try book.start("r", parameters: .object(JSONObject())) }

    @Test("a step that fails fails the round with its words, and retry does it again")
    func failureAndRetry() throws {
        let (place, store, book) = try store()
        _ = place
        try start(book)
        let attempts = Mutex(0)
        let worker = RoundWorker(
            store,
            perform: { _, step, _, _ in
                #expect(step == .selecting)
                let attempt = attempts.withLock { count in
                    count += 1
                    return count
                }
                return attempt == 1 ? .failure(.failed("the pool is empty")) : .success(.selected(queries: 3))
            }, log: { _ in })
        worker.workUntilIdle()
        #expect(try book.machine("r").state == .failed)
        #expect(try book.machine("r").reason == "the pool is empty")
        worker.workUntilIdle()
        #expect(attempts.withLock { $0 } == 1)
        _ = try book.handle(.retry, round: "r")
        worker.workUntilIdle()
        #expect(try book.machine("r").state == .awaitingLabels)
    }

    @Test("a round that is cancelled while its step is at work stays cancelled, whatever the step says at its end")
    func cancelledUnderneath() throws {
        let (place, store, book) = try store()
        _ = place
        try start(book)
        let worker = RoundWorker(
            store,
            perform: { _, _, stop, _ in
                #expect(throws: Never.self) { _ = try book.handle(.cancel(by: "ada"), round: "r") }
                return .success(.selected(queries: 3))
            }, log: { _ in })
        worker.workUntilIdle()
        #expect(try book.machine("r").state == .cancelled)
        #expect(worker.work == nil)
    }

    @Test("on its own thread the worker waits for a nudge, shows what it does, is interrupted by name, and ends when it is told to")
    func thread() throws {
        let (place, store, book) = try store()
        _ = place
        let inside = StopSignal()
        let worker = RoundWorker(
            store,
            perform: { _, _, stop, report in
                report("embedding", 3, 7)
                inside.raise()
                // A step that would never end by itself.
                while !stop.isRaised { _ = stop.pause(.seconds(60)) }
                return .failure(.interrupted("it was stopped"))
            }, log: { _ in })
        let thread = try #require(worker.start())
        try start(book)
        worker.nudge()
        while !inside.isRaised { _ = inside.pause(.seconds(60)) }
        let work = try #require(worker.work)
        #expect(work.round == "r" && work.step == .selecting && work.note == "embedding" && work.done == 3 && work.total == 7)
        #expect(worker.isAtWork)
        worker.interrupt(round: "another")
        #expect(worker.work != nil)
        _ = try book.handle(.cancel(by: "ada"), round: "r")
        worker.interrupt(round: "r")
        worker.stop()
        thread.join()
        #expect(worker.work == nil)
        #expect(try book.machine("r").state == .cancelled)
    }

    @Test("a step that was interrupted by the trainer's end leaves the round where it was, for the next start")
    func interruptedByTheEnd() throws {
        let (place, store, book) = try store()
        _ = place
        try start(book)
        let worker = RoundWorker(store, perform: { _, _, _, _ in .failure(.interrupted("it was stopped")) }, log: { _ in })
        worker.workUntilIdle()
        #expect(try book.machine("r").state == .selecting)
        #expect(worker.trouble == "it was stopped")
        worker.nudge()
        #expect(worker.trouble == nil)
    }
}
