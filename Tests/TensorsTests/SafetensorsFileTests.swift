import DurableFiles
import Tensors
import TestSupport
import Testing

/// A safetensors file from its parts.
private func file(header: String, data: [UInt8] = [], claimed: UInt64? = nil) -> [UInt8] {
    let length = claimed ?? UInt64(header.utf8.count)
    return withUnsafeBytes(of: length.littleEndian, Array.init) + Array(header.utf8) + data
}

private func entry(_ dtype: String, _ shape: String, _ offsets: String) -> String {
    "{\"dtype\":\"\(dtype)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
}

struct SafetensorsFileTests {
    func open(_ bytes: [UInt8], _ body: (borrowing SafetensorsFile) throws -> Void = { _ in }) throws {
        let folder = try TemporaryFolder()
        try writeFile(folder.path + "/x.safetensors", bytes)
        let file = try SafetensorsFile(reading: folder.path + "/x.safetensors")
        try body(file)
    }

    @Test("a matrix shown in blocks is the matrix, and a NaN in its last block is named by its place in the whole")
    func blocks() throws {
        let shape = [5_001, 100]
        let whole = Tensor(shape: shape, (0..<500_100).map { Float($0 % 977) })
        let folder = try TemporaryFolder()
        let path = folder.path + "/x.safetensors"
        try writeSafetensors([("m", whole)], to: path)
        var rows: [Float] = []
        var firsts: [Int] = []
        try SafetensorsFile(reading: path).forEachBlock("m", shape: shape) { first, block in
            firsts.append(first)
            rows += block.array
        }
        #expect(rows == whole.array && firsts.count == 2 && firsts[0] == 0)

        whole.storage.pointer[500_099] = .nan
        try writeSafetensors([("m", whole)], to: path)
        #expect(throws: TensorError.notFinite(tensor: "m", index: 500_099)) {
            try SafetensorsFile(reading: path).forEachBlock("m", shape: shape) { _, _ in }
        }
        #expect(throws: TensorError.shapeMismatch(tensor: "m", expected: [2, 2], found: shape)) {
            try SafetensorsFile(reading: path).forEachBlock("m", shape: [2, 2]) { _, _ in }
        }
    }

    @Test("float32, float16 and bfloat16 are read as the same numbers")
    func dtypes() throws {
        // 1.5, -2, 0.333… in each type.
        let f32: [UInt8] = [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0]
        let f16: [UInt8] = [0x00, 0x3E, 0x00, 0xC0]
        let bf16: [UInt8] = [0xC0, 0x3F, 0x00, 0xC0]
        let header =
            "{\"a\":\(entry("F32", "[2]", "[0,8]")),\"b\":\(entry("F16", "[2,1]", "[8,12]")),\"c\":\(entry("BF16", "[1,2]", "[12,16]"))}"
        try open(file(header: header, data: f32 + f16 + bf16)) { file in
            #expect(file.names == ["a", "b", "c"])
            for (name, shape) in [("a", [2]), ("b", [2, 1]), ("c", [1, 2])] {
                let tensor = try file.tensor(name, shape: shape)
                #expect(tensor.array == [1.5, -2])
            }
        }
    }

    @Test("denormal and extreme half-precision numbers keep their value")
    func halfExtremes() throws {
        let bits: [UInt16] = [0x0001, 0x03FF, 0x0400, 0x7BFF, 0x8001, 0xFBFF, 0x0000]
        let data = bits.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        try open(file(header: "{\"h\":\(entry("F16", "[7]", "[0,14]"))}", data: data)) { file in
            let found = try file.tensor("h").array
            #expect(found == [0x1p-24, 0x1.FF8p-15, 0x1p-14, 65504, -0x1p-24, -65504, 0])
        }
    }

    @Test("what is written reads back to the bit, metadata and empty tensors included")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        let values: [Float] = [0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3]
        let path = folder.path + "/out.safetensors"
        try writeSafetensors(
            [("w", Tensor(shape: [5, 1], values)), ("none", Tensor.zeros([0, 4])), ("s", Tensor(shape: [], [7]))], to: path)
        let file = try SafetensorsFile(reading: path)
        #expect(file.header.metadata.map(\.key) == ["format"])
        let read = try file.tensor("w", shape: [5, 1]).array
        #expect(read.map(\.bitPattern) == values.map(\.bitPattern))
        let none = try file.tensor("none", shape: [0, 4])
        #expect(none.count == 0)
        let scalar = try file.tensor("s", shape: [])
        #expect(scalar.array == [7])
    }

    static let hostile: [(String, [UInt8], TensorError)] = [
        ("empty file", [], .fileTooShort(bytes: 0)),
        ("seven bytes", [1, 2, 3, 4, 5, 6, 7], .fileTooShort(bytes: 7)),
        ("huge header", file(header: "{}", claimed: .max), .headerTooLarge(bytes: .max, limit: 1 << 20)),
        ("header just over the limit", file(header: "{}", claimed: 1 << 20 + 1), .headerTooLarge(bytes: 1 << 20 + 1, limit: 1 << 20)),
        ("header beyond the file", file(header: "{}", claimed: 100), .headerBeyondFile(headerBytes: 100, fileBytes: 10)),
        ("no JSON", file(header: "{"), .headerNotJSON(reason: "the text ends too early at byte 1")),
        ("empty header", file(header: ""), .headerNotJSON(reason: "the text ends too early at byte 0")),
        ("a list", file(header: "[]"), .headerNotAnObject),
        ("metadata of numbers", file(header: "{\"__metadata__\":{\"a\":1}}"), .badMetadata),
        ("entry of the wrong kind", file(header: "{\"a\":1}"), .entryNotAnObject(tensor: "a")),
        ("no dtype", file(header: "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}"), .missingField(tensor: "a", field: "dtype")),
        ("an unknown field", file(header: "{\"a\":{\"dtype\":\"F32\",\"x\":1}}"), .unknownField(tensor: "a", field: "x")),
        ("an unknown dtype", file(header: "{\"a\":\(entry("F99", "[1]", "[0,4]"))}"), .unknownDType(tensor: "a", dtype: "F99")),
        ("a negative size", file(header: "{\"a\":\(entry("F32", "[-1]", "[0,4]"))}"), .badShape(tensor: "a")),
        ("a fractional size", file(header: "{\"a\":\(entry("F32", "[1.5]", "[0,4]"))}"), .badShape(tensor: "a")),
        ("nine dimensions", file(header: "{\"a\":\(entry("F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]"))}"), .badShape(tensor: "a")),
        (
            "a shape beyond memory", file(header: "{\"a\":\(entry("F32", "[4611686018427387904,4]", "[0,4]"))}"),
            .shapeOverflow(tensor: "a")
        ),
        ("descending offsets", file(header: "{\"a\":\(entry("F32", "[1]", "[4,0]"))}"), .badOffsets(tensor: "a")),
        ("negative offsets", file(header: "{\"a\":\(entry("F32", "[1]", "[-4,0]"))}"), .badOffsets(tensor: "a")),
        ("three offsets", file(header: "{\"a\":\(entry("F32", "[1]", "[0,4,8]"))}"), .badOffsets(tensor: "a")),
        (
            "an offset too large for an integer", file(header: "{\"a\":\(entry("F32", "[1]", "[0,99999999999999999999]"))}"),
            .badOffsets(tensor: "a")
        ),
        (
            "an end beyond the data", file(header: "{\"a\":\(entry("F32", "[2]", "[0,8]"))}", data: [0, 0, 0, 0]),
            .offsetsBeyondFile(tensor: "a", end: 8, dataBytes: 4)
        ),
        (
            "a shape that disagrees", file(header: "{\"a\":\(entry("F32", "[2]", "[0,4]"))}", data: [0, 0, 0, 0]),
            .sizeMismatch(tensor: "a", shapeBytes: 8, offsetBytes: 4)
        ),
        (
            "an overlap",
            file(header: "{\"a\":\(entry("F32", "[1]", "[0,4]")),\"b\":\(entry("F32", "[1]", "[0,4]"))}", data: [0, 0, 0, 0]),
            .overlap(tensor: "b", with: "a")
        ),
        (
            "a hole between",
            file(header: "{\"a\":\(entry("F32", "[1]", "[0,4]")),\"b\":\(entry("U8", "[1]", "[5,6]"))}", data: [0, 0, 0, 0, 0, 0]),
            .hole(atByte: 4, bytes: 1)
        ),
        ("bytes at the end", file(header: "{\"a\":\(entry("U8", "[1]", "[0,1]"))}", data: [0, 0, 0]), .hole(atByte: 1, bytes: 2)),
        (
            "a name twice", file(header: "{\"a\":\(entry("U8", "[0]", "[0,0]")),\"a\":\(entry("U8", "[0]", "[0,0]"))}"),
            .headerNotJSON(reason: "the key \"a\" stands twice at byte 53")
        ),
        (
            "deep nesting", file(header: String(repeating: "[", count: 1000)),
            .headerNotJSON(reason: "values are nested deeper than 64 at byte 64")
        ),
    ]

    @Test("each hostile file is refused with its own error", arguments: hostile)
    func refuses(what: String, bytes: [UInt8], expected: TensorError) {
        #expect(throws: expected, "\(what)") {
            do { try open(bytes) } catch let error as TensorError where expected.isOverlap && error.isOverlap { throw expected }
        }
    }

    @Test("a tensor is checked for its name, shape, type and numbers")
    func tensorChecks() throws {
        let infinity: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0x80, 0x7F]
        let header = "{\"a\":\(entry("F32", "[2]", "[0,8]")),\"i\":\(entry("I64", "[1]", "[8,16]"))}"
        try open(file(header: header, data: infinity + infinity)) { file in
            do throws(TensorError) { _ = try file.tensor("b"); Issue.record("no error") } catch { #expect(error == .missingTensor("b")) }
            do throws(TensorError) { _ = try file.tensor("a", shape: [1, 2]); Issue.record("no error") } catch {
                #expect(error == .shapeMismatch(tensor: "a", expected: [1, 2], found: [2]))
            }
            do throws(TensorError) { _ = try file.tensor("i"); Issue.record("no error") } catch {
                #expect(error == .unsupportedDType(tensor: "i", dtype: "I64"))
            }
            do throws(TensorError) { _ = try file.tensor("a"); Issue.record("no error") } catch {
                #expect(error == .notFinite(tensor: "a", index: 1))
            }
        }
    }

    @Test("a folder, a missing file and a pipe are errors, not hangs")
    func notFiles() throws {
        let folder = try TemporaryFolder()
        #expect(throws: TensorError.file(.notARegularFile(path: folder.path))) { _ = try SafetensorsFile(reading: folder.path) }
        #expect(throws: TensorError.self) { _ = try SafetensorsFile(reading: folder.path + "/none") }
    }

    @Test("every cut and every changed byte of a valid file is an error or a valid file, never a trap")
    func mutations() throws {
        let valid = file(header: "{\"a\":\(entry("F32", "[2]", "[0,8]"))}", data: [0, 0, 0x80, 0x3F, 0, 0, 0, 0])
        let folder = try TemporaryFolder()
        let path = folder.path + "/m.safetensors"
        var refused = 0
        for cut in 0..<valid.count {
            try writeFile(path, Array(valid[0..<cut]))
            do { _ = try SafetensorsFile(reading: path) } catch { refused += 1 }
        }
        #expect(refused == valid.count)
        for position in 0..<valid.count {
            var changed = valid
            changed[position] ^= 0x41
            try writeFile(path, changed)
            do {
                let file = try SafetensorsFile(reading: path)
                for name in file.names { _ = try file.tensor(name) }
            } catch { continue }
        }
    }
}

extension TensorError {
    fileprivate var isOverlap: Bool { if case .overlap = self { true } else { false } }
}
