/// Calibrated probabilities that no head was fitted on, after every layer: what the choice of thresholds looks at.
package struct ExitEvidence: Sendable {
    package let labels: [Int]
    package let classCount: Int
    /// By exit, after layers 1…L-1, `[n, C]`.
    package let exits: [[Float]]
    /// Of the model's own head, `[n, C]`.
    package let model: [Float]

    package init(labels: [Int], classCount: Int, exits: [[Float]], model: [Float]) {
        precondition(
            (exits + [model]).allSatisfy { $0.count == labels.count * classCount }, "ExitEvidence: \(labels.count) rows of \(classCount)")
        self.labels = labels
        self.classCount = classCount
        self.exits = exits
        self.model = model
    }

    var layers: Int { exits.count + 1 }

    /// Where every row stops, 1…L, when a message leaves from layer `first` on once its top probability reaches `threshold`.
    func stops(first: Int, threshold: Float, limits: [Float]) -> [Int] {
        labels.indices.map { row in
            for layer in first..<max(first, layers) where leaves(exits[layer - 1], row, threshold, limits) { return layer }
            return layers
        }
    }

    /// The same as `ExitRule.isMet`, on probabilities.
    private func leaves(_ probabilities: [Float], _ row: Int, _ threshold: Float, _ limits: [Float]) -> Bool {
        let p = probabilities[row * classCount..<(row + 1) * classCount]
        let top = p.indices.reduce(p.startIndex) { p[$1] > p[$0] ? $1 : $0 }
        return p[top] >= threshold && zip(p.indices, limits).allSatisfy { $0 == top || p[$0] <= $1 }
    }

    /// The probabilities that a row ends with.
    private func probabilities(_ row: Int, stop: Int) -> ArraySlice<Float> {
        (stop == layers ? model : exits[stop - 1])[row * classCount..<(row + 1) * classCount]
    }

    /// How many rows are right with one set of stops and wrong with the other.
    func differences(_ a: [Int], _ b: [Int]) -> Int {
        labels.indices.count { row in
            (argmax(probabilities(row, stop: a[row])) == labels[row]) != (argmax(probabilities(row, stop: b[row])) == labels[row])
        }
    }

    func figures(_ stops: [Int], rows: [Int], bounds: ExitBounds) -> ExitFigures {
        var confusion = ConfusionMatrix(classCount: classCount)
        var flagged = [Int](repeating: 0, count: bounds.protected.count)
        var (falseFlags, depth) = (0, 0)
        for row in rows {
            let p = probabilities(row, stop: stops[row])
            confusion.add(label: labels[row], prediction: argmax(p))
            depth += stops[row]
            func isFlagged(_ c: Int) -> Bool { bounds.flagThresholds[c].map { p[p.startIndex + c] >= $0 } ?? false }
            for (index, c) in bounds.protected.enumerated() where labels[row] == c && isFlagged(c) { flagged[index] += 1 }
            if labels[row] == bounds.harmless, (0..<classCount).contains(where: { $0 != bounds.harmless && isFlagged($0) }) {
                falseFlags += 1
            }
        }
        return ExitFigures(
            macroF1: confusion.macro.f1, accuracy: confusion.accuracy, meanLayers: Double(depth) / Double(max(1, rows.count)),
            recall: bounds.protected.map { confusion.scores($0).recall }, flagged: flagged, falseFlags: falseFlags)
    }
}
