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
        guard let entry = header.entries[name] else { throw .missingTensor(name) }
        if let shape, shape != entry.shape { throw .shapeMismatch(tensor: name, expected: shape, found: entry.shape) }
        guard entry.dtype.isReadable else { throw .unsupportedDType(tensor: name, dtype: entry.dtype.rawValue) }
        let storage = AlignedBuffer<Float>(count: entry.shape.reduce(1, *))
        do throws(FileError) {
            if entry.dtype == .float32 {
                let target = UnsafeMutableRawBufferPointer(start: storage.pointer, count: entry.range.count)
                try file.read(into: target, at: dataStart + entry.range.lowerBound)
            } else {
                let narrow = try file.read(count: entry.range.count, at: dataStart + entry.range.lowerBound)
                narrow.withUnsafeBytes { widen($0, entry.dtype, into: storage.pointer) }
            }
        } catch { throw .file(error) }
        let tensor = Tensor(shape: entry.shape, storage: storage)
        if let index = tensor.firstNonFinite { throw .notFinite(tensor: name, index: index) }
        return tensor
    }

    private static func open(_ path: String) throws(TensorError) -> OpenFile {
        do throws(FileError) { return try OpenFile(reading: path) } catch { throw .file(error) }
    }

    private static func read(_ file: borrowing OpenFile, count: Int, at offset: Int) throws(TensorError) -> [UInt8] {
        do throws(FileError) { return try file.read(count: count, at: offset) } catch { throw .file(error) }
    }
}
