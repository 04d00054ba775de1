import ArgumentParser
import Classification
import ConsolePrograms
import DurableFiles
import Encoders
import JSONParsing

/// What `deploy/bench/peers` needs to take turns with other programs over the same work.
struct PeerOptions: ParsableArguments {
    @Flag(help: "Run one round for each line of standard input, and print its samples as one JSON line.") var paced = false
    @Option(help: "Cells such as 1x16,32x16 (batch x tokens), one thread each, instead of --tokens, --batch and --threads.")
    var cells: CellList?
    @Option(help: "Write what is measured with, and what comes out of it, to this file.") var writeInputs: String?
}

/// Runs `round` for every line of standard input.
func pacedRounds(_ round: () throws(ProgramFailure) -> JSONValue) throws {
    try forEachInputLine { _, _ in printLine(JSONWriter.compactText(try round())) }
}

/// Token ids, and what our model makes of them: what another program has to reproduce before its times mean anything.
struct PeerInputs {
    private let sequences: [Int: [[Int32]]]
    private let model: TextEmbedder

    init(_ sequences: [Int: [[Int32]]], model: TextEmbedder) {
        self.sequences = sequences
        self.model = model
    }

    /// Writes `{"sequences":{"16":[[…]]},"embeddings":{…},"logits":{…}}`; logits are left out where there is no head.
    func write(to path: String) throws(ProgramFailure) {
        var object = JSONObject([("sequences", .object(members { (_, rows) in rows.map { $0.map { .int(Int($0)) } } }))])
        do throws(EncoderError) {
            var (embeddings, logits) = (JSONObject(), JSONObject())
            for (tokens, rows) in ordered {
                embeddings[String(tokens)] = Self.table(try model.encoder.rows(.embeddings, of: rows, threads: 1), rows: rows.count)
                guard model.encoder.head != nil else { continue }
                logits[String(tokens)] = Self.table(try model.encoder.rows(.logits, of: rows, threads: 1), rows: rows.count)
            }
            object["embeddings"] = .object(embeddings)
            if logits.count > 0 { object["logits"] = .object(logits) }
        } catch { throw ProgramFailure(.ourBug, "\(error)") }
        do throws(FileError) { try writeFile(path, JSONWriter.compact(.object(object))) } catch {
            throw ProgramFailure(.tryAgainLater, "\(error)")
        }
    }

    private var ordered: [(Int, [[Int32]])] { sequences.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

    private func members(_ row: (Int, [[Int32]]) -> [[JSONValue]]) -> JSONObject {
        JSONObject(ordered.map { (String($0.0), .array(row($0.0, $0.1).map { .array($0) })) })
    }

    private static func table(_ values: [Float], rows: Int) -> JSONValue {
        let columns = values.count / max(1, rows)
        return .array((0..<rows).map { row in .array(values[row * columns..<(row + 1) * columns].map { .float($0) }) })
    }
}
