/// Text to the text that is tokenized: the `normalizer` of a `tokenizer.json`.
package enum Normalizer: Sendable {
    case bert(cleanText: Bool, handleChineseChars: Bool, stripAccents: Bool?, lowercase: Bool)
    /// Lower case by scalar, without context.
    case lowercase
    /// Canonical decomposition.
    case nfd
    /// Drops every combining mark (spacing ones too, unlike BERT's `strip_accents`), decomposing nothing.
    case stripAccents
    /// One after another; empty: the text stays as it is.
    case sequence([Normalizer])

    /// The normalized form of `text`, for tools and tests.
    package func normalized(_ text: String) -> String {
        var text = text
        let bytes = text.withUTF8 { NormalizerSteps(self).normalized($0) }
        return String(decoding: bytes ?? Array(text.utf8), as: UTF8.self)
    }
}

/// A `Normalizer` made ready to run: nested sequences flattened, tables built.
struct NormalizerSteps: Sendable {
    private enum Step: Sendable {
        case bert(BertNormalizer)
        case lowercase
        case nfd
        case stripAccents
    }

    private let steps: [Step]

    init(_ normalizer: Normalizer) { steps = Self.flatten(normalizer) }

    /// The normalized form of `input`, valid UTF-8; nil when there is no step, so that `input` is not copied.
    func normalized(_ input: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard let first = steps.first else { return nil }
        var result = Self.run(first, input)
        for step in steps.dropFirst() { result = result.withUnsafeBufferPointer { Self.run(step, $0) } }
        return result
    }

    private static func flatten(_ normalizer: Normalizer) -> [Step] {
        switch normalizer {
        case .bert(let cleanText, let handleChineseChars, let stripAccents, let lowercase):
            let bert = BertNormalizer(
                cleanText: cleanText, handleChineseChars: handleChineseChars, stripAccents: stripAccents, lowercase: lowercase)
            return [.bert(bert)]
        case .lowercase: return [.lowercase]
        case .nfd: return [.nfd]
        case .stripAccents: return [.stripAccents]
        case .sequence(let normalizers): return normalizers.flatMap(flatten)
        }
    }

    private static func run(_ step: Step, _ input: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let table = ScalarTable.shared
        var output: [UInt8] = []
        output.reserveCapacity(input.count + 16)
        switch step {
        case .bert(let bert): bert.normalize(input, into: &output)
        case .lowercase:
            forEachScalar(of: input) { scalar, flags in
                if flags.contains(.hasLowercase) {
                    for lower in table.lowercase.values(of: scalar) { output.append(scalar: lower) }
                } else {
                    output.append(scalar: scalar)
                }
            }
        case .nfd:
            var decomposition = CanonicalDecomposition()
            forEachScalar(of: input) { scalar, flags in
                decomposition.feed(scalar, flags: flags) { output.append(scalar: $0) }
            }
            decomposition.finish { output.append(scalar: $0) }
        case .stripAccents:
            forEachScalar(of: input) { scalar, flags in
                if !flags.contains(.combiningMark) { output.append(scalar: scalar) }
            }
        }
        return output
    }

    private static func forEachScalar(of input: UnsafeBufferPointer<UInt8>, _ body: (UInt32, ScalarFlags) -> Void) {
        let table = ScalarTable.shared
        var position = 0
        while position < input.count {
            let (scalar, length) = input.scalar(at: position)
            body(scalar, table.flags(scalar))
            position += length
        }
    }
}
