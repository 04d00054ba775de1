import LabeledData
import Records
import TestSupport
import Testing
import TrainerService

struct DomainEvidenceTests {
    private let place: TemporaryFolder
    private let store: RecordStore

    init() throws {
        place = try TemporaryFolder()
        store = try RecordStore.open(place.path + "/trainer.db")
    }

    private func captured(_ rows: [(String, Double)]) throws -> [CapturedMessage] {
        _ = try store.importCapture(
            "f", samples: rows.map { CapturedSample(text: $0.0, scores: [], entropy: $0.1, bundle: "b", hour: 1) }, unreadable: 0, by: "x")
        return try store.capturedMessages(limit: 10_000)
    }

    @Test("training texts are as unsure as the captured, redacted, distinct, and none of them captured")
    func matched() throws {
        let found = DomainEvidence(
            captured: try captured([("one", 1.2), ("two", 0.9), ("ONE ", 1.0)]),
            training: [("sure", 0.89), ("unsure", 0.9), ("call +44 20 7946 0958", 1.5), ("Unsure", 1.1), ("two", 1.3)])
        #expect(found.captured.count == 2)
        #expect(found.training == ["unsure", "call [phone]"])
        #expect(found.fault == "2 captured messages, 30 are needed")
    }

    @Test("too few training texts are said to be too few; no more than the bound are taken")
    func bounds() throws {
        let rows = try captured((0..<500).map { ("message \($0)", 1.0) })
        #expect(DomainEvidence(captured: rows, training: [("x", 2)]).fault?.hasPrefix("1 training texts") == true)
        let full = DomainEvidence(captured: rows, training: (0..<900).map { ("text \($0)", 1.0) })
        #expect(full.captured.count == DomainEvidence.most)
        #expect(full.training.count == DomainEvidence.most)
        #expect(full.fault == nil)
    }
}
