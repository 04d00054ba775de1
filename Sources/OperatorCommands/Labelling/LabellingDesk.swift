package import ConsolePrograms
import JSONParsing
package import LabeledData

/// The trainer's side of a labelling session: what a person asked for becomes a request, and its answer what happened.
package final class LabellingDesk {
    package enum Reply: Equatable {
        case item(LabellingItem?, LabellingProgress, isFinished: Bool)
        /// What was said is recorded.
        case taken(String)
        case refused(String)
    }

    private let client: DaemonClient
    package let round: String
    package let annotator: String
    /// Labels that were given through this desk.
    package private(set) var answers = 0

    /// An answer or a message takes milliseconds; a person does not wait longer for a trainer that hangs.
    private static let timeout = Duration.seconds(15)

    init(_ client: DaemonClient, round: String, annotator: String) {
        self.client = client
        self.round = round
        self.annotator = annotator
    }

    package convenience init(socket: String, round: String, annotator: String) {
        self.init(DaemonClient(socket: socket, name: "the trainer"), round: round, annotator: annotator)
    }

    // MARK: What a person does

    /// The next message; the same one until it is answered.
    package func next() throws(ProgramFailure) -> Reply {
        let answer = try post("next")
        let progress = LabellingProgress(answer["progress"]?.object ?? JSONObject())
        switch answer["status"]?.string {
        case "waiting": return .item(nil, progress, isFinished: false)
        case "finished": return .item(nil, progress, isFinished: true)
        case "item":
            if let item = answer["item"]?.object.flatMap(LabellingItem.init) { return .item(item, progress, isFinished: false) }
            throw ProgramFailure(.ourBug, "the trainer's answer has no message in it")
        case let status: throw ProgramFailure(.ourBug, "the trainer answers with the status '\(status ?? "none")'")
        }
    }

    package func label(_ message: String, _ label: SafetyClass) throws(ProgramFailure) -> Reply {
        _ = try post("answer", [("message", .string(message)), ("label", .string(label.name))])
        answers += 1
        return .taken("Recorded: \(label.name). u takes it back.")
    }

    package func skip(_ message: String) throws(ProgramFailure) -> Reply {
        _ = try post("skip", [("message", .string(message))])
        return .taken("Skipped. u takes it back.")
    }

    package func note(_ message: String, _ note: String) throws(ProgramFailure) -> Reply {
        _ = try post("note", [("message", .string(message)), ("note", .string(note))])
        return .taken("The note is kept.")
    }

    /// Takes the last answer back. What is on the screen is given back too, so that the message that was taken back can come next.
    package func undo() throws(ProgramFailure) -> Reply {
        guard let undone = try post("undo")["undone"]?.object else { return .refused("There is nothing to take back.") }
        answers = max(0, answers - (undone["label"]?.string == nil ? 0 : 1))
        try release()
        return .taken("Taken back: \(undone["label"]?.string ?? "skipped").")
    }

    /// Gives back what the annotator holds, so that others need not wait for the lease to end.
    package func release() throws(ProgramFailure) { _ = try post("release") }

    /// How well annotators agree; nil in a round where each message is labelled once, and where no message has two labels yet.
    package func agreement() throws(ProgramFailure) -> String? {
        let document = try client.round(round, eventsAfter: .max)
        return document.annotators > 1 ? document.kappaWords : nil
    }

    private func post(_ verb: String, _ members: [(String, JSONValue?)] = []) throws(ProgramFailure) -> JSONObject {
        let body = requestBody([("round", .string(round)), ("annotator", .string(annotator))] + members)
        return try client.post("/v1/labels/\(verb)", body, timeout: Self.timeout)
    }
}

extension LabellingItem {
    init?(_ json: JSONObject) {
        guard let message = json["message"]?.string, let text = json["text"]?.string else { return nil }
        let guess = (json["guess"]?.array ?? []).compactMap { element -> (label: SafetyClass, score: Double)? in
            guard let object = element.object, let label = object["label"]?.string.flatMap(SafetyClass.init(rawValue:)),
                let score = object["score"]?.double, score.isFinite
            else { return nil }
            return (label, score)
        }
        self.init(message: message, text: text, guess: guess)
    }
}
