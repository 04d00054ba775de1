import Tensors

/// Where things are in a store of embeddings; numbers are little-endian.
///
///     offset  bytes  header
///          0      8  "PKTEMB1\n"
///          8      4  H
///         12      4  0
///         16     32  the encoder's digest
///         48      8  0
///         56      8  checksum of the 56 bytes before
///
///     offset  bytes  row i, from 64 + i · (16 + 4 H) on
///          0      8  key
///          8      8  checksum of the key and the values
///         16    4 H  the embedding, float32
///
/// Rows are float32 and not half as wide: what is read back is what the encoder gave, to the bit, so that a model trained from a store is
/// the model trained from the texts, and nothing is converted. It is the disk and the page cache that pay; the process holds a block.
struct StoreLayout: Equatable {
    static let headerBytes = 64
    static let rowHeaderBytes = 16
    static let digestBytes = 32
    static let magic = Array("PKTEMB1\n".utf8)
    static let dimensionLimit = 1 << 16

    let dimension: Int

    var rowBytes: Int { Self.rowHeaderBytes + 4 * dimension }
    func offset(ofRow row: Int) -> Int { Self.headerBytes + row * rowBytes }
    /// Whole rows in a file of this size.
    func wholeRows(fileSize: Int) -> Int { max(0, fileSize - Self.headerBytes) / rowBytes }

    func header(digest: [UInt8]) -> [UInt8] {
        var bytes = Self.magic + littleEndian(UInt32(dimension)) + littleEndian(UInt32(0)) + digest + littleEndian(UInt64(0))
        bytes += littleEndian(bytes.withUnsafeBytes { checksum($0, seed: 0) })
        return bytes
    }

    /// Reads a header.
    ///
    /// - Returns: Nil when it is none.
    static func parse(_ header: [UInt8]) -> (layout: StoreLayout, digest: [UInt8])? {
        guard header.count == headerBytes, header.starts(with: magic) else { return nil }
        let expected = littleEndian(header[..<56].withUnsafeBytes { checksum($0, seed: 0) })
        let dimension = header[8..<12].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard Array(header[56...]) == expected, (1...dimensionLimit).contains(dimension) else { return nil }
        return (StoreLayout(dimension: dimension), Array(header[16..<48]))
    }

    /// Writes one row at `target`.
    func write(key: UInt64, _ values: UnsafePointer<Float>, to target: UnsafeMutableRawPointer) {
        let body = UnsafeRawBufferPointer(start: values, count: 4 * dimension)
        target.storeBytes(of: key.littleEndian, as: UInt64.self)
        target.storeBytes(of: checksum(body, seed: key).littleEndian, toByteOffset: 8, as: UInt64.self)
        (target + Self.rowHeaderBytes).copyMemory(from: values, byteCount: 4 * dimension)
    }

    /// The key of a row that lies at `row`; nil when the checksum does not match.
    func key(_ row: UnsafeRawPointer) -> UInt64? {
        let key = UInt64(littleEndian: row.loadUnaligned(as: UInt64.self))
        let stored = UInt64(littleEndian: row.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        let body = UnsafeRawBufferPointer(start: row + Self.rowHeaderBytes, count: 4 * dimension)
        return checksum(body, seed: key) == stored ? key : nil
    }
}

private func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }

/// A 64-bit checksum against torn writes and rot, not against forgers: four lanes of multiply and rotate over 8-byte words, so that it
/// keeps up with the page cache, and a final mixing.
func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    let prime: UInt64 = 0x9E37_79B1_85EB_CA87
    var lanes = SIMD4<UInt64>(0x60EA_27EE_ADC0_B5D6, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63) ^ seed
    var position = 0
    while position + 32 <= bytes.count {
        for lane in 0..<4 {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 8 * lane, as: UInt64.self))
            let mixed = (lanes[lane] ^ word) &* prime
            lanes[lane] = mixed << 31 | mixed >> 33
        }
        position += 32
    }
    while position < bytes.count {
        let mixed = (lanes[0] ^ UInt64(bytes[position]) ^ 0x100) &* prime
        lanes[0] = mixed << 31 | mixed >> 33
        position += 1
    }
    var sum = UInt64(bytes.count)
    for lane in 0..<4 {
        sum = (sum ^ lanes[lane]) &* prime
        sum ^= sum >> 29
    }
    return sum
}
