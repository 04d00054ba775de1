/// A key as a person pressed it.
package enum Key: Equatable, Sendable {
    case character(Character)
    case enter, backspace, escape, interrupt, endOfInput
    /// An arrow, a function key: known to be no text, and to nobody of use here.
    case other
}

/// Bytes from a terminal become keys.
///
/// A key may come in pieces, over a slow line above all: what is not whole yet waits in `pending`. An escape sequence (`ESC [ … letter`,
/// `ESC O letter`) is one key; an escape alone is one too, once nothing follows it (`flush`).
package struct KeyReader: Equatable, Sendable {
    private var pending: [UInt8] = []

    package init() {}

    /// True while half a key is waiting.
    package var isWaiting: Bool { !pending.isEmpty }

    package mutating func keys(from bytes: some Sequence<UInt8>) -> [Key] {
        pending.append(contentsOf: bytes)
        var keys: [Key] = []
        while let (key, length) = next() {
            pending.removeFirst(length)
            keys.append(key)
        }
        return keys
    }

    /// The keys that half a key is, when nothing more comes.
    package mutating func flush() -> [Key] {
        defer { pending = [] }
        guard let first = pending.first else { return [] }
        return [first == 0x1B ? .escape : .other]
    }

    private func next() -> (Key, Int)? {
        guard let first = pending.first else { return nil }
        switch first {
        case 0x0D, 0x0A: return (.enter, 1)
        case 0x7F, 0x08: return (.backspace, 1)
        case 0x03: return (.interrupt, 1)
        case 0x04: return (.endOfInput, 1)
        case 0x1B: return escapeSequence()
        case 0x00..<0x20: return (.other, 1)
        default: return character()
        }
    }

    private func escapeSequence() -> (Key, Int)? {
        guard pending.count > 1 else { return nil }
        switch pending[1] {
        case UInt8(ascii: "["):
            // Parameters and intermediate bytes, then one final byte. A sequence without end is given up.
            guard let end = pending.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else {
                return pending.count > 32 ? (.other, pending.count) : nil
            }
            return (.other, end + 1)
        case UInt8(ascii: "O"): return pending.count > 2 ? (.other, 3) : nil
        case 0x1B: return (.escape, 1)
        default: return (.other, 2)
        }
    }

    private func character() -> (Key, Int)? {
        let length =
            switch pending[0] {
            case 0x20..<0x80: 1
            case 0xC2..<0xE0: 2
            case 0xE0..<0xF0: 3
            case 0xF0..<0xF5: 4
            default: 0
            }
        guard length > 0 else { return (.other, 1) }
        let tail = pending.dropFirst().prefix(length - 1)
        // A byte that cannot follow ends the character: it is a key of its own.
        guard tail.allSatisfy({ $0 & 0xC0 == 0x80 }) else { return (.other, 1) }
        guard tail.count == length - 1 else { return nil }
        guard let text = String(validating: pending.prefix(length), as: UTF8.self), let character = text.first else {
            return (.other, length)
        }
        return (.character(character), length)
    }
}
