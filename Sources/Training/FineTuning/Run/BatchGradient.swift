package import Encoders
import Tensors

/// The gradient of one batch's loss, as a model whose parameters are the derivatives: what a step would use before clipping.
///
/// For tests against automatic differentiation, and to look at a model; training itself never gathers it in one place.
///
/// - Parameters:
///   - rows: All of them are one batch.
///   - options: Dropout, class weights, label smoothing and shards count; dropout is that of the first step.
package func batchGradient(
    _ parameters: ModelParameters, _ examples: FineTuneExamples, rows: [Int], options: FineTuneOptions
) throws(TrainingError) -> (loss: Double, gradient: ModelParameters) {
    var options = options
    options.batchSize = rows.count
    let words = ActiveWords(sequences: rows.map { examples.sequences[$0] }, vocabSize: parameters.config.vocabSize)
    let engine = try FineTuneEngine(
        parameters, words: words, lengths: rows.map { examples.sequences[$0].count }, options: options)
    let loss = try CrossEntropyLoss(examples.targets, classWeights: options.classWeights, labelSmoothing: options.labelSmoothing)
    let (value, buffers) = engine.gradient(rows, examples, loss)
    let gradient = parameters.copy()
    for (index, parameter) in gradient.parameters.enumerated() {
        let target = parameter.tensor.storage.pointer
        if buffers[index].count != parameter.tensor.count { target.update(repeating: 0, count: parameter.tensor.count) }
        guard parameter.role == .words else {
            target.update(from: buffers[index].pointer, count: buffers[index].count)
            continue
        }
        let hidden = parameter.tensor.shape[1]
        target.update(repeating: 0, count: parameter.tensor.count)
        for (row, id) in words.ids.enumerated() where buffers[index].count > 0 {
            (target + Int(id) * hidden).update(from: buffers[index].pointer + row * hidden, count: hidden)
        }
    }
    return (value, gradient)
}
