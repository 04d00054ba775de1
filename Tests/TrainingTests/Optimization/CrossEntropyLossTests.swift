import JSONParsing
import Testing
import Training

struct CrossEntropyLossTests {
    private struct Golden {
        let classes: Int
        let logits: [Float]
        let labels: [Int]
        let soft: [Float]
        let classWeights: [Double]
        let rowWeights: [Double]
        let cases: [JSONObject]

        init() throws {
            let object = try OptimizationGoldens.object("cross_entropy.json")
            classes = try object.int("classes")
            logits = try object.floats("logits")
            labels = try object.ints("labels")
            soft = try object.floats("soft")
            classWeights = try object.doubles("classWeights")
            rowWeights = try object.doubles("rowWeights")
            cases = try object.objects("cases")
        }

        func distribution(_ row: Int) -> TrainingTarget { .distribution(Array(soft[row * classes..<(row + 1) * classes])) }
    }

    @Test("loss and gradient are those of torch, for labels and distributions, weights of classes and rows, and smoothing")
    func golden() throws {
        let golden = try Golden()
        #expect(golden.cases.count == 16)
        for example in golden.cases {
            let targets = try golden.labels.indices.map {
                try example.bool("soft") ? golden.distribution($0) : .label(golden.labels[$0])
            }
            let loss = try CrossEntropyLoss(
                TrainingTargets(targets, rowWeights: example.bool("rowWeighted") ? golden.rowWeights : nil, classCount: golden.classes),
                classWeights: example.bool("classWeighted") ? golden.classWeights : nil, labelSmoothing: example.double("smoothing"))
            let rows = Array(golden.labels.indices)
            var dlogits = [Float](repeating: .nan, count: golden.logits.count)
            let value = loss.lossAndGradient(
                logits: golden.logits, rows: rows, normalizer: loss.normalizer(rows), dlogits: &dlogits)
            let expected = try example.double("loss")
            #expect(abs(value - expected) < 1e-6 * max(1, expected))
            #expect(try largestDifference(doubles(dlogits), example.doubles("dlogits")) < 1e-7)
        }
    }

    @Test("shards of a batch add up to the whole of it, and their gradients are its lines", arguments: [2, 3, 9])
    func shards(count: Int) throws {
        let golden = try Golden()
        let targets = golden.labels.indices.map { $0 % 2 == 0 ? golden.distribution($0) : .label(golden.labels[$0]) }
        let loss = try CrossEntropyLoss(
            TrainingTargets(targets, rowWeights: golden.rowWeights, classCount: golden.classes), classWeights: golden.classWeights,
            labelSmoothing: 0.1)
        let rows = Array(golden.labels.indices)
        let normalizer = loss.normalizer(rows)
        var whole = golden.logits
        let value = loss.lossAndGradient(logits: golden.logits, rows: rows, normalizer: normalizer, dlogits: &whole)
        var (sum, normalizers) = (0.0, 0.0)
        for shard in BatchPlan.shards(of: rows, lengths: rows.map { $0 * 7 % 5 + 1 }, count: count) {
            let logits = shard.flatMap { golden.logits[$0 * golden.classes..<($0 + 1) * golden.classes] }
            var dlogits = logits
            sum += loss.lossAndGradient(logits: logits, rows: shard, normalizer: normalizer, dlogits: &dlogits)
            normalizers += loss.normalizer(shard)
            #expect(dlogits == shard.flatMap { whole[$0 * golden.classes..<($0 + 1) * golden.classes] })
        }
        #expect(abs(sum - value) < 1e-12)
        #expect(abs(normalizers - normalizer) < 1e-12)
    }

    @Test("the gradient may be written over the logits")
    func inPlace() throws {
        let golden = try Golden()
        let loss = try CrossEntropyLoss(TrainingTargets(labels: golden.labels, classCount: golden.classes), labelSmoothing: 0.1)
        let rows = Array(golden.labels.indices)
        var apart = golden.logits
        let value = loss.lossAndGradient(logits: golden.logits, rows: rows, normalizer: 9, dlogits: &apart)
        var together = golden.logits
        let same = together.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { loss.lossAndGradient(logits: $0, rows: rows, normalizer: 9, dlogits: $0) }
        }
        #expect(same == value)
        #expect(together == apart)
    }

    @Test("a one-hot distribution and its label differ only in the normalizer")
    func oneHot() throws {
        let logits: [Float] = [1, -2, 0.5]
        var (hardGradient, softGradient) = (logits, logits)
        let hard = try CrossEntropyLoss(TrainingTargets(labels: [2], classCount: 3), classWeights: [1, 2, 3])
        let soft = try CrossEntropyLoss(TrainingTargets([.distribution([0, 0, 1])], classCount: 3), classWeights: [1, 2, 3])
        #expect(hard.normalizer([0]) == 3)
        #expect(soft.normalizer([0]) == 1)
        let a = hard.lossAndGradient(logits: logits, rows: [0], normalizer: 1, dlogits: &hardGradient)
        let b = soft.lossAndGradient(logits: logits, rows: [0], normalizer: 1, dlogits: &softGradient)
        #expect(a == b)
        #expect(hardGradient == softGradient)
    }

    @Test("rows that weigh nothing have no loss and no gradient")
    func weightless() throws {
        let loss = try CrossEntropyLoss(TrainingTargets(labels: [0, 1], rowWeights: [0, 0], classCount: 2))
        var dlogits: [Float] = [9, 9, 9, 9]
        #expect(loss.normalizer([0, 1]) == 0)
        #expect(loss.lossAndGradient(logits: [1, 2, 3, 4], rows: [0, 1], normalizer: 0, dlogits: &dlogits) == 0)
        #expect(dlogits == [0, 0, 0, 0])
    }

    @Test("options out of range are refused")
    func refused() throws {
        let targets = try TrainingTargets(labels: [0], classCount: 2)
        #expect(throws: TrainingError.countMismatch(what: "class weights", expected: 2, found: 3)) {
            try CrossEntropyLoss(targets, classWeights: [1, 1, 1])
        }
        #expect(throws: TrainingError.badOption(name: "classWeights", allowed: "finite and not negative")) {
            try CrossEntropyLoss(targets, classWeights: [1, -1])
        }
        #expect(throws: TrainingError.badOption(name: "labelSmoothing", allowed: "0 to 1")) {
            try CrossEntropyLoss(targets, labelSmoothing: 1.5)
        }
    }
}
