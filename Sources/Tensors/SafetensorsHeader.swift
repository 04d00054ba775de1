import JSONParsing

/// The directory of a safetensors file.
///
///     offset 0       8 bytes   N, the length of the header, little-endian
///            8       N bytes   JSON: name → {"dtype", "shape", "data_offsets": [begin, end]}, and "__metadata__"
///            8 + N             the data; offsets count from here
///
/// Nothing of it is believed: the header is at most 1 MiB, every offset lies inside the data, every size follows from the shape, and
/// the tensors cover the data once, without overlap and without a hole. Then, and only then, offsets are used.
package struct SafetensorsHeader: Sendable {
    package struct Entry: Equatable, Sendable {
        package let dtype: DType
        package let shape: [Int]
        /// Byte range in the data.
        package let range: Range<Int>
    }

    package static let limitBytes = 1 << 20

    package let metadata: [(key: String, value: String)]
    /// By name; names that differ only in composition cannot be told apart and are refused as an overlap or a hole.
    package let entries: [String: Entry]

    /// - Parameters:
    ///   - bytes: The JSON text alone.
    ///   - dataBytes: How many bytes follow it in the file.
    package init(parsing bytes: [UInt8], dataBytes: Int) throws(TensorError) {
        let value: JSONValue
        do throws(JSONError) { value = try JSONParser.parse(bytes) } catch { throw .headerNotJSON(reason: error.description) }
        guard let object = value.object else { throw .headerNotAnObject }
        var entries: [String: Entry] = [:]
        var metadata: [(key: String, value: String)] = []
        for (name, value) in object.members {
            if name == "__metadata__" {
                metadata = try Self.metadata(value)
            } else {
                entries[name] = try Self.entry(name, value, dataBytes: dataBytes)
            }
        }
        try Self.checkCoverage(entries, dataBytes: dataBytes)
        self.entries = entries
        self.metadata = metadata
    }

    private static func metadata(_ value: JSONValue) throws(TensorError) -> [(key: String, value: String)] {
        guard let object = value.object else { throw .badMetadata }
        var result: [(key: String, value: String)] = []
        for (key, value) in object.members {
            guard let text = value.string else { throw .badMetadata }
            result.append((key, text))
        }
        return result
    }

    private static func entry(_ name: String, _ value: JSONValue, dataBytes: Int) throws(TensorError) -> Entry {
        guard let object = value.object else { throw .entryNotAnObject(tensor: name) }
        for key in object.keys where !["dtype", "shape", "data_offsets"].contains(key) {
            throw .unknownField(tensor: name, field: key)
        }
        for key in ["dtype", "shape", "data_offsets"] where object[key] == nil { throw .missingField(tensor: name, field: key) }
        let dtypeName = object["dtype"]?.string ?? ""
        guard let dtype = DType(rawValue: dtypeName) else { throw .unknownDType(tensor: name, dtype: dtypeName) }
        guard let sizes = object["shape"]?.array, sizes.count <= 8 else { throw .badShape(tensor: name) }
        var shape: [Int] = []
        var bytes = dtype.bytes
        for size in sizes {
            guard let size = size.int, size >= 0 else { throw .badShape(tensor: name) }
            let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
            guard !overflow else { throw .shapeOverflow(tensor: name) }
            bytes = product
            shape.append(size)
        }
        guard let offsets = object["data_offsets"]?.array, offsets.count == 2, let begin = offsets[0].int, let end = offsets[1].int,
            0 <= begin, begin <= end
        else { throw .badOffsets(tensor: name) }
        guard end <= dataBytes else { throw .offsetsBeyondFile(tensor: name, end: end, dataBytes: dataBytes) }
        guard end - begin == bytes else { throw .sizeMismatch(tensor: name, shapeBytes: bytes, offsetBytes: end - begin) }
        return Entry(dtype: dtype, shape: shape, range: begin..<end)
    }

    private static func checkCoverage(_ entries: [String: Entry], dataBytes: Int) throws(TensorError) {
        var covered = 0
        var last = ""
        let ordered = entries.sorted {
            ($0.value.range.lowerBound, $0.value.range.upperBound) < ($1.value.range.lowerBound, $1.value.range.upperBound)
        }
        for (name, entry) in ordered {
            guard entry.range.lowerBound >= covered else { throw .overlap(tensor: name, with: last) }
            guard entry.range.lowerBound == covered else { throw .hole(atByte: covered, bytes: entry.range.lowerBound - covered) }
            covered = entry.range.upperBound
            last = name
        }
        guard covered == dataBytes else { throw .hole(atByte: covered, bytes: dataBytes - covered) }
    }
}
