import Generation
import Testing

struct NormalizedTextTests {
    @Test("composition, case, punctuation and space make no other text; letters, digits and emoji do")
    func normalizes() {
        #expect(NormalizedText("Caf\u{E9}, ne?") == NormalizedText("cafe\u{301}  NE"))
        #expect(
            NormalizedText("don't stop") == NormalizedText("Don’t stop!") && NormalizedText("dont stop") == NormalizedText("don't stop"))
        #expect(NormalizedText("a-b") == NormalizedText("a b") && NormalizedText("ab") != NormalizedText("a b"))
        #expect(NormalizedText("2 pills") != NormalizedText("3 pills") && NormalizedText("hi 😀") != NormalizedText("hi 😢"))
        #expect(NormalizedText(" ?! … ").words.isEmpty && NormalizedText("痛い").count == 1)
    }

    @Test("overlap is one for equal texts, nought for strangers, the same both ways")
    func overlap() {
        func set(_ text: String) -> NGramSet { NGramSet(NormalizedText(text)) }
        #expect(set("hello there").overlap(set("Hello, there!")) == 1 && set("abcdefg").overlap(set("tuvwxyz")) == 0)
        let (a, b) = (set("my landlord kept it"), set("my landlord lost it"))
        #expect(a.overlap(b) == b.overlap(a) && (0.3...0.8).contains(a.overlap(b)))
        #expect(set("").overlap(set("")) == 1 && set("a").overlap(set("b")) == 0)
    }

    @Test("lengths have a floor and a ceiling that follow the source, with room beside a short one")
    func lengths() {
        let bounds = LengthBounds()
        let long = String(repeating: "word ", count: 100)
        #expect(bounds.objection("short", source: "a title") != nil && bounds.objection("shorter", source: "a title") == nil)
        #expect(bounds.objection("a short line", source: long) != nil && bounds.objection(String(long.prefix(60)), source: long) == nil)
        #expect(bounds.objection(String(repeating: "x", count: 400), source: "a title") == nil)
        #expect(bounds.objection(String(repeating: "x", count: 401), source: "a title") != nil)
        #expect(bounds.objection(String(repeating: "x", count: 1_201), source: long) != nil)
    }
}
