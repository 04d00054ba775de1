/// BERT's clean-up of text, scalar by scalar, in one pass over UTF-8.
///
/// The reference makes up to four passes; each step looks at single scalars only (the order of marks apart, which
/// `CanonicalDecomposition` keeps), so they run here one after another for each scalar:
///
/// 1. `clean_text`: controls and U+FFFD are dropped, white space becomes a space.
/// 2. `handle_chinese_chars`: an ideograph gets a space on either side.
/// 3. `strip_accents`: canonical decomposition, then non-spacing marks are dropped.
/// 4. `lowercase`: by scalar, without context.
///
/// An ASCII byte costs one table look-up; a scalar that no step touches is copied.
///
/// Source: `BertNormalizer` of Hugging Face `tokenizers`; `strip_accents` null means "as `lowercase`".
struct BertNormalizer: Sendable {
    private let cleansText: Bool
    private let separatesIdeographs: Bool
    private let stripsAccents: Bool
    private let lowercases: Bool
    private let table = ScalarTable.shared
    /// What each ASCII byte becomes, or `droppedByte`.
    private let ascii: [UInt8]
    /// A scalar with none of these flags passes unchanged.
    private let touched: ScalarFlags

    private static let droppedByte: UInt8 = 0xFF

    init(cleanText: Bool, handleChineseChars: Bool, stripAccents: Bool?, lowercase: Bool) {
        cleansText = cleanText
        separatesIdeographs = handleChineseChars
        stripsAccents = stripAccents ?? lowercase
        lowercases = lowercase

        var touched: ScalarFlags = []
        if cleanText { touched.formUnion([.removed, .whitespace]) }
        if handleChineseChars { touched.insert(.ideograph) }
        if stripsAccents { touched.formUnion([.decomposes, .nonspacingMark, .reorders]) }
        if lowercase { touched.insert(.hasLowercase) }
        self.touched = touched

        ascii = (0..<128 as Range<UInt8>).map { byte in
            let flags = ScalarTable.shared.flags(UInt32(byte))
            if cleanText, flags.contains(.removed) { return Self.droppedByte }
            if cleanText, flags.contains(.whitespace) { return UInt8(ascii: " ") }
            return lowercase && flags.contains(.hasLowercase) ? byte | 0x20 : byte
        }
    }

    /// Appends the normalized form of `input`, valid UTF-8, to `output`.
    func normalize(_ input: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        var decomposition = CanonicalDecomposition(dropping: .nonspacingMark)
        var position = 0
        while position < input.count {
            let byte = input[position]
            if byte < 0x80 {
                position += 1
                let mapped = ascii[Int(byte)]
                if mapped == Self.droppedByte { continue }
                if decomposition.holdsMarks { decomposition.finish { append($0, to: &output) } }
                output.append(mapped)
                continue
            }
            let (scalar, length) = input.scalar(at: position)
            let flags = table.flags(scalar)
            if flags.isDisjoint(with: touched) {
                if decomposition.holdsMarks { decomposition.finish { append($0, to: &output) } }
                for offset in 0..<length { output.append(input[position + offset]) }
            } else {
                normalize(scalar, flags, &decomposition, into: &output)
            }
            position += length
        }
        decomposition.finish { append($0, to: &output) }
    }

    private func normalize(
        _ scalar: UInt32, _ flags: ScalarFlags, _ decomposition: inout CanonicalDecomposition, into output: inout [UInt8]
    ) {
        if cleansText, flags.contains(.removed) { return }
        let space = UInt8(ascii: " ")
        if cleansText, flags.contains(.whitespace) {
            decomposition.finish { append($0, to: &output) }
            output.append(space)
            return
        }
        let isSeparate = separatesIdeographs && flags.contains(.ideograph)
        if isSeparate {
            decomposition.finish { append($0, to: &output) }
            output.append(space)
        }
        if stripsAccents {
            decomposition.feed(scalar, flags: flags) { append($0, to: &output) }
        } else {
            append(scalar, to: &output)
        }
        if isSeparate {
            decomposition.finish { append($0, to: &output) }
            output.append(space)
        }
    }

    /// The last step, for a scalar that the others have let through.
    private func append(_ scalar: UInt32, to output: inout [UInt8]) {
        guard lowercases, table.flags(scalar).contains(.hasLowercase) else { return output.append(scalar: scalar) }
        for lower in table.lowercase.values(of: scalar) { output.append(scalar: lower) }
    }
}
