/// What an operator may have to hear of, or want to count. Everything else in the log is a line without an event.
///
/// An event's name and identifier never change their meaning: alerts and the message catalog hang on them. The catalog,
/// `deploy/picket.catalog`, says of each what happened and what to do; a test holds the two together.
package enum ServiceEvent: String, CaseIterable, Sendable {
    // picketd
    case daemonReady = "daemon-ready"
    case daemonStopped = "daemon-stopped"
    case modelRefused = "model-refused"
    case bundleActivated = "bundle-activated"
    case activationFailed = "activation-failed"
    case configurationReloaded = "configuration-reloaded"
    case configurationRefused = "configuration-refused"
    case policyGap = "policy-gap"
    case adminRequest = "admin-request"
    case messageFlagged = "message-flagged"
    case minuteSummary = "minute-summary"
    case overload = "overload"
    case selfCheckFailed = "self-check-failed"
    case captureOn = "capture-on"
    case captureFull = "capture-full"

    // picket-trainer
    case trainerReady = "trainer-ready"
    case trainerStopped = "trainer-stopped"
    case trainerRequest = "trainer-request"
    case roundMoved = "round-moved"
    case roundNeedsPeople = "round-needs-people"
    case roundEnded = "round-ended"
    case roundFailed = "round-failed"
    case promotionHealed = "promotion-healed"
    case requestsOrphaned = "requests-orphaned"
    case samplesTaken = "samples-taken"
    case driftFound = "drift-found"

    /// 128 bits as 32 hexadecimal digits, for `journalctl MESSAGE_ID=…`. Random, as systemd asks for.
    package var messageID: String {
        switch self {
        case .daemonReady: "8aa16a7fd8c2463d9f8a4a99903f8757"
        case .daemonStopped: "628d2d7be0884067a7356f4f3829d799"
        case .modelRefused: "08c22a2dd70d4c448e5ca2c7ce17ef52"
        case .bundleActivated: "f2392e5b309b414ab4f8accc1e0d3a66"
        case .activationFailed: "04a2e5ca2e6c49d3bc60a4d7a9b07bbb"
        case .configurationReloaded: "c418e951ae1d4c86a66610e59c40fdaf"
        case .configurationRefused: "656e9c601f2449c78a068b09601205b4"
        case .policyGap: "0d76fa6ebb064bfc85e17e0829a4d018"
        case .adminRequest: "1267e21256e94f7b8fc12e0d29262d76"
        case .messageFlagged: "96d7493ee2484215985fe4b644189e1b"
        case .minuteSummary: "18536246a22f4f4ebc04afca41b399b6"
        case .overload: "5ce1cf64dffa4488aaae5281678e7cf0"
        case .selfCheckFailed: "2496f4019e4f4a0fabc3bbe88426c868"
        case .captureOn: "104b8d0ceb114027a4fd7387fc9667d2"
        case .captureFull: "0a7348ff53054bcb9e100b1d0644a049"
        case .trainerReady: "3360793ee1dc411daea9b660199d7914"
        case .trainerStopped: "44200e2249fa42ebb0ae705ef2f47a1a"
        case .trainerRequest: "800e0749332344c8a99cb41486b1a7c3"
        case .roundMoved: "77af2d0571cc45319be891364664328f"
        case .roundNeedsPeople: "0d6872d7db4045e39beafccb68a825a5"
        case .roundEnded: "9bffada4a27c4c6f99c246b3e293d85e"
        case .roundFailed: "6bdbdb0b776f486ab28db7e005670ed9"
        case .promotionHealed: "8c330e4e85e44300be44509b3132d65f"
        case .requestsOrphaned: "526ec880abee42da941f206148535c62"
        case .samplesTaken: "89b9d91279d34e4383f60181410a1062"
        case .driftFound: "73e7e85d99554328b8e25953440d5911"
        }
    }

    package var priority: JournalPriority {
        switch self {
        case .modelRefused, .selfCheckFailed, .roundFailed: .error
        case .activationFailed, .configurationRefused, .policyGap, .overload, .captureFull, .promotionHealed, .requestsOrphaned,
            .driftFound:
            .warning
        case .roundNeedsPeople, .roundEnded, .bundleActivated, .captureOn, .configurationReloaded: .notice
        case .daemonReady, .daemonStopped, .adminRequest, .messageFlagged, .minuteSummary, .trainerReady, .trainerStopped, .trainerRequest,
            .roundMoved, .samplesTaken:
            .info
        }
    }
}

/// How much an entry matters, see syslog(3).
package enum JournalPriority: Int, Comparable, Sendable {
    case error = 3
    case warning = 4
    case notice = 5
    case info = 6
    case debug = 7

    /// As plain logs show it.
    package var name: String {
        switch self {
        case .error: "error"
        case .warning: "warning"
        case .notice: "notice"
        case .info: "info"
        case .debug: "debug"
        }
    }

    /// More important is greater.
    package static func < (left: JournalPriority, right: JournalPriority) -> Bool { left.rawValue > right.rawValue }
}
