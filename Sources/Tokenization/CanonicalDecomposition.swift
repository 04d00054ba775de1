/// Canonical decomposition (NFD) of a stream of scalars: each is replaced by its parts, and marks that follow each other are put
/// into the order of their combining classes.
///
/// A caller feeds scalars and receives them decomposed and ordered; it may ask for some to be left out (BERT's accents), which
/// happens after the ordering, as in the reference: a left-out mark of class 0 still parts its neighbours.
///
/// Cost: linear. A mark is held back until the next starter; a long run of marks is ordered by counting, not by comparing.
///
/// Source: Unicode Standard Annex 15; Hangul by arithmetic, Unicode Standard §3.12.
struct CanonicalDecomposition {
    private let table = ScalarTable.shared
    private let dropped: ScalarFlags
    private var held: [HeldMark] = []

    /// - Parameter dropping: a scalar with one of these flags is left out of the result.
    init(dropping dropped: ScalarFlags = []) { self.dropped = dropped }

    /// Whether marks wait for the next starter; if not, a scalar that neither decomposes nor reorders may bypass this value.
    var holdsMarks: Bool { !held.isEmpty }

    /// Feeds one scalar; `emit` receives what is final.
    @inline(__always)
    mutating func feed(_ scalar: UInt32, flags: ScalarFlags, _ emit: (UInt32) -> Void) {
        guard flags.contains(.decomposes) else { return place(scalar, flags: flags, emit) }
        if let syllable = HangulSyllable(scalar) {
            place(syllable.leading, flags: [], emit)
            place(syllable.vowel, flags: [], emit)
            if let trailing = syllable.trailing { place(trailing, flags: [], emit) }
        } else {
            for part in table.decompositions.values(of: scalar) { place(part, flags: table.flags(part), emit) }
        }
    }

    /// Hands over what is held back: before a starter that bypasses this value, and at the end.
    mutating func finish(_ emit: (UInt32) -> Void) {
        guard !held.isEmpty else { return }
        orderHeldMarks()
        for mark in held { emit(mark.scalar) }
        held.removeAll(keepingCapacity: true)
    }

    private mutating func place(_ scalar: UInt32, flags: ScalarFlags, _ emit: (UInt32) -> Void) {
        if flags.contains(.reorders) {
            if flags.isDisjoint(with: dropped) {
                held.append(HeldMark(scalar: scalar, combiningClass: table.combiningClass(scalar)))
            }
        } else {
            finish(emit)
            if flags.isDisjoint(with: dropped) { emit(scalar) }
        }
    }

    private mutating func orderHeldMarks() {
        guard held.count > 1 else { return }
        if held.count <= 16 {
            for index in 1..<held.count {
                let mark = held[index]
                var target = index
                while target > 0, held[target - 1].combiningClass > mark.combiningClass {
                    held[target] = held[target - 1]
                    target -= 1
                }
                held[target] = mark
            }
        } else {
            var starts = [Int](repeating: 0, count: 257)
            for mark in held { starts[Int(mark.combiningClass) + 1] += 1 }
            for index in 1..<starts.count { starts[index] += starts[index - 1] }
            var ordered = held
            for mark in held {
                ordered[starts[Int(mark.combiningClass)]] = mark
                starts[Int(mark.combiningClass)] += 1
            }
            held = ordered
        }
    }
}

private struct HeldMark {
    let scalar: UInt32
    let combiningClass: UInt8
}

/// A precomposed Hangul syllable and the letters it is made of.
struct HangulSyllable {
    static let range: Range<UInt32> = 0xAC00..<0xAC00 + 19 * 21 * 28

    let leading: UInt32
    let vowel: UInt32
    let trailing: UInt32?

    init?(_ scalar: UInt32) {
        guard Self.range.contains(scalar) else { return nil }
        let index = scalar - Self.range.lowerBound
        leading = 0x1100 + index / (21 * 28)
        vowel = 0x1161 + index % (21 * 28) / 28
        trailing = index % 28 == 0 ? nil : 0x11A7 + index % 28
    }
}
