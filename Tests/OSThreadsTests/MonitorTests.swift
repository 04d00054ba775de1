import OSThreads
import Testing

@Suite(.timeLimit(.minutes(1)))
struct MonitorTests {
    @Test("a waiter sleeps until a change gives it a result")
    func wakes() throws {
        let monitor = Monitor(0)
        let seen = Monitor<Int?>(nil)
        let waiter = try #require(
            NamedThread("waiter") {
                let value = monitor.wait { $0 >= 3 ? $0 : nil }
                seen.update { $0 = value }
            })
        for _ in 0..<3 { monitor.update { $0 += 1 } }
        waiter.join()
        #expect(seen.withLock { $0 } == 3)
    }

    @Test("what is there already is not waited for, and an update returns its result")
    func immediate() {
        let monitor = Monitor([1, 2])
        #expect(monitor.wait { $0.popLast() } == 2)
        let count = monitor.update { list -> Int in
            list.append(5)
            return list.count
        }
        #expect(count == 2)
        #expect(monitor.withLock { $0 } == [1, 5])
    }

    @Test("each of several waiters takes its own piece, and none is taken twice")
    func takesOnce() throws {
        let pieces = Monitor<[Int]>([])
        let taken = Monitor<[Int]>([])
        let waiters = (0..<4).compactMap { number in
            NamedThread("waiter-\(number)") {
                let piece = pieces.wait { $0.popLast() }
                taken.update { $0.append(piece) }
            }
        }
        try #require(waiters.count == 4)
        for piece in 0..<4 { pieces.update { $0.append(piece) } }
        for waiter in waiters { waiter.join() }
        #expect(taken.withLock { $0.sorted() } == [0, 1, 2, 3])
    }

    @Test("one change can wake every waiter")
    func wakesAll() throws {
        let isOpen = Monitor(false)
        let passed = Monitor(0)
        let waiters = (0..<4).compactMap { number in
            NamedThread("waiter-\(number)") {
                isOpen.wait { $0 ? () : nil }
                passed.update { $0 += 1 }
            }
        }
        try #require(waiters.count == 4)
        isOpen.update(waking: .all) { $0 = true }
        for waiter in waiters { waiter.join() }
        #expect(passed.withLock { $0 } == 4)
    }
}
