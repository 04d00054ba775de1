package import ConsolePrograms
import JSONParsing
import LabeledData

/// The trainer's side of a review.
package final class ReviewDesk {
    private let client: DaemonClient
    private let reviewer: String

    init(_ client: DaemonClient, reviewer: String) {
        self.client = client
        self.reviewer = reviewer
    }

    package convenience init(socket: String, reviewer: String) {
        self.init(DaemonClient(socket: socket, name: "the trainer"), reviewer: reviewer)
    }

    /// The variations of a round that wait for a person.
    package func open(_ round: String?) throws(ProgramFailure) -> (round: String, items: [ReviewItem]) {
        let answer = try client.post("/v1/reviews/list", requestBody([("round", .text(round))]))
        guard let name = answer["round"]?.string, let elements = answer["items"]?.array else {
            throw ProgramFailure(.ourBug, "the trainer's answer is no list of variations")
        }
        let items = elements.compactMap { $0.object.flatMap(ReviewItem.init) }
        guard items.count == elements.count else {
            throw ProgramFailure(.ourBug, "\(elements.count - items.count) of the trainer's variations cannot be read")
        }
        return (name, items)
    }

    package func decide(_ variation: String, _ decision: ReviewDecision) throws(ProgramFailure) {
        var label: String?
        if case .relabel(let given) = decision { label = given.name }
        let body = requestBody([
            ("variation", .string(variation)), ("by", .string(reviewer)), ("decision", .string(decision.name)), ("label", .text(label)),
        ])
        _ = try client.post("/v1/reviews/decide", body, timeout: .seconds(15))
    }
}
