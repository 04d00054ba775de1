import Foundation
import OSThreads
import Testing

@Suite(.timeLimit(.minutes(1)))
struct NamedThreadTests {
    @Test("a joined thread has done its work, under its name")
    func joins() throws {
        let name = Monitor("")
        let thread = try #require(
            NamedThread("fifteen-bytes-x") {
                let found = (try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)) ?? "unreadable"
                name.update { $0 = found }
            })
        thread.join()
        #expect(name.withLock { $0 } == "fifteen-bytes-x\n")
    }

    @Test("a detached thread still does its work")
    func detaches() throws {
        let isDone = Monitor(false)
        let thread = try #require(NamedThread("detached") { isDone.update { $0 = true } })
        thread.detach()
        isDone.wait { $0 ? () : nil }
    }

    @Test("a thread that the system cannot give is nil, and what it was to run is let go")
    func refused() {
        weak var weakWitness: Witness?
        do {
            let witness = Witness()
            weakWitness = witness
            let thread = NamedThread("too-large", stackBytes: 1 << 50) { witness.touch() }
            let isRefused = thread == nil
            #expect(isRefused)
        }
        let isGone = weakWitness == nil
        #expect(isGone)
    }

    private final class Witness: Sendable {
        func touch() {}
    }
}
