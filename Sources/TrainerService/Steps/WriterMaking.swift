import ConsolePrograms
import DurableFiles
import Generation
import Glibc

extension TrainerConfiguration {
    /// The generator that a plan names.
    ///
    /// - Returns: Nil for `none`.
    func writer(_ kind: Writer, ledger: any GenerationLedger) throws(ProgramFailure) -> (any VariationGenerator)? {
        if let fault = writerFault(kind) {
            throw ProgramFailure(.badConfiguration, "the generator '\(kind.rawValue)' cannot be used: set \(fault)")
        }
        switch kind {
        case .none: return nil
        case .builtin: return BuiltinGenerator()
        case .replay:
            let path = replayFile ?? ""
            return try generationStep { () throws(GenerationError) in try ReplayGenerator(file: path) }
        case .openai:
            return try generationStep { () throws(GenerationError) in
                let place = try LLMEndpoint(
                    baseURL: baseURL ?? "http://localhost/v1", unixSocket: llmSocket, proxy: proxy, caFile: caFile,
                    connectTimeout: .seconds(connectTimeoutSeconds), totalTimeout: .seconds(timeoutSeconds))
                let settings = ModelSettings(
                    model: llmModel ?? "", temperature: temperature, maxAnswerTokens: maxAnswerTokens,
                    prices: TokenPrices(prompt: priceIn, completion: priceOut))
                let key = try Self.keyPath(keyFile).map { path throws(GenerationError) in try SecretKey(file: path) }
                return OpenAIGenerator(
                    settings, url: place.url, transport: try CurlTransport(place, key: key), ledger: ledger,
                    policy: RetryPolicy(retries: attempts - 1))
            }
        }
    }

    /// The configured file, or the credential that the service manager hands over; nil for an endpoint that wants none.
    private static func keyPath(_ configured: String?) -> String? {
        if let configured { return configured }
        guard let folder = getenv("CREDENTIALS_DIRECTORY").map({ String(cString: $0) }) else { return nil }
        let path = folder + "/llm-api-key"
        return isFile(path) ? path : nil
    }
}

extension VariationGenerator {
    /// Whether its answers are requests of the ledger.
    var isPaid: Bool { name == "openai" }
}
