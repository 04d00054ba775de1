import Classification
import DurableFiles
import TestSupport
import Testing

struct SelfTestTests {
    private static let labels = ["alarm", "calm"]
    private static let good = #"{"text":"hello","label":"calm","logits":[0.5,-1.25]}"#

    private static func parse(_ lines: [String]) throws -> SelfTest {
        let folder = try TemporaryFolder()
        try writeFile(folder.path + "/selftest.jsonl", Array(lines.map { $0 + "\n" }.joined().utf8))
        return try SelfTest(folder: folder.path, labels: labels)
    }

    @Test("a self-test reads back as it was written, to the bit")
    func roundTrip() throws {
        let rows = (0..<20).map { index in
            SelfTest.Row(text: "text \(index)\n\"ü\"", label: Self.labels[index % 2], logits: [0.1 * Float(index), -1 / Float(index + 3)])
        }
        let folder = try TemporaryFolder()
        try writeFile(folder.path + "/" + SelfTest.fileName, SelfTest(rows: rows).bytes)
        #expect(try SelfTest(folder: folder.path, labels: Self.labels) == SelfTest(rows: rows))
    }

    static let badLines = [
        "{}", "[]", #"{"label":"calm","logits":[0,0]}"#, #"{"text":1,"label":"calm","logits":[0,0]}"#, #"{"text":"x","logits":[0,0]}"#,
        #"{"text":"x","label":"stranger","logits":[0,0]}"#, #"{"text":"x","label":"calm"}"#, #"{"text":"x","label":"calm","logits":0}"#,
        #"{"text":"x","label":"calm","logits":[0]}"#, #"{"text":"x","label":"calm","logits":[0,0,0]}"#,
        #"{"text":"x","label":"calm","logits":[0,"0"]}"#, #"{"text":"x","label":"calm","logits":[0,"0",0]}"#,
    ]

    @Test("a line without text, a known label, or a number per label is refused with its number", arguments: badLines)
    func badLine(line: String) {
        let reason = "'text', a known 'label' and 2 'logits' are needed"
        #expect(throws: ClassificationError.selfTestMalformed(line: 2, reason: reason)) { try Self.parse([Self.good, line]) }
    }

    @Test("a line that is no JSON is refused with its number")
    func noJSON() throws {
        let error = try #require(throws: ClassificationError.self) { try Self.parse([Self.good, Self.good, "{"]) }
        #expect(error.description.hasPrefix("selftest.jsonl:3: "))
    }

    @Test("ten texts of each label are the least, however many there are of the others")
    func size() throws {
        let calm = [String](repeating: Self.good, count: 10)
        let alarm = calm.map { $0.replacing("calm", with: "alarm") }
        #expect(try Self.parse(calm + alarm).rows.count == 20)
        let noAlarm = ClassificationError.selfTestTooSmall(label: "alarm", found: 0, required: 10)
        #expect(throws: noAlarm) { try Self.parse(calm + calm) }
        #expect(throws: noAlarm) { try Self.parse([]) }
        let littleCalm = ClassificationError.selfTestTooSmall(label: "calm", found: 9, required: 10)
        #expect(throws: littleCalm) { try Self.parse(Array(calm.dropLast()) + alarm + alarm) }
        #expect(littleCalm.description == "selftest.jsonl has 9 texts of 'calm', at least 10 are required")
    }

    @Test("a self-test that is not there is said so")
    func missing() throws {
        let folder = try TemporaryFolder()
        #expect(throws: ClassificationError.selfTestMissing) { try SelfTest(folder: folder.path, labels: Self.labels) }
    }

    private static let test = SelfTest(rows: [
        SelfTest.Row(text: "a", label: "calm", logits: [1, 2]), SelfTest.Row(text: "b", label: "alarm", logits: [3, 4]),
    ])

    @Test("a share of the span allows more where logits lie far apart")
    func shareOfSpan() throws {
        try Self.test.run(labels: Self.labels, tolerance: .share(0.5)) { $0 == "a" ? [1.5, 2.5] : [3, 4] }
        #expect(throws: ClassificationError.self) {
            try Self.test.run(labels: Self.labels, tolerance: .share(0.5)) { $0 == "a" ? [1.75, 2] : [3, 4] }
        }
    }

    @Test("logits within the tolerance pass; the first row beyond it is named")
    func tolerance() throws {
        try Self.test.run(labels: Self.labels, tolerance: .absolute(0.25)) { $0 == "a" ? [1.25, 1.75] : [3, 4] }
        #expect(throws: ClassificationError.selfTestFailed(line: 2, difference: 0.5, tolerance: 0.25)) {
            try Self.test.run(labels: Self.labels, tolerance: .absolute(0.25)) { $0 == "a" ? [1, 2] : [3.125, 4.5] }
        }
    }

    static let wrong: [[Float]] = [[], [3], [.nan, 4], [3, .nan], [.infinity, 4], [3, -.infinity]]

    @Test("logits that are missing or no numbers never pass, wherever they stand", arguments: wrong)
    func notNumbers(logits: [Float]) {
        #expect(throws: ClassificationError.self) {
            try Self.test.run(labels: Self.labels, tolerance: .absolute(0.25)) { $0 == "a" ? [1, 2] : logits }
        }
    }

    @Test("what computing a row throws comes through")
    func throwing() {
        #expect(throws: ClassificationError.encoder(reason: "no")) {
            try Self.test.run(labels: Self.labels, tolerance: .absolute(1)) { (_: String) throws(ClassificationError) -> [Float] in
                throw .encoder(reason: "no")
            }
        }
    }
}
