import ConsolePrograms
import Classification
import DurableFiles
import JSONParsing
import LabeledData
import TestSupport
import Testing
import TrainerService

struct GateSetTests {
    /// Rows of every class with texts of their own.
    static func rows(_ perClass: Int) -> [DataRow] {
        SafetyClass.allCases.flatMap { label in
            (0..<perClass).map { number in
                DataRow(line: number + 2, id: "\(label.index)-\(number)", text: "message \(number) of class \(label.index)", label: label)
            }
        }
    }

    static func freeze(_ rows: [DataRow], least: Int = 3) throws -> GateSet {
        try GateSet(freezing: "place/held-back.tsv", rows: rows, by: "mara", now: UTCTime(secondsSince1970: 0), least: least)
    }

    @Test("a set is read as it was written, and nothing is left beside it")
    func roundTrip() throws {
        let place = try TemporaryFolder()
        let set = try Self.freeze(Self.rows(3))
        let path = try set.write(place.path + "/a.gate.json")
        let read = try GateSet(file: path)
        #expect(
            read.sha256 == set.sha256 && read.texts == set.texts && read.labels == set.labels && read.rows.map(\.id) == set.rows.map(\.id))
        #expect(read.by == "mara" && read.frozen == "1970-01-01T00:00:00Z" && read.source == "held-back.tsv")
        #expect(try set.write(place.path) == "\(place.path)/gate-\(set.sha256.prefix(12)).gate.json")
        #expect(try names(in: place.path).count == 2)
    }

    @Test("the digest is that of the messages with their labels: not of their order, their ids or who froze them")
    func digest() throws {
        let rows = Self.rows(3)
        let set = try Self.freeze(rows)
        let others = rows.reversed().map { DataRow(line: 1, id: nil, text: $0.text, label: $0.label) }
        #expect(GateSet(rows: others, frozen: "", by: "", source: "").sha256 == set.sha256)
        for change in [
            DataRow(line: 2, id: nil, text: rows[0].text + ".", label: rows[0].label),
            DataRow(line: 2, id: nil, text: rows[0].text, label: .legalAdvice),
        ] {
            #expect(GateSet(rows: [change] + rows.dropFirst(), frozen: "", by: "", source: "").sha256 != set.sha256)
        }
        #expect(GateSet(rows: Array(rows.dropLast()), frozen: "", by: "", source: "").sha256 != set.sha256)
    }

    @Test("what is there is never overwritten, and a name has to say what it is")
    func taken() throws {
        let place = try TemporaryFolder()
        let path = place.path + "/a.gate.json"
        let first = try Self.freeze(Self.rows(3))
        _ = try first.write(path)
        let second = try Self.freeze(Self.rows(4))
        let error = try #require(throws: ProgramFailure.self) { try second.write(path) }
        #expect(error.exit == .usage && error.message.contains("never overwritten"))
        #expect(try GateSet(file: path).sha256 == first.sha256)
        let named = try #require(throws: ProgramFailure.self) { try second.write(place.path + "/a.json") }
        #expect(named.exit == .usage && named.message.contains(".gate.json"))
        let absent = try #require(throws: ProgramFailure.self) { try second.write(place.path + "/none/a.gate.json") }
        #expect(absent.exit == .inputMissing)
    }

    @Test("rows that say the same are refused with both lines, whether they agree or not")
    func duplicates() throws {
        let rows = Self.rows(3)
        let same = DataRow(line: 90, id: nil, text: "Message 0, of class 0!", label: .selfHarm)
        let other = DataRow(line: 91, id: nil, text: "message 0 of class 0", label: .notHarmful)
        let error = try #require(throws: ProgramFailure.self) { try Self.freeze(rows + [same, other]) }
        #expect(error.exit == .inputMissing)
        #expect(error.message.contains("place/held-back.tsv:90 says what line 2 says;"))
        #expect(error.message.contains("held-back.tsv:91 says what line 2 says, with another label"))
    }

    @Test("a class that is missing or too small is refused by name, and fewer can be asked for")
    func classes() throws {
        let rows = Self.rows(3)
        let missing = try #require(throws: ProgramFailure.self) { try Self.freeze(rows.filter { $0.label != .emergencySituation }) }
        #expect(missing.message.contains("no message of emergency-situation"))
        let small = try #require(throws: ProgramFailure.self) { try Self.freeze(Array(rows.dropFirst())) }
        #expect(small.message.contains("2 of self-harm, at least 3 are needed"))
        #expect(try Self.freeze(Array(rows.dropFirst()), least: 2).rows.count == 17)
    }

    @Test("a set that somebody has changed, or that is none, is refused with the reason")
    func hostile() throws {
        let place = try TemporaryFolder()
        let path = try Self.freeze(Self.rows(3)).write(place.path + "/a.gate.json")
        let text = String(decoding: try readFile(path, limitBytes: 1 << 20), as: UTF8.self)
        let cases: [(text: String, reason: String)] = [
            (text.replacing("message 1 of class 2", with: "message 9 of class 2"), "somebody has changed it"),
            (text.replacing("\"legal-advice\"", with: "\"not-harmful\""), "somebody has changed it"),
            (text.replacing("\"legal-advice\"", with: "\"harmless\""), "row 7 needs a 'text' and the name of a class"),
            (text.replacing("message 0 of class 0", with: " "), "row 1 needs a 'text'"),
            (text.replacing("\"format_version\": 1", with: "\"format_version\": 2"), "format version 1"),
            (text.replacing("picket-gate-set", with: "x"), "gate freeze"), ("[]", "gate freeze"), ("{", "is no gate set"),
            ("", "is no gate set"),
            ("{\"kind\":\"picket-gate-set\",\"format_version\":1,\"rows\":[]}", "no rows"),
            ("{\"kind\":\"picket-gate-set\",\"format_version\":1,\"rows\":[3]}", "row 1"),
        ]
        for (number, (text, reason)) in cases.enumerated() {
            let file = "\(place.path)/\(number).gate.json"
            try writeFile(file, Array(text.utf8))
            let error = try #require(throws: ProgramFailure.self) { try GateSet(file: file) }
            #expect(error.exit == .inputMissing && error.message.contains(reason), "\(number): \(error.message)")
        }
        #expect(try #require(throws: ProgramFailure.self) { try GateSet(file: place.path + "/none") }.exit == .inputMissing)
    }
}
