import Testing
import Tokenization

struct ByteTrieTests {
    @Test("finds what was put in, and nothing else, through every growth")
    func agreesWithDictionary() {
        var random = LinearCongruentialGenerator(state: 3)
        var trie = ByteTrie()
        var expected: [[UInt8]: Int32] = [:]
        for value in 0..<20_000 as Range<Int32> {
            let bytes = (0..<Int.random(in: 1...7, using: &random)).map { _ in UInt8.random(in: 0...20, using: &random) }
            #expect(trie.insert(bytes, value: value) == expected[bytes])
            if expected[bytes] == nil { expected[bytes] = value }
        }
        for (bytes, value) in expected {
            #expect(trie.value(of: bytes) == value)
            #expect(trie.value(of: bytes + [21]) == nil)
        }
        let absent = (0..<5000).map { _ in (0..<4).map { _ in UInt8.random(in: 0...20, using: &random) } }
        for bytes in absent { #expect(trie.value(of: bytes) == expected[bytes]) }
    }

    @Test("the longest entry that a text begins with is found in steps bounded by the longest entry")
    func longestMatch() {
        var trie = ByteTrie()
        for (value, word) in ["a", "ab", "abcd", "b", "\u{E9}", "e\u{301}"].enumerated() {
            #expect(trie.insert(word.utf8, value: Int32(value)) == nil)
        }
        #expect(trie.insert("ab".utf8, value: 9) == 1)
        func match(_ text: String) -> (value: Int32, end: Int)? {
            var steps = 0
            defer { #expect(steps <= 5) }
            return Array(text.utf8).withUnsafeBufferPointer { trie.longestMatch(in: $0, 0..<$0.count, steps: &steps) }
        }
        #expect(match("abcx").map { [Int($0.value), $0.end] } == [1, 2])
        #expect(match("abcdabcd").map { [Int($0.value), $0.end] } == [2, 4])
        #expect(match("\u{E9}").map { [Int($0.value), $0.end] } == [4, 2])
        #expect(match("e\u{301}").map { [Int($0.value), $0.end] } == [5, 3])
        #expect(match("xa") == nil)
        #expect(match("") == nil)
    }
}
