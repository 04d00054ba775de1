import ConsolePrograms
import Testing

struct TextTableTests {
    @Test("columns are aligned by scalars, numbers to the right, and no line ends in spaces")
    func golden() {
        var table = TextTable([("NAME", .left), ("SCORE", .right), ("NOTE", .left)])
        table.add(["a", "1.000", ""])
        table.add(["näher", "–", "two words"])
        table.add(["", "12.345", "x"])
        #expect(
            table.lines == [
                "NAME    SCORE  NOTE",
                "a       1.000",
                "näher       –  two words",
                "       12.345  x",
            ])
    }

    @Test("a table without rows is its header")
    func empty() {
        #expect(TextTable([("A", .left), ("B", .right)]).lines == ["A  B"])
    }

    static let decimals: [(value: Double, text: String)] = [
        (0, "0.000"), (-0.0, "0.000"), (0.0004, "0.000"), (0.0005, "0.001"), (-0.0004, "0.000"), (-0.0006, "-0.001"), (0.05, "0.050"),
        (0.9996, "1.000"), (1, "1.000"), (12.3456, "12.346"), (-2.5, "-2.500"), (1_234_567.891, "1234567.891"),
        (.nan, "–"), (.infinity, "–"), (-.infinity, "–"),
    ]

    @Test("a fraction has three decimals, and no minus before a zero", arguments: decimals)
    func threeDecimals(value: Double, text: String) {
        #expect(decimals3(value) == text)
    }
}
