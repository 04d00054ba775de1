import JSONParsing
import Testing
import Tokenization

struct NormalizerTests {
    static func bert(_ lowercase: Bool, _ stripAccents: Bool?) -> Normalizer {
        .bert(cleanText: true, handleChineseChars: true, stripAccents: stripAccents, lowercase: lowercase)
    }

    static let normalizers: [(String, Normalizer)] = [
        ("uncased", bert(true, nil)), ("cased", bert(false, nil)), ("strip", bert(false, true)), ("keep", bert(true, false)),
        ("nfd", .nfd), ("lowercase", .lowercase), ("stripAccents", .stripAccents),
    ]

    @Test("every Unicode scalar becomes what the reference makes of it", arguments: normalizers)
    func everyScalar(name: String, normalizer: Normalizer) throws {
        for row in try TokenizationGoldens.rows("scalars.jsonl") {
            let start = try #require(row["start"]?.int)
            var digest = ScalarDigest()
            for scalar in ScalarDigest.scalars(from: start) {
                digest.add(normalizer.normalized(String(scalar)).utf8)
                digest.add([0xFF])
            }
            #expect(digest.hex == row[name]?.string, "in the block from U+\(String(start, radix: 16))")
        }
    }

    @Test("marks are put into canonical order before accents go, in short runs and in long ones")
    func markOrder() {
        for count in [1, 5, 9, 40, 5000] {
            // U+302E has class 224, U+0327 class 202, U+0301 class 230; only the first is a spacing mark.
            let marks = String(repeating: "\u{301}\u{302E}\u{327}", count: count)
            let ordered = ["\u{327}", "\u{302E}", "\u{301}"].map { String(repeating: $0, count: count) }.joined()
            // Compared outside of the expectation, which would look for the difference of long sequences.
            let isOrdered = Normalizer.nfd.normalized("a" + marks + "b").utf8.elementsEqual(("a" + ordered + "b").utf8)
            #expect(isOrdered, "\(count) of each")
            let kept = String(repeating: "\u{302E}", count: count)
            let isStripped = Self.bert(true, nil).normalized("A" + marks + "B").utf8.elementsEqual(("a" + kept + "b").utf8)
            #expect(isStripped, "\(count) of each")
        }
        // A dropped control does not part marks, a starter does.
        #expect(Array(Normalizer.nfd.normalized("\u{301}\u{0}\u{327}").utf8) == Array("\u{301}\u{0}\u{327}".utf8))
        let tone = "\u{1D165}"  // Class 216, spacing: stays, and sorts before U+302E.
        #expect(Array(Self.bert(true, nil).normalized("\u{302E}\u{0}\(tone)").utf8) == Array("\(tone)\u{302E}".utf8))
        #expect(Array(Self.bert(true, nil).normalized("\u{302E} \(tone)").utf8) == Array("\u{302E} \(tone)".utf8))
    }

    @Test("an empty sequence leaves the text as it is, and a sequence runs in order")
    func sequences() {
        #expect(Array(Normalizer.sequence([]).normalized("É\u{0}").utf8) == Array("É\u{0}".utf8))
        #expect(Normalizer.sequence([.nfd, .stripAccents, .sequence([.lowercase])]).normalized("ÉA") == "ea")
        #expect(Array(Normalizer.sequence([.stripAccents, .nfd]).normalized("É").utf8) == Array("E\u{301}".utf8))
    }
}

/// FNV-1a over bytes, as the goldens' script computes it.
struct ScalarDigest {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    var hex: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    /// The scalars of one block of the goldens.
    static func scalars(from start: Int) -> [Unicode.Scalar] {
        (start..<start + 16384).compactMap { Unicode.Scalar(UInt32($0)) }
    }
}
