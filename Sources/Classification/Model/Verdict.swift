/// What the guard says of one text.
package struct Verdict: Equatable, Sendable {
    /// The label with the highest score.
    package let label: String
    /// Its score.
    package let confidence: Float
    /// Calibrated scores from 0 to 1, in the order of the model's labels.
    package let scores: [Float]
    /// In nats.
    package let entropy: Float
    /// Of the whole text, special tokens included.
    package let tokens: Int
    package let windows: Int
    /// Layers of the encoder that were computed; of several windows, for the one that took most.
    package let layers: Int
    /// True when the end of the text was not read.
    package let truncated: Bool
    /// The pooled state after `layers` layers, `[H]`, which the head has read; nil for a text of several windows.
    package let state: [Float]?

    package init(labels: [String], windowScores: WindowScores, tokens: Int, truncated: Bool, state: [Float]? = nil) {
        self.state = state
        let scores = windowScores.scores
        let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
        label = labels[best]
        confidence = scores[best]
        self.scores = scores
        entropy = Classification.entropy(scores)
        self.tokens = tokens
        windows = windowScores.windows
        layers = windowScores.layers
        self.truncated = truncated
    }
}
