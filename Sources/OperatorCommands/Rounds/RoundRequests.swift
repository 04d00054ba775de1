import ConsolePrograms
import JSONParsing

extension DaemonClient {
    /// - Parameter eventsAfter: Only events with a greater number.
    func round(_ round: String?, eventsAfter: Int? = nil) throws(ProgramFailure) -> RoundDocument {
        try RoundDocument(
            post(
                "/v1/rounds/show", requestBody([("round", .text(round)), ("events_after", eventsAfter.map { .int($0) })]),
                timeout: .seconds(30)))
    }

    /// Moves a round: `start`, `advance`, `approve`, `reject`, `cancel` or `retry`.
    func moveRound(_ verb: String, _ members: [(String, JSONValue?)]) throws(ProgramFailure) -> RoundDocument {
        try RoundDocument(post("/v1/rounds/\(verb)", requestBody(members)))
    }
}

/// One JSON line.
func compactLine(_ round: RoundDocument) -> [UInt8] { JSONWriter.compact(.object(round.json)) + [UInt8(ascii: "\n")] }
