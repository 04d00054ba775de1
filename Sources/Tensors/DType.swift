/// The element types that safetensors names.
package enum DType: String, Sendable, CaseIterable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint8 = "U8"
    case bool = "BOOL"

    package var bytes: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .bfloat16, .int16: 2
        case .int8, .uint8, .bool: 1
        }
    }

    /// True for the types that are read as weights.
    package var isReadable: Bool { self == .float32 || self == .float16 || self == .bfloat16 }
}

/// Widens `source`, `count` elements of a readable type in little-endian order, into `target`.
func widen(_ source: UnsafeRawBufferPointer, _ dtype: DType, into target: UnsafeMutablePointer<Float>) {
    switch dtype {
    case .float16:
        for index in 0..<source.count / 2 {
            let bits = UInt16(littleEndian: source.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
            target[index] = Float(Float16(bitPattern: bits))
        }
    case .bfloat16:
        for index in 0..<source.count / 2 {
            let bits = UInt16(littleEndian: source.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
            target[index] = Float(bitPattern: UInt32(bits) << 16)
        }
    default: preconditionFailure("widen: \(dtype) is not a narrow floating-point type")
    }
}
