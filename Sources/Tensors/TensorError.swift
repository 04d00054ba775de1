package import DurableFiles

/// Why tensors could not be read or written.
package enum TensorError: Error, Equatable, CustomStringConvertible {
    case file(FileError)
    case fileTooShort(bytes: Int)
    case headerTooLarge(bytes: UInt64, limit: Int)
    case headerBeyondFile(headerBytes: UInt64, fileBytes: Int)
    case headerNotJSON(reason: String)
    case headerNotAnObject
    case badMetadata
    case entryNotAnObject(tensor: String)
    case unknownField(tensor: String, field: String)
    case missingField(tensor: String, field: String)
    case unknownDType(tensor: String, dtype: String)
    case badShape(tensor: String)
    case badOffsets(tensor: String)
    case offsetsBeyondFile(tensor: String, end: Int, dataBytes: Int)
    case sizeMismatch(tensor: String, shapeBytes: Int, offsetBytes: Int)
    case shapeOverflow(tensor: String)
    case overlap(tensor: String, with: String)
    case hole(atByte: Int, bytes: Int)
    case missingTensor(String)
    case unexpectedTensor(String)
    case shapeMismatch(tensor: String, expected: [Int], found: [Int])
    case unsupportedDType(tensor: String, dtype: String)
    case notFinite(tensor: String, index: Int)

    package var description: String {
        switch self {
        case .file(let error): error.description
        case .fileTooShort(let bytes): "the file has \(bytes) bytes, a safetensors file has at least 8"
        case .headerTooLarge(let bytes, let limit): "the header claims \(bytes) bytes, at most \(limit) are allowed"
        case .headerBeyondFile(let header, let file): "the header claims \(header) bytes in a file of \(file)"
        case .headerNotJSON(let reason): "the header is not JSON: \(reason)"
        case .headerNotAnObject: "the header is not a JSON object"
        case .badMetadata: "'__metadata__' is not an object of strings"
        case .entryNotAnObject(let tensor): "the entry of tensor '\(tensor)' is not an object"
        case .unknownField(let tensor, let field): "tensor '\(tensor)' has an unknown field '\(field)'"
        case .missingField(let tensor, let field): "tensor '\(tensor)' has no '\(field)'"
        case .unknownDType(let tensor, let dtype): "tensor '\(tensor)' has the unknown dtype '\(dtype)'"
        case .badShape(let tensor): "the shape of tensor '\(tensor)' is not a list of at most 8 sizes"
        case .badOffsets(let tensor): "the data_offsets of tensor '\(tensor)' are not two ascending positions"
        case .offsetsBeyondFile(let tensor, let end, let data): "tensor '\(tensor)' ends at byte \(end) of \(data) bytes of data"
        case .sizeMismatch(let tensor, let shape, let offsets):
            "tensor '\(tensor)' has \(offsets) bytes of data, its shape asks for \(shape)"
        case .shapeOverflow(let tensor): "the shape of tensor '\(tensor)' is larger than memory"
        case .overlap(let tensor, let other): "tensor '\(tensor)' overlaps tensor '\(other)'"
        case .hole(let start, let bytes): "\(bytes) bytes of data from byte \(start) on belong to no tensor"
        case .missingTensor(let tensor): "tensor '\(tensor)' is missing"
        case .unexpectedTensor(let tensor): "tensor '\(tensor)' is not part of this architecture"
        case .shapeMismatch(let tensor, let expected, let found): "tensor '\(tensor)' has shape \(found), expected \(expected)"
        case .unsupportedDType(let tensor, let dtype): "tensor '\(tensor)' has dtype \(dtype), a floating-point one is needed"
        case .notFinite(let tensor, let index): "tensor '\(tensor)' holds NaN or infinity at element \(index)"
        }
    }
}
