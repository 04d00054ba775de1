package import Tensors

/// What is known of an exit beside its weights.
package struct ExitSetting: Equatable, Sendable {
    /// Layers that have been computed where it stands: 1…L-1.
    package let layer: Int
    package let temperature: Float
    /// `[C]`.
    package let bias: [Float]
    package let rule: ExitRule

    package init(layer: Int, temperature: Float, bias: [Float], rule: ExitRule) {
        self.layer = layer
        self.temperature = temperature
        self.bias = bias
        self.rule = rule
    }
}

/// The heads between the layers of an encoder, at which a sequence may stop: `exits.safetensors` of a bundle.
///
///     layer.<n>.weight   [C, H]
///     layer.<n>.bias     [C]         one pair for each exit, n being the layers computed before it
///
/// An exit reads the state of its layer pooled as the model's own head reads the last one. Its calibration is folded into it here, so
/// that the softmax of what it gives is what can be believed: `W/T · x + (b/T + bias)`.
///
/// Only for models that pool and have a dense head: a head with a projection was trained on the last layer's states alone.
package final class ExitHeads: Sendable {
    package static let fileName = "exits.safetensors"

    package struct Exit: Sendable {
        package let layer: Int
        package let head: DenseHead
        package let rule: ExitRule
    }

    /// In the order of their layers.
    package let exits: [Exit]
    /// By layer, nil where there is no exit.
    private let byLayer: [Exit?]
    private let hiddenSize: Int
    private let classes: Int

    /// - Parameter heads: Weight `[C, H]` and bias `[C]` for each of `settings`.
    /// - Throws: `.noExits` for a model that cannot have any, `.exitLayer` for a layer that is not between two others, or out of order.
    /// - Precondition: Shapes and counts fit `encoder`.
    package init(
        _ heads: [(weight: Tensor, bias: Tensor)], settings: [ExitSetting], for encoder: SentenceEncoder
    ) throws(EncoderError) {
        let (classes, layers) = (encoder.head?.classes ?? 0, encoder.config.numHiddenLayers)
        try Self.check(settings, encoder)
        precondition(heads.count == settings.count, "ExitHeads: \(heads.count) heads for \(settings.count) exits")
        exits = zip(heads, settings).map { head, setting in
            precondition(
                setting.bias.count == classes && setting.rule.limits.count == classes && setting.temperature > 0,
                "ExitHeads: \(setting.bias.count) biases and \(setting.rule.limits.count) limits for \(classes) classes")
            return Exit(
                layer: setting.layer, head: DenseHead(weight: head.weight, bias: head.bias, calibratedBy: setting), rule: setting.rule)
        }
        var byLayer = [Exit?](repeating: nil, count: layers)
        for exit in exits { byLayer[exit.layer] = exit }
        self.byLayer = byLayer
        hiddenSize = encoder.config.hiddenSize
        self.classes = classes
    }

    /// Reads the heads of `settings`, and no others, from the folder of `encoder`.
    ///
    /// - Throws: As above; `.file` or `.tensors` for heads that are missing, that no setting names, of another shape, or not finite.
    package convenience init(folder: String, settings: [ExitSetting], for encoder: SentenceEncoder) throws(EncoderError) {
        try Self.check(settings, encoder)
        let heads: [(weight: Tensor, bias: Tensor)]
        do throws(TensorError) {
            heads = try Self.read(
                folder + "/" + Self.fileName, layers: settings.map(\.layer), classes: encoder.head?.classes ?? 0,
                hiddenSize: encoder.config.hiddenSize)
        } catch {
            if case .file(let reason) = error { throw .file(reason) }
            throw .tensors(file: Self.fileName, error)
        }
        try self.init(heads, settings: settings, for: encoder)
    }

    /// The exit after `layer` layers.
    package subscript(layer: Int) -> Exit? { byLayer.indices.contains(layer) ? byLayer[layer] : nil }

    /// True when `encoder` has the sizes of the one that they were made for.
    package func fit(_ encoder: SentenceEncoder) -> Bool {
        byLayer.count == encoder.config.numHiddenLayers && hiddenSize == encoder.config.hiddenSize && classes == encoder.head?.classes
            && !encoder.hasProjection
    }

    /// What `exits.safetensors` holds: the heads as they were trained, without their calibration.
    package static func tensors(_ heads: [(layer: Int, weight: Tensor, bias: Tensor)]) -> [(name: String, tensor: Tensor)] {
        heads.flatMap { [(biasName($0.layer), $0.bias), (weightName($0.layer), $0.weight)] }
    }

    private static func weightName(_ layer: Int) -> String { "layer.\(layer).weight" }
    private static func biasName(_ layer: Int) -> String { "layer.\(layer).bias" }

    private static func check(_ settings: [ExitSetting], _ encoder: SentenceEncoder) throws(EncoderError) {
        guard encoder.head != nil, !encoder.hasProjection else { throw .noExits }
        let layers = encoder.config.numHiddenLayers
        var last = 0
        for setting in settings {
            guard setting.layer > last, setting.layer < layers else { throw .exitLayer(setting.layer, after: last, layers: layers) }
            last = setting.layer
        }
    }

    private static func read(
        _ path: String, layers: [Int], classes: Int, hiddenSize: Int
    ) throws(TensorError) -> [(weight: Tensor, bias: Tensor)] {
        let file = try SafetensorsFile(reading: path)
        let known = Set(layers.flatMap { [weightName($0), biasName($0)] })
        if let extra = file.names.first(where: { !known.contains($0) }) { throw .unexpectedTensor(extra) }
        var heads: [(weight: Tensor, bias: Tensor)] = []
        for layer in layers {
            let weight = try file.tensor(weightName(layer), shape: [classes, hiddenSize])
            heads.append((weight, try file.tensor(biasName(layer), shape: [classes])))
        }
        return heads
    }
}

extension DenseHead {
    /// `softmax(W/T · x + (b/T + bias))` is the calibrated softmax of `W · x + b`.
    fileprivate convenience init(weight: Tensor, bias: Tensor, calibratedBy setting: ExitSetting) {
        let scale = 1 / setting.temperature
        self.init(
            weight: Tensor(shape: weight.shape, weight.elements.map { $0 * scale }),
            bias: Tensor(shape: bias.shape, zip(bias.elements, setting.bias).map { $0 * scale + $1 }))
    }
}
