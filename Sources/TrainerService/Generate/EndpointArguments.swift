import ArgumentParser
import ConsolePrograms
import Generation

/// Where a language model is, and how it is asked.
struct EndpointArguments: ParsableArguments {
    @Option(help: "The model's name at the endpoint.") var model: String?
    @Option(name: .customLong("base-url"), help: "https://…, http://… or unix:/path; /chat/completions is added.") var baseURL: String?
    @Option(help: "A Unix socket that is connected to instead of the URL's host.") var unixSocket: String?
    @Option(help: "A file that holds the key; it is sent to the endpoint and shown nowhere.") var keyFile: String?
    @Option(help: "Certificates in PEM to trust instead of the system's.") var caFile: String?
    @Option(help: "The proxy's URL; without it none is used, whatever the environment says.") var proxy: String?
    @Option(help: "Requests at once.") var concurrency = 4
    @Option(help: "The sampling temperature, 0 to 2.") var temperature = 1.0
    @Option(help: "The most tokens of an answer.") var maxAnswerTokens = 1024
    @Option(help: "Seconds for a whole answer.") var timeout = 120.0
    @Option(help: "Seconds for a connection.") var connectTimeout = 10.0

    func validate() throws {
        guard (1...64).contains(concurrency) else { throw ValidationError("--concurrency is 1 to 64") }
        guard (0...2).contains(temperature) else { throw ValidationError("--temperature is 0 to 2") }
        guard (16...100_000).contains(maxAnswerTokens) else { throw ValidationError("--max-answer-tokens is 16 to 100000") }
        guard (0.05...3600).contains(timeout), (0.05...3600).contains(connectTimeout) else {
            throw ValidationError("--timeout and --connect-timeout are 0.05 to 3600 seconds")
        }
    }

    /// What the openai generator cannot do without.
    func check() throws {
        guard let model, !model.isEmpty else { throw ValidationError("--generator openai needs --model") }
        guard baseURL != nil || unixSocket != nil else { throw ValidationError("--generator openai needs --base-url or --unix-socket") }
        do throws(GenerationError) { _ = try place() } catch { throw ValidationError("\(error)") }
    }

    private func place() throws(GenerationError) -> LLMEndpoint {
        try LLMEndpoint(
            baseURL: baseURL ?? "http://localhost/v1", unixSocket: unixSocket, proxy: proxy, caFile: caFile,
            connectTimeout: .seconds(connectTimeout), totalTimeout: .seconds(timeout))
    }

    func settings(_ prices: TokenPrices) -> ModelSettings {
        ModelSettings(model: model ?? "", temperature: temperature, maxAnswerTokens: maxAnswerTokens, prices: prices)
    }

    func makeGenerator(prices: TokenPrices, ledger: any GenerationLedger) throws(ProgramFailure) -> any VariationGenerator {
        try generationStep { () throws(GenerationError) in
            let place = try place()
            var key: SecretKey?
            if let keyFile { key = try SecretKey(file: keyFile) }
            return OpenAIGenerator(settings(prices), url: place.url, transport: try CurlTransport(place, key: key), ledger: ledger)
        }
    }
}
