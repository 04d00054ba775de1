/// One set of scores for a text that was read in several overlapping windows.
///
/// A harmful class takes its maximum over the windows: one alarming passage is enough. `not-harmful` takes its minimum: a text is
/// harmless only as far as its most alarming passage is. A model without that label has maxima only. With one window these are the
/// window's own scores; with several they need not sum to 1, which is right for thresholds and is scaled away where a distribution is
/// needed (`entropy`).
package struct WindowScores: Equatable, Sendable {
    package private(set) var scores: [Float]
    package private(set) var windows = 0
    /// Of the window that went furthest.
    package private(set) var layers = 0
    private let harmlessIndex: Int?

    /// - Parameter labels: One of them may be `not-harmful`.
    package init(labels: [String]) {
        scores = [Float](repeating: 0, count: labels.count)
        harmlessIndex = labels.firstIndex(of: "not-harmful")
    }

    /// - Parameter layers: That were computed for the window.
    package mutating func add(_ probabilities: [Float], layers: Int) {
        precondition(probabilities.count == scores.count, "WindowScores: \(probabilities.count) scores for \(scores.count) labels")
        for (index, value) in probabilities.enumerated() {
            if windows == 0 {
                scores[index] = value
            } else {
                scores[index] = index == harmlessIndex ? min(scores[index], value) : max(scores[index], value)
            }
        }
        windows += 1
        self.layers = max(self.layers, layers)
    }
}
