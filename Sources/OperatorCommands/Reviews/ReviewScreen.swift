import ConsolePrograms
import LabeledData

/// What a review looks like: lines that fit a window of any width from 40 columns on.
package struct ReviewScreen {
    private let session: ReviewSession
    private let title: String
    private let columns: Int
    private let rows: Int

    /// - Parameters:
    ///   - title: The round and the reviewer.
    ///   - columns: Taken as 40 where there are fewer.
    package init(_ session: ReviewSession, title: String, columns: Int, rows: Int) {
        self.session = session
        self.title = title
        self.columns = max(40, columns)
        self.rows = max(16, rows)
    }

    package var lines: [String] {
        let head = spreadLine(title, "\(session.decided) decided, \(session.left) left", columns: columns)
        let body: [String]
        switch session.phase {
        case .definitions: body = classDefinitionLines(columns: columns)
        case .finished: body = ["", "  Every variation is decided."]
        case .showing, .deciding: body = itemLines
        }
        return screenLines(
            head: head, body: body, foot: keyLines + [cutLine(session.message, columns: columns)], columns: columns, rows: rows)
    }

    private var itemLines: [String] {
        guard let item = session.item else { return [] }
        func paragraph(_ heading: String, _ text: String) -> [String] {
            ["", cutLine(heading, columns: columns)] + wrappedText(text, columns: columns - 2).map { "  " + $0 }
        }
        let learner = item.learnerLabel.map { label in
            label.name + (item.learnerScore.map { "  " + decimals3($0) } ?? "")
        }
        return paragraph("Variation, meant to be \(item.label.name):", item.text)
            + ["", cutLine("The learner says:  \(learner ?? "nothing")", columns: columns)]
            + paragraph("Made from a message that people call \(item.humanLabel?.name ?? "–"):", item.source)
    }

    private var keyLines: [String] {
        switch session.phase {
        case .definitions: return [cutLine("any key: back to the variation", columns: columns)]
        case .finished: return [cutLine("any key: leave", columns: columns)]
        case .showing, .deciding:
            let classes = SafetyClass.allCases.enumerated().map { "\($0 + 1) \($1.name)" }
            return filledLines(classes, columns: columns)
                + filledLines(["a accept", "r reject", "1-6 another class", "s later", "d definitions", "q quit"], columns: columns)
        }
    }
}
