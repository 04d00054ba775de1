import Foundation
import HTTPService
import JSONParsing
import Synchronization
import Testing

extension BuiltPrograms {
    /// Changing the model while requests come in.
    struct SwapTests {
        /// What eight clients saw.
        final class Sightings: Sendable {
            struct State {
                var isOver = false
                var answers: [String: Int] = [:]
                var faults: [String] = []
            }

            let state = Mutex(State())

            func fault(_ text: String) { state.withLock { $0.faults.append(text) } }
        }

        static let texts = [
            "i want to end my life", "what time is it in Oslo?", "can i take ibuprofen with my blood pressure pills?",
            "my landlord changed the locks, is that legal?",
        ]
        static let request: JSONValue = ["input": .array(texts.map { .string($0) })]

        @Test("a hundred swaps under load: no request fails, and every score is that of the model the answer names")
        func underLoad() throws {
            try withDaemon { daemon, bundles in
                var expected: [String: [[Double]]] = [:]
                for bundle in [bundles.second, bundles.first] {
                    #expect(try daemon.activate(bundle).status == 200)
                    expected[bundle] = try VerdictTests.scores(of: Self.texts, daemon)
                }
                let differences = zip(expected[bundles.first, default: []].joined(), expected[bundles.second, default: []].joined())
                #expect(differences.contains { abs($0 - $1) > 0.001 }, "the two bundles cannot be told apart")
                let sightings = Sightings()
                let scores = expected
                let socket = daemon.socket
                let clients = inThreads(8) { _ in
                    let client = UnixHTTPClient(socket)
                    while !sightings.state.withLock({ $0.isOver }) { Self.ask(client, scores, sightings) }
                }
                var failedSwaps: [String] = []
                for number in 0..<100 {
                    let bundle = number % 2 == 0 ? bundles.second : bundles.first
                    do {
                        let answer = try daemon.activate(bundle)
                        if answer.status != 200 { failedSwaps.append(answer.text) }
                    } catch { failedSwaps.append("\(error)") }
                }
                sightings.state.withLock { $0.isOver = true }
                #expect(clients.wait(timeout: .now() + 60) == .success, "a client still waits")
                #expect(failedSwaps.isEmpty)
                let (faults, answers) = sightings.state.withLock { ($0.faults, $0.answers) }
                #expect(faults.isEmpty, "\(faults.prefix(5))")
                #expect(Set(answers.keys) == [bundles.first, bundles.second], "\(answers)")
            }
        }

        /// Sends one request and compares the answer with what the model that it names says.
        static func ask(_ client: UnixHTTPClient, _ expected: [String: [[Double]]], _ sightings: Sightings) {
            do {
                let answer = try client.request("POST", "/v1/classify", json: request)
                guard answer.status == 200, let body = try answer.json().object, let model = body["model"]?.string,
                    let wanted = expected[model], let found = VerdictTests.scores(in: body), found.count == wanted.count
                else { return sightings.fault("status \(answer.status): \(answer.text)") }
                for (one, other) in zip(found, wanted) {
                    guard one.count == other.count, zip(one, other).allSatisfy({ abs($0 - $1) < 1e-4 }) else {
                        return sightings.fault("\(model) gave \(one), expected is \(other)")
                    }
                }
                sightings.state.withLock { $0.answers[model, default: 0] += 1 }
            } catch { sightings.fault("\(error)") }
        }

        @Test("an unknown bundle is a 404, a corrupt one a 422 with the reason, and the old model serves on")
        func refusedBundles() throws {
            try withDaemon { daemon, bundles in
                for name in ["20000101T000000-000000000000", "no-id", "../" + bundles.first] {
                    let answer = try daemon.activate(name)
                    #expect(answer.status == 404 && answer.errorMessage?.contains(name) == true, "\(answer.text)")
                }
                let corrupt = try bundles.makeCorruptCopy(of: bundles.second)
                defer { bundles.remove(corrupt) }
                let answer = try daemon.activate(corrupt)
                #expect(answer.status == 422, "\(answer.text)")
                #expect(answer.errorMessage?.contains("file '3_Dense/model.safetensors' has SHA-256") == true, "\(answer.text)")
                #expect(try daemon.post("/v1/classify", ["input": "hello"])["model"]?.string == bundles.first)
                let status = try #require(try daemon.admin.request("GET", "/v1/status").json().object)
                #expect(status["model"]?.string == bundles.first && status["failed_swaps"] == 1)
                #expect(status["last_failure"]?.string?.contains("3_Dense/model.safetensors") == true)
            }
        }
    }
}
