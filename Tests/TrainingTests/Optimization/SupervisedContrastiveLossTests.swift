import Testing
import Training

struct SupervisedContrastiveLossTests {
    @Test("loss and gradient are those of torch's autograd on the paper's formula, whatever batch came before")
    func golden() throws {
        let cases = try OptimizationGoldens.cases("contrastive.json")
        #expect(cases.count == 4)
        for golden in cases {
            var loss = try SupervisedContrastiveLoss(temperature: golden.double("temperature"))
            let (embeddings, labels) = (try golden.floats("embeddings"), try golden.ints("labels"))
            // A larger batch before leaves its work space behind.
            var unused = [Float](repeating: 0, count: 12 * 6)
            _ = loss.lossAndGradient(
                embeddings: (0..<72).map { Float($0 % 5) / 5 }, labels: (0..<12).map { $0 % 2 }, dimension: 6, dembeddings: &unused)
            var dembeddings = [Float](repeating: .nan, count: embeddings.count)
            let value = loss.lossAndGradient(
                embeddings: embeddings, labels: labels, dimension: 6, dembeddings: &dembeddings)
            let expected = try golden.double("loss")
            #expect(abs(value - expected) < 1e-9)
            #expect(try largestDifference(doubles(dembeddings), golden.doubles("dembeddings")) < 1e-6)
        }
    }

    @Test("without two rows of one class there is nothing to learn", arguments: [[], [1], [0, 1, 2]])
    func noPairs(labels: [Int]) throws {
        var loss = try SupervisedContrastiveLoss(temperature: 0.1)
        var dembeddings = [Float](repeating: 9, count: labels.count * 2)
        let embeddings = (0..<labels.count * 2).map { Float($0) }
        #expect(loss.lossAndGradient(embeddings: embeddings, labels: labels, dimension: 2, dembeddings: &dembeddings) == 0)
        #expect(dembeddings.allSatisfy { $0 == 0 })
    }

    @Test("a small temperature does not overflow")
    func cold() throws {
        var loss = try SupervisedContrastiveLoss(temperature: 1e-4)
        var dembeddings = [Float](repeating: 0, count: 6)
        let value = loss.lossAndGradient(embeddings: [1, 0, 0, 1, -1, 0], labels: [0, 0, 1], dimension: 2, dembeddings: &dembeddings)
        #expect(value.isFinite)
        #expect(dembeddings.allSatisfy { $0.isFinite })
    }

    @Test("a temperature that is not positive is refused", arguments: [0, -1, .nan, .infinity])
    func refused(temperature: Double) {
        #expect(throws: TrainingError.badOption(name: "temperature", allowed: "positive")) {
            try SupervisedContrastiveLoss(temperature: temperature)
        }
    }
}
