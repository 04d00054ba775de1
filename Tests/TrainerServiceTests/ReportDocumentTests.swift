import Testing
import TrainerService

struct ReportDocumentTests {
    private static let document: ReportDocument = {
        var table = ReportDocument.Table(["Model", "F1"], textColumns: 1)
        table.add(["a|b", "7.5"])
        table.add(["longer", "64.3"])
        return ReportDocument([
            .title("Title"), .warning("Beware of it."), .heading("Part"), .paragraph("Some words."), .table(table),
        ])
    }()

    @Test("in a terminal: headings are underlined, a warning stands between stars, columns are aligned")
    func text() {
        let stars = String(repeating: "*", count: 118)
        let expected = [
            "Title", "=====", "", stars, "Beware of it.", stars, "", "Part", "----", "", "Some words.", "", "Model     F1",
            "a|b      7.5", "longer  64.3", "",
        ]
        #expect(Self.document.text == expected.joined(separator: "\n"))
    }

    @Test("as Markdown: a warning is a bold quotation, numbers are set right, and a bar in a cell does not end it")
    func markdown() {
        let expected = [
            "# Title", "", "> **Beware of it.**", "", "## Part", "", "Some words.", "", "| Model | F1 |", "|---|---:|",
            #"| a\|b | 7.5 |"#, "| longer | 64.3 |", "",
        ]
        #expect(Self.document.markdown == expected.joined(separator: "\n"))
    }

    @Test("paragraphs are folded between words, and no word is lost")
    func folds() {
        let words = (0..<100).map { "word\($0)" }
        let lines = ReportDocument([.paragraph(words.joined(separator: " "))]).text.split(separator: "\n")
        #expect(lines.count > 1 && lines.allSatisfy { $0.count <= 118 })
        #expect(lines.flatMap { $0.split(separator: " ") }.map(String.init) == words)
    }
}
