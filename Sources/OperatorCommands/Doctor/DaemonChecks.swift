package import HTTPService
import JSONParsing

/// What the daemon said to a harmless sentence.
package struct DaemonCheck: Equatable, Sendable {
    package enum Answer: Equatable, Sendable {
        case answer(HTTPAnswer, milliseconds: Int)
        case failed(HTTPClientError)
    }

    package static let sentence = "What is a good recipe for tomato soup?"
    private static let check = "an answer"

    package var answer: Answer
    package var isSystem: Bool

    package init(_ answer: Answer, isSystem: Bool) {
        self.answer = answer
        self.isSystem = isSystem
    }

    package var finding: Finding {
        switch answer {
        case .failed(let error): unanswered(error)
        case .answer(let answer, let milliseconds): answer.isSuccess ? verdict(answer, milliseconds) : refused(answer)
        }
    }

    private func unanswered(_ error: HTTPClientError) -> Finding {
        switch error {
        case .permissionDenied:
            return .skipped(Self.check, "this account may not ask: \(error)", remedy: "run 'sudo picketctl doctor'")
        case .noSuchSocket, .notServed:
            let remedy = isSystem ? "let systemd listen: sudo systemctl enable --now picketd.socket" : "start the daemon: picketd"
            return .failing(Self.check, "\(error)", remedy: remedy)
        default: return .failing(Self.check, "\(error)", remedy: journal)
        }
    }

    private func verdict(_ answer: HTTPAnswer, _ milliseconds: Int) -> Finding {
        let body = (try? answer.json())?.object
        guard let result = body?["results"]?.array?.first?.object, let label = result["label"]?.string else {
            return .failing(
                Self.check, "the answer holds no verdict", remedy: "let picketctl and picketd be of one version: picketd --version")
        }
        let model = body?["model"]?.string ?? "a model without a name"
        if let action = result["action"]?.string, action == "block" || action == "warn" {
            return .warning(
                Self.check, "\(model) would \(action) a harmless sentence, as \(label)",
                remedy: "try it with 'picketctl classify', and go back to the model before with 'picketctl rollback'")
        }
        return .ok(Self.check, "\(model) called a harmless sentence \(label) within \(milliseconds) ms")
    }

    private func refused(_ answer: HTTPAnswer) -> Finding {
        let error = (try? answer.json())?.object?["error"]?.object
        let words = error?["message"]?.string ?? "no reason given"
        switch (answer.status, error?["code"]?.string) {
        case (503, "no_model"):
            return .failing(
                Self.check, "the daemon runs and has no model",
                remedy: "put a bundle into service: picketctl bundles list, then picketctl bundles promote ID")
        case (429, "swapping"):
            return .warning(Self.check, "a model is being loaded", remedy: "ask again in a moment: picketctl status")
        case (429, _):
            return .warning(
                Self.check, "the daemon has more to do than it can: \(words)",
                remedy: "see how much waits with 'picketctl status'; more threads, or a second daemon, take more")
        case (let status, _): return .failing(Self.check, "status \(status): \(words)", remedy: journal)
        }
    }

    private var journal: String {
        isSystem ? "look why: journalctl -x -n 50 -u picketd" : "look at what picketd wrote to its standard error"
    }
}
