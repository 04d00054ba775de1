import JSONParsing
package import Kernels
package import Tensors

/// The last layer of a classifier: `logits = W · embedding + b`.
package final class DenseHead: Sendable {
    /// `[C, H]`.
    package let weight: Tensor
    /// `[C]`.
    package let bias: Tensor
    private let packed: PackedMatrix

    package var classes: Int { bias.count }

    /// - Precondition: `weight` is `[C, H]` and `bias` is `[C]`.
    package init(weight: Tensor, bias: Tensor) {
        self.weight = weight
        self.bias = bias
        packed = PackedMatrix(weight: weight, bias: bias)
    }

    /// Reads a Dense module as sentence-transformers writes it: with a bias, its activation the identity.
    convenience init(folder: String, module: String, hiddenSize: Int) throws(EncoderError) {
        let fields = try JSONFields(reading: module + "/config.json", in: folder)
        let inputs = try fields.int("in_features", in: 1...1 << 14)
        let classes = try fields.int("out_features", in: 1...1 << 14)
        guard inputs == hiddenSize else { throw fields.bad("in_features", "\(hiddenSize)", .int(inputs)) }
        guard try fields.bool("bias", default: true) else { throw fields.bad("bias", "true", false) }
        guard fields.value("activation_function") != nil else { throw .missingField(file: fields.file, field: "activation_function") }
        try fields.require("activation_function", "torch.nn.modules.linear.Identity")
        for field in ["module_input_name", "module_output_name"] { try fields.require(field, "sentence_embedding") }

        let name = module + "/model.safetensors"
        do throws(TensorError) {
            let file = try SafetensorsFile(reading: folder + "/" + name)
            if let extra = file.names.first(where: { !["linear.weight", "linear.bias"].contains($0) }) { throw .unexpectedTensor(extra) }
            self.init(
                weight: try file.tensor("linear.weight", shape: [classes, inputs]), bias: try file.tensor("linear.bias", shape: [classes]))
        } catch .file(let error) {
            throw .file(error)
        } catch {
            throw .tensors(file: name, error)
        }
    }

    /// Lays the weights out again after a step of training has changed them in place. Not while another thread reads them.
    package func repack() { packed.repack(weight: weight, bias: bias) }

    /// Computes `[rows, C]` logits from `[rows, H]` embeddings.
    package func apply(
        to embeddings: UnsafePointer<Float>, rows: Int, into logits: UnsafeMutablePointer<Float>, _ instructionSet: InstructionSet = .best
    ) {
        packed.apply(to: embeddings, rows: rows, into: logits, instructionSet)
    }
}
