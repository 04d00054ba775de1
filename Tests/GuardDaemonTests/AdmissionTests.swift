import GuardDaemon
import Testing

struct AdmissionTests {
    @Test("when nothing waits, a request of any size is admitted")
    func emptyQueue() {
        var admission = GuardDaemon.Admission(capacity: 4, threads: 1, deadlineSeconds: 0.001)
        #expect(admission.admit(1) == .admitted)
        admission.finish(1, seconds: 10)
        #expect(admission.admit(1_000) == .admitted)
        #expect(admission.pending == 1_000)
    }

    @Test("beyond the capacity the queue is full, and a refusal takes no room")
    func full() {
        var admission = GuardDaemon.Admission(capacity: 4, threads: 2, deadlineSeconds: 10)
        #expect(admission.admit(3) == .admitted)
        #expect(admission.admit(2) == .queueFull(retryAfterSeconds: 1))
        #expect(admission.pending == 3)
        #expect(admission.admit(1) == .admitted)
        #expect(admission.admit(1) == .queueFull(retryAfterSeconds: 1))
    }

    @Test("what cannot be answered in time is refused, with the time that the queue takes to empty")
    func deadline() {
        var admission = GuardDaemon.Admission(capacity: 1_000, threads: 2, deadlineSeconds: 10)
        #expect(admission.admit(1) == .admitted)
        admission.finish(1, seconds: 1)
        #expect(admission.admit(15) == .admitted)
        // 15 texts of a second each on two threads.
        #expect(admission.admit(6) == .deadlineMissed(retryAfterSeconds: 8))
        #expect(admission.admit(5) == .admitted)
    }

    @Test("time is estimated from work: one long text counts for many short ones")
    func work() {
        var admission = GuardDaemon.Admission(capacity: 100, threads: 1, deadlineSeconds: 10)
        #expect(admission.admit(1, work: 100) == .admitted)
        admission.finish(1, work: 100, seconds: 1)
        #expect(admission.admit(1, work: 900) == .admitted)
        #expect(admission.expectedSeconds == 9)
        #expect(admission.admit(1, work: 101) == .deadlineMissed(retryAfterSeconds: 9))
        #expect(admission.admit(50, work: 100) == .admitted)
        // Half of the long text is computed; it stays until the other half is.
        admission.finish(0, work: 0, seconds: 4.5, computed: 450)
        #expect(admission.pendingWork == 1_000 && admission.pending == 51)
        #expect(abs(admission.meanSeconds - 0.01) < 1e-12)
    }

    @Test("a full queue names the time that it takes to empty")
    func retryAfter() {
        var admission = GuardDaemon.Admission(capacity: 10, threads: 2, deadlineSeconds: 100)
        #expect(admission.admit(2) == .admitted)
        admission.finish(2, seconds: 1)
        #expect(admission.meanSeconds == 0.5)
        #expect(admission.admit(10) == .admitted)
        #expect(admission.admit(1) == .queueFull(retryAfterSeconds: 3))
    }

    @Test("the mean starts at the first sample and then moves by a twentieth; what was dropped does not count")
    func mean() {
        var admission = GuardDaemon.Admission(capacity: 100, threads: 1, deadlineSeconds: 100)
        #expect(admission.admit(10) == .admitted)
        admission.finish(2, seconds: 4)
        #expect(admission.meanSeconds == 2)
        admission.finish(1, seconds: 4)
        #expect(abs(admission.meanSeconds - 2.1) < 1e-12)
        admission.finish(3, seconds: nil)
        #expect(abs(admission.meanSeconds - 2.1) < 1e-12)
        #expect(admission.pending == 4)
        admission.finish(0, seconds: 9)
        #expect(abs(admission.meanSeconds - 2.1) < 1e-12)
    }
}
