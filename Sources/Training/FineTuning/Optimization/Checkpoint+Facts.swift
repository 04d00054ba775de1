package import JSONParsing
package import Tensors

extension Checkpoint {
    /// The tensor of a name, with the shape that the model asks for.
    package func tensor(_ name: String, shape: [Int]) throws(CheckpointError) -> Tensor {
        guard let tensor = tensors.first(where: { $0.name == name })?.tensor else { throw .tensors(.missingTensor(name)) }
        guard tensor.shape == shape else { throw .tensors(.shapeMismatch(tensor: name, expected: shape, found: tensor.shape)) }
        return tensor
    }

    /// Refuses a checkpoint whose facts are not these: the options and the data of the command that wants to go on from it.
    ///
    /// - Throws: `.missingFact`, `.checkpointOfOther` with the first field that differs.
    package func require(_ expected: JSONObject) throws(CheckpointError) {
        for (field, value) in expected.members {
            guard let found = facts[field] else { throw .missingFact(field) }
            guard found == value else {
                throw .checkpointOfOther(field: field, expected: Self.shown(value), found: Self.shown(found))
            }
        }
    }

    package func int(_ field: String) throws(CheckpointError) -> Int { try fact(field, "a whole number", \.int) }
    package func double(_ field: String) throws(CheckpointError) -> Double { try fact(field, "a number", \.double) }
    package func text(_ field: String) throws(CheckpointError) -> String { try fact(field, "a string", \.string) }

    /// A number that `Checkpoint.word` wrote.
    package func word(_ field: String) throws(CheckpointError) -> UInt64 {
        try fact(field, "64 bits in hexadecimal") { $0.string.flatMap { UInt64($0, radix: 16) } }
    }

    /// 64 bits, such as the state of a generator, as text: JSON's numbers are not sure to hold them.
    package static func word(_ value: UInt64) -> JSONValue { .string(String(value, radix: 16)) }

    private func fact<Value>(
        _ field: String, _ expected: String, _ read: (JSONValue) -> Value?
    ) throws(CheckpointError) -> Value {
        guard let value = facts[field] else { throw .missingFact(field) }
        guard let result = read(value) else { throw .badFact(field: field, expected: expected) }
        return result
    }

    private static func shown(_ value: JSONValue) -> String { value.string ?? JSONWriter.compactText(value) }
}
