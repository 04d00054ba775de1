import Foundation
import HTTPService
import JSONParsing
import LabeledData
import TestSupport
import Testing

extension BuiltPrograms {
    /// picketctl: what it prints and how it ends.
    struct OperatorCommandTests {
        static func run(_ arguments: [String], input: String = "") throws -> Programs.Outcome {
            try Programs.run("picketctl", arguments, input: input)
        }

        static func object(_ line: String?) throws -> JSONObject {
            let text = try #require(line)
            return try #require(try JSONParser.parse(text).object)
        }

        @Test("classify prints a table, or a JSON line for each message of standard input that is not blank")
        func classify() throws {
            try withDaemon { daemon, bundles in
                let table = try Self.run(["classify", "--socket", daemon.socket, "i want to end my life", "what time is it in Oslo?"])
                #expect(table.exitCode == 0 && table.lines.count == 3, "\(table.output)\(table.errors)")
                #expect(table.lines.first?.hasPrefix("LABEL") == true && table.lines.last?.contains("not-harmful") == true)
                let json = try Self.run(["classify", "--json", "--socket", daemon.socket], input: "hello\n\n  \ni want to end my life\n")
                #expect(json.exitCode == 0 && json.lines.count == 2, "\(json.output)\(json.errors)")
                let last = try Self.object(json.lines.last)
                #expect(last["text"] == "i want to end my life" && last["label"] == "self-harm")
                #expect(last["model"]?.string == bundles.first && last["scores"]?.object?.keys == SafetyClass.names)
                let refused = try Self.run(["classify", "--socket", daemon.socket, " "])
                #expect(refused.exitCode == 64 && refused.errors.contains("'input' is empty"), "\(refused.errors)")
            }
        }

        @Test("status tells what is served, in words and as JSON")
        func status() throws {
            try withDaemon { daemon, bundles in
                let words = try Self.run(["status", "--admin-socket", daemon.adminSocket])
                #expect(words.exitCode == 0 && words.lines.first == "model      \(bundles.first)", "\(words.output)\(words.errors)")
                let json = try Self.run(["status", "--json", "--admin-socket", daemon.adminSocket])
                #expect(try Self.object(json.output)["model"]?.string == bundles.first)
            }
        }

        @Test(
            "a daemon that is not there: exit 75 and one line of error",
            arguments: [["classify", "--socket"], ["status", "--admin-socket"]])
        func noDaemon(command: [String]) throws {
            let path = try TrainedBundles.shared.get().folder + "/nobody.sock"
            let outcome = try Self.run(command + [path] + (command[0] == "classify" ? ["hello"] : []))
            #expect(outcome.exitCode == 75)
            // What else there is to say of the others is said.
            #expect(outcome.output.isEmpty || (command[0] == "status" && outcome.output.hasPrefix("daemon     does not answer\n")))
            #expect(outcome.errors == "picketctl: there is no socket '\(path)': is the service running, and is this its socket?\n")
        }

        @Test(
            "wrong usage ends with 64",
            arguments: [["nonsense"], ["classify", "--frobnicate"], ["model", "embed"], ["bundles", "promote"]])
        func usage(arguments: [String]) throws {
            #expect(try Self.run(arguments).exitCode == 64)
        }

        @Test("tokenize, embed and predict print a JSON line for each line")
        func models() throws {
            let bundles = try TrainedBundles.shared.get()
            let model = bundles.path(bundles.first)
            let tokens = try Self.run(["model", "tokenize", "--model", model], input: "hello world\n\n")
            #expect(tokens.exitCode == 0 && tokens.output == "{\"ids\":[101,7592,2088,102]}\n{\"ids\":[101,102]}\n")
            let lines = try Self.run(["model", "tokenize", "--model", model, "--format", "jsonl"], input: "{\"text\":\"hello world\"}\n")
            #expect(lines.output == "{\"ids\":[101,7592,2088,102]}\n")
            let embedding = try Self.run(["model", "embed", "--model", model], input: "hello world\n")
            #expect(embedding.exitCode == 0)
            let values = try #require(try Self.object(embedding.lines.first)["embedding"]?.array?.compactMap(\.double))
            #expect(values.count == 384 && abs(values.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4)
            let prediction = try Self.run(["model", "predict", "--model", model], input: "i want to end my life\n\n")
            #expect(prediction.exitCode == 1 && prediction.lines.count == 2 && prediction.errors.hasPrefix("picketctl: 1 messages"))
            let first = try Self.object(prediction.lines.first)
            #expect(first.keys == ["label", "logits", "scores"] && first["label"] == "self-harm")
            #expect(first["logits"]?.array?.count == 6 && first["scores"]?.object?.keys == SafetyClass.names)
            #expect(try Self.object(prediction.lines.last)["error"] == "the text is empty")
            let bad = try Self.run(["model", "tokenize", "--model", model, "--format", "jsonl"], input: "\"a\"\n{\"text\":3}\n")
            #expect(bad.exitCode == 66 && bad.errors == "picketctl: standard input, line 2: there is no string 'text'\n")
        }

