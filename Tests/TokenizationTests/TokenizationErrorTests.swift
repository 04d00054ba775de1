import Testing
import Tokenization

struct TokenizationErrorTests {
    @Test("text from a file appears in a message on one line and short")
    func shownText() {
        let error = TokenizationError.duplicateToken(path: "vocab.txt: line 2", token: "a\nb\u{0}" + String(repeating: "é", count: 100))
        #expect(
            error.description == #"vocab.txt: line 2: token 'a\nb\0\#(String(repeating: "é", count: 56))…' stands twice"#)
    }
}
