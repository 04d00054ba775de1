import ConsolePrograms
import DurableFiles
import Foundation
import JSONParsing
import LabeledData
import TestSupport
import Testing

/// `generate` from a data file to an out file, against a scripted endpoint.
struct GenerateCommandTests {
    private let place: TemporaryFolder
    private var source: String { place.path + "/rows.tsv" }
    private var out: String { place.path + "/out.jsonl" }
    private static let key = "sk-generate-5f3a9c1d"

    init() throws {
        place = try TemporaryFolder()
        try writeFile(source, Array(Self.table(6).utf8))
        try writeFile(place.path + "/key", Array((Self.key + "\n").utf8))
    }

    private static func table(_ rows: Int) -> String {
        let labels = SafetyClass.names
        return "id\ttext\tlabel\n"
            + (0..<rows).map { "r\($0)\tMessage number \($0) that somebody wrote about their week\t\(labels[$0 % 6])\n" }.joined()
    }

    private func generate(_ server: ScriptedLLMServer, _ more: [String] = []) throws {
        try run(
            [
                "generate", "--source", source, "--generator", "openai", "--model", "scripted", "--base-url", server.baseURL, "--key-file",
                place.path + "/key", "--price-in", "1", "--price-out", "2", "--out", out, "--concurrency", "1",
            ] + more)
    }

    private func lines(_ kind: String) throws -> [JSONObject] {
        try readFile(out, limitBytes: 1 << 24).split(separator: UInt8(ascii: "\n")).compactMap {
            let object = try JSONParser.parse(Array($0)).object
            return object?["kind"]?.string == kind ? object : nil
        }
    }

