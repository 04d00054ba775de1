import DurableFiles
import Tensors
import TestSupport
import Testing

struct SafetensorsMetadataTests {
    @Test("metadata reads back as it was given, in its order, whatever it holds")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/x.safetensors"
        let metadata = [(key: "b", value: "{\"x\": [1, \"\\u0000\"]}"), (key: "a", value: ""), (key: "é", value: "line\nnext\u{7F}")]
        try writeSafetensors([("w", Tensor(shape: [3], [1, 2, 3]))], metadata: metadata, to: path)
        let file = try SafetensorsFile(reading: path)
        #expect(file.header.metadata.map(\.key) == metadata.map(\.key))
        #expect(file.header.metadata.map(\.value) == metadata.map(\.value))
        let values = try file.tensor("w", shape: [3]).array
        #expect(values == [1, 2, 3])
    }

    @Test("with the usual metadata the bytes are those of the plain writer")
    func same() throws {
        let folder = try TemporaryFolder()
        let tensors = [(name: "w", tensor: Tensor(shape: [1, 2], [1, 2])), (name: "none", tensor: Tensor.zeros([0]))]
        try writeSafetensors(tensors, to: folder.path + "/a")
        try writeSafetensors(tensors, metadata: [("format", "pt")], to: folder.path + "/b")
        #expect(try readFile(folder.path + "/a", limitBytes: 4_096) == readFile(folder.path + "/b", limitBytes: 4_096))
    }

    @Test("a header that a reader would refuse is not written")
    func tooLong() throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "x", count: SafetensorsHeader.limitBytes)
        #expect(throws: TensorError.self) { try writeSafetensors([], metadata: [("long", text)], to: folder.path + "/x") }
        #expect(try names(in: folder.path) == [])
    }
}
