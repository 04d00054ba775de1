import OSThreads
import Synchronization
import Testing

struct ThreadPriorityTests {
    @Test("a thread that yields, and those it starts, have a higher nice value; the one that started it keeps its own")
    func yields() throws {
        let own = threadNice()
        let seen = Mutex<[Int32]>([])
        let thread = try #require(
            NamedThread("yielding") {
                yieldToOtherThreads(nice: own + 5)
                yieldToOtherThreads(nice: own + 1)
                seen.withLock { $0.append(threadNice()) }
                NamedThread("its-child") { seen.withLock { $0.append(threadNice()) } }?.join()
            })
        thread.join()
        #expect(seen.withLock { $0 } == [own + 5, own + 5])
        #expect(threadNice() == own)
    }
}
