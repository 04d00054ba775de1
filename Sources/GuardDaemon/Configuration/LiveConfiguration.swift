import Synchronization

/// The configuration in force. A reload exchanges it as a whole; who reads it in the middle of one gets the old or the new.
package final class LiveConfiguration: Sendable {
    private let state: Mutex<GuardConfiguration>

    package init(_ configuration: GuardConfiguration) { state = Mutex(configuration) }

    package var current: GuardConfiguration { state.withLock { $0 } }

    func replace(_ configuration: GuardConfiguration) { state.withLock { $0 = configuration } }
}
