import Testing
import Training

struct RowGroupsTests {
    @Test("texts that differ in case, spaces and punctuation share a group")
    func texts() {
        let groups = RowGroups.of(texts: ["I can't sleep.", "other", "i CAN'T  sleep!!", "I can't sleep well"])
        #expect(groups == [0, 1, 0, 2])
    }

    @Test("rows with one source share a group, and chains of the two reasons join")
    func sources() {
        let groups = RowGroups.of(texts: ["a", "b", "c", "B!", "d"], sources: ["s", "s", nil, "t", "t"])
        #expect(groups == [0, 0, 1, 0, 0])
    }

    @Test("rows without a source stand for themselves")
    func none() {
        #expect(RowGroups.of(texts: ["a", "b", "c"], sources: [nil, nil, nil]) == [0, 1, 2])
        #expect(RowGroups.of(texts: []).isEmpty)
    }

    @Test("texts without a letter or digit are compared as they are")
    func symbols() {
        #expect(RowGroups.of(texts: ["😀", "😢", "😀", "?"]) == [0, 1, 0, 2])
        #expect(RowGroups.normalized("  Ünïcode, 2 TIMES\t") == "ünïcode 2 times")
    }
}
