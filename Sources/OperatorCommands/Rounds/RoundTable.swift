import ConsolePrograms
import JSONParsing

/// Rounds as the lines of a table.
package func roundTable(_ rounds: [RoundDocument]) -> [String] {
    var table = TextTable([
        ("ROUND", .left), ("STATE", .left), ("CREATED", .left), ("LABELS", .right), ("VARIATIONS", .right), ("COST", .right),
        ("GATE", .left), ("BUNDLE", .left),
    ])
    for round in rounds {
        let labels = round.labels
        let variations = round.variations.reduce(0) { $0.addingClamped($1.count) }
        let cells = [
            round.id, round.stateName, RoundSheet.time(round.string("created")), "\(labels.settled)/\(labels.asked)", "\(variations)",
            money(micros: round.spending.costMicros), round.gate?["outcome"]?.string ?? "–", round.bundle ?? "–",
        ]
        table.add(cells.map { displayText($0, columns: 60) })
    }
    return table.lines
}
