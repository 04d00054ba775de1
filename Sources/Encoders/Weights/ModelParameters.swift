import Glibc
package import Kernels
package import Tensors

/// All the parameters of a model in training, each a buffer of its own that a step changes in place.
///
/// `@unchecked Sendable` because the trainer's threads read it during a pass and write disjoint parts of it between passes, and one pass
/// ends before the next step begins.
package final class ModelParameters: @unchecked Sendable {
    /// What follows the encoder.
    package enum HeadKind: Equatable, Sendable {
        /// Pooled, then one linear layer: the layout of sentence-transformers.
        case pooled(Pooling, isNormalized: Bool)
        /// The head for classification of the family.
        case classifier
    }

    package struct Parameter: Sendable {
        package let role: ParameterRole
        package let tensor: Tensor
    }

    package let config: EncoderConfig
    package let headKind: HeadKind
    package let classes: Int
    package let parameters: [Parameter]
    private let indexOfRole: [ParameterRole: Int]

    /// Reads the encoder of `folder` and makes a head for `classes` classes. Parts of the head that the folder has are taken when they
    /// have the right shape (BERT's pooler, a classifier for as many classes); the rest is drawn from a normal distribution of standard
    /// deviation 0.02 with biases of 0, as Hugging Face does.
    package convenience init(
        folder: String, head: HeadKind, classes: Int, using generator: inout some RandomNumberGenerator
    ) throws(EncoderError) {
        let config = try EncoderConfig(folder: folder)
        let file = try WeightFile(folder: folder, config: config, classifier: .ifPresent)
        var parameters: [Parameter] = []
        do throws(TensorError) {
            try file.checkHead()
            for role in ParameterRole.all(of: config, hasProjection: head == .classifier, hasOutput: true) {
                let shape = role.shape(config, classes: classes)
                var tensor: Tensor?
                if role.place != .head || head == .classifier && file.shape(role) == shape { tensor = try file.parameter(role) }
                if case .projection = role, tensor == nil { tensor = try file.pretrained(role, shape: shape) }
                parameters.append(Parameter(role: role, tensor: tensor ?? drawn(shape, using: &generator)))
            }
        } catch { throw .weights(error) }
        self.init(config: config, head: head, classes: classes, parameters)
    }

    private init(config: EncoderConfig, head: HeadKind, classes: Int, _ parameters: [Parameter]) {
        self.config = config
        self.headKind = head
        self.classes = classes
        self.parameters = parameters
        indexOfRole = Dictionary(uniqueKeysWithValues: parameters.enumerated().map { ($1.role, $0) })
    }

    /// The index in `parameters` of a role that the model has.
    package func index(_ role: ParameterRole) -> Int? { indexOfRole[role] }

    package subscript(role: ParameterRole) -> Tensor? { index(role).map { parameters[$0].tensor } }

    /// Parameters in all.
    package var count: Int { parameters.reduce(0) { $0 + $1.tensor.count } }

    /// A copy with buffers of its own.
    package func copy() -> ModelParameters {
        let copies = parameters.map { parameter in
            let tensor = Tensor.zeros(parameter.tensor.shape)
            tensor.storage.pointer.update(from: parameter.tensor.storage.pointer, count: tensor.count)
            return Parameter(role: parameter.role, tensor: tensor)
        }
        return ModelParameters(config: config, head: headKind, classes: classes, copies)
    }

    /// Tables and norms are the parameters themselves; matrices are packed copies, to be packed again after every step.
    package func makeWeights() -> EncoderWeights {
        do throws(TensorError) { return try EncoderWeights(MemorySource(parameters: self), config: config) } catch {
            preconditionFailure("ModelParameters: \(error)")
        }
    }

    package func makeHead() -> ModelHead {
        switch headKind {
        case .pooled(let pooling, let isNormalized):
            guard let weight = self[.output(.weight)], let bias = self[.output(.bias)] else {
                preconditionFailure("ModelParameters: no output layer")
            }
            return ModelHead(pooling: pooling, isNormalized: isNormalized, output: DenseHead(weight: weight, bias: bias))
        case .classifier:
            do throws(TensorError) { return try ModelHead(classifier: MemorySource(parameters: self), config.family) } catch {
                preconditionFailure("ModelParameters: \(error)")
            }
        }
    }

    private struct MemorySource: ParameterSource {
        let parameters: ModelParameters

        func parameter(_ role: ParameterRole) throws(TensorError) -> Tensor {
            guard let tensor = parameters[role] else { throw .missingTensor("\(role)") }
            return tensor
        }
    }
}

/// Matrices from a normal distribution of standard deviation 0.02, the `initializer_range` of BertConfig and its kin; biases 0.
///
/// Source: Box & Muller 1958, "A note on the generation of random normal deviates".
private func drawn(_ shape: [Int], using generator: inout some RandomNumberGenerator) -> Tensor {
    let tensor = Tensor.zeros(shape)
    guard shape.count > 1 else { return tensor }
    for index in 0..<tensor.count {
        let radius = (-2 * log(Double.random(in: .leastNormalMagnitude..<1, using: &generator))).squareRoot()
        tensor.storage.pointer[index] = Float(0.02 * radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator)))
    }
    return tensor
}
