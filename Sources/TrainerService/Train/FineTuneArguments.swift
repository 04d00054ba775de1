import ArgumentParser
import Training

/// The options of `train` that only fine-tuning reads.
struct FineTuneArguments: ParsableArguments {
    enum Switch: String, ExpressibleByArgument, CaseIterable { case on, off }
    enum Head: String, ExpressibleByArgument, CaseIterable { case auto, pooled, classifier }
    enum Start: String, ExpressibleByArgument, CaseIterable { case probe, drawn }

    @Option(help: "Passes over the rows.") var epochs: Int?
    @Option(help: "Peak learning rate of the encoder's last layer.") var learningRate: Double?
    @Option(help: "Rows of a step.") var batchSize: Int?
    @Option(help: "Batches whose gradients make one step.") var accumulate = 1
    @Option(help: "Share of activations that are dropped, 0 for none.") var dropout: Double?
    @Option(help: "on, or off to take the rows in their order.") var shuffle = Switch.on
    @Option(help: "The head's rate as a multiple of --learning-rate.") var headFactor: Double?
    @Option(help: "The rate of a layer as a multiple of that of the layer above it.") var layerDecay: Double?
    @Option(help: "AdamW's decay of matrices and tables.") var weightDecay: Double?
    @Option(help: "Share of the steps in which the rate rises.") var warmup: Double?
    @Option(help: "Share of a target that is spread over all classes.") var labelSmoothing: Double?
    @Option(help: "Parts that keep their weights: 1 the embeddings, 2 the first layer too, and so on.") var freeze: Int?
    @Option(help: "Average the weights of so many last epochs.") var averageEpochs: Int?
    @Option(help: "Stop after so many epochs without a better score on held-back rows.") var patience: Int?
    @Option(help: "Models with seeds of their own whose weights are averaged.") var seeds = 1
    @Option(help: "Folds that calibration is fitted on, each a training of its own; 0 for no calibration.") var folds = 5
    @Option(help: "pooled: mean or first token, then one layer; classifier: the family's own head; auto: what the base is made for.")
    var head = Head.auto
    @Option(help: "probe: the head begins as a logistic regression on the base's embeddings; drawn: at random.") var headStart = Start.probe
    @Option(help: "Parts of a batch, one a thread (0: one per core). Another number gives other last bits.") var shards = 0
    @Option(help: "Write one JSON line for each step to this file.") var logSteps: String?
    @Flag(help: "Go on from where Ctrl-C or SIGTERM ended the same command.") var resume = false

    /// What was given, over `defaults`.
    func options(_ defaults: FineTuneOptions, seed: UInt64, threads: Int) -> FineTuneOptions {
        var options = defaults
        options.epochs = epochs ?? options.epochs
        options.learningRate = learningRate ?? options.learningRate
        options.batchSize = batchSize ?? options.batchSize
        options.accumulation = accumulate
        options.dropout = dropout ?? options.dropout
        options.shuffle = shuffle == .on
        options.headFactor = headFactor ?? options.headFactor
        options.layerDecay = layerDecay ?? options.layerDecay
        options.weightDecay = weightDecay ?? options.weightDecay
        options.warmupShare = warmup ?? options.warmupShare
        options.labelSmoothing = labelSmoothing ?? options.labelSmoothing
        options.frozenParts = freeze ?? options.frozenParts
        options.averagedEpochs = averageEpochs ?? options.averagedEpochs
        options.patience = patience
        options.seed = seed
        options.shards = shards == 0 ? threads : shards
        return options
    }
}
