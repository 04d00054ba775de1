/// The merges that a word may take next, the lowest rank first, of equal ranks the leftmost.
///
/// A binary heap of one number each, `rank << 40 | position`: Williams 1964, Algorithm 232. Filled whole in linear time (Floyd
/// 1964, Algorithm 245).
package struct MergeQueue {
    /// A position has 40 bits, a rank 24: `TokenizerLimits.maxEntries` is below.
    private static let positionBits: UInt64 = 40

    private var keys: [UInt64] = []

    package init() {}

    package mutating func removeAll() { keys.removeAll(keepingCapacity: true) }

    /// Adds a merge out of order; `arrange` follows.
    @inline(__always)
    package mutating func append(rank: UInt32, position: Int) {
        keys.append(UInt64(rank) << Self.positionBits | UInt64(truncatingIfNeeded: position))
    }

    package mutating func arrange() {
        for index in (0..<keys.count / 2).reversed() { sink(from: index) }
    }

    @inline(__always)
    package mutating func insert(rank: UInt32, position: Int) {
        append(rank: rank, position: position)
        var index = keys.count - 1
        let key = keys[index]
        while index > 0 {
            let parent = (index - 1) / 2
            if keys[parent] <= key { break }
            keys[index] = keys[parent]
            index = parent
        }
        keys[index] = key
    }

    @inline(__always)
    package mutating func popFirst() -> (rank: UInt32, position: Int)? {
        guard let first = keys.first, let last = keys.popLast() else { return nil }
        if !keys.isEmpty {
            keys[0] = last
            sink(from: 0)
        }
        return (UInt32(truncatingIfNeeded: first >> Self.positionBits), Int(first & (1 << Self.positionBits - 1)))
    }

    private mutating func sink(from start: Int) {
        var index = start
        let key = keys[index]
        while true {
            var child = 2 * index + 1
            if child >= keys.count { break }
            if child + 1 < keys.count, keys[child + 1] < keys[child] { child += 1 }
            if key <= keys[child] { break }
            keys[index] = keys[child]
            index = child
        }
        keys[index] = key
    }
}