        @Test(
            "a text classifier of each family tokenizes, embeds and predicts under its own labels",
            arguments: TinyClassifier.Family.allCases)
        func foreignModels(family: TinyClassifier.Family) throws {
            let labels = ["a", "b", "c", "d", "e", "very bad"]
            let model = try TinyClassifier(family, labels: labels)
            let text = String(repeating: "calm ", count: 40)
            let tokens = try Self.run(["model", "tokenize", "--model", model.path], input: "calm alarm\n\(text)\n")
            #expect(tokens.exitCode == 0 && tokens.lines.count == 2, "\(tokens.errors)")
            let ids = try Self.object(tokens.lines.first)["ids"]?.array?.compactMap(\.int)
            #expect(ids == TinyClassifier.ids(family).map { Int($0) })
            let embeddings = try Self.run(["model", "embed", "--model", model.path], input: "calm\n\(text)\n")
            #expect(embeddings.exitCode == 0 && embeddings.lines.count == 2, "\(embeddings.errors)")
            #expect(try Self.object(embeddings.lines.last)["embedding"]?.array?.count == 16)
            let predictions = try Self.run(["model", "predict", "--model", model.path], input: "calm\n\(text)\n")
            #expect(predictions.exitCode == 0 && predictions.lines.count == 2, "\(predictions.errors)")
            let last = try Self.object(predictions.lines.last)
            #expect(last["scores"]?.object?.keys == labels && last["logits"]?.array?.count == 6)
        }

        @Test("verify: 0 for a bundle in order, 1 with the reason for a corrupt one")
        func verify() throws {
            let bundles = try TrainedBundles.shared.get()
            let good = try Self.run(["model", "verify", bundles.path(bundles.first)])
            #expect(good.exitCode == 0 && good.output.hasPrefix("\(bundles.first): "), "\(good.errors)")
            let corrupt = try bundles.makeCorruptCopy(of: bundles.first)
            defer { bundles.remove(corrupt) }
            let bad = try Self.run(["model", "verify", bundles.path(corrupt)])
            #expect(bad.exitCode == 1 && bad.errors.contains("file '3_Dense/model.safetensors' has SHA-256"), "\(bad.errors)")
            let promoted = try Self.run(["bundles", "promote", corrupt, "--offline", "--models", bundles.models])
            #expect(promoted.exitCode == 78 && promoted.errors.contains("3_Dense/model.safetensors"), "\(promoted.errors)")
        }

        static let missing = [
            ["model", "verify", "/nowhere"], ["model", "embed", "--model", "/nowhere"], ["model", "tokenize", "--model", "/nowhere"],
            ["model", "predict", "--model", "/nowhere"], ["bundles", "list", "--models", "/nowhere"],
        ]

        @Test("a folder that is not there ends with 66", arguments: missing)
        func missingFolder(arguments: [String]) throws {
            let outcome = try Self.run(arguments)
            #expect(outcome.exitCode == 66 && outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        }

        @Test("bundles are listed and shown, and a promotion reaches the daemon and the champion link")
        func bundles() throws {
            try withDaemon { daemon, bundles in
                let place = ["--models", bundles.models]
                let list = try Self.run(["bundles", "list", "--json"] + place)
                let rows = try list.lines.map { try Self.object($0) }
                #expect(Set(rows.compactMap { $0["bundle"]?.string }) == [bundles.first, bundles.second])
                let champion = rows.first { $0["roles"] == ["champion"] }
                #expect(champion?["bundle"]?.string == bundles.first && champion?["problem"] == .null && champion?["recipe"] == "probe")
                let table = try Self.run(["bundles", "list"] + place)
                #expect(table.lines.count == 3 && table.lines.first?.hasPrefix("BUNDLE") == true)
                #expect(try Self.object(try Self.run(["bundles", "show", "--json"] + place).output)["labels"]?.array?.count == 6)
                func promote(_ id: String) throws {
                    let outcome = try Self.run(
                        ["bundles", "promote", id, "--by", "mara", "--reason", "a test", "--admin-socket", daemon.adminSocket] + place)
                    #expect(outcome.exitCode == 0 && outcome.lines.last == "champion is \(id)", "\(outcome.errors)")
                    #expect(try daemon.client.request("GET", "/ready").json().object?["model"]?.string == id)
                    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: bundles.models + "/champion") == id)
                }
                try promote(bundles.second)
                // The other tests expect the first.
                try promote(bundles.first)
                let absent = try Self.run(["bundles", "promote", "20000101T000000-000000000000", "--offline"] + place)
                #expect(absent.exitCode != 0 && absent.errors.contains("there is no bundle '20000101T000000-000000000000'"))
            }
        }
    }
}
