import Synchronization

/// Something that is called at most once, by whoever wants a program to stop.
package final class StopTrigger: Sendable {
    private let action = Mutex<(@Sendable () -> Void)?>(nil)

    package init() {}

    package func set(_ action: @escaping @Sendable () -> Void) { self.action.withLock { $0 = action } }

    package func fire() {
        let action = self.action.withLock { action in
            defer { action = nil }
            return action
        }
        action?()
    }
}
