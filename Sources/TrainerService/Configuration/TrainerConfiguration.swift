package import Acquisition
package import Generation

/// Every setting of `picket-trainer serve`, with the defaults that work.
package struct TrainerConfiguration: Equatable, Sendable {
    package enum Recipe: String, CaseIterable, Sendable { case probe, auto, finetune }
    package enum Writer: String, CaseIterable, Sendable { case openai, builtin, replay, none }

    // Places.
    package var socket = "/run/picket/trainer.sock"
    package var socketMode = 0o660
    /// The daemon's, for promotions.
    package var adminSocket = "/run/picket/admin.sock"
    package var state = "/var/lib/picket/trainer"
    package var models = "/var/lib/picket/models"
    package var base = "/var/lib/picket/base"
    /// Labelled rows that every training begins with; empty for the seed set that comes with Picket.
    package var bootstrap: [String] = []
    /// Labelled rows that figures are reported on; nil for those of the seed set.
    package var dev: String?
    /// A frozen gate set; without one every promotion asks for a person.
    package var gate: String?

    // The process.
    /// Seconds without a request and without work after which it ends; 0 for never. Nil: 300 when a service manager holds the socket.
    package var idleExitSeconds: Int?
    package var nice = 19
    /// 0 means one per core.
    package var threads = 0

    // Asking.
    package var strategy = QueryStrategy.cluster
    package var uncertainty = Uncertainty.entropy
    package var queries = 20
    package var controlQueries = 0
    package var clusters = 20
    package var nearDuplicateCosine = 0.95
    package var annotators = 1
    package var leaseSeconds = 900

    // Writing variations.
    package var generator = Writer.builtin
    package var variations = 5
    package var driftCosine = 0.2
    package var replayFile: String?
    package var baseURL: String?
    package var llmSocket: String?
    package var llmModel: String?
    /// Without it, the credential `llm-api-key` of the service manager.
    package var keyFile: String?
    package var caFile: String?
    package var proxy: String?
    package var concurrency = 4
    package var temperature = 1.0
    package var maxAnswerTokens = 1_024
    package var attempts = 5
    package var timeoutSeconds = 120.0
    package var connectTimeoutSeconds = 10.0
    package var priceIn: TokenPrice = .free
    package var priceOut: TokenPrice = .free
    package var limits = GenerationLimits()

    // Training.
    package var recipe = Recipe.probe
    package var variationWeight = 0.3
    package var seed = 1

    package var capture = CaptureIntakeSettings()
    package var drift = DriftSettings()

    package init() {}
}
