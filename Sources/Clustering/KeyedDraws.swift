import Glibc

/// Random numbers that belong to a row and not to its place: the draw of a row is a hash of the seed, of what is drawn for, and of the
/// row's key.
///
/// Whoever walks over the rows, in whatever order and on however many threads, sees the same draws. A drawing with weights is a race:
/// row i arrives at −log(uᵢ) / wᵢ, and the first to arrive is i with probability wᵢ / Σ w; the first m are a drawing without
/// replacement. Source: Efraimidis & Spirakis 2006, "Weighted random sampling with a reservoir", Information Processing Letters 97(5).
///
/// The hash is the output function of splitmix64 (Steele, Lea & Flood 2014), once for each word.
package struct KeyedDraws: Equatable, Sendable {
    private let state: UInt64

    /// - Parameters:
    ///   - seed: Of the whole task.
    ///   - streams: What is drawn for, from the coarse to the fine: draws for different streams are independent.
    package init(seed: UInt64, streams: UInt64...) {
        state = streams.reduce(Self.mix(seed &+ Self.step)) { Self.mix($0 ^ Self.mix($1 &+ Self.step)) }
    }

    /// 64 random bits for a row.
    package func bits(_ key: UInt64) -> UInt64 { Self.mix(state ^ Self.mix(key &+ Self.step)) }

    /// A number in (0, 1].
    package func uniform(_ key: UInt64) -> Double { Double((bits(key) >> 11) + 1) * 0x1p-53 }

    /// When a row arrives; infinity for a weight of 0.
    package func arrival(_ key: UInt64, weight: Double) -> Double { weight > 0 ? -log(uniform(key)) / weight : .infinity }

    /// The key of a row that has a name: FNV-1a of its bytes.
    package static func key(_ name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
