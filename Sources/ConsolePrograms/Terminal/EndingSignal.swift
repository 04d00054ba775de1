import Glibc
import Synchronization

/// Whether a signal that would end the program has come: SIGTERM, SIGINT, or SIGHUP from a line that was cut.
///
/// The handler sets a flag and nothing else. Who waits at a terminal looks at it, puts things in order and calls `end`.
package enum EndingSignal {
    private static let received = Atomic<Int32>(0)

    package static func listen() {
        // Made before a signal can come: a handler must not run an initializer.
        received.store(0, ordering: .relaxed)
        for number in [SIGTERM, SIGINT, SIGHUP] {
            signal(number) { EndingSignal.received.store($0, ordering: .relaxed) }
        }
    }

    package static var hasCome: Bool { received.load(ordering: .relaxed) != 0 }

    /// Ends the program by the signal that came, as if nobody had listened, so that whoever sent it sees that; without one it does nothing.
    package static func end() {
        let number = received.load(ordering: .relaxed)
        guard number != 0 else { return }
        signal(number, SIG_DFL)
        raise(number)
    }
}
