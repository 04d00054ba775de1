import ArgumentParser
import Classification
import ConsolePrograms
import DurableFiles
import Encoders
import JSONParsing
import Tokenization

struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Run or check a model folder, without the daemon.",
        subcommands: [TokenizeCommand.self, EmbedCommand.self, PredictCommand.self, VerifyCommand.self])
}

/// What the commands that turn lines into JSON lines share.
struct LineOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, jsonl }

    @Option(help: "A bundle, or a Hugging Face folder.") var model: String
    @Option(help: "The arithmetic.") var precision = Precision.int8
    @Option(help: "What a line of standard input is: the message itself, or a JSON object with 'text' (or a JSON string).")
    var format = Format.text

    /// Calls `body` with each message and prints the line it returns.
    func forEachMessage(_ body: (String) throws -> JSONValue) throws {
        try forEachInputLine { number, line in
            let text = try message(line, number)
            printLine(JSONWriter.compactText(try body(text)))
        }
    }

    private func message(_ line: String, _ number: Int) throws -> String {
        guard format == .jsonl else { return line }
        do throws(JSONError) {
            let value = try JSONParser.parse(line)
            if let text = value.string ?? value.object?["text"]?.string { return text }
        } catch { throw ProgramFailure(.inputMissing, "standard input, line \(number): \(error)") }
        throw ProgramFailure(.inputMissing, "standard input, line \(number): there is no string 'text'")
    }
}

struct TokenizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize",
        abstract: "Print the token ids of each line: {\"ids\":[101,…,102]}.",
        discussion: """
            Example:
              printf 'hello world\\n' | picketctl model tokenize --model .picket/base
            """)

    @OptionGroup var lines: LineOptions
    @Option(help: "Cut after this many tokens, special tokens included.") var maxTokens: Int?

    func validate() throws {
        if let maxTokens, maxTokens < 2 { throw ValidationError("--max-tokens is at least 2") }
    }

    func run() throws {
        try requireFolder(lines.model)
        let tokenizer = try withModelFailures { () throws(ClassificationError) in try loadTokenizer(lines.model) }
        if let maxTokens, maxTokens < tokenizer.specialTokenCount {
            throw ProgramFailure(
                .usage, "--max-tokens \(maxTokens) has no room for the \(tokenizer.specialTokenCount) special tokens of this model")
        }
        try lines.forEachMessage { text in
            ["ids": .array(tokenizer.encode(text, maxTokens: maxTokens).ids.map { .int(Int($0)) })]
        }
    }
}

struct EmbedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed",
        abstract: "Print the pooled embedding of each line: {\"embedding\":[…]}.",
        discussion: """
            A message longer than the window is embedded by its first window.

            Example:
              printf 'hello world\\n' | picketctl model embed --model .picket/base
            """)

    @OptionGroup var lines: LineOptions

    func run() throws {
        try requireFolder(lines.model)
        let embedder = try withModelFailures { () throws(ClassificationError) in
            try TextEmbedder(folder: lines.model, precision: lines.precision)
        }
        try lines.forEachMessage { text in
            let embedding = try withModelFailures { () throws(ClassificationError) in try embedder.embed(text) }
            return ["embedding": .array(embedding.map { .float($0) })]
        }
    }
}

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Print label, logits and calibrated scores of each line.",
        discussion: """
            An empty message gets {"error":…} in its place, and the exit code is 1 then. Logits are those of the first window.
            Every message goes through every layer, whatever exits the bundle has.

            Example:
              printf 'is my landlord allowed in?\\n' | picketctl model predict --model .picket/models/champion
            """)

    @OptionGroup var lines: LineOptions

    func run() throws {
        try requireFolder(lines.model)
        let model = try withModelFailures { () throws(ClassificationError) in
            try Classifier(.folder(lines.model), precision: lines.precision, earlyExit: false)
        }
        let workspace = model.makeWorkspace(maxTokens: model.limits.windowTokens, maxSequences: 1)
        var refused = 0
        try lines.forEachMessage { text in
            do throws(TextError) {
                let (verdict, logits) = try model.verdictAndLogits(text, workspace: workspace)
                return [
                    "label": .string(verdict.label), "logits": .array(logits.map { .float($0) }),
                    "scores": .object(JSONObject(zip(model.labels, verdict.scores).map { ($0, .float($1)) })),
                ]
            } catch {
                refused += 1
                return ["error": .string(error.description)]
            }
        }
        if refused > 0 { throw ProgramFailure(.no, "\(refused) messages got no verdict") }
    }
}

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a bundle: digests, id, shapes, vocabulary and self-test.",
        discussion: """
            Exit code 1 when the bundle is not what its manifest says, with the reason.

            Example:
              picketctl model verify .picket/models/champion
            """)

    @Option(help: "Ed25519 public key the bundle must be signed with, 64 hexadecimal digits.") var key: String?
    @Argument(help: "The bundle's folder.") var folder: String

    func run() throws {
        try requireFolder(folder)
        do throws(ClassificationError) {
            let trust = try BundleTrust(hexKey: key)
            let model = try Classifier(.bundle(folder), trust: trust)
            try model.selfTest()
            printLine("\(model.name): \(model.manifest?.files.count ?? 0) files, digests, id, weights and self-test are in order")
        } catch {
            throw ProgramFailure(.no, "'\(folder)' is not in order: \(error)")
        }
    }
}

/// Runs something that reads a model; its failure ends the program with exit 78 (66 when the folder is not there).
func withModelFailures<Result>(_ body: () throws(ClassificationError) -> Result) throws -> Result {
    do throws(ClassificationError) { return try body() } catch { throw modelFailure(error) }
}

func modelFailure(_ error: ClassificationError) -> ProgramFailure {
    switch error {
    case .file(let reason) where reason.isMissing: ProgramFailure(.inputMissing, "\(error)")
    case .file(let reason) where reason.isTaken: ProgramFailure(.usage, "\(error)")
    case .file, .noChampion, .noSuchBundle: ProgramFailure(.badConfiguration, "\(error)")
    case .promotionRunning: ProgramFailure(.tryAgainLater, "\(error)")
    default: ProgramFailure(.badConfiguration, "cannot load the model: \(error)")
    }
}

func requireFolder(_ path: String) throws(ProgramFailure) {
    guard isFolder(path) else { throw ProgramFailure(.inputMissing, "there is no folder '\(path)'") }
}

extension Precision: ExpressibleByArgument {}
