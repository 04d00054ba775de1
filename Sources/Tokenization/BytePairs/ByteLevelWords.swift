/// Finds GPT-2's words one after another; nothing is copied and nothing is lost: white space belongs to words.
///
/// From the left, always the first of these that fits, as long as it can be:
///
///     's | 't | 're | 've | 'm | 'll | 'd        an English ending
///      ?\p{L}+                                   letters, with a space before them
///      ?\p{N}+                                   numbers, likewise
///      ?[^\s\p{L}\p{N}]+                         anything else that is visible, likewise
///     \s+(?!\S)                                  white space up to the end, or all but the last scalar of it
///     \s+                                        one white space scalar that none of the others could take along
///
/// Each byte is looked at twice at most.
///
/// Source: `ByteLevel` of Hugging Face `tokenizers`, whose classes of scalars are in `ScalarData`.
struct ByteLevelWords {
    private let table = ScalarTable.shared
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0

    /// - Parameter text: valid UTF-8, which outlives this value.
    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    /// The next word's bytes in the text, never empty; nil at the end.
    mutating func next() -> Range<Int>? {
        guard position < text.count else { return nil }
        let start = position
        position = end(of: start)
        return start..<position
    }

    private func end(of start: Int) -> Int {
        if text[start] == UInt8(ascii: "'"), let length = endingLength(at: start + 1) { return start + 1 + length }
        let first = start + (text[start] == UInt8(ascii: " ") ? 1 : 0)
        if first < text.count {
            let (kind, length) = kind(at: first)
            if kind != .whitespace { return endOfRun(of: kind, from: first + length) }
        }
        return endOfWhitespace(from: start)
    }

    private func endOfRun(of kind: Kind, from start: Int) -> Int {
        var end = start
        while end < text.count {
            let (next, length) = self.kind(at: end)
            if next != kind { break }
            end += length
        }
        return end
    }

    private func endOfWhitespace(from start: Int) -> Int {
        var last = start
        var end = start
        while end < text.count {
            let (kind, length) = kind(at: end)
            if kind != .whitespace { break }
            last = end
            end += length
        }
        return end == text.count || last == start ? end : last
    }

    /// How long the English ending is that follows an apostrophe.
    private func endingLength(at start: Int) -> Int? {
        guard start < text.count else { return nil }
        switch text[start] {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 1
        case UInt8(ascii: "r"), UInt8(ascii: "v"): return isByte(UInt8(ascii: "e"), at: start + 1) ? 2 : nil
        case UInt8(ascii: "l"): return isByte(UInt8(ascii: "l"), at: start + 1) ? 2 : nil
        default: return nil
        }
    }

    private func isByte(_ byte: UInt8, at position: Int) -> Bool { position < text.count && text[position] == byte }

    private enum Kind {
        case letter
        case number
        case whitespace
        case other
    }

    @inline(__always)
    private func kind(at position: Int) -> (Kind, length: Int) {
        switch text[position] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): return (.letter, 1)
        case UInt8(ascii: " "): return (.whitespace, 1)
        default:
            let (scalar, length) = text.scalar(at: position)
            let flags = table.flags(scalar)
            if flags.contains(.letter) { return (.letter, length) }
            if flags.contains(.number) { return (.number, length) }
            return (flags.contains(.whitespace) ? .whitespace : .other, length)
        }
    }
}
