import ArgumentParser
package import ConsolePrograms
import DurableFiles
import JSONParsing
package import Tokenization

struct TokenizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize",
        abstract: "Time tokenization: text in, token ids out.",
        discussion: """
            One row for the messages of exactly so many tokens, as they stand, and one for all messages. A round encodes every message of
            a row; its sample is the time of the whole row divided by its messages.

            Example:
              picket-bench tokenize --model .picket/base --tokens 16 --rounds 50
            """)

    @Option(help: "A folder with a tokenizer.") var model = ".picket/models/champion"
    @Option(help: "Tokens of a message, special tokens included; several with commas.") var tokens = NumberList([16])
    @Option(help: "How often each row has its turn.") var rounds = 50
    @OptionGroup var texts: TextOptions
    @Flag(help: "One JSON object.") var json = false
    @OptionGroup(visibility: .hidden) var peers: PeerOptions

    func validate() throws {
        guard (1...100_000).contains(rounds) else { throw ValidationError("--rounds is 1 to 100000") }
    }

    func run() throws {
        let machine = Machine.here
        let tokenizer = try BenchModel.tokenizer(model)
        let rows = try TokenizeRows(tokenizer, texts: try texts.read(), tokens: tokens.values)
        if let path = peers.writeInputs { try write(rows, to: path) }
        if peers.paced {
            return try pacedRounds { () throws(ProgramFailure) in
                .object(JSONObject(rows.groups.map { ($0.name, .array([measured(rows.microsecondsPerMessage($0))])) }))
            }
        }
        warnIfBusy(machine)
        var samples = [[Double]](repeating: [], count: rows.groups.count)
        for _ in 0..<rounds {
            for (index, group) in rows.groups.enumerated() { samples[index].append(rows.microsecondsPerMessage(group)) }
        }
        var report = BenchReport(
            "tokenize", machine: machine, settings: JSONObject([("model", .string(model)), ("rounds", .int(rounds))]),
            columns: [
                .text("TOKENS", "tokens"), .init("MESSAGES", "messages"), .init("MEAN TOKENS", "mean_tokens", digits: 1),
                .init("MEDIAN µs", "median_us", digits: 2), .init("P10", "p10_us", digits: 2), .init("P90", "p90_us", digits: 2),
            ])
        for (group, values) in zip(rows.groups, samples) {
            let samples = Samples(values)
            report.add([
                .string(group.name), .int(group.messages.count), measured(group.meanTokens), measured(samples.median),
                measured(samples.percentile(10)), measured(samples.percentile(90)),
            ])
        }
        report.print(asJSON: json)
    }

    private func write(_ rows: TokenizeRows, to path: String) throws(ProgramFailure) {
        let members = rows.groups.map { ($0.name, JSONValue.array($0.messages.map { .string($0) })) }
        let ids = rows.groups.map { ($0.name, JSONValue.array($0.messages.map { .array(rows.ids($0).map { .int(Int($0)) }) })) }
        let object = JSONObject([("messages", .object(JSONObject(members))), ("ids", .object(JSONObject(ids)))])
        do throws(FileError) { try writeFile(path, JSONWriter.compact(.object(object))) } catch {
            throw ProgramFailure(.tryAgainLater, "\(error)")
        }
    }
}

/// The messages that are tokenized, in groups.
package struct TokenizeRows {
    package struct Group {
        /// The number of tokens, or `all`.
        package let name: String
        package let messages: [String]
        package let meanTokens: Double
    }

    package let groups: [Group]
    private let tokenizer: Tokenizer
    private let clock = MonotonicTime()

    /// - Throws: Exit 66 when no text has exactly so many tokens.
    package init(_ tokenizer: Tokenizer, texts: [String], tokens: [Int]) throws(ProgramFailure) {
        self.tokenizer = tokenizer
        let source = ExactLengths(texts: texts, tokenizer: tokenizer)
        var groups: [Group] = []
        for count in tokens {
            let messages = source.messages(tokens: count)
            guard !messages.isEmpty else { throw ProgramFailure(.inputMissing, "no message has exactly \(count) tokens") }
            groups.append(Group(name: String(count), messages: messages, meanTokens: Double(count)))
        }
        let total = texts.reduce(0) { $0 + tokenizer.encode($1).ids.count }
        groups.append(Group(name: "all", messages: texts, meanTokens: Double(total) / Double(texts.count)))
        self.groups = groups
    }

    package func ids(_ message: String) -> [Int32] { tokenizer.encode(message).ids }

    /// One turn of a group. A group of few messages is gone through several times: a hundred microseconds are no measurement.
    func microsecondsPerMessage(_ group: Group) -> Double {
        let repeats = max(1, 200 / group.messages.count)
        var tokens = 0
        let start = clock.now
        for _ in 0..<repeats {
            for message in group.messages { tokens += tokenizer.encode(message).ids.count }
        }
        let elapsed = clock.now - start
        // What nobody reads need not be computed.
        precondition(tokens > 0, "tokenize: no tokens")
        return Double(elapsed) / 1_000 / Double(repeats * group.messages.count)
    }
}
