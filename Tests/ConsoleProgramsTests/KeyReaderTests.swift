import ConsolePrograms
import Testing

struct KeyReaderTests {
    static let whole: [(bytes: [UInt8], keys: [Key])] = [
        (Array("1s".utf8), [.character("1"), .character("s")]),
        (Array("é日🙂".utf8), [.character("é"), .character("日"), .character("🙂")]),
        ([0x0D, 0x0A, 0x7F, 0x08, 0x03, 0x04], [.enter, .enter, .backspace, .backspace, .interrupt, .endOfInput]),
        ([0x1B, 0x5B, 0x41, 0x71], [.other, .character("q")]),
        ([0x1B, 0x5B, 0x31, 0x3B, 0x35, 0x43, 0x71], [.other, .character("q")]),
        ([0x1B, 0x4F, 0x50, 0x71], [.other, .character("q")]),
        ([0x1B, 0x1B, 0x5B, 0x41], [.escape, .other]),
        ([0x01, 0xFF, 0x80, 0x71], [.other, .other, .other, .character("q")]),
        ([0xE6, 0x71], [.other, .character("q")]),
        ([0xED, 0xA0, 0x80], [.other]),
    ]

    @Test("bytes become keys, at once or one by one", arguments: whole)
    func keys(bytes: [UInt8], keys: [Key]) {
        var reader = KeyReader()
        #expect(reader.keys(from: bytes) == keys)
        #expect(!reader.isWaiting)
        var slow = KeyReader()
        #expect(bytes.flatMap { slow.keys(from: [$0]) } == keys)
    }

    @Test("an escape with nothing after it is the escape key, and half a character is no text")
    func flush() {
        var reader = KeyReader()
        #expect(reader.keys(from: [0x1B]).isEmpty && reader.isWaiting)
        #expect(reader.flush() == [.escape] && !reader.isWaiting)
        #expect(reader.keys(from: [0xE6, 0x97]).isEmpty)
        #expect(reader.flush() == [.other])
        #expect(reader.flush().isEmpty)
    }

    @Test("no bytes at all make it stop, and none makes a key of more bytes than came")
    func anything() {
        var state: UInt64 = 7
        for _ in 0..<2_000 {
            let bytes = (0..<20).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 33) & (state >> 60 == 0 ? 0x1F : 0xFF)
            }
            var reader = KeyReader()
            let keys = reader.keys(from: bytes)
            #expect(keys.count <= bytes.count)
            #expect(!reader.isWaiting || !reader.flush().isEmpty)
        }
    }
}
