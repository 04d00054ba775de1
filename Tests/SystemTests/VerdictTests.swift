import HTTPService
import JSONParsing
import LabeledData
import Testing

extension BuiltPrograms {
    /// What the daemon says of texts, and of itself.
    struct VerdictTests {
        @Test("a verdict has every documented member, and its scores are those of the six classes")
        func shape() throws {
            try withDaemon { daemon, bundles in
                let body = try daemon.post("/v1/classify", ["input": "i want to end my life"])
                #expect(body.keys == ["id", "model", "results"])
                #expect(body["id"]?.string?.hasPrefix("pkt-") == true)
                #expect(body["model"]?.string == bundles.first)
                let verdict = try #require(body["results"]?.array?.first?.object)
                #expect(
                    verdict.keys == [
                        "label", "confidence", "scores", "flagged", "action", "entropy", "tokens", "layers", "windows", "truncated",
                    ])
                #expect(verdict["label"] == "self-harm" && verdict["flagged"] == true && verdict["action"] == "block")
                #expect(verdict["windows"] == 1 && verdict["truncated"] == false)
                #expect((1...6).contains(try #require(verdict["layers"]?.int)))
                let scores = try #require(verdict["scores"]?.object)
                #expect(scores.keys == SafetyClass.names)
                #expect(abs(scores.members.compactMap(\.value.double).reduce(0, +) - 1) < 1e-4)
                #expect(verdict["confidence"] == scores["self-harm"])
            }
        }

        @Test("a long text is read in several windows")
        func windows() throws {
            try withDaemon { daemon, _ in
                let text = String(repeating: "word ", count: 400)
                let verdict = try #require(try daemon.post("/v1/classify", ["input": .string(text)])["results"]?.array?.first?.object)
                #expect(verdict["tokens"] == 402)
                #expect(try #require(verdict["windows"]?.int) > 1)
                #expect(verdict["truncated"] == false)
            }
        }

        @Test("a list of 300 comes back complete, in order, and as each text alone")
        func list() throws {
            try withDaemon { daemon, _ in
                let texts = try TrainedBundles.texts(300)
                let together = try Self.scores(of: texts, daemon)
                #expect(together.count == texts.count)
                for (index, text) in texts.enumerated() {
                    let alone = try Self.scores(of: [text], daemon)[0]
                    #expect(zip(alone, together[index]).allSatisfy { abs($0 - $1) < 1e-5 }, "text \(index): \(alone), \(together[index])")
                }
            }
        }

        @Test("OpenAI's moderations, native and strict")
        func moderations() throws {
            try withDaemon { daemon, bundles in
                let input: JSONValue = ["i want to end my life", "what time is it in Oslo?"]
                for (model, keys) in [("picket", SafetyClass.harmful.map(\.name)), ("omni-moderation-latest", Self.openAICategories)] {
                    let body = try daemon.post("/v1/moderations", ["input": input, "model": .string(model)])
                    #expect(body["id"]?.string?.hasPrefix("modr-") == true && body["model"]?.string == bundles.first)
                    let results = try #require(body["results"]?.array).compactMap(\.object)
                    #expect(results.map { $0["flagged"] } == [true, false], "\(model)")
                    for result in results {
                        for map in ["categories", "category_scores", "category_applied_input_types"] {
                            let members = try #require(result[map]?.object)
                            #expect(members.keys == keys, "\(model) \(map)")
                            #expect(members.members.allSatisfy { !$0.value.isNull }, "\(model) \(map)")
                        }
                    }
                    #expect(results[0]["categories"]?.object?["self-harm"] == true)
                }
                let parts: JSONValue = [
                    ["type": "text", "text": "what time is it in Oslo?"], ["type": "text", "text": "i want to end my life"],
                ]
                let joint = try #require(try daemon.post("/v1/moderations", ["input": parts])["results"]?.array)
                #expect(joint.count == 1 && joint[0].object?["flagged"] == true)
            }
        }

        @Test("the daemon tells that it is alive, ready, and what it serves")
        func information() throws {
            try withDaemon { daemon, bundles in
                func get(_ path: String) throws -> JSONObject {
                    let answer = try daemon.client.request("GET", path)
                    #expect(answer.status == 200, "\(path)")
                    return try #require(try answer.json().object)
                }
                #expect(try get("/health")["status"] == "ok")
                let ready = try get("/ready")
                #expect(ready["status"] == "ready" && ready["model"]?.string == bundles.first)
                let information = try get("/info")
                #expect(information["name"] == "picketd" && information["threads"] == 2 && information["precision"] == "int8")
                #expect(information["model"]?.object?["labels"]?.array?.compactMap(\.string) == SafetyClass.names)
                #expect(information["limits"]?.object?["max_inputs"] == 1_024)
                let models = try get("/v1/models")
                #expect(models["object"] == "list")
                #expect(models["data"]?.array?.map { $0.object?["id"]?.string } == [bundles.first])
            }
        }

        static let openAICategories = [
            "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm",
            "self-harm/intent", "self-harm/instructions", "sexual", "sexual/minors", "violence", "violence/graphic",
        ]

        /// The six scores of each text, from one request.
        static func scores(of texts: [String], _ daemon: DaemonProcess) throws -> [[Double]] {
            let body = try daemon.post("/v1/classify", ["input": .array(texts.map { .string($0) })])
            return try #require(scores(in: body))
        }

        static func scores(in body: JSONObject) -> [[Double]]? {
            body["results"]?.array?.map { $0.object?["scores"]?.object?.members.compactMap(\.value.double) ?? [] }
        }
    }
}
