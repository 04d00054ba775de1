/// How many connections a service serves at once.
///
/// One too many is not left waiting in the kernel's queue, where its client would see silence: it is accepted, told 429 and
/// closed. That answer takes a descriptor for a moment, so there is a second bound, past which a connection is closed untold.
/// Those that are refused do not count as served: clients that keep trying would otherwise keep each other out.
package struct Admission: Sendable {
    package enum Decision: Equatable, Sendable {
        case serve
        /// Answer 429 and close.
        case refuse
        /// Close at once.
        case drop
    }

    /// Connections beyond the limit that may be open at once to be told so.
    package static let refusalSlots = 64

    private let limit: Int
    private var served = 0
    private var refused = 0
    package private(set) var isDraining = false

    package init(limit: Int) { self.limit = limit }

    package mutating func admit() -> Decision {
        if served < limit {
            served += 1
            return .serve
        }
        guard refused < Self.refusalSlots else { return .drop }
        refused += 1
        return .refuse
    }

    /// A connection that got this decision is gone.
    package mutating func leave(_ decision: Decision) {
        switch decision {
        case .serve: served -= 1
        case .refuse: refused -= 1
        case .drop: break
        }
    }

    package mutating func drain() { isDraining = true }
}
