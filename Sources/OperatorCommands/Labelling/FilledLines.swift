import ConsolePrograms
import LabeledData

/// Words on as few lines as they fit on, `gap` spaces apart; a word that is too long is cut.
func filledLines(_ words: [String], columns: Int, gap: Int = 3) -> [String] {
    var lines: [String] = []
    for word in words {
        if let last = lines.last, last.count + gap + word.count <= columns {
            lines[lines.count - 1] = last + String(repeating: " ", count: gap) + word
        } else {
            lines.append(cutLine(word, columns: columns))
        }
    }
    return lines
}

/// `text` on as many lines as it takes, each after `indent` spaces.
func indentedLines(_ text: String, columns: Int, indent: Int = 0) -> [String] {
    wrappedText(text, columns: columns - indent).map { String(repeating: " ", count: indent) + $0 }
}

/// The classes with their keys, what belongs to each, and what does not.
func classDefinitionLines(columns: Int) -> [String] {
    SafetyClass.allCases.enumerated().flatMap { number, label -> [String] in
        let definition = label.definition
        return ["\(number + 1)  \(label.name)"] + indentedLines(definition.belongs, columns: columns, indent: 3)
            + indentedLines("Not: " + definition.doesNot, columns: columns, indent: 3)
    }
}

/// `head` above a line, `body` cut or filled up to the room that is left, `foot` below: as many lines as the window has rows.
func screenLines(head: String, body: [String], foot: [String], columns: Int, rows: Int) -> [String] {
    let room = max(1, rows - 2 - foot.count)
    var body = body
    if body.count > room {
        body = body.prefix(room - 1) + [cutLine("… (\(body.count - room + 1) more lines: make the window larger)", columns: columns)]
    }
    body += [String](repeating: "", count: room - body.count)
    return [head, String(repeating: "─", count: columns)] + body + foot
}

/// `left` and `right` at the two ends of a line; `left` is cut where there is no room for both.
package func spreadLine(_ left: String, _ right: String, columns: Int) -> String {
    let right = cutLine(right, columns: columns - 2)
    let left = cutLine(left, columns: max(1, columns - displayWidth(right) - 1))
    return left + String(repeating: " ", count: max(0, columns - displayWidth(left) - displayWidth(right))) + right
}

/// `text` on one line of at most `columns` columns, fit for a terminal.
package func cutLine(_ text: String, columns: Int) -> String {
    let text = displayText(text, columns: .max)
    guard displayWidth(text) > columns else { return text }
    var (line, width) = ("", 0)
    for character in text {
        let next = displayWidth(String(character))
        if width + next > columns - 1 { break }
        line.append(character)
        width += next
    }
    return line + "…"
}
