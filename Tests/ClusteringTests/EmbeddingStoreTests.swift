import Clustering
import DurableFiles
import TestSupport
import Testing

struct EmbeddingStoreTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/pool.embeddings" }
    private static let encoder = [UInt8](0..<32)
    private static let dimension = 3
    private static let rowBytes = 16 + 4 * dimension

    init() throws { folder = try TemporaryFolder() }

    private func open(_ path: String? = nil) throws -> EmbeddingStore {
        try EmbeddingStore(path ?? self.path, encoder: Self.encoder, dimension: Self.dimension)
    }

    private func values(_ rows: Range<Int>) -> [Float] { rows.flatMap { [Float($0), Float($0) / 3, -1] } }

    /// Writes `count` rows with the keys 100, 101, …, and gives the bytes of the file.
    private func fill(_ count: Int) throws -> [UInt8] {
        let store = try open()
        try store.append(keys: (0..<count).map { UInt64(100 + $0) }, values: values(0..<count))
        try store.sync()
        return try readFile(path, limitBytes: 1 << 20)
    }

    private func read(_ store: EmbeddingStore, _ rows: Range<Int>) throws -> [Float] {
        var values = [Float](repeating: 0, count: rows.count * Self.dimension)
        try values.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { try store.read(rows, into: base) } }
        return values
    }

    @Test("what was appended is read back to the bit, now and after opening again")
    func roundTrip() throws {
        do {
            let store = try open()
            #expect(store.count == 0)
            try store.append(keys: [7, 5], values: values(0..<2))
            try store.append(keys: [], values: [])
            try store.append(keys: [UInt64.max], values: [.greatestFiniteMagnitude, -0.0, .leastNonzeroMagnitude])
            #expect(try read(store, 0..<2) == values(0..<2))
        }
        let again = try open()
        #expect(again.keys == [7, 5, UInt64.max] && again.row(of: 5) == 1 && again.row(of: 6) == nil)
        #expect(
            try read(again, 2..<3).map(\.bitPattern) == [Float.greatestFiniteMagnitude, -0.0, .leastNonzeroMagnitude].map(\.bitPattern))
    }

    @Test("a file cut anywhere keeps its whole rows, and is gone on with as if it had never been cut")
    func truncation() throws {
        let whole = try fill(3)
        #expect(whole.count == 64 + 3 * Self.rowBytes)
        for length in 0..<whole.count {
            let cut = folder.path + "/cut"
            try writeFile(cut, Array(whole[..<length]))
            let kept = max(0, length - 64) / Self.rowBytes
            do {
                let store = try open(cut)
                #expect(store.count == kept, "cut at \(length)")
                #expect(store.keys == (0..<kept).map { UInt64(100 + $0) })
                #expect(try read(store, 0..<kept) == values(0..<kept))
                try store.append(keys: (kept..<3).map { UInt64(100 + $0) }, values: values(kept..<3))
            }
            #expect(try readFile(cut, limitBytes: 1 << 20) == whole)
        }
    }

    @Test("a byte that changed in a row ends the rows before it, and in the header the file is refused and left alone")
    func rot() throws {
        let whole = try fill(3)
        for position in whole.indices {
            var bytes = whole
            bytes[position] ^= 0x10
            let changed = folder.path + "/changed"
            try writeFile(changed, bytes)
            if position < 64 {
                #expect(throws: ClusteringError.notAStore(path: changed)) { try open(changed) }
                #expect(try readFile(changed, limitBytes: 1 << 20) == bytes)
            } else {
                #expect(try open(changed).count == (position - 64) / Self.rowBytes, "byte \(position)")
            }
        }
    }

    @Test("a byte that changes while the store is open is found when its row is read, and the other rows are read as before")
    func rotWhileOpen() throws {
        let whole = try fill(3)
        let store = try open()
        var bytes = whole
        bytes[64 + Self.rowBytes + 20] ^= 1
        try AppendableFile(path, exclusive: false).write(bytes, at: 0)
        #expect(throws: ClusteringError.corruptRow(path: path, row: 1)) { try read(store, 0..<3) }
        #expect(try read(store, 2..<3) == values(2..<3))
    }

    @Test("a row that is there twice ends the rows before its second")
    func repeated() throws {
        let whole = try fill(3)
        try writeFile(path, whole + whole[(64 + Self.rowBytes)...])
        let store = try open()
        #expect(store.count == 3 && store.row(of: 101) == 1)
    }

    @Test("rows that a machine left as zeros when it died are not taken for rows")
    func zeros() throws {
        let whole = try fill(2)
        try writeFile(path, whole + [UInt8](repeating: 0, count: 4 * Self.rowBytes))
        #expect(try open().count == 2)
        #expect(try readFile(path, limitBytes: 1 << 20) == whole)
    }

    @Test("the store of another encoder or another length is refused by name and left alone")
    func others() throws {
        let whole = try fill(2)
        var digest = Self.encoder
        digest[0] = 0xAB
        let encoder = try #require(throws: ClusteringError.self) { try EmbeddingStore(path, encoder: digest, dimension: 3) }
        #expect("\(encoder)".contains("another encoder: 0001") && "\(encoder)".contains("expected ab01"))
        let length = try #require(throws: ClusteringError.self) { try EmbeddingStore(path, encoder: Self.encoder, dimension: 4) }
        #expect("\(length)".contains("another dimension: 3, expected 4"))
        #expect(try readFile(path, limitBytes: 1 << 20) == whole)
    }

    static let foreignBytes: [[UInt8]] = [
        Array("id\ttext\n1\thello\n".utf8), [0], Array("PKTEMB2".utf8), [UInt8](repeating: 0, count: 500),
    ]

    @Test("a file that is something else is refused and left alone", arguments: foreignBytes)
    func foreign(bytes: [UInt8]) throws {
        try writeFile(path, bytes)
        #expect(throws: ClusteringError.notAStore(path: path)) { try open() }
        #expect(try readFile(path, limitBytes: 1 << 20) == bytes)
    }

    @Test("one writer at a time")
    func lock() throws {
        do {
            let first = try open()
            #expect(throws: ClusteringError.storeInUse(path: path)) { try open() }
            #expect(first.count == 0)
        }
        #expect(try open().count == 0)
    }

    @Test("what cannot be kept is refused before anything is written")
    func refusals() throws {
        let whole = try fill(2)
        let store = try open()
        #expect(throws: ClusteringError.countMismatch(what: "values", expected: 6, found: 3)) {
            try store.append(keys: [1, 2], values: [1, 2, 3])
        }
        #expect(throws: ClusteringError.notFinite(row: 1)) { try store.append(keys: [1, 2], values: [1, 2, 3, 4, .nan, 6]) }
        #expect(throws: ClusteringError.duplicateKey(101)) { try store.append(keys: [1, 101], values: values(0..<2)) }
        #expect(throws: ClusteringError.duplicateKey(1)) { try store.append(keys: [1, 1], values: values(0..<2)) }
        #expect(try readFile(path, limitBytes: 1 << 20) == whole && store.count == 2)
        #expect(throws: ClusteringError.badOption(name: "encoder", allowed: "a digest of 32 bytes")) {
            try EmbeddingStore(path, encoder: [1], dimension: 3)
        }
        #expect(throws: ClusteringError.badOption(name: "dimension", allowed: "1 to 65536")) {
            try EmbeddingStore(path, encoder: Self.encoder, dimension: 0)
        }
        let missing = try #require(throws: ClusteringError.self) { try open(folder.path + "/none/pool") }
        #expect("\(missing)".contains("No such file"))
    }

    @Test("rows beyond one piece of reading come back in order, and k-means reads them from the file as from memory")
    func manyRows() throws {
        let rows = SyntheticRows(3_000, dimension: 120, blobs: 8)
        let store = try EmbeddingStore(path, encoder: Self.encoder, dimension: 120)
        for first in stride(from: 0, to: 3_000, by: 700) {
            let range = first..<min(first + 700, 3_000)
            try store.append(keys: range.map { UInt64($0) }, values: Array(rows.values[range.lowerBound * 120..<range.upperBound * 120]))
        }
        var values = [Float](repeating: 0, count: rows.values.count)
        try values.withUnsafeMutableBufferPointer { try store.read(0..<3_000, into: try #require($0.baseAddress)) }
        #expect(values == rows.values)
        let options = KMeans(clusters: 8, restarts: 1, inMemoryRows: 500, batchRows: 200, batches: 3, threads: 2)
        #expect(try options.fit(store) == (try options.fit(try rows.source)))
    }
}
