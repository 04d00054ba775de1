package import Tensors

extension ModelParameters {
    /// The tensors of `model.safetensors` under their Hugging Face names: the encoder and, of a classifier, the head.
    package var fileTensors: [(name: String, tensor: Tensor)] {
        let prefix = headKind == .classifier ? config.family.prefix : ""
        return parameters.flatMap { parameter -> [(name: String, tensor: Tensor)] in
            if parameter.role.place == .head, headKind != .classifier { return [] }
            let tensors = TensorNames(parameter.role, config.family)
            let parts = parameter.tensor.rows(in: tensors.names.count)
            return zip(tensors.names, parts).map { ((tensors.isInEncoder ? prefix : "") + $0, $1) }
        }
    }

    /// The tensors of a pooled head's Dense module; none for a classifier.
    package var denseTensors: [(name: String, tensor: Tensor)] {
        guard headKind != .classifier, let weight = self[.output(.weight)], let bias = self[.output(.bias)] else { return [] }
        return [("linear.bias", bias), ("linear.weight", weight)]
    }
}

extension Tensor {
    /// The tensor cut into `count` of equal rows, copied.
    fileprivate func rows(in count: Int) -> [Tensor] {
        guard count > 1 else { return [self] }
        let part = [shape[0] / count] + shape.dropFirst()
        let size = self.count / count
        return (0..<count).map { index in
            let tensor = Tensor.zeros(part)
            tensor.storage.pointer.update(from: storage.pointer + index * size, count: size)
            return tensor
        }
    }
}
