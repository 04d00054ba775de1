import Glibc
import Synchronization

/// Whether Ctrl-C or SIGTERM has been received since `listen`, or whoever runs the training has said so (`following`).
///
/// The handler does nothing but set a flag and wake who waits; training looks at it after every step and ends in good order. A second
/// signal ends the process at once, as it would without a handler.
enum Interruption {
    private static let isRequested = Atomic(false)

    /// Where the handler writes a byte, so that a thread that waits wakes; -1 for nowhere.
    private static let wake = Atomic<Int32>(-1)

    /// - Parameter descriptor: Written to when a signal comes; it stays open as long as the process.
    static func listen(waking descriptor: Int32 = -1) {
        if followed.withLock({ $0 != nil }) { return }
        // Made before a signal can come: a handler must not run an initializer.
        isRequested.store(false, ordering: .relaxed)
        wake.store(descriptor, ordering: .relaxed)
        // A parent may have left them blocked, and that is inherited.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        for number in [SIGINT, SIGTERM] {
            signal(number) { received in
                Interruption.isRequested.store(true, ordering: .relaxed)
                var byte: UInt8 = 1
                let descriptor = Interruption.wake.load(ordering: .relaxed)
                if descriptor >= 0 { _ = write(descriptor, &byte, 1) }
                signal(received, SIG_DFL)
            }
        }
    }

    private static let followed = Mutex<(@Sendable () -> Bool)?>(nil)

    /// While `body` runs, `isStopped` is asked, and no signal is listened to: a service has its own way with them.
    static func following<Value, Failure: Error>(
        _ isStopped: @escaping @Sendable () -> Bool, _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        followed.withLock { $0 = isStopped }
        defer { followed.withLock { $0 = nil } }
        return try body()
    }

    static var hasCome: Bool {
        if let isStopped = followed.withLock({ $0 }) { return isStopped() }
        return isRequested.load(ordering: .relaxed)
    }
}
