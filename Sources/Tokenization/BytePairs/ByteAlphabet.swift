/// How byte-level vocabularies write bytes: each of the 256 has one printable scalar, so that a token of any bytes is a text.
///
/// Source: `bytes_to_unicode` of GPT-2. What is visible in Latin-1 stands for itself; the other bytes take the scalars from U+0100
/// on, in their order: a space is U+0120 ("Ġ").
enum ByteAlphabet {
    /// The token of each single byte.
    static let tokens: [String] = {
        var next: UInt32 = 0x100
        return (0..<256 as Range<UInt32>).map { byte in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte).map { String($0) } ?? ""
            default:
                defer { next += 1 }
                return Unicode.Scalar(next).map { String($0) } ?? ""
            }
        }
    }()
}
