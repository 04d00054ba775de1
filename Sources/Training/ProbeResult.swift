import LabeledData

/// Labelled embeddings to train a probe on.
package struct ProbeExamples: Sendable {
    package var embeddings: Embeddings
    /// `[n]`.
    package var labels: [Int]
    /// `[n]`: rows with one number never stand on both sides of a split; nil when every row stands for itself. See `RowGroups`.
    package var groups: [Int]?
    /// `[n]`: how much a row counts in a fit, beside its class's weight; nil for 1 each. Out-of-fold figures count every row once.
    package var rowWeights: [Double]?
    /// `[C]`.
    package var classNames: [String]

    package init(
        embeddings: Embeddings, labels: [Int], groups: [Int]? = nil, rowWeights: [Double]? = nil,
        classNames: [String] = SafetyClass.names
    ) {
        self.embeddings = embeddings
        self.labels = labels
        self.groups = groups
        self.rowWeights = rowWeights
        self.classNames = classNames
    }
}

/// A trained probe and everything that is worth writing down about it.
package struct ProbeResult: Sendable {
    /// `W · x + b`, on L2-normalized embeddings when the examples were; the temperature is **not** folded in.
    package let head: LinearHead
    /// The chosen C.
    package let strength: Double
    /// One line for each strength that was tried, in ascending order.
    package let trials: [StrengthTrial]
    /// True when the chosen C is the first or the last of the grid: a wider one might do better.
    package let isAtEdgeOfGrid: Bool
    package let classWeights: [Double]
    package let iterations: Int
    package let gradNorm: Double

    /// Fitted on the out-of-fold logits of all repeats. The temperature alone is what a bundle uses by default.
    package let temperature: CalibrationFit
    package let temperatureAndBias: CalibrationFit

    /// `[n, C]`, of the first repeat; before and after the temperature.
    package let outOfFoldLogits: [Float]
    package let outOfFoldProbabilities: [Float]
    /// Of `outOfFoldProbabilities`: a little hopeful, since C and temperature were chosen on the same rows.
    package let outOfFold: EvaluationReport

    package let timings: ProbeTimings
}

/// How long the parts of a training took.
package struct ProbeTimings: Equatable, Sendable {
    package let crossValidation: Duration
    package let finalFit: Duration
    package let calibrationAndReport: Duration
}
