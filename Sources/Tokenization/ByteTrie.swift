/// A set of byte strings with a value each, walked byte by byte.
///
/// Edges lie in one open-addressing table keyed by (node, byte): 8 bytes an edge, one or two cache lines a step, and building it
/// takes no sorting. A walk stops at the first byte that no entry continues with, so the longest match from a position costs at
/// most the length of the longest entry, whatever the text is. A double array would be half the size and takes a search at each
/// node to build; a table of whole strings has to try every length.
///
/// Node 0 is the root. A slot is `key << 32 | child`, with `key = node << 8 | byte`; an empty slot is 0, for the root is no child.
package struct ByteTrie: Sendable {
    /// One more node would not fit a key. A file within `TokenizerLimits.maxFileBytes` cannot reach it.
    static let maxNodes = 1 << 24

    package static let root: UInt32 = 0

    private var slots: [UInt64]
    private var shift: UInt32
    private var values: [Int32] = [-1]

    package init() {
        let bits: UInt32 = 4
        slots = [UInt64](repeating: 0, count: 1 << bits)
        shift = 32 - bits
    }

    /// Adds an entry, or leaves the one that is there.
    ///
    /// - Parameter value: not negative.
    /// - Returns: the value of the same bytes when they are in already.
    /// - Precondition: fewer than `maxNodes` bytes are added in all.
    package mutating func insert(_ bytes: some Sequence<UInt8>, value: Int32) -> Int32? {
        var node = Self.root
        for byte in bytes { node = child(of: node, byte) ?? addChild(to: node, byte) }
        guard values[Int(node)] < 0 else { return values[Int(node)] }
        values[Int(node)] = value
        return nil
    }

    /// The node at the end of `bytes`, whether an entry ends there or goes on.
    func node(at bytes: some Sequence<UInt8>) -> UInt32? {
        var node = Self.root
        for byte in bytes {
            guard let next = child(of: node, byte) else { return nil }
            node = next
        }
        return node
    }

    /// The value of exactly these bytes.
    package func value(of bytes: some Sequence<UInt8>) -> Int32? {
        node(at: bytes).flatMap { values[Int($0)] < 0 ? nil : values[Int($0)] }
    }

    /// The longest entry, of at least one byte below `node`, that `text` continues with from `range.lowerBound` on.
    ///
    /// - Parameter steps: grows by the number of bytes looked at.
    @inline(__always)
    package func longestMatch(
        from node: UInt32 = Self.root, in text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, steps: inout Int
    ) -> (value: Int32, end: Int)? {
        var node = node
        var best: (value: Int32, end: Int)?
        var position = range.lowerBound
        while position < range.upperBound, let next = child(of: node, text[position]) {
            node = next
            position += 1
            let value = values[Int(node)]
            if value >= 0 { best = (value, position) }
        }
        steps += position - range.lowerBound + 1
        return best
    }

    @inline(__always)
    private func child(of node: UInt32, _ byte: UInt8) -> UInt32? {
        let key = node << 8 | UInt32(byte)
        var slot = Int(Self.hash(key) >> shift)
        while true {
            let found = slots[slot]
            if found == 0 { return nil }
            if UInt32(truncatingIfNeeded: found >> 32) == key { return UInt32(truncatingIfNeeded: found) }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    private mutating func addChild(to node: UInt32, _ byte: UInt8) -> UInt32 {
        precondition(values.count < Self.maxNodes, "a trie holds fewer than \(Self.maxNodes) nodes")
        if 4 * values.count >= 3 * slots.count { grow() }
        let child = UInt32(values.count)
        values.append(-1)
        place(UInt64(node << 8 | UInt32(byte)) << 32 | UInt64(child))
        return child
    }

    private mutating func place(_ content: UInt64) {
        var slot = Int(Self.hash(UInt32(truncatingIfNeeded: content >> 32)) >> shift)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = content
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: 2 * old.count)
        shift -= 1
        for content in old where content != 0 { place(content) }
    }

    /// Multiplicative hashing by the golden ratio, Knuth, The Art of Computer Programming 3, §6.4: the high bits are used.
    @inline(__always)
    private static func hash(_ key: UInt32) -> UInt32 { key &* 0x9E37_79B1 }
}
