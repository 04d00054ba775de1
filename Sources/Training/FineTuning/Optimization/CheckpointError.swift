package import Tensors

/// Why a checkpoint could not be written, read, or used.
package enum CheckpointError: Error, Equatable, CustomStringConvertible {
    case tensors(TensorError)
    /// A safetensors file, but not one that a training run wrote.
    case notACheckpoint
    /// The content is not what was written.
    case damaged
    case factsUnreadable(reason: String)
    case missingFact(String)
    case badFact(field: String, expected: String)
    /// The checkpoint belongs to a run with other options or other data.
    case checkpointOfOther(field: String, expected: String, found: String)

    package var description: String {
        switch self {
        case .tensors(let error): error.description
        case .notACheckpoint: "the file is not the checkpoint of a training run"
        case .damaged: "the checkpoint is damaged: its content does not match its digest"
        case .factsUnreadable(let reason): "the facts of the checkpoint cannot be read: \(reason)"
        case .missingFact(let field): "the checkpoint does not say '\(field)'"
        case .badFact(let field, let expected): "the checkpoint's '\(field)' is not \(expected)"
        case .checkpointOfOther(let field, let expected, let found):
            "the checkpoint is of another run: its '\(field)' is \(found), expected \(expected)"
        }
    }
}
