import DurableFiles
import Generation
import TestSupport
import Testing

struct SecretKeyTests {
    private let secret = "sk-very-secret-1234"

    @Test("a key shows itself in no description, interpolation, dump or reflection")
    func redacts() throws {
        let key = try SecretKey(secret)
        var dumped = ""
        dump(key, to: &dumped)
        var nested = ""
        dump(["key": key], to: &nested)
        for text in ["\(key)", String(describing: key), String(reflecting: key), dumped, nested, "\([key])", "\(Optional(key) as Any)"] {
            #expect(!text.contains("very-secret"), "\(text)")
        }
    }

    @Test("a key is read from a file without the line break; the error names the file and not its content")
    func reads() throws {
        let folder = try TemporaryFolder()
        try writeFile(folder.path + "/key", Array("\(secret)\r\n".utf8))
        _ = try SecretKey(file: folder.path + "/key")
        try writeFile(folder.path + "/two", Array("\(secret)\n\(secret)\n".utf8))
        try writeFile(folder.path + "/bytes", [0xFF, 0xFE])
        try writeFile(folder.path + "/empty", Array("\n\n".utf8))
        for name in ["two", "bytes", "empty", "none"] {
            let error = try #require(throws: GenerationError.self) { try SecretKey(file: folder.path + "/" + name) }
            #expect(!"\(error)".contains("very-secret"))
        }
    }

    @Test("nothing that could end a header line is a key", arguments: ["", "a b", "a\r\nX-Evil: 1", "a\0", "ключ", "a\t"])
    func refuses(text: String) { #expect(throws: GenerationError.self) { try SecretKey(text) } }
}
