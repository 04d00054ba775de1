import ConsolePrograms

/// Headings, paragraphs and tables, to be read in a terminal or as Markdown.
package struct ReportDocument: Equatable, Sendable {
    package struct Table: Equatable, Sendable {
        /// Names of columns; those before `textColumns` hold words, the others numbers.
        package let columns: [String]
        package let textColumns: Int
        package private(set) var rows: [[String]] = []

        package init(_ columns: [String], textColumns: Int) {
            self.columns = columns
            self.textColumns = textColumns
        }

        package mutating func add(_ cells: [String]) {
            precondition(cells.count == columns.count, "Table: \(cells.count) cells for \(columns.count) columns")
            rows.append(cells)
        }
    }

    package enum Block: Equatable, Sendable {
        case title(String)
        case heading(String)
        case paragraph(String)
        /// What nobody may overlook.
        case warning(String)
        case table(Table)
    }

    package var blocks: [Block] = []

    package init(_ blocks: [Block] = []) { self.blocks = blocks }

    package var text: String {
        blocks.map { block in
            switch block {
            case .title(let text): text + "\n" + String(repeating: "=", count: min(lineWidth, text.count))
            case .heading(let text): text + "\n" + String(repeating: "-", count: min(lineWidth, text.count))
            case .paragraph(let text): folded(text).joined(separator: "\n")
            case .warning(let text):
                ([String(repeating: "*", count: lineWidth)] + folded(text) + [String(repeating: "*", count: lineWidth)])
                    .joined(separator: "\n")
            case .table(let table): Self.text(table)
            }
        }.joined(separator: "\n\n") + "\n"
    }

    package var markdown: String {
        blocks.map { block in
            switch block {
            case .title(let text): "# " + text
            case .heading(let text): "## " + text
            case .paragraph(let text): folded(text).joined(separator: "\n")
            case .warning(let text): "> **" + text + "**"
            case .table(let table): Self.markdown(table)
            }
        }.joined(separator: "\n\n") + "\n"
    }

    private static func text(_ table: Table) -> String {
        var aligned = TextTable(table.columns.enumerated().map { ($1, $0 < table.textColumns ? .left : .right) })
        for row in table.rows { aligned.add(row) }
        return aligned.lines.joined(separator: "\n")
    }

    private static func markdown(_ table: Table) -> String {
        let rule = table.columns.indices.map { $0 < table.textColumns ? "---" : "---:" }.joined(separator: "|")
        let rows = ([table.columns] + table.rows).map { row in
            "| " + row.map { $0.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") }.joined(separator: " | ")
                + " |"
        }
        return ([rows[0], "|" + rule + "|"] + rows.dropFirst()).joined(separator: "\n")
    }
}

private let lineWidth = 118

/// The words of `text` on lines of at most `lineWidth` characters; a longer word has a line of its own.
private func folded(_ text: String) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
        if let last = lines.last, last.count + 1 + word.count <= lineWidth {
            lines[lines.count - 1] += " " + word
        } else {
            lines.append(String(word))
        }
    }
    return lines
}
