package import JSONParsing
package import Training

// Can a classifier tell captured texts from training texts? If it cannot, they come from one population as far as the encoder sees. A logistic
// regression on embeddings is trained to tell them apart on four fifths of the rows and asked about the fifth, five times over; within each
// fifth its scores give an area under the ROC curve, and the five are averaged by their pairs. (Scores of different fits are not comparable:
// put in one ranking they give an area below ½ without any difference.)
//
// What chance gives is found by permutation: the names "captured" and "training" are dealt anew and everything is done again, folds and fits
// included, so that the p-value is exact whatever the fits do. Besag & Clifford 1991 ("Sequential Monte Carlo p-values", Biometrika 78): it ends
// as soon as `enough` permutations have reached the area, when p = enough / permutations; without a difference that is after some forty.
//
// Cost: for 400 + 400 texts of 384 dimensions five fits of a few milliseconds a permutation.

/// The area under the ROC curve of a classifier between two kinds of texts, with what chance gives.
package struct DomainClassifier: Equatable, Sendable {
    package static let watchBound = 0.7
    package static let alarmBound = 0.8
    package static let folds = 5
    /// Texts of each kind below which no area is computed.
    package static let least = 30

    package let captured: Int
    package let training: Int
    /// 0.5 when nothing tells them apart, 1 when everything does.
    package let area: Double
    /// 95 %, Hanley & McNeil.
    package let interval: ClosedRange<Double>
    package let pValue: Double
    package let permutations: Int

    /// - Parameters:
    ///   - embeddings: `[n, H]`.
    ///   - isCaptured: `[n]`.
    ///   - permutations: At most.
    ///   - enough: Permutations that reach the area, after which it ends.
    ///   - isStopped: Asked before each permutation; what is done until then counts.
    /// - Throws: `noRows` with fewer than `least` texts of a kind, or what a fit throws.
    package init(
        _ embeddings: Embeddings, isCaptured: [Bool], seed: UInt64, permutations: Int = 699, enough: Int = 20,
        isStopped: () -> Bool = { false }
    ) throws(TrainingError) {
        let labels = isCaptured.map { $0 ? 1 : 0 }
        guard labels.count == embeddings.count else {
            throw .countMismatch(what: "domain labels", expected: embeddings.count, found: labels.count)
        }
        captured = labels.count { $0 == 1 }
        training = labels.count - captured
        guard captured >= Self.least, training >= Self.least else { throw .noRows }
        let found = try Self.area(embeddings, labels, seed: seed, stream: 0)
        var (asLarge, done) = (0, 0)
        while done < permutations, asLarge < enough, !isStopped() {
            done += 1
            var generator = SplitMix64(seed: seed, stream: UInt64(done) << 32)
            let order = generator.permutation(of: labels.count)
            if try Self.area(embeddings, order.map { labels[$0] }, seed: seed, stream: UInt64(done)) >= found - 1e-12 { asLarge += 1 }
        }
        area = found
        interval = RankAUC.interval(found, positives: captured, negatives: training)
        pValue = asLarge >= enough ? Double(asLarge) / Double(done) : Double(asLarge + 1) / Double(done + 1)
        self.permutations = done
    }

    private static func area(_ embeddings: Embeddings, _ labels: [Int], seed: UInt64, stream: UInt64) throws(TrainingError) -> Double {
        var generator = SplitMix64(seed: seed, stream: stream)
        let assignment = Folds.assign(labels: labels, groups: Array(labels.indices), classCount: 2, folds: folds, using: &generator)
        let regression = LogisticRegression(strength: 1, classWeighting: .balanced, gradientTolerance: 1e-3, maxIterations: 200)
        var (sum, pairs) = (0.0, 0.0)
        for fold in 0..<folds {
            let train = labels.indices.filter { assignment[$0] != fold }
            let held = labels.indices.filter { assignment[$0] == fold }
            let values = Array(train.map { embeddings.row($0) }.joined())
            let rows = try Embeddings(values: values, count: train.count, dimension: embeddings.dimension)
            let head = try regression.fit(rows, labels: train.map { labels[$0] }, classCount: 2).head
            let logits = head.logits(embeddings, rows: held)
            let scores = held.indices.map { (label: labels[held[$0]], score: Double(logits[2 * $0 + 1]) - Double(logits[2 * $0])) }
            let positives = scores.filter { $0.label == 1 }.map(\.score)
            let negatives = scores.filter { $0.label == 0 }.map(\.score)
            guard let area = RankAUC.of(positives: positives, negatives: negatives) else { continue }
            let weight = Double(positives.count) * Double(negatives.count)
            sum += area * weight
            pairs += weight
        }
        return pairs > 0 ? sum / pairs : 0.5
    }

    /// - Parameter level: Of the p-value.
    package func verdict(level: Double) -> DriftLevel {
        guard pValue <= level, area >= Self.watchBound else { return .quiet }
        return area >= Self.alarmBound ? .alarm : .watch
    }

    package var json: JSONValue {
        [
            "captured": .int(captured), "training": .int(training), "auc": .double(area),
            "interval": [.double(interval.lowerBound), .double(interval.upperBound)], "p_value": .double(pValue),
            "permutations": .int(permutations),
        ]
    }
}
