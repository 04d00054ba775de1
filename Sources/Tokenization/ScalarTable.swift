/// What the tokenizer has to know about each Unicode scalar, as Hugging Face `tokenizers` knows it.
///
/// Swift's own properties cannot serve: they follow one recent Unicode version, the reference mixes several (its categories are
/// those of Unicode 8 in BERT's components and a later version's in the byte-level ones, its decompositions and combining classes
/// are another one's, its lower case is the compiler's), and an id that differs is a verdict that differs. The data under `ScalarData` is what the library itself answers for every scalar.
///
/// The flags lie in a two-stage table: blocks of 256 scalars, equal blocks stored once; a look-up is two loads. The mappings are
/// sorted arrays searched by bisection, and only when a flag says that there is something to find.
///
/// Decoded once for the process, on first use; immutable afterwards.
final class ScalarTable: Sendable {
    static let shared = ScalarTable()

    let decompositions: ScalarMapping
    let lowercase: ScalarMapping
    private let combiningClasses: ScalarMapping
    private let blockIndex: [UInt16]
    private let blocks: [UInt16]

    private static let scalarCount = 0x11_0000
    private static let blockSize = 256

    private init() {
        decompositions = ScalarMapping(encoded: ScalarDecompositions.mapping)
        lowercase = ScalarMapping(encoded: ScalarLowercase.mapping)
        combiningClasses = ScalarMapping(encoded: ScalarDecompositions.combiningClasses)

        var flags = [UInt16](repeating: 0, count: Self.scalarCount)
        func mark(_ encoded: String, _ flag: ScalarFlags) {
            var end = 0
            var numbers = Base36Numbers(encoded)
            while let gap = numbers.next(), let length = numbers.next() {
                for scalar in end + gap..<end + gap + length { flags[scalar] |= flag.rawValue }
                end += gap + length
            }
        }
        mark(ScalarRanges.removed, .removed)
        mark(ScalarRanges.whitespace, .whitespace)
        mark(ScalarRanges.ideographs, .ideograph)
        mark(ScalarRanges.nonspacingMarks, .nonspacingMark)
        mark(ScalarRanges.combiningMarks, .combiningMark)
        mark(ScalarRanges.punctuation, .punctuation)
        mark(ScalarRanges.wordCharacters, .wordCharacter)
        mark(ScalarRanges.letters, .letter)
        mark(ScalarRanges.numbers, .number)
        for scalar in decompositions.keys { flags[Int(scalar)] |= ScalarFlags.decomposes.rawValue }
        for scalar in HangulSyllable.range { flags[Int(scalar)] |= ScalarFlags.decomposes.rawValue }
        for scalar in lowercase.keys { flags[Int(scalar)] |= ScalarFlags.hasLowercase.rawValue }
        for scalar in combiningClasses.keys { flags[Int(scalar)] |= ScalarFlags.reorders.rawValue }

        var index: [UInt16] = []
        var distinct: [UInt16] = []
        var known: [ArraySlice<UInt16>: UInt16] = [:]
        for start in stride(from: 0, to: Self.scalarCount, by: Self.blockSize) {
            let block = flags[start..<start + Self.blockSize]
            if let position = known[block] {
                index.append(position)
            } else {
                let position = UInt16(distinct.count / Self.blockSize)
                known[block] = position
                index.append(position)
                distinct.append(contentsOf: block)
            }
        }
        blockIndex = index
        blocks = distinct
    }

    /// - Precondition: `scalar` is at most 0x10FFFF.
    @inline(__always)
    func flags(_ scalar: UInt32) -> ScalarFlags {
        ScalarFlags(rawValue: blocks[Int(blockIndex[Int(scalar >> 8)]) << 8 | Int(scalar & 0xFF)])
    }

    /// The canonical combining class: 0 for a starter, else the order of a mark among its neighbours.
    func combiningClass(_ scalar: UInt32) -> UInt8 {
        guard let found = combiningClasses.values(of: scalar).first else { return 0 }
        // Stored as scalar + class, so that the class is the difference that the encoding keeps.
        return UInt8(truncatingIfNeeded: found - scalar)
    }
}

/// One bit for each question that a component asks about a scalar.
struct ScalarFlags: OptionSet {
    let rawValue: UInt16

    static let removed = ScalarFlags(rawValue: 1 << 0)
    static let whitespace = ScalarFlags(rawValue: 1 << 1)
    static let ideograph = ScalarFlags(rawValue: 1 << 2)
    static let nonspacingMark = ScalarFlags(rawValue: 1 << 3)
    static let combiningMark = ScalarFlags(rawValue: 1 << 4)
    static let punctuation = ScalarFlags(rawValue: 1 << 5)
    static let wordCharacter = ScalarFlags(rawValue: 1 << 6)
    static let decomposes = ScalarFlags(rawValue: 1 << 7)
    static let hasLowercase = ScalarFlags(rawValue: 1 << 8)
    static let reorders = ScalarFlags(rawValue: 1 << 9)
    static let letter = ScalarFlags(rawValue: 1 << 10)
    static let number = ScalarFlags(rawValue: 1 << 11)
}
