import Classification
import GuardDaemon
import OSThreads
import Synchronization
import TestSupport
import Testing

/// A pool over a tiny model: who computes, and who is woken.
@Suite(.timeLimit(.minutes(2)))
struct ComputePoolTests {
    private let folder: TinyClassifier
    private let model: Classifier
    private let pool: ComputePool

    init() throws {
        folder = try TinyClassifier(labels: ["one", "two", "three", "four", "five", "six"])
        var configuration = GuardConfiguration()
        configuration.windowTokens = 16
        configuration.stride = 8
        model = try configuration.load(.folder(folder.path))
        pool = ComputePool(settings: ComputePool.Settings(threads: 2, maxBatchTokens: 64, capacity: 16, deadlineSeconds: 600))
    }

    private final class Received: Sendable {
        let outcomes = Mutex<[ClassificationJob.Outcome]>([])
        var count: Int { outcomes.withLock { $0.count } }
    }

    private func job(_ texts: [String], _ received: Received, isAbandoned: Bool = false) -> ClassificationJob {
        ClassificationJob(model: model, texts: texts, isAbandoned: { isAbandoned }) { outcome in
            received.outcomes.withLock { $0.append(outcome) }
        }
    }

    @Test("a short text that would wait for nothing is computed where it comes in, with the verdict that a compute thread gives")
    func here() async throws {
        try #require(pool.start())
        let here = Received()
        #expect(pool.computeHere(job(["calm alarm"], here)))
        // Without any waiting: this thread has done it.
        let outcomes = here.outcomes.withLock { $0 }
        let verdict = try outcomes.map { try $0.get() }
        #expect(pool.pending == 0)
        let there: ClassificationJob.Outcome = await withCheckedContinuation { continuation in
            let job = ClassificationJob(model: model, texts: ["calm alarm"], isAbandoned: { false }) { continuation.resume(returning: $0) }
            #expect(pool.submit(job) == .admitted)
        }
        #expect(try [there.get()] == verdict)
        pool.drain()
    }

    @Test("a list, a long text, and a request that others are before are left to the queue")
    func notHere() throws {
        let received = Received()
        #expect(!pool.computeHere(job(["calm"], received)), "nothing computes before the pool runs")
        #expect(pool.submit(job(["calm"], received)) == .admitted)
        // Started only now: the request before is still queued for certain.
        #expect(pool.pending == 1)
        try #require(pool.start())
        pool.waitUntilIdle()
        #expect(!pool.computeHere(job(["calm", "calm"], received)))
        #expect(!pool.computeHere(job([String(repeating: "calm ", count: 52)], received)))
        #expect(pool.computeHere(job([String(repeating: "calm ", count: 51)], received)), "several windows, and still short")
        pool.waitUntilIdle()
        #expect(received.count == 2)
        pool.drain()
        #expect(!pool.computeHere(job(["calm"], received)), "nothing computes after it has been drained")
    }

    @Test("while one thread computes a request that it brought, another's goes to the queue")
    func busy() throws {
        try #require(pool.start())
        let (outer, inner) = (Received(), Received())
        let isRefused = Mutex(false)
        let nested = job(["calm"], inner)
        let first = ClassificationJob(model: model, texts: ["alarm"], isAbandoned: { false }) { [pool] outcome in
            isRefused.withLock { $0 = !pool.computeHere(nested) }
            outer.outcomes.withLock { $0.append(outcome) }
        }
        #expect(pool.computeHere(first))
        #expect(outer.count == 1 && isRefused.withLock { $0 } && inner.count == 0)
        pool.drain()
    }

    @Test("a request whose client has gone costs nothing and is completed all the same")
    func abandoned() throws {
        try #require(pool.start())
        let received = Received()
        #expect(pool.computeHere(job(["calm"], received, isAbandoned: true)))
        #expect(received.outcomes.withLock { $0 } == [.failure(.abandoned)])
        #expect(pool.pending == 0)
        pool.drain()
    }

    @Test("who waits for an idle pool never takes the wake-up of a thread that has work")
    func idleness() throws {
        try #require(pool.start())
        let received = Received()
        for round in 1...200 {
            let thread = NamedThread("waiter") { [pool] in pool.waitUntilIdle() }
            let waiter = try #require(thread)
            #expect(pool.submit(job(["calm"], received)) == .admitted)
            waiter.join()
            pool.waitUntilIdle()
            #expect(received.count == round)
        }
        pool.drain()
    }
}
