/// Which two neighbouring tokens merge, in which order, and into what.
///
/// One open-addressing table of 16-byte slots keyed by the pair, at most half full: a look-up is one or two cache lines, and most
/// look-ups find nothing.
struct MergeTable: Sendable {
    struct Merge: Equatable, Sendable {
        /// The lower, the earlier.
        var rank: UInt32
        /// The token that the two become.
        var id: Int32
    }

    private struct Slot: Sendable {
        var pair: UInt64
        var merge: Merge
    }

    /// No pair: ids are not negative.
    private static let empty = UInt64.max

    private var slots: [Slot]
    private let shift: UInt64

    /// - Parameter count: how many pairs will be set at most.
    init(capacity count: Int) {
        var bits: UInt64 = 4
        while 1 << bits < 2 * count { bits += 1 }
        slots = [Slot](repeating: Slot(pair: Self.empty, merge: Merge(rank: 0, id: 0)), count: 1 << bits)
        shift = 64 - bits
    }

    /// What `left` and `right`, in this order, merge into.
    @inline(__always)
    func merge(_ left: Int32, _ right: Int32) -> Merge? {
        let pair = Self.pair(left, right)
        var slot = firstSlot(of: pair)
        while true {
            let found = slots[slot]
            if found.pair == pair { return found.merge }
            if found.pair == Self.empty { return nil }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    /// Of two merges of one pair the later holds, as in the reference.
    mutating func set(_ left: Int32, _ right: Int32, _ merge: Merge) {
        let pair = Self.pair(left, right)
        var slot = firstSlot(of: pair)
        while slots[slot].pair != pair, slots[slot].pair != Self.empty { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Slot(pair: pair, merge: merge)
    }

    @inline(__always)
    private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    /// Multiplicative hashing by the golden ratio, Knuth, The Art of Computer Programming 3, §6.4: the high bits are used.
    @inline(__always)
    private func firstSlot(of pair: UInt64) -> Int {
        Int(truncatingIfNeeded: ((pair ^ pair >> 29) &* 0x9E37_79B9_7F4A_7C15) >> shift)
    }
}
