import Classification
import ConsolePrograms
import DurableFiles
import Encoders
import Tokenization

/// Where the name of a precision becomes a model: the only place that knows which there are.
enum BenchModel {
    static let precisions = Precision.allCases.map(\.rawValue)

    /// An encoder, with its head where it has one, and its tokenizer.
    static func embedder(_ folder: String, precision: String, maxTokens: Int) throws(ProgramFailure) -> TextEmbedder {
        let precision = try known(precision)
        return try open(folder) { () throws(ClassificationError) in
            try TextEmbedder(folder: folder, maxTokens: maxTokens, precision: precision)
        }
    }

    /// What the daemon serves.
    static func classifier(_ folder: String, precision: String) throws(ProgramFailure) -> Classifier {
        let precision = try known(precision)
        return try open(folder) { () throws(ClassificationError) in try Classifier(.folder(folder), precision: precision) }
    }

    static func tokenizer(_ folder: String) throws(ProgramFailure) -> Tokenizer {
        try open(folder) { () throws(ClassificationError) in try loadTokenizer(folder) }
    }

    private static func known(_ name: String) throws(ProgramFailure) -> Precision {
        guard let precision = Precision(rawValue: name) else { throw ProgramFailure(.usage, "there is no precision '\(name)'") }
        return precision
    }

    private static func open<Model>(
        _ folder: String, _ load: () throws(ClassificationError) -> Model
    ) throws(ProgramFailure) -> Model {
        guard isFolder(folder) else { throw ProgramFailure(.inputMissing, "there is no folder '\(folder)'") }
        do throws(ClassificationError) { return try load() } catch {
            throw ProgramFailure(.badConfiguration, "cannot load the model '\(folder)': \(error)")
        }
    }
}
