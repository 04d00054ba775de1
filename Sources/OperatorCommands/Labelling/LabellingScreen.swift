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
        let foot = keyLines + [clipped(session.message)]
        var body: [String]
        switch session.phase {
        case .definitions: body = definitionLines
        case .waiting:
            body = wrapped("No message is waiting for you now. Others may still be at work on theirs; any key asks again, q ends.")
        case .fetching where session.item == nil: body = ["…"]
        default: body = itemLines
        }
        let room = rows - 2 - foot.count
        if body.count > room {
            body = Array(body.prefix(room - 1)) + [clipped("… (\(body.count - room + 1) more lines: make the window larger)")]
        }
        body += [String](repeating: "", count: room - body.count)
        return [headLine, String(repeating: "─", count: columns)] + body + foot
    }

    private var headLine: String {
        let progress = session.progress
        var right = "\(progress.settled)/\(progress.asked) labelled"
        if progress.skipped > 0 { right += ", \(progress.skipped) skipped" }
        if progress.disputed > 0 { right += ", \(progress.disputed) disputed" }
        let left = displayText(title, columns: max(1, columns - right.count - 1))
        return left + String(repeating: " ", count: max(1, columns - displayWidth(left) - right.count)) + right
    }

    private var itemLines: [String] {
        guard let item = session.item else { return [] }
        var lines = [""]
        if session.isTextShown {
            lines += wrappedText(item.text, columns: columns - 2).map { "  " + $0 }
        } else {
            lines += wrappedText(Self.blurred(item.text), columns: columns - 2).map { "  " + $0 }
            lines += [""] + wrapped("Hidden: the text may be distressing. v shows it.", indent: 2)
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

    private var definitionLines: [String] {
        SafetyClass.allCases.enumerated().flatMap { number, label -> [String] in
            let definition = label.definition
            return ["\(number + 1)  \(label.name)"] + wrapped(definition.belongs, indent: 3)
                + wrapped("Not: " + definition.doesNot, indent: 3)
        }
    }

    private var keyLines: [String] {
        switch session.phase {
        case .definitions: return [clipped("any key: back to the message")]
        case .note: return [clipped("Enter save   Esc drop")]
        case .waiting: return [clipped("any key: ask again   u undo   d definitions   q quit")]
        default:
            let classes = SafetyClass.allCases.enumerated().map { "\($0 + 1) \($1.name)" }
            return filled(classes) + filled(["s skip", "u undo", "n note", "d definitions", "g guess", "v text", "q quit"])
        }
    }

    /// Words on as few lines as they fit on, three spaces apart.
    private func filled(_ words: [String]) -> [String] {
        var lines: [String] = []
        for word in words {
            if let last = lines.last, last.count + 3 + word.count <= columns {
                lines[lines.count - 1] = last + "   " + word
            } else {
                lines.append(clipped(word))
            }
        }
        return lines
    }

    private func wrapped(_ text: String, indent: Int = 0) -> [String] {
        wrappedText(text, columns: columns - indent).map { String(repeating: " ", count: indent) + $0 }
    }

    private func clipped(_ text: String) -> String { displayText(text, columns: columns) }

    /// The shape of a text without its letters.
    package static func blurred(_ text: String) -> String {
        String(text.map { $0.isWhitespace ? $0 : "░" })
    }
}
