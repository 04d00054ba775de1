package import DurableFiles

/// Why a bundle or a model folder cannot be used.
package enum ClassificationError: Error, Equatable, CustomStringConvertible {
    case file(FileError)
    case manifestMalformed(reason: String)
    case manifestField(field: String, expected: String)
    case unsupportedFormat(version: Int, supported: Int)
    case fileMissing(String)
    case fileUnlisted(String)
    case digestMismatch(file: String, expected: String, found: String)
    case idMismatch(expected: String, found: String)
    case signatureMissing
    case signatureInvalid
    case badKey
    case noSuchBundle(id: String, models: String)
    case badBundleID(String)
    case noChampion(models: String)
    case promotionRunning(models: String)
    case nothingBefore(champion: String, models: String)
    case gateRecorded(outcome: String)
    case signedAlready
    case badPrivateKey
    case encoder(reason: String)
    case tokenizer(reason: String)
    case labels(reason: String)
    case vocabularyMismatch(tokenizer: Int, encoder: Int)
    case windowTooSmall(tokens: Int, special: Int)
    case selfTestMissing
    case selfTestMalformed(line: Int, reason: String)
    case selfTestTooSmall(label: String, found: Int, required: Int)
    case selfTestFailed(line: Int, difference: Float, tolerance: Float)

    package var description: String {
        switch self {
        case .file(let error): error.description
        case .manifestMalformed(let reason): "picket.json is not a manifest: \(reason)"
        case .manifestField(let field, let expected): "picket.json: '\(field)' must be \(expected)"
        case .unsupportedFormat(let version, let supported):
            "picket.json has format version \(version), this program reads version \(supported)"
        case .fileMissing(let file): "file '\(file)' is missing"
        case .fileUnlisted(let file): "file '\(file)' is not listed in picket.json"
        case .digestMismatch(let file, let expected, let found):
            "file '\(file)' has SHA-256 \(found.prefix(12))…, picket.json says \(expected.prefix(12))…"
        case .idMismatch(let expected, let found): "the bundle id is '\(found)', '\(expected)' is expected"
        case .signatureMissing: "picket.json.sig is missing, and the configuration asks for signed bundles"
        case .signatureInvalid: "picket.json.sig is not a valid signature of picket.json by the configured key"
        case .badKey: "a public key is 64 hexadecimal digits"
        case .noSuchBundle(let id, let models): "there is no bundle '\(id)' in '\(models)'"
        case .badBundleID(let id): "'\(id)' is no bundle id; one looks like 20261122T150301-3fa9c1d204be"
        case .noChampion(let models): "'\(models)' has no champion; train a bundle and promote it with 'picketctl bundles promote'"
        case .promotionRunning(let models): "another promotion is running in '\(models)'"
        case .nothingBefore(let champion, let models):
            "there is nothing before the champion '\(champion)' in '\(models)'; 'picketctl bundles promote' takes any other bundle"
        case .gateRecorded(let outcome): "picket.json holds the result of a gate already: \(outcome)"
        case .signedAlready: "picket.json.sig is there already: the manifest is signed, and stays as it is"
        case .badPrivateKey: "a private key is 64 hexadecimal digits"
        case .encoder(let reason): reason
        case .tokenizer(let reason): reason
        case .labels(let reason): reason
        case .vocabularyMismatch(let tokenizer, let encoder):
            "the tokenizer has ids up to \(tokenizer - 1), the encoder has \(encoder) embeddings"
        case .windowTooSmall(let tokens, let special):
            "a window of \(tokens) tokens has no room beside \(special) special tokens"
        case .selfTestMissing: "selftest.jsonl is missing"
        case .selfTestMalformed(let line, let reason): "selftest.jsonl:\(line): \(reason)"
        case .selfTestTooSmall(let label, let found, let required):
            "selftest.jsonl has \(found) texts of '\(label)', at least \(required) are required"
        case .selfTestFailed(let line, let difference, let tolerance):
            "selftest.jsonl:\(line): logits differ by \(difference), at most \(tolerance) is allowed"
        }
    }
}

/// Runs file operations inside a function that throws `ClassificationError`.
func withFileErrors<Result>(_ body: () throws(FileError) -> Result) throws(ClassificationError) -> Result {
    do throws(FileError) { return try body() } catch { throw .file(error) }
}
