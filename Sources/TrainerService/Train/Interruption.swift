import Glibc
import Synchronization

/// Whether Ctrl-C or SIGTERM has been received since `listen`.
///
/// The handler does nothing but set a flag; training looks at it after every step and ends in good order. A second signal ends the
/// process at once, as it would without a handler.
enum Interruption {
    private static let isRequested = Atomic(false)

    static func listen() {
        // Made before a signal can come: a handler must not run an initializer.
        isRequested.store(false, ordering: .relaxed)
        // A parent may have left them blocked, and that is inherited.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        for number in [SIGINT, SIGTERM] {
            signal(number) { received in
                Interruption.isRequested.store(true, ordering: .relaxed)
                signal(received, SIG_DFL)
            }
        }
    }

    static var hasCome: Bool { isRequested.load(ordering: .relaxed) }
}
