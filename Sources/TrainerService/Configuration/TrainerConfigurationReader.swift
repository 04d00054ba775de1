package import Configuration
import Generation

/// `trainer.toml` to a `TrainerConfiguration`. The table of settings below is the only place where its keys are named.
package enum TrainerConfigurationReader {
    /// Reads a file of at most 1 MiB.
    package static func read(_ path: String) throws(ConfigurationError) -> TrainerConfiguration {
        try checked(try SettingsReader.read(path, settings, into: TrainerConfiguration()), path)
    }

    package static func parse(_ text: String, path: String) throws(ConfigurationError) -> TrainerConfiguration {
        try checked(try SettingsReader.parse(text, path: path, settings, into: TrainerConfiguration()), path)
    }

    package static var knownKeys: [String] { settings.map(\.name) }

    private static func checked(_ configuration: TrainerConfiguration, _ path: String) throws(ConfigurationError) -> TrainerConfiguration {
        guard configuration.controlQueries <= configuration.queries else {
            throw .outOfRange(
                path: path, key: "control_queries", value: "\(configuration.controlQueries)",
                allowed: "at most queries = \(configuration.queries)")
        }
        if let reason = configuration.writerFault(configuration.generator) {
            throw .outOfRange(path: path, key: "generator", value: "'\(configuration.generator.rawValue)'", allowed: reason)
        }
        return configuration
    }

    private static let most = 1_000_000_000

    private static let settings: [Setting<TrainerConfiguration>] =
        [
            .text("socket", \.socket), .number("socket_mode", \.socketMode, 0...0o777), .text("admin_socket", \.adminSocket),
            .text("state", \.state), .text("models", \.models), .text("base", \.base), .texts("bootstrap", \.bootstrap),
            .optionalText("dev", \.dev), .optionalText("gate", \.gate),
            .optionalNumber("idle_exit_seconds", \.idleExitSeconds, 0...86_400), .number("nice", \.nice, 0...19),
            .number("threads", \.threads, 0...256),
            .choice("strategy", \.strategy), .choice("uncertainty", \.uncertainty), .number("queries", \.queries, 1...10_000),
            .number("control_queries", \.controlQueries, 0...10_000), .number("clusters", \.clusters, 1...10_000),
            .decimal("near_duplicate_cosine", \.nearDuplicateCosine, 0...2), .number("annotators", \.annotators, 1...10),
            .number("lease_seconds", \.leaseSeconds, 1...86_400),
            .choice("generator", \.generator), .number("variations", \.variations, 1...20), .decimal("drift_cosine", \.driftCosine, -1...1),
            .optionalText("replay_file", \.replayFile), .optionalText("base_url", \.baseURL), .optionalText("llm_socket", \.llmSocket),
            .optionalText("llm_model", \.llmModel), .optionalText("key_file", \.keyFile), .optionalText("ca_file", \.caFile),
            .optionalText("proxy", \.proxy), .number("concurrency", \.concurrency, 1...64), .decimal("temperature", \.temperature, 0...2),
            .number("max_answer_tokens", \.maxAnswerTokens, 16...100_000), .number("attempts", \.attempts, 1...20),
            .decimal("timeout_seconds", \.timeoutSeconds, 0.05...3_600),
            .decimal("connect_timeout_seconds", \.connectTimeoutSeconds, 0.05...3_600),
            price("price_in", \.priceIn), price("price_out", \.priceOut),
            .optionalNumber("max_round_requests", \.limits.round.requests, 0...most),
            .optionalNumber("max_round_tokens", \.limits.round.tokens, 0...most), money("max_round_cost", \.limits.round.costMicros),
            .optionalNumber("max_day_requests", \.limits.day.requests, 0...most),
            .optionalNumber("max_day_tokens", \.limits.day.tokens, 0...most), money("max_day_cost", \.limits.day.costMicros),
            .choice("recipe", \.recipe), .decimal("variation_weight", \.variationWeight, 0...1), .number("seed", \.seed, 0...most),
        ] + TrainerConfiguration.watchSettings

    // Money is written as a string, so that no binary fraction comes in between.
    private static func price(_ key: String, _ target: Setting<TrainerConfiguration>.Place<TokenPrice>) -> Setting<TrainerConfiguration> {
        .parsed(key, target, allowed: "the price of a million tokens as a string, such as \"0.15\"") { text in
            do throws(GenerationError) { return try TokenPrice(decimal: text) } catch { return nil }
        }
    }

    private static func money(_ key: String, _ target: Setting<TrainerConfiguration>.Place<Int?>) -> Setting<TrainerConfiguration> {
        .optionalParsed(key, target, allowed: "money as a string with at most six decimals, such as \"2.50\"") { microUnits($0) }
    }
}

extension TrainerConfiguration {
    /// What a generator lacks; nil when it can be used.
    package func writerFault(_ writer: Writer) -> String? {
        switch writer {
        case .builtin, .none: nil
        case .replay: replayFile == nil ? "'replay' with replay_file" : nil
        case .openai: llmModel == nil || baseURL == nil && llmSocket == nil ? "'openai' with llm_model and base_url or llm_socket" : nil
        }
    }
}
