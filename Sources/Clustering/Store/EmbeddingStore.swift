import DurableFiles
import Synchronization
import Tensors

/// Embeddings in a file that only grows, so that embedding a large pool can be stopped and gone on with.
///
/// The order of things: rows are written one after the other and synced every so often. A process that dies leaves whole rows and at most
/// part of one; a machine that dies may leave anything behind the last sync. Opening the file reads it once, keeps the longest run of rows
/// from the front whose checksums match, and cuts the rest off. Every later read checks again, so that a disk that rots is an error and not
/// a wrong answer.
///
/// A store is of one encoder, told by a digest that the caller makes of everything that an embedding depends on; another one's store is
/// refused and left as it is. Rows are told by a key of 64 bits; one row for each key.
///
/// Memory: 8 bytes a row for its key, 16 or so for finding it, and the block that is read. Reading on several threads at once is fine, and
/// so is reading while one thread appends.
package final class EmbeddingStore: EmbeddingSource {
    package let path: String
    package let dimension: Int
    private let layout: StoreLayout
    private let file: AppendableFile
    private let index: Mutex<Index>

    private struct Index {
        var keys: [UInt64] = []
        var rows: [UInt64: Int] = [:]
    }

    /// Opens a store for reading and appending, and makes it when it is not there.
    ///
    /// - Parameters:
    ///   - encoder: 32 bytes.
    ///   - dimension: H.
    /// - Throws: `storeInUse`, `notAStore`, `storeOfOther`, `badOption` or `file`.
    package init(_ path: String, encoder: [UInt8], dimension: Int) throws(ClusteringError) {
        guard encoder.count == StoreLayout.digestBytes else { throw .badOption(name: "encoder", allowed: "a digest of 32 bytes") }
        guard (1...StoreLayout.dimensionLimit).contains(dimension) else {
            throw .badOption(name: "dimension", allowed: "1 to \(StoreLayout.dimensionLimit)")
        }
        self.path = path
        self.dimension = dimension
        layout = StoreLayout(dimension: dimension)
        do throws(FileError) { file = try AppendableFile(path) } catch {
            throw error.isHeldByAnother ? .storeInUse(path: path) : .file(error)
        }
        try Self.prepareHeader(file, path: path, layout, encoder)
        index = Mutex(try Self.recover(file, layout))
    }

    package var count: Int { index.withLock { $0.keys.count } }
    /// In the order of the rows.
    package var keys: [UInt64] { index.withLock { $0.keys } }
    package func row(of key: UInt64) -> Int? { index.withLock { $0.rows[key] } }

    /// Adds rows. They are safe from the end of the process; `sync` makes them safe from the machine's.
    ///
    /// - Parameter values: `[keys.count, H]`.
    /// - Throws: `countMismatch`, `notFinite` or `duplicateKey` before anything is written; `file` with the rows before in place.
    package func append(keys: [UInt64], values: [Float]) throws(ClusteringError) {
        guard values.count == keys.count * dimension else {
            throw .countMismatch(what: "values", expected: keys.count * dimension, found: values.count)
        }
        if let position = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(row: position / dimension) }
        guard !keys.isEmpty else { return }
        var bytes = [UInt8](repeating: 0, count: keys.count * layout.rowBytes)
        bytes.withUnsafeMutableBytes { bytes in
            values.withUnsafeBufferPointer { values in
                guard let target = bytes.baseAddress, let source = values.baseAddress else { return }
                for (position, key) in keys.enumerated() {
                    layout.write(key: key, source + position * dimension, to: target + position * layout.rowBytes)
                }
            }
        }
        let failure = index.withLock { index -> ClusteringError? in
            var new = Set<UInt64>()
            if let twice = keys.first(where: { index.rows[$0] != nil || !new.insert($0).inserted }) { return .duplicateKey(twice) }
            do throws(FileError) { try file.write(bytes, at: layout.offset(ofRow: index.keys.count)) } catch { return .file(error) }
            for key in keys {
                index.rows[key] = index.keys.count
                index.keys.append(key)
            }
            return nil
        }
        if let failure { throw failure }
    }

    package func sync() throws(ClusteringError) {
        do throws(FileError) { try file.sync() } catch { throw .file(error) }
    }

    package func read(_ rows: Range<Int>, into target: UnsafeMutablePointer<Float>) throws(ClusteringError) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "read: rows \(rows) of \(count)")
        let layout = layout
        try Self.visit(file, layout, rows) { row, bytes in
            guard layout.key(bytes) != nil else { return false }
            UnsafeMutableRawPointer(target + (row - rows.lowerBound) * layout.dimension).copyMemory(
                from: bytes + StoreLayout.rowHeaderBytes, byteCount: 4 * layout.dimension)
            return true
        }
    }

    // MARK: Opening

    private static func prepareHeader(
        _ file: borrowing AppendableFile, path: String, _ layout: StoreLayout, _ encoder: [UInt8]
    ) throws(ClusteringError) {
        let own = layout.header(digest: encoder)
        let found: [UInt8]
        do throws(FileError) { found = try file.read(count: min(own.count, try file.size()), at: 0) } catch { throw .file(error) }
        if found == own { return }
        // Less than a header is one that was being written; of anything else nothing is touched.
        guard found.count < own.count, own.starts(with: found) else { throw mismatch(found, path: path, layout, encoder) }
        do throws(FileError) {
            try file.write(own, at: 0)
            try file.sync()
            try syncFolder(containing: path)
        } catch { throw .file(error) }
    }

    private static func mismatch(_ found: [UInt8], path: String, _ layout: StoreLayout, _ encoder: [UInt8]) -> ClusteringError {
        guard let (other, digest) = StoreLayout.parse(found) else { return .notAStore(path: path) }
        if other.dimension != layout.dimension {
            return .storeOfOther(path: path, what: "dimension", expected: "\(layout.dimension)", found: "\(other.dimension)")
        }
        return .storeOfOther(path: path, what: "encoder", expected: hexadecimal(encoder), found: hexadecimal(digest))
    }

    /// The rows that are whole, and the file cut behind them. A key that occurs again is as bad as a checksum that does not match.
    private static func recover(_ file: borrowing AppendableFile, _ layout: StoreLayout) throws(ClusteringError) -> Index {
        var index = Index()
        let size: Int
        do throws(FileError) { size = try file.size() } catch { throw .file(error) }
        do throws(ClusteringError) {
            try visit(file, layout, 0..<layout.wholeRows(fileSize: size)) { row, bytes in
                guard let key = layout.key(bytes), index.rows.updateValue(row, forKey: key) == nil else { return false }
                index.keys.append(key)
                return true
            }
        } catch {
            guard case .corruptRow = error else { throw error }
            // The row that failed may have replaced the first row of its key.
            index.rows = Dictionary(index.keys.enumerated().map { ($1, $0) }) { first, _ in first }
        }
        do throws(FileError) {
            if size > layout.offset(ofRow: index.keys.count) { try file.truncate(to: layout.offset(ofRow: index.keys.count)) }
        } catch { throw .file(error) }
        return index
    }

    /// Reads rows in pieces of a megabyte and shows each to `body`.
    ///
    /// - Throws: `corruptRow` at the first that `body` returns false for.
    private static func visit(
        _ file: borrowing AppendableFile, _ layout: StoreLayout, _ rows: Range<Int>, _ body: (Int, UnsafeRawPointer) -> Bool
    ) throws(ClusteringError) {
        let pieceRows = max(1, min(rows.count, (1 << 20) / layout.rowBytes))
        let piece = AlignedBuffer<UInt8>(count: pieceRows * layout.rowBytes)
        var first = rows.lowerBound
        while first < rows.upperBound {
            let count = min(pieceRows, rows.upperBound - first)
            do throws(FileError) {
                try file.read(
                    into: UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(piece.elements)[..<(count * layout.rowBytes)]),
                    at: layout.offset(ofRow: first))
            } catch { throw .file(error) }
            for position in 0..<count where !body(first + position, UnsafeRawPointer(piece.pointer + position * layout.rowBytes)) {
                throw .corruptRow(path: file.path, row: first + position)
            }
            first += count
        }
    }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
