package import Tensors

extension Checkpoint {
    /// The digest of a checkpoint's content, in hexadecimal; tensors are taken by the order of their names.
    ///
    /// Every step is a bijection of the state for a given word, and of the word for a given state, so a single changed word always
    /// shows. Cost: one pass over the values.
    package static func digest(_ facts: String, _ tensors: [(name: String, tensor: Tensor)]) -> String {
        var state: UInt64 = 0x6A09_E667_F3BC_C909
        func take(_ word: UInt64) {
            state = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
            state ^= state >> 32
        }
        func take(_ text: String) {
            take(UInt64(text.utf8.count))
            for byte in text.utf8 { take(UInt64(byte)) }
        }
        take(facts)
        for (name, tensor) in tensors.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            take(name)
            take(UInt64(tensor.shape.count))
            for size in tensor.shape { take(UInt64(size)) }
            for value in tensor.elements { take(UInt64(value.bitPattern)) }
        }
        return String(state, radix: 16)
    }
}
