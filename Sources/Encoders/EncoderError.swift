package import DurableFiles
package import JSONParsing
package import Tensors

/// Why a folder is not an encoder that can be run, or a batch not one that it can run on.
package enum EncoderError: Error, Equatable, CustomStringConvertible {
    case file(FileError)
    case json(file: String, JSONError)
    case tensors(file: String, TensorError)
    case notAnObject(file: String)
    case missingField(file: String, field: String)
    case badField(file: String, field: String, expected: String, found: String)
    case unsupportedModelType(found: String, supported: [String])
    case heads(hiddenSize: Int, numAttentionHeads: Int)
    case noPooling(folder: String)
    case unsupportedModule(type: String)
    case modulesOutOfOrder(found: [String])
    case badModulePath(module: String, path: String)
    case unsupportedPooling(String)
    case noHead
    case smoothingFactor(tensor: String, index: Int, value: Float)
    case noExits
    case exitLayer(Int, after: Int, layers: Int)
    case emptyBatch
    case emptySequence(index: Int)
    case sequenceTooLong(index: Int, tokens: Int, limit: Int)
    case idOutOfVocabulary(id: Int32, position: Int, vocabSize: Int)
    case batchTooLarge(tokens: Int, sequences: Int, maxTokens: Int, maxSequences: Int)

    package var description: String {
        switch self {
        case .file(let error): error.description
        case .json(let file, let error): "\(file): \(error)"
        case .tensors(let file, let error): "\(file): \(error)"
        case .notAnObject(let file): "\(file) is not a JSON object"
        case .missingField(let file, let field): "\(file) has no '\(field)'"
        case .badField(let file, let field, let expected, let found): "\(file): '\(field)' is \(found), expected \(expected)"
        case .unsupportedModelType(let found, let supported):
            "model type '\(found)' is not supported, these are: \(supported.joined(separator: ", "))"
        case .heads(let hidden, let heads): "a hidden size of \(hidden) cannot be split over \(heads) attention heads"
        case .noPooling(let folder): "'\(folder)' has no modules.json, and no pooling was given"
        case .unsupportedModule(let type): "modules.json names the module '\(type)', which is not supported"
        case .modulesOutOfOrder(let found):
            "modules.json has \(found.joined(separator: ", ")), expected Transformer, Pooling, then Normalize and Dense as needed"
        case .badModulePath(let module, let path): "modules.json puts the module \(module) at '\(path)'"
        case .unsupportedPooling(let mode): "the pooling '\(mode)' is not supported, mean and cls are"
        case .noHead: "the model has no head"
        case .smoothingFactor(let tensor, let index, let value):
            "\(SmoothingFactors.fileName): element \(index) of '\(tensor)' is \(value), factors are from "
                + "\(SmoothingFactors.allowed.lowerBound) to \(SmoothingFactors.allowed.upperBound)"
        case .noExits: "the model has no pooled head with one layer, which early exit needs"
        case .exitLayer(let layer, let last, let layers):
            "there is an exit after layer \(layer), expected one from \(last + 1) to \(layers - 1)"
        case .emptyBatch: "the batch has no sequences"
        case .emptySequence(let index): "sequence \(index) has no tokens"
        case .sequenceTooLong(let index, let tokens, let limit): "sequence \(index) has \(tokens) tokens, at most \(limit) are allowed"
        case .idOutOfVocabulary(let id, let position, let size): "token \(position) has id \(id), the vocabulary ends at \(size - 1)"
        case .batchTooLarge(let tokens, let sequences, let maxTokens, let maxSequences):
            "a batch of \(tokens) tokens in \(sequences) sequences does not fit a workspace of \(maxTokens) in \(maxSequences)"
        }
    }
}
