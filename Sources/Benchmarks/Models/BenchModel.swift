import Classification
import ConsolePrograms
import DurableFiles
import Tokenization

/// Where the name of a precision becomes a model: the only place that knows which there are.
enum BenchModel {
    static let precisions = ["float32"]

    /// An encoder, with its head where it has one, and its tokenizer.
    static func embedder(_ folder: String, precision: String, maxTokens: Int) throws(ProgramFailure) -> TextEmbedder {
        try open(folder, precision) { () throws(ClassificationError) in try TextEmbedder(folder: folder, maxTokens: maxTokens) }
    }

    /// What the daemon serves.
    static func classifier(_ folder: String, precision: String) throws(ProgramFailure) -> Classifier {
        try open(folder, precision) { () throws(ClassificationError) in try Classifier(.folder(folder)) }
    }

    static func tokenizer(_ folder: String) throws(ProgramFailure) -> Tokenizer {
        try open(folder, precisions[0]) { () throws(ClassificationError) in try loadTokenizer(folder) }
    }

    private static func open<Model>(
        _ folder: String, _ precision: String, _ load: () throws(ClassificationError) -> Model
    ) throws(ProgramFailure) -> Model {
        guard precisions.contains(precision) else { throw ProgramFailure(.usage, "there is no precision '\(precision)'") }
        guard isFolder(folder) else { throw ProgramFailure(.inputMissing, "there is no folder '\(folder)'") }
        do throws(ClassificationError) { return try load() } catch {
            throw ProgramFailure(.badConfiguration, "cannot load the model '\(folder)': \(error)")
        }
    }
}
