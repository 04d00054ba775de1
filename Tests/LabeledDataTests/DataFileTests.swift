import DurableFiles
import LabeledData
import TestSupport
import Testing

struct DataFileTests {
    func read(_ name: String, _ content: String, _ columns: DataColumns = DataColumns(), labels: Bool = true) throws -> [DataRow] {
        let folder = try TemporaryFolder()
        let path = folder.path + "/" + name
        try writeFile(path, Array(content.utf8))
        return try readDataFile(path, columns: columns, requireLabels: labels)
    }

    func failure(_ name: String, _ content: String, _ columns: DataColumns = DataColumns(), labels: Bool = true) throws -> String {
        let folder = try TemporaryFolder()
        let path = folder.path + "/" + name
        try writeFile(path, Array(content.utf8))
        do throws(DataFileError) {
            _ = try readDataFile(path, columns: columns, requireLabels: labels)
            return "no error"
        } catch {
            return error.description.replacing(folder.path + "/", with: "")
        }
    }

    @Test("TSV takes quotes as they are and finds the usual columns")
    func tsv() throws {
        let rows = try read("a.tsv", "id\ttitle\tcategory\r\n7\tsay \"hi\", ok\tdiscard\r\n\n8\tx\tSelf Harm\n")
        #expect(
            rows == [
                DataRow(line: 2, id: "7", text: "say \"hi\", ok", label: .notHarmful),
                DataRow(line: 4, id: "8", text: "x", label: .selfHarm),
            ])
    }

    @Test("CSV takes quoted commas, newlines and doubled quotes, and names the line a record starts on")
    func csv() throws {
        let rows = try read("a.CSV", "text,label\n\"a, \"\"b\"\"\nc\",discard\nplain,legal_advice\n")
        #expect(
            rows == [
                DataRow(line: 2, id: nil, text: "a, \"b\"\nc", label: .notHarmful),
                DataRow(line: 4, id: nil, text: "plain", label: .legalAdvice),
            ])
    }

    @Test("JSON lines, with a byte-order mark and blank lines")
    func jsonLines() throws {
        let rows = try read(
            "a.jsonl", "\u{FEFF}{\"input\":\"é\",\"label\":\"self-harm\",\"id\":\"1\"}\n\n{\"text\":\"b\",\"category\":\"discard\"}\n")
        #expect(
            rows == [
                DataRow(line: 1, id: "1", text: "é", label: .selfHarm), DataRow(line: 3, id: nil, text: "b", label: .notHarmful),
            ])
    }

    @Test("columns are named or numbered from 1; text comes before title")
    func columns() throws {
        let content = "title\ttext\tgold\nt\tx\tdiscard\n"
        #expect(try read("a.tsv", content, DataColumns(label: "gold"))[0].text == "x")
        #expect(try read("a.tsv", content, DataColumns(text: "1", label: "3"))[0].text == "t")
    }

    @Test("without labels asked for, a pool is read, and labels that are there are kept")
    func pool() throws {
        #expect(try read("a.tsv", "id\ttext\n1\tx\n", labels: false)[0].label == nil)
        #expect(try read("a.tsv", "text\tlabel\nx\t\ny\tdiscard\n", labels: false).map(\.label) == [nil, .notHarmful])
    }

    static let refused: [(String, String, String)] = [
        ("a.txt", "x", "'a.txt' is neither .tsv, .csv nor .jsonl"),
        ("a.tsv", "", "'a.tsv' has no rows"),
        ("a.tsv", "text\tlabel\n", "'a.tsv' has no rows"),
        ("a.tsv", "words\tlabel\nx\tdiscard\n", "'a.tsv' has no column 'text', 'title' or 'input'; its columns are 'words' and 'label'"),
        ("a.tsv", "text\tgold\nx\tdiscard\n", "'a.tsv' has no column 'label' or 'category'; its columns are 'text' and 'gold'"),
        ("a.tsv", "text\tlabel\nx\tdiscard\ny\n", "a.tsv:3: 1 fields, the header has 2"),
        (
            "a.tsv", "text\tlabel\nx\tharm\n",
            "a.tsv:2: the label 'harm' is none of 'self-harm', 'medical-advice', 'legal-advice', 'financial-advice', 'emergency-situation' or 'not-harmful' or 'discard'"
        ),
        ("a.tsv", "text\tlabel\n \tdiscard\n", "a.tsv:2: the text is empty"),
        ("a.csv", "text,label\n\"x,discard\n", "a.csv:2: a quoted field does not end"),
        ("a.csv", "text,label\nx\"y,discard\n", "a.csv:2: a quote stands inside an unquoted field, or text follows a quoted one"),
        ("a.csv", "text,label\n\"x\"y,discard\n", "a.csv:2: a quote stands inside an unquoted field, or text follows a quoted one"),
        ("a.jsonl", "{\"text\":\"x\",\"label\":\"discard\"}\n{\"text\":", "a.jsonl:2: the text ends too early at byte 8"),
        ("a.jsonl", "[1]\n", "a.jsonl:1: the line is an array, not an object"),
        ("a.jsonl", "{\"text\":1,\"label\":\"discard\"}\n", "a.jsonl:1: there is no string 'text'"),
        ("a.jsonl", "{\"text\":\"x\"}\n", "a.jsonl:1: there is no string 'label'"),
    ]

    @Test("a bad file is refused whole, with file, line and reason", arguments: refused)
    func refuses(name: String, content: String, message: String) throws {
        #expect(try failure(name, content) == message)
    }

    @Test("a column that is not there is named")
    func badColumns() throws {
        #expect(
            try failure("a.tsv", "text\tlabel\nx\tdiscard\n", DataColumns(text: "5")) == "'a.tsv' has 2 columns, column 5 was asked for")
        #expect(
            try failure("a.tsv", "text\tlabel\nx\tdiscard\n", DataColumns(label: "gold"))
                == "'a.tsv' has no column 'gold'; its columns are 'text' and 'label'")
    }

    @Test("invalid UTF-8 is refused with its line")
    func invalidUTF8() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.tsv"
        try writeFile(path, Array("text\tlabel\nx\tdiscard\n".utf8) + [0xFF, 0x0A])
        #expect(throws: DataFileError.invalidUTF8(path: path, line: 3)) { try readDataFile(path, requireLabels: true) }
    }
}
