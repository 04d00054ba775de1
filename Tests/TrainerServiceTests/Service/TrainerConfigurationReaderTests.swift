import Acquisition
import Configuration
import DurableFiles
import Foundation
import Generation
import TestSupport
import Testing
import TrainerService

struct TrainerConfigurationReaderTests {
    private func read(_ text: String) throws(ConfigurationError) -> TrainerConfiguration {
        try TrainerConfigurationReader.parse(text, path: "t.toml")
    }

    @Test("an empty file is the defaults, and every key that is known can be set")
    func everyKey() throws {
        #expect(try read("") == TrainerConfiguration())
        let lines = [
            "socket = \"/a\"", "socket_mode = 0o600", "admin_socket = \"/b\"", "state = \"/c\"", "models = \"/d\"", "base = \"/e\"",
            "bootstrap = [\"x.tsv\", \"y.tsv\"]", "dev = \"d.tsv\"", "gate = \"g.gate.json\"", "idle_exit_seconds = 60", "nice = 5",
            "threads = 1", "strategy = \"cluster-balanced\"", "uncertainty = \"margin\"", "queries = 30", "control_queries = 2",
            "clusters = 25", "near_duplicate_cosine = 0.9", "annotators = 2", "lease_seconds = 60", "generator = \"openai\"",
            "variations = 3", "drift_cosine = 0.3", "replay_file = \"r\"", "base_url = \"https://x/v1\"", "llm_socket = \"/s\"",
            "llm_model = \"m\"", "key_file = \"k\"", "ca_file = \"ca\"", "proxy = \"p\"", "concurrency = 2", "temperature = 0.5",
            "max_answer_tokens = 512", "attempts = 3", "timeout_seconds = 30", "connect_timeout_seconds = 2.5", "price_in = \"0.15\"",
            "price_out = \"0.6\"", "max_round_requests = 10", "max_round_tokens = 11", "max_round_cost = \"2.50\"",
            "max_day_requests = 12", "max_day_tokens = 13", "max_day_cost = \"5\"", "recipe = \"finetune\"", "variation_weight = 0.5",
            "seed = 9", "capture_folder = \"/f\"", "capture_retention_days = 7", "drift_reference = \"traffic\"", "drift_window_hours = 6",
            "drift_false_alarm_rate = 0.05",
        ]
        let keys = lines.compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(keys == TrainerConfigurationReader.knownKeys)
        let all = try read(lines.joined(separator: "\n"))
        #expect(all.bootstrap == ["x.tsv", "y.tsv"])
        #expect(all.limits.round.costMicros == 2_500_000 && all.limits.day.costMicros == 5_000_000)
        #expect(all.priceIn == (try TokenPrice(decimal: "0.15")))
        #expect(all.strategy == .clusterBalanced && all.generator == .openai && all.recipe == .finetune)
        // A setting that changes nothing would be one that nobody reads.
        for line in lines where !line.hasPrefix("generator") {
            #expect(try read(line) != TrainerConfiguration(), "\(line)")
        }
    }

    private static let refused: [(text: String, message: String)] = [
        ("colour = 1", "t.toml: unknown key 'colour'; known are socket, "),
        ("queries = 0", "t.toml: 'queries' is 0, allowed is 1 to 10000"),
        ("queries = \"many\"", "t.toml: 'queries' must be a whole number, found string"),
        ("strategy = \"clusters\"", "t.toml: 'strategy' is 'clusters', allowed is 'random' or 'topn' or 'coreset' or 'cluster'"),
        ("price_in = 0.15", "t.toml: 'price_in' must be a string"),
        ("max_day_cost = \"1,50\"", "t.toml: 'max_day_cost' is '1,50', allowed is money as a string"),
        ("bootstrap = []", "t.toml: 'bootstrap' is empty, allowed is at least one string"),
        ("queries = 5\ncontrol_queries = 6", "t.toml: 'control_queries' is 6, allowed is at most queries = 5"),
        ("generator = \"openai\"", "t.toml: 'generator' is 'openai', allowed is 'openai' with llm_model and base_url or llm_socket"),
        ("temperature = 2.5", "t.toml: 'temperature' is 2.5, allowed is 0 to 2"),
        ("queries = 1\nqueries = 2", "t.toml:2:"),
    ]

    @Test("what is not allowed is refused with the file, the key and what is", arguments: refused)
    func refuses(text: String, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(text) }
        #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
    }
}
