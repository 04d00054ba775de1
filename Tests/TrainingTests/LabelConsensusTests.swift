import Testing
import Training

struct LabelConsensusTests {
    @Test("one label against five of the same source gives way; rows without a source, and sources that do not agree, are left alone")
    func consensus() {
        let labels = [2, 2, 2, 4, 2, 2, 4, 0, 1, 1, 0, 0, 0, 1]
        let sources: [String?] = ["a", "a", "a", "a", "a", "a", nil, "b", "b", "c", "c", "d", "d", "d"]
        let consensus = LabelConsensus(labels: labels, sources: sources)
        #expect(consensus.labels == [2, 2, 2, 2, 2, 2, 4, 0, 1, 1, 0, 0, 0, 1])
        #expect(consensus.changes.map { [$0.row, $0.given, $0.agreed] } == [[3, 4, 2]])
        #expect(LabelConsensus(labels: [], sources: []).changes.isEmpty)
    }
}
