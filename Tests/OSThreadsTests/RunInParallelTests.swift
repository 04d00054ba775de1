import Foundation
import OSThreads
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RunInParallelTests {
    static let sizes: [(count: Int, threads: Int)] = [(0, 4), (1, 4), (3, 8), (1_000, 1), (1_000, 4), (5, 0)]

    @Test("every index is visited once, with the context that its own thread made", arguments: sizes)
    func visits(count: Int, threads: Int) {
        let visits = Mutex([Int](repeating: 0, count: count))
        let contexts = Mutex<[pthread_t]>([])
        let strangers = Mutex(0)
        runInParallel(
            count, threads: threads, name: "test",
            makeContext: { () -> pthread_t in
                let thread = pthread_self()
                contexts.withLock { $0.append(thread) }
                return thread
            },
            { index, context in
                visits.withLock { $0[index] += 1 }
                if context != pthread_self() { strangers.withLock { $0 += 1 } }
            })
        #expect(visits.withLock { $0 } == [Int](repeating: 1, count: count))
        #expect(strangers.withLock { $0 } == 0)
        let made = contexts.withLock { $0 }
        #expect(made.count == max(1, min(threads, count)))
        #expect(Set(made).count == made.count)
    }

    @Test("one thread visits in order")
    func order() {
        let order = Mutex<[Int]>([])
        runInParallel(50, threads: 1, name: "test", makeContext: { 0 }) { index, _ in order.withLock { $0.append(index) } }
        #expect(order.withLock { $0 } == Array(0..<50))
    }
}
