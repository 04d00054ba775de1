/// Rows of cells, aligned in columns two spaces apart.
package struct TextTable: Equatable, Sendable {
    package enum Alignment: Equatable, Sendable { case left, right }

    private let alignments: [Alignment]
    private var rows: [[String]]

    /// - Parameter header: One name per column, with its alignment.
    package init(_ header: [(name: String, alignment: Alignment)]) {
        alignments = header.map(\.alignment)
        rows = [header.map(\.name)]
    }

    package mutating func add(_ cells: [String]) {
        precondition(cells.count == alignments.count, "TextTable: \(cells.count) cells for \(alignments.count) columns")
        rows.append(cells)
    }

    /// The table as lines; the last left-aligned column is not padded.
    package var lines: [String] {
        let widths = alignments.indices.map { column in rows.map { $0[column].unicodeScalars.count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.unicodeScalars.count)
                return alignments[column] == .right ? padding + cell : cell + padding
            }
            var line = cells.joined(separator: "  ")
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }
}

/// A fraction with three decimals.
package func decimals3(_ value: Double) -> String {
    guard value.magnitude < 1e12 else { return "–" }
    let thousandths = Int((abs(value) * 1_000).rounded())
    let text = String(thousandths % 1_000)
    return (value < 0 && thousandths > 0 ? "-" : "") + "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - text.utf8.count) + text
}
