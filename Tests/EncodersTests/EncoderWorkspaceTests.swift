import Encoders
import Kernels
import Testing

struct EncoderWorkspaceTests {
    @Test("a workspace fits encoders of the same sizes, with or without a head it has room for")
    func fits() throws {
        let (plain, withHead) = (try TinyEncoder(layout: "mean"), try TinyEncoder())
        let encoder = try SentenceEncoder(folder: plain.path)
        let classifier = try SentenceEncoder(folder: withHead.path)
        #expect(EncoderWorkspace(for: classifier, maxTokens: 10, maxSequences: 2).fits(encoder))
        #expect(EncoderWorkspace(for: classifier, maxTokens: 10, maxSequences: 2).fits(classifier))
        #expect(!EncoderWorkspace(for: encoder, maxTokens: 10, maxSequences: 2).fits(classifier))
    }

    @Test("a batch that fills the workspace to the last token runs")
    func full() throws {
        let tiny = try TinyEncoder()
        let encoder = try SentenceEncoder(folder: tiny.path)
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 41, maxSequences: 2)
        let logits = try encoder.logits(RaggedBatch([Array(0..<40), [5]]), workspace: workspace) { Array($0) }
        #expect(logits.count == 12 && logits.allSatisfy(\.isFinite))
    }
}
