package import ConsolePrograms
package import LabeledData
import Training

/// A labelled message of a simulation.
package struct SimulationMessage: Equatable, Sendable {
    /// File, line and, where the file has one, id: different for every row.
    package let name: String
    package let text: String
    /// Index in `SafetyClass` order.
    package let label: Int
    /// Messages of one group are one message to whoever splits: equal texts, and rows of a file that share an id.
    package let group: Int
    package let variations: [String]
}

/// The files of a simulation, read and checked; what each seed does with them is `SimulationSplit`'s.
package struct SimulationData: Sendable {
    package let bootstrap: [SimulationMessage]
    package let pool: [SimulationMessage]
    package let test: [SimulationMessage]

    /// - Parameter variations: Asked once for every message of the pool.
    /// - Throws: Exit 66 with file and line.
    package init(
        bootstrap: String, pool: String, test: String, columns: DataColumns = DataColumns(), variations: any VariationSource
    ) throws(ProgramFailure) {
        var files: [LabeledFile] = []
        for path in [bootstrap, pool, test] { files.append(try readLabeled(path, columns)) }
        let groups = RowGroups.of(texts: files.flatMap(\.texts), sources: files.flatMap(\.sources))
        var parts: [[SimulationMessage]] = []
        var first = 0
        for (number, file) in files.enumerated() {
            parts.append(
                file.rows.enumerated().map { position, row in
                    let label = row.label ?? .notHarmful
                    return SimulationMessage(
                        name: "\(file.path):\(row.line)" + (row.id.map { " " + $0 } ?? ""), text: row.text, label: label.index,
                        group: groups[first + position], variations: number == 1 ? variations.variations(of: row.text, label: label) : [])
                })
            first += file.rows.count
        }
        (self.bootstrap, self.pool, self.test) = (parts[0], parts[1], parts[2])
    }

    package var variationCount: Int { pool.reduce(0) { $0 + $1.variations.count } }

    /// Every text that an embedding is needed of.
    package var texts: [String] { (bootstrap + pool + test).map(\.text) + pool.flatMap(\.variations) }
}
