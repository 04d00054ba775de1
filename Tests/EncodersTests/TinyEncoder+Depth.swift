import Encoders
import Foundation
import Tensors
import Testing

extension TinyEncoder {
    /// Gives the encoder more layers: copies of its two, scaled, so that no two of them are alike.
    func deepen(to layers: Int) throws {
        try replace("\"num_hidden_layers\": 2", with: "\"num_hidden_layers\": \(layers)", in: "config.json")
        try rewrite { tensors in
            let own = tensors
            for layer in 2..<layers {
                for (name, tensor) in own where name.contains("layer.\(layer % 2).") {
                    let scale = 1 + 0.1 * Float(layer)
                    tensors.append(
                        (
                            name.replacingOccurrences(of: "layer.\(layer % 2).", with: "layer.\(layer)."),
                            Tensor(shape: tensor.shape, tensor.elements.map { $0 * scale })
                        ))
                }
            }
        }
    }

    /// Weights and biases of a head, different for every seed.
    static func head(_ seed: Int, classes: Int = 6, hidden: Int = 32, scale: Float = 4) -> (weight: Tensor, bias: Tensor) {
        let weight = (0..<classes * hidden).map { index in scale * Float((index * 31 + seed * 17) % 23 - 11) / 11 }
        let bias = (0..<classes).map { Float(($0 + seed) % 3) / 10 }
        return (Tensor(shape: [classes, hidden], weight), Tensor(shape: [classes], bias))
    }

    /// Exits after some layers, all with one rule.
    static func exits(
        _ layers: [Int], threshold: Float, limits: [Float] = [Float](repeating: 1, count: 6), temperature: Float = 1,
        for encoder: SentenceEncoder
    ) throws -> ExitHeads {
        let settings = layers.map { layer in
            ExitSetting(
                layer: layer, temperature: temperature, bias: [Float](repeating: 0, count: 6),
                rule: ExitRule(threshold: threshold, limits: limits))
        }
        return try ExitHeads(layers.map { head($0) }, settings: settings, for: encoder)
    }
}
