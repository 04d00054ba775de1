import ConsolePrograms
import LabeledData

/// What a labelling session looks like: lines that fit a window of any width from 40 columns on.
package struct LabellingScreen {
    private let session: LabellingSession
    private let title: String
    private let columns: Int
    private let rows: Int

    /// - Parameters:
    ///   - title: The round and the annotator.
    ///   - columns: Taken as 40 where there are fewer.
    package init(_ session: LabellingSession, title: String, columns: Int, rows: Int) {
        self.session = session
        self.title = title
        self.columns = max(40, columns)
        self.rows = max(16, rows)
    }

    package var lines: [String] {
        let body: [String]
        switch session.phase {
        case .definitions: body = classDefinitionLines(columns: columns)
        case .waiting where session.isFinished:
            body = indentedLines(
                "Every message that you can label has its labels. u takes your last answer back, any key asks again, q ends.",
                columns: columns)
        case .waiting:
            body = indentedLines(
                "No message is waiting for you now. Others may still be at work on theirs; any key asks again, q ends.", columns: columns)
        case .fetching where session.item == nil: body = ["…"]
        default: body = itemLines
        }
        let foot = keyLines + [cutLine(session.message, columns: columns)]
        return screenLines(head: headLine, body: body, foot: foot, columns: columns, rows: rows)
    }

    private var headLine: String {
        spreadLine(title, session.progress.words, columns: columns)
    }

    private var itemLines: [String] {
        guard let item = session.item else { return [] }
        var lines = [""]
        if session.isTextShown {
            lines += wrappedText(item.text, columns: columns - 2).map { "  " + $0 }
        } else {
            lines += wrappedText(Self.blurred(item.text), columns: columns - 2).map { "  " + $0 }
            lines += [""] + indentedLines("Hidden: the text may be distressing. v shows it.", columns: columns, indent: 2)
        }
        if session.isGuessShown {
            lines += ["", "  The model's guess:"]
            lines += item.guess.prefix(3).map { "    \($0.label.name)  \(decimals3($0.score))" }
        }
        if case .note(let draft) = session.phase {
            lines += ["", "  Note (Enter saves, Esc drops it):"]
            lines += wrappedText(draft + "▏", columns: columns - 4).map { "    " + $0 }
        }
        return lines
    }

    private var keyLines: [String] {
        switch session.phase {
        case .definitions: return [cutLine("any key: back to the message", columns: columns)]
        case .note: return [cutLine("Enter save   Esc drop", columns: columns)]
        case .waiting: return [cutLine("any key: ask again   u undo   d definitions   q quit", columns: columns)]
        default:
            let classes = SafetyClass.allCases.enumerated().map { "\($0 + 1) \($1.name)" }
            return filledLines(classes, columns: columns)
                + filledLines(["s skip", "u undo", "n note", "d definitions", "g guess", "v text", "q quit"], columns: columns)
        }
    }

    /// The shape of a text without its letters.
    package static func blurred(_ text: String) -> String {
        String(text.map { $0.isWhitespace ? $0 : "░" })
    }
}
