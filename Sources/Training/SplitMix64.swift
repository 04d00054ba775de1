/// The generator behind every seeded choice of this target: folds and bootstrap resamples.
///
/// The standard library promises neither which algorithm `shuffled(using:)` uses nor that it stays the same, so the draws that
/// results depend on are spelled out here.
///
/// Source: Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators", with the constants of Vigna's splitmix64.c.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    /// A generator for the part `stream` of a larger task, independent of how much other parts draw.
    package init(seed: UInt64, stream: UInt64) {
        var outer = SplitMix64(seed: seed)
        state = outer.next() ^ SplitMix64.mix(stream &+ 0x9E37_79B9_7F4A_7C15)
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return SplitMix64.mix(state)
    }

    /// A number in `0..<bound`, every one equally likely.
    ///
    /// Source: Lemire 2019, "Fast random integer generation in an interval", arXiv:1805.10941, algorithm 5.
    package mutating func draw(below bound: Int) -> Int {
        precondition(bound > 0, "draw: bound \(bound)")
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold = (0 &- range) % range
            while product.low < threshold { product = next().multipliedFullWidth(by: range) }
        }
        return Int(product.high)
    }

    /// The numbers `0..<count` in random order (Fisher & Yates, from the end).
    package mutating func permutation(of count: Int) -> [Int] {
        var order = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, draw(below: last + 1)) }
        return order
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
