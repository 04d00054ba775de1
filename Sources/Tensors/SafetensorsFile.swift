import DurableFiles

/// A safetensors file whose header has been checked; tensors are copied out of it one by one.
package struct SafetensorsFile: ~Copyable {
    package let header: SafetensorsHeader
    private let file: OpenFile
    private let dataStart: Int

    package init(reading path: String) throws(TensorError) {
        let file = try Self.open(path)
        guard file.size >= 8 else { throw .fileTooShort(bytes: file.size) }
        var claimed: UInt64 = 0
        for (index, byte) in try Self.read(file, count: 8, at: 0).enumerated() { claimed |= UInt64(byte) << (8 * index) }
        guard claimed <= UInt64(SafetensorsHeader.limitBytes) else {
            throw .headerTooLarge(bytes: claimed, limit: SafetensorsHeader.limitBytes)
        }
        let headerBytes = Int(claimed)
        guard headerBytes <= file.size - 8 else { throw .headerBeyondFile(headerBytes: claimed, fileBytes: file.size) }
        let text = try Self.read(file, count: headerBytes, at: 8)
        let header = try SafetensorsHeader(parsing: text, dataBytes: file.size - 8 - headerBytes)
        self.header = header
        dataStart = 8 + headerBytes
        self.file = file
    }

    package var names: [String] { header.entries.keys.sorted() }

    /// Copies a tensor of any floating-point type into memory of our own as float32.
    ///
    /// - Parameter shape: What the architecture asks for; nil accepts any.
    /// - Throws: `.missingTensor`, `.shapeMismatch`, `.unsupportedDType`, and `.notFinite` for a NaN or an infinity.
    package func tensor(_ name: String, shape: [Int]? = nil) throws(TensorError) -> Tensor {
        let entry = try entry(name, shape)
        let tensor = Tensor.zeros(entry.shape)
        try copy(0..<tensor.count, of: entry, into: tensor.storage.pointer)
        if let index = tensor.firstNonFinite { throw .notFinite(tensor: name, index: index) }
        return tensor
    }

    /// Shows a matrix from top to bottom, some rows at a time in memory that is used again: for what is packed and not kept.
    ///
    /// - Parameters:
    ///   - shape: Two sizes.
    ///   - body: Gets the number of the first row and `[rows, columns]`, valid during the call.
    /// - Throws: As `tensor`; blocks before one with a NaN or an infinity have been shown.
    package func forEachBlock(_ name: String, shape: [Int], _ body: (Int, Tensor) -> Void) throws(TensorError) {
        let entry = try entry(name, shape)
        precondition(shape.count == 2, "forEachBlock: shape \(shape)")
        let blockRows = max(1, Self.blockElements / max(1, shape[1]))
        var block = Tensor.zeros([min(blockRows, shape[0]), shape[1]])
        for first in stride(from: 0, to: shape[0], by: blockRows) {
            let rows = min(blockRows, shape[0] - first)
            if rows != block.shape[0] { block = Tensor.zeros([rows, shape[1]]) }
            try copy(first * shape[1]..<(first + rows) * shape[1], of: entry, into: block.storage.pointer)
            if let index = block.firstNonFinite { throw .notFinite(tensor: name, index: first * shape[1] + index) }
            body(first, block)
        }
    }

    /// 1 MiB: a block is still in the second-level cache when it is packed.
    private static let blockElements = 1 << 18

    private func entry(_ name: String, _ shape: [Int]?) throws(TensorError) -> SafetensorsHeader.Entry {
        guard let entry = header.entries[name] else { throw .missingTensor(name) }
        if let shape, shape != entry.shape { throw .shapeMismatch(tensor: name, expected: shape, found: entry.shape) }
        guard entry.dtype.isReadable else { throw .unsupportedDType(tensor: name, dtype: entry.dtype.rawValue) }
        return entry
    }

    /// Copies some elements of a tensor to `target`.
    private func copy(
        _ elements: Range<Int>, of entry: SafetensorsHeader.Entry, into target: UnsafeMutablePointer<Float>
    ) throws(TensorError) {
        let count = entry.shape.reduce(1, *)
        let size = count == 0 ? 0 : entry.range.count / count
        let start = dataStart + entry.range.lowerBound + elements.lowerBound * size
        do throws(FileError) {
            if entry.dtype == .float32 {
                try file.read(into: UnsafeMutableRawBufferPointer(start: target, count: elements.count * size), at: start)
            } else {
                let narrow = try file.read(count: elements.count * size, at: start)
                narrow.withUnsafeBytes { widen($0, entry.dtype, into: target) }
            }
        } catch { throw .file(error) }
    }

    private static func open(_ path: String) throws(TensorError) -> OpenFile {
        do throws(FileError) { return try OpenFile(reading: path) } catch { throw .file(error) }
    }

    private static func read(_ file: borrowing OpenFile, count: Int, at offset: Int) throws(TensorError) -> [UInt8] {
        do throws(FileError) { return try file.read(count: count, at: offset) } catch { throw .file(error) }
    }
}
