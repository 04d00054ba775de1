/// A dense float32 array in row-major order. Immutable once it is shared.
package struct Tensor: Sendable {
    package let shape: [Int]
    package let storage: AlignedBuffer<Float>

    /// - Precondition: `storage` holds as many elements as `shape` asks for.
    package init(shape: [Int], storage: AlignedBuffer<Float>) {
        precondition(storage.count == shape.reduce(1, *), "Tensor: shape \(shape), \(storage.count) elements")
        self.shape = shape
        self.storage = storage
    }

    package init(shape: [Int], _ values: [Float]) {
        let storage = AlignedBuffer<Float>(count: values.count)
        for (index, value) in values.enumerated() { storage.pointer[index] = value }
        self.init(shape: shape, storage: storage)
    }

    package static func zeros(_ shape: [Int]) -> Tensor {
        Tensor(shape: shape, storage: AlignedBuffer(count: shape.reduce(1, *)))
    }

    package var count: Int { storage.count }

    /// The elements; valid as long as this tensor, or a copy of it, lives.
    package var elements: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: storage.pointer, count: storage.count) }

    package var array: [Float] { Array(elements) }

    /// The position of the first NaN or infinity.
    package var firstNonFinite: Int? {
        // x - x is 0 for every finite x and NaN for the others; sixteen at a time, since every weight passes here when a model is loaded.
        let values = elements
        var sums = SIMD16<Float>()
        for start in stride(from: 0, to: values.count / 16 * 16, by: 16) {
            let block = UnsafeRawPointer(storage.pointer + start).loadUnaligned(as: SIMD16<Float>.self)
            sums += block - block
        }
        let rest = values[(values.count / 16 * 16)...]
        if sums.sum() == 0, rest.allSatisfy(\.isFinite) { return nil }
        return values.firstIndex { !$0.isFinite }
    }
}