    @Test("each row gets k variations with everything they came from, and each sending its line")
    func provenance() throws {
        let server = try ScriptedLLMServer()
        defer { server.stop() }
        try generate(server)
        let variations = try lines("variation")
        #expect(variations.count == 30 && server.requests.count == 6)
        for row in variations {
            for name in [
                "request", "id", "source", "human_label", "relation", "text", "label", "register", "length", "template", "generator",
                "model",
                "request_id", "verdict", "seed",
            ] { #expect(row[name]?.string?.isEmpty == false, "\(name)") }
            #expect(row["usage"]?.object?["cost_micros"]?.int == 200 && row["parameters"]?.object?["max_tokens"]?.int == 1024)
            #expect(row["filters"]?.object?["schema"]?.string == "passed")
            #expect((row["verdict"]?.string == "rejected") == (row["rule"]?.isNull == false))
        }
        let attempts = try lines("attempt")
        #expect(attempts.count == 6 && attempts.allSatisfy { $0["status"]?.string == "answered" && $0["raw"]?.string?.isEmpty == false })
        #expect(Set(variations.compactMap { $0["request"]?.string }) == Set(attempts.compactMap { $0["request"]?.string }))
    }

    @Test("what is done is not asked again, and the file stays as it is")
    func again() throws {
        let server = try ScriptedLLMServer()
        defer { server.stop() }
        try generate(server)
        let before = try readFile(out, limitBytes: 1 << 24)
        try generate(server)
        #expect(server.requests.count == 6)
        #expect(try readFile(out, limitBytes: 1 << 24) == before)
    }

    @Test("a file that ends anywhere is gone on with: everything is there once, and what was paid is not paid again")
    func interrupted() throws {
        let server = try ScriptedLLMServer()
        defer { server.stop() }
        try generate(server)
        let whole = try readFile(out, limitBytes: 1 << 24)
        let texts = try lines("variation").compactMap { $0["text"]?.string }.sorted()
        var draws = SystemRandomNumberGenerator()
        let cuts = [0, 1, whole.count - 1, whole.count / 2] + (0..<12).map { _ in Int.random(in: 0..<whole.count, using: &draws) }
        for cut in cuts {
            try writeFile(out, Array(whole.prefix(cut)))
            let paid = whole.prefix(cut).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
                .count { String(decoding: $0, as: UTF8.self).hasPrefix("{\"kind\":\"attempt\"") }
            let before = server.requests.count
            try generate(server)
            #expect(server.requests.count - before == 6 - paid, "cut at \(cut)")
            #expect(try lines("variation").compactMap { $0["text"]?.string }.sorted() == texts, "cut at \(cut)")
            #expect(try lines("attempt").count == 6, "cut at \(cut)")
        }
    }

    @Test("a limit over both runs: the second stops where the money ends, with exit 75, and the money of the first counts")
    func limits() throws {
        let server = try ScriptedLLMServer()
        defer { server.stop() }
        for count in [2, 2] {
            let failure = try #require(throws: ProgramFailure.self) { try generate(server, ["--max-requests", "2"]) }
            #expect(failure.exit == .tryAgainLater && failure.message.contains("requests per round"))
            #expect(server.requests.count == count)
        }
        try generate(server, ["--max-requests", "6"])
        #expect(server.requests.count == 6)
        #expect(try lines("variation").count == 30)
    }

    @Test("a refused key ends with exit 78 after one request, and stands in no line, message or file")
    func refusedKey() throws {
        let server = try ScriptedLLMServer([.none], afterwards: .unauthorized)
        defer { server.stop() }
        let failure = try #require(throws: ProgramFailure.self) { try generate(server) }
        #expect(failure.exit == .badConfiguration && !failure.message.contains(Self.key) && failure.message.contains("[redacted]"))
        #expect(server.requests.count == 2)
        let files = try names(in: place.path).filter { $0 != "key" }
        #expect(files.contains("out.jsonl"))
        for name in files {
            #expect(!String(decoding: try readFile(place.path + "/" + name, limitBytes: 1 << 24), as: UTF8.self).contains(Self.key))
        }
    }

    @Test("refusals and failures have a line with the reason; a failure is tried again, a refusal is not")
    func outcomes() throws {
        let server = try ScriptedLLMServer([.refusal, .truncated, .truncated])
        defer { server.stop() }
        try generate(server)
        #expect(server.requests.count == 7)
        #expect(try lines("outcome").map { $0["outcome"]?.string } == ["refused", "failed"])
        #expect(try lines("variation").count == 20)
        try generate(server)
        #expect(server.requests.count == 8)
        #expect(try lines("variation").count == 25)
    }

    @Test("a dry run makes no connection and no file, and needs no key")
    func dryRun() throws {
        let server = try ScriptedLLMServer()
        defer { server.stop() }
        try generate(server, ["--dry-run"])
        try generate(server, ["--dry-run", "--json"])
        try run([
            "generate", "--source", source, "--generator", "openai", "--model", "m", "--base-url", server.baseURL, "--key-file", "/none",
            "--dry-run",
        ])
        #expect(server.connectionsMade == 0 && !isFile(out))
    }

    @Test("the built-in generator works offline, and its out file can be replayed to the same texts")
    func offline() throws {
        try run(["generate", "--source", source, "--generator", "builtin", "--out", out])
        let written = try lines("variation").filter { $0["rule"]?.string != "schema" }.compactMap { $0["text"]?.string }
        #expect(written.count > 10)
        #expect(try lines("attempt").isEmpty)
        let replayed = place.path + "/replayed.jsonl"
        try run(["generate", "--source", source, "--generator", "replay", "--replay", out, "--out", replayed])
        let rows = try readDataFile(replayed, requireLabels: true)
        #expect(rows.map(\.text) == written)
    }

    @Test("the accepted variations become rows of a data file under the ids of their sources, again when nothing is left to do")
    func trainingRows() throws {
        let rows = place.path + "/rows.jsonl"
        for _ in 0..<2 {
            try run(["generate", "--source", source, "--generator", "builtin", "--out", out, "--rows", rows])
            let accepted = try lines("variation").filter { $0["verdict"]?.string == "accepted" }
            let read = try readDataFile(rows, requireLabels: true)
            #expect(!read.isEmpty && read.map(\.text) == accepted.compactMap { $0["text"]?.string })
            #expect(read.map(\.id) == accepted.map { $0["id"]?.string } && read.map(\.label?.name) == accepted.map { $0["label"]?.string })
        }
    }

    @Test("texts of the held-out files never pass")
    func heldOut() throws {
        let exclude = place.path + "/gate.tsv"
        let variations = (0..<6).flatMap {
            PlausibleModel.variations(of: "Message number \($0) that somebody wrote about their week", count: 5)
        }
        try writeFile(exclude, Array(("text\n" + variations.joined(separator: "\n") + "\n").utf8))
        let server = try ScriptedLLMServer()
        defer { server.stop() }
        try generate(server, ["--exclude", exclude])
        #expect(try lines("variation").allSatisfy { $0["rule"]?.string == "copy" })
    }

    @Test("embeddings and a learner judge: a tiny bundle of another language sends much to a person and rejects none by label")
    func models() throws {
        let tiny = try TinyTrainingPlace()
        let bundle = tiny.path + "/bundle"
        try tiny.train(["--recipe", "probe", "--out", bundle])
        try run([
            "generate", "--source", source, "--generator", "builtin", "--base", tiny.base, "--learner", bundle, "--min-cosine", "0.1",
            "--out",
            out, "--threads", "2",
        ])
        let asked = try lines("variation").filter { $0["filters"]?.object?["label"] != nil }
        for row in try lines("variation") where row["verdict"]?.string == "needs-review" {
            #expect(row["filters"]?.object?["learner"]?.object?["label"]?.string != row["label"]?.string)
        }
        #expect(try lines("variation").allSatisfy { $0["rule"]?.string != "label" })
        #expect(asked.allSatisfy { $0["filters"]?.object?["source_cosine"]?.double != nil })
    }

    @Test("a file that generate did not write is refused with its line and left alone")
    func foreign() throws {
        for content in [
            "hello\n", "hello", "{\"text\":\"a\"}", "{\"text\":\"a\"}\n",
            "{\"kind\":\"attempt\",\"request\":\"k\",\"status\":\"answered\"}\n",
        ] {
            try writeFile(out, Array(content.utf8))
            let failure = try #require(throws: ProgramFailure.self) {
                try run(["generate", "--source", source, "--generator", "builtin", "--out", out])
            }
            #expect(failure.exit == .inputMissing && failure.message.hasPrefix(out + ":1: "))
            #expect(try readFile(out, limitBytes: 1 << 20) == Array(content.utf8))
        }
    }

