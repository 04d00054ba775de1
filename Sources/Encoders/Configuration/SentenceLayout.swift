import DurableFiles
import JSONParsing
package import Kernels

/// What follows the encoder in a folder of sentence-transformers: its `modules.json` and what that points to.
///
///     Transformer → Pooling (mean | cls) → [Normalize] → [Dense]
///
/// Module types are named by a Python path that has changed between versions of the library; the class at its end has not.
package struct SentenceLayout: Equatable, Sendable {
    package let pooling: Pooling
    package let isNormalized: Bool
    /// The folder of the dense head, relative to the model's.
    package let headFolder: String?

    package init(pooling: Pooling, isNormalized: Bool, headFolder: String? = nil) {
        self.pooling = pooling
        self.isNormalized = isNormalized
        self.headFolder = headFolder
    }

    /// Reads `modules.json` of `folder`; nil when there is none.
    package init?(folder: String, hiddenSize: Int) throws(EncoderError) {
        guard let modules = try Self.modules(folder) else { return nil }
        let names = modules.map(\.name)
        guard names.starts(with: ["Transformer", "Pooling"]),
            [[], ["Normalize"], ["Dense"], ["Normalize", "Dense"]].contains(Array(names.dropFirst(2)))
        else { throw .modulesOutOfOrder(found: names) }
        guard modules[0].path.isEmpty else { throw .badModulePath(module: "Transformer", path: modules[0].path) }
        self.init(
            pooling: try Self.pooling(
                JSONFields(reading: modules[1].path + "/config.json", in: folder), hiddenSize: hiddenSize),
            isNormalized: names.contains("Normalize"), headFolder: modules.first { $0.name == "Dense" }?.path)
    }

    private static func modules(_ folder: String) throws(EncoderError) -> [(name: String, path: String)]? {
        let value: JSONValue
        do throws(EncoderError) { value = try readJSON("modules.json", in: folder) } catch {
            if case .file(let reason) = error, reason.isMissing { return nil }
            throw error
        }
        guard let list = value.array else {
            throw .badField(file: "modules.json", field: "the file", expected: "an array of modules", found: value.kind)
        }
        var modules: [(name: String, path: String)] = []
        for element in list {
            guard let object = element.object else {
                throw .badField(file: "modules.json", field: "a module", expected: "an object", found: element.kind)
            }
            let fields = JSONFields(file: "modules.json", object: object)
            let type = try fields.string("type")
            let path = try fields.string("path")
            let name = String(type[(type.lastIndex(of: ".").map { type.index(after: $0) } ?? type.startIndex)...])
            guard type.hasPrefix("sentence_transformers."), ["Transformer", "Pooling", "Normalize", "Dense"].contains(name) else {
                throw .unsupportedModule(type: type)
            }
            let isPlain = !path.isEmpty && !path.hasPrefix(".") && !path.utf8.contains(UInt8(ascii: "/")) && !path.utf8.contains(0)
            guard isPlain || (path.isEmpty && name == "Transformer") else { throw .badModulePath(module: name, path: path) }
            modules.append((name, path))
        }
        return modules
    }

    /// Accepts the flags of versions up to 5 and the single `pooling_mode` of version 6.
    private static func pooling(_ fields: JSONFields, hiddenSize: Int) throws(EncoderError) -> Pooling {
        for field in ["word_embedding_dimension", "embedding_dimension"] {
            if let value = fields.value(field), value.int != hiddenSize { throw fields.bad(field, "\(hiddenSize)", value) }
        }
        var modes: [String] = []
        if fields.value("pooling_mode") != nil { modes.append(try fields.string("pooling_mode")) }
        for field in fields.object.keys where field.hasPrefix("pooling_mode_") {
            if try fields.bool(field, default: false) { modes.append(String(field.dropFirst("pooling_mode_".count))) }
        }
        switch modes {
        case ["mean"], ["mean_tokens"]: return .mean
        case ["cls"], ["cls_token"]: return .cls
        case []: throw .missingField(file: fields.file, field: "pooling_mode")
        default: throw .unsupportedPooling(modes.joined(separator: " + "))
        }
    }
}

/// How many tokens, special ones included, the folder asks texts to be cut to: `max_seq_length` of sentence-transformers, else what its
/// tokenizer was saved with, never more than there are positions.
func maxSequenceLength(folder: String, positions: Int) throws(EncoderError) -> Int {
    if let fields = try JSONFields.ifPresent("sentence_bert_config.json", in: folder) {
        if try fields.bool("do_lower_case", default: false) { throw fields.bad("do_lower_case", "false", true) }
        if fields.value("max_seq_length") != nil { return min(positions, try fields.int("max_seq_length", in: 1...1 << 20)) }
    }
    // Hugging Face writes a number of thirty digits when there is no limit; that is not an Int, and no limit either.
    if let length = try JSONFields.ifPresent("tokenizer_config.json", in: folder)?.value("model_max_length")?.int, length > 0 {
        return min(positions, length)
    }
    return positions
}
