package import JSONParsing

/// What came of asking a daemon to serve a bundle.
package enum ActivationAnswer: Equatable, Sendable {
    /// - milliseconds: What loading took, as the daemon says.
    case serving(milliseconds: Int)
    case notRunning
    /// It will not have this bundle, and says why.
    case refused(String)
    /// It cannot now, or nobody knows what it did.
    case unclear(String)

    /// The answer of `POST /v1/activate`.
    package init(status: Int, body: JSONObject?) {
        let message = body?["error"]?.object?["message"]?.string ?? "the daemon answered with status \(status)"
        switch status {
        case 200..<300: self = .serving(milliseconds: body?["milliseconds"]?.int ?? 0)
        case 409, 429, 500...: self = .unclear(message)
        default: self = .refused(message)
        }
    }
}

/// The daemon's side of a promotion: the admin socket in the programs, a value in tests.
package struct PromotionDaemon {
    package var status: () -> PromotionState.Daemon
    package var activate: (BundleID) -> ActivationAnswer

    package init(status: @escaping () -> PromotionState.Daemon, activate: @escaping (BundleID) -> ActivationAnswer) {
        self.status = status
        self.activate = activate
    }

    /// Nobody is asked: the links move, and the daemon serves the champion when it starts next.
    package static var none: PromotionDaemon { PromotionDaemon(status: { .notRunning }, activate: { _ in .notRunning }) }
}
