/// How all weights are trained. The defaults are Hugging Face's and the paper's where they say something.
package struct FineTuneOptions: Equatable, Sendable {
    package var epochs = 5
    package var batchSize = 16
    /// Micro batches whose gradients make one step.
    package var accumulation = 1
    /// Peak rate of the encoder's last layer.
    package var learningRate = 2e-5
    /// The head's rate as a multiple of it.
    package var headFactor = 1.0
    /// The rate of a layer as a multiple of that of the layer above it.
    package var layerDecay = 1.0
    /// Parts that keep their weights, counted from the embeddings.
    package var frozenParts = 0
    /// The share of steps in which the rate rises.
    package var warmupShare = 0.1
    package var weightDecay = 0.01
    package var dropout = 0.1
    package var labelSmoothing = 0.0
    /// The largest norm of the gradient; nil for any.
    package var clipNorm: Double? = 1.0
    package var classWeights: [Double]?
    package var shuffle = true
    /// Decides order and dropout.
    package var seed: UInt64 = 1
    /// The number of last epochs whose weights are averaged; 1 for the last weights alone.
    package var averagedEpochs = 1
    /// Epochs without a better validation score after which training ends with the best weights; nil for never.
    package var patience: Int?
    /// Parts that a batch is cut into, one a thread. The result depends on it in its last bits, so it is an option and not the machine's.
    package var shards = 2

    package init() {}

    package func check() throws(TrainingError) {
        func require(_ holds: Bool, _ name: String, _ allowed: String) throws(TrainingError) {
            if !holds { throw .badOption(name: name, allowed: allowed) }
        }
        try require((1...1_000).contains(epochs), "epochs", "1 to 1000")
        try require((1...4_096).contains(batchSize), "batchSize", "1 to 4096")
        try require((1...1_024).contains(accumulation), "accumulation", "1 to 1024")
        try require(learningRate > 0 && learningRate <= 1, "learningRate", "above 0, at most 1")
        try require((0...1_000).contains(headFactor), "headFactor", "0 to 1000")
        try require(layerDecay > 0 && layerDecay <= 1, "layerDecay", "above 0, at most 1")
        try require((0...1).contains(warmupShare), "warmupShare", "0 to 1")
        try require((0...1).contains(weightDecay), "weightDecay", "0 to 1")
        try require(dropout >= 0 && dropout < 1, "dropout", "at least 0, below 1")
        try require(labelSmoothing >= 0 && labelSmoothing < 1, "labelSmoothing", "at least 0, below 1")
        try require(averagedEpochs >= 1 && averagedEpochs <= epochs, "averagedEpochs", "1 to the number of epochs")
        try require(averagedEpochs == 1 || patience == nil, "averagedEpochs", "1 where there is a patience")
        try require((1...256).contains(shards), "shards", "1 to 256")
    }
}
