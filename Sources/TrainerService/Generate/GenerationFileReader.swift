import ConsolePrograms
import Generation
import JSONParsing

/// Reads what earlier runs wrote to an out file.
struct GenerationFileReader {
    struct Attempt {
        let key: String
        let outcome: LedgerOutcome
        let counted: TokenUsage
        let requestID: String?
    }

    private let path: String
    private(set) var attempts: [Attempt] = []
    /// Variations and outcomes.
    private(set) var rows: [JSONObject] = []

    init(path: String) { self.path = path }

    /// - Returns: How many bytes are whole: what follows is to be cut off.
    /// - Throws: Exit 66 with the line of what is none of ours.
    mutating func read(_ bytes: [UInt8]) throws(ProgramFailure) -> Int {
        var (start, number) = (0, 0)
        var last: (key: String, start: Int, rows: Int, found: Int, of: Int)?
        while let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            number += 1
            let line = Array(bytes[start..<newline])
            let object: JSONObject
            do throws(JSONError) {
                guard let read = try JSONParser.parse(line).object else { throw JSONError.unexpectedEnd(offset: 0) }
                object = read
            } catch { throw ProgramFailure(.inputMissing, "\(path):\(number): the line was not written by generate: \(error)") }
            guard let key = object["request"]?.string, try take(object, key) else {
                throw ProgramFailure(.inputMissing, "\(path):\(number): the line was not written by generate")
            }
            if object["kind"]?.string == "variation" {
                let of = object["of"]?.int ?? 0
                if let open = last, open.key == key, open.found < open.of {
                    last = (key, open.start, open.rows, open.found + 1, of)
                } else {
                    last = (key, start, rows.count - 1, 1, of)
                }
            }
            start = newline + 1
        }
        guard Self.isTorn(bytes[start...]) else {
            throw ProgramFailure(.inputMissing, "\(path):\(number + 1): the line was not written by generate")
        }
        guard let last, last.found < last.of else { return start }
        // Only the last write can be incomplete, so nothing of worth follows it.
        rows.removeSubrange(last.rows...)
        return last.start
    }

    /// Whether what stands after the last whole line can be the beginning of one of ours, or what a file system fills a hole with.
    private static func isTorn(_ rest: ArraySlice<UInt8>) -> Bool {
        let opening = Array(#"{"kind":""#.utf8)
        return rest.prefix(opening.count).elementsEqual(opening.prefix(rest.count)) || rest.allSatisfy { $0 == 0 }
    }

    private mutating func take(_ object: JSONObject, _ key: String) throws(ProgramFailure) -> Bool {
        switch object["kind"]?.string {
        case "variation":
            guard object["text"]?.string != nil, object["label"]?.string != nil, object["verdict"]?.string != nil else { return false }
            rows.append(object)
        case "outcome":
            guard object["outcome"]?.string != nil, object["label"]?.string != nil else { return false }
            rows.append(object)
        case "attempt":
            guard let counted = TokenUsage(json: object["counted"]) else { return false }
            let outcome: LedgerOutcome
            switch object["status"]?.string {
            case "answered":
                guard let raw = object["raw"]?.string else { return false }
                outcome = .answered(Array(raw.utf8), usage: counted)
            case "refused": outcome = .refused(reason: object["reason"]?.string ?? "", usage: counted)
            case "failed": outcome = .failed(reason: object["reason"]?.string ?? "", usage: counted)
            default: return false
            }
            attempts.append(Attempt(key: key, outcome: outcome, counted: counted, requestID: object["request_id"]?.string))
        default: return false
        }
        return true
    }
}
