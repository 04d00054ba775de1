import Synchronization

/// The bytes of bodies that all connections of a service may hold together.
///
/// The limit of one body, times the connections there may be, is more than a small host has. Bytes are taken as they arrive, not as
/// they are announced: an announcement costs nothing.
package final class BodyBudget: Sendable {
    private let limitBytes: Int
    private let taken = Atomic(0)

    package init(limitBytes: Int) { self.limitBytes = limitBytes }

    /// - Returns: False, and nothing is taken, when `count` bytes are not left.
    package func take(_ count: Int) -> Bool {
        if taken.add(count, ordering: .relaxed).newValue <= limitBytes { return true }
        giveBack(count)
        return false
    }

    package func giveBack(_ count: Int) { taken.subtract(count, ordering: .relaxed) }
}
