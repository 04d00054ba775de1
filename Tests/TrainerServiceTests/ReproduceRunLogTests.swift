import ConsolePrograms
import DurableFiles
import JSONParsing
import TestSupport
import Testing
import TrainerService
import Training

struct ReproduceRunLogTests {
    private static func result(_ mix: TrainingMix, seed: UInt64, epochs: Int? = nil) -> RunResult {
        var confusion = ConfusionMatrix(classCount: 6)
        for label in 0..<6 { confusion.add(label: label, prediction: (label * 5 + Int(seed)) % 6) }
        return RunResult(
            key: RunKey(
                base: "abc", mix: mix, settings: .paper, seed: seed, epochs: epochs, maxLength: 50, trainer: "t", rows: "def"),
            confusion: confusion, seconds: 1.5)
    }

    static let results = [
        result(.bootstrap, seed: 1), result(.posts(.topn, .repaired), seed: 2, epochs: 3), result(.whole(.cluster, .published), seed: 100),
    ]

    @Test("what is appended is read back as it was, and found by its key")
    func roundTrip() throws {
        let place = try TemporaryFolder()
        var log = RunLog(folder: place.path)
        for result in Self.results { try log.append(result) }
        let read = try RunLog(reading: place.path)
        #expect(read.results == Self.results)
        #expect(Self.results.allSatisfy { read[$0.key] == $0 })
        #expect(read[Self.result(.bootstrap, seed: 2).key] == nil)
        #expect(try names(in: place.path) == ["runs.jsonl"])
    }

    static let malformed: [(line: String, reason: String)] = [
        ("{", "runs.jsonl:2: the text ends too early"),
        ("[]", "runs.jsonl:2: the line is no finished run"),
        (changed { $0["seconds"] = nil }, "runs.jsonl:2: the line is no finished run"),
        (changed { $0["confusion"] = [[1]] }, "runs.jsonl:2: the line is no finished run"),
        (
            changed { $0["confusion"] = .array([JSONValue](repeating: .array([JSONValue](repeating: -1, count: 6)), count: 6)) },
            "no finished run"
        ),
        (changedKey { $0["split"] = "best" }, "runs.jsonl:2: the line is no finished run"),
        (changedKey { $0["seed"] = -1 }, "runs.jsonl:2: the line is no finished run"),
    ]

    private static func changed(_ change: (inout JSONObject) -> Void) -> String {
        var object = results[2].json.object ?? JSONObject()
        change(&object)
        return JSONWriter.compactText(.object(object))
    }

    private static func changedKey(_ change: (inout JSONObject) -> Void) -> String {
        changed { result in
            var key = result["key"]?.object ?? JSONObject()
            change(&key)
            result["key"] = .object(key)
        }
    }

    @Test("a line that is no finished run is refused with file and line", arguments: malformed)
    func refuses(line: String, reason: String) throws {
        let place = try TemporaryFolder()
        let good = JSONWriter.compactText(Self.results[0].json)
        try writeFile(place.path + "/runs.jsonl", Array((good + "\n" + line + "\n").utf8))
        let error = try #require(throws: ProgramFailure.self) { try RunLog(reading: place.path) }
        #expect(error.exit == .inputMissing)
        #expect(error.message.contains(reason), "\(error.message)")
    }
}