    @Test("one run writes to a file at a time: the other ends with exit 75 and sends nothing")
    func held() throws {
        let server = try ScriptedLLMServer()
        defer { server.stop() }
        let other = try AppendedLines.hold(out)
        let failure = try #require(throws: ProgramFailure.self) { try generate(server) }
        #expect(failure.exit == .tryAgainLater && failure.message.contains("another run is writing"))
        #expect(server.connectionsMade == 0)
        _ = consume other
        try generate(server)
        #expect(server.requests.count == 6)
    }

    static let refused: [(arguments: String, reason: String)] = [
        ("--generator openai --out o.jsonl", "needs --model"), ("--generator openai --model m --out o.jsonl", "needs --base-url"),
        ("--generator openai --model m --base-url ftp://h --out o.jsonl", "begins with https://"),
        ("--generator builtin", "--out"), ("--generator builtin --out o.tsv", "ends in .jsonl"),
        ("--generator replay --out o.jsonl", "needs --replay"), ("--generator builtin --k 0 --out o.jsonl", "--k is 1 to 20"),
        ("--generator builtin --relation contrast --target not-harmful --out o.jsonl", "writes no contrasts"),
        ("--generator replay --replay r --relation contrast --out o.jsonl", "needs --target"),
        ("--generator replay --replay r --relation contrast --target harm --out o.jsonl", "--target is one of"),
        ("--generator builtin --max-cost 1 --out o.jsonl", "needs --price-in"),
        ("--generator builtin --price-in 1e3 --out o.jsonl", "decimal number"),
        ("--generator builtin --min-cosine 2 --out o.jsonl", "--min-cosine"),
        ("--generator builtin --concurrency 0 --out o.jsonl", "--concurrency"),
    ]

    @Test("arguments that make no sense are refused with exit 64 before anything is read", arguments: refused)
    func refuses(arguments: String, reason: String) throws {
        let error = try #require(throws: (any Error).self) {
            try parsed(["generate", "--source", "none.tsv"] + arguments.split(separator: " ").map(String.init))
        }
        #expect(TrainerCommandTests.isUsage(error))
        #expect(TrainerCommandTests.message(error).contains(reason))
    }
}
