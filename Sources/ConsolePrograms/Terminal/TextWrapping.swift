/// `text` on lines of at most `columns` columns, broken at spaces where there are some; its own line breaks stay.
///
/// Fit for a terminal: control and format characters, which could move the cursor or turn the direction of writing, are shown as a dot.
///
/// - Precondition: `columns` is at least 2, the width of the widest character.
package func wrappedText(_ text: String, columns: Int) -> [String] {
    precondition(columns >= 2, "wrappedText: \(columns) columns")
    return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { wrappedLine($0, columns: columns) }
}

private func wrappedLine(_ line: Substring, columns: Int) -> [String] {
    var lines: [String] = []
    var (current, width) = ("", 0)
    for word in displayText(String(line), columns: .max).split(separator: " ") {
        let wordWidth = displayWidth(word)
        if width > 0, width + 1 + wordWidth <= columns {
            current += " " + word
            width += 1 + wordWidth
            continue
        }
        if width > 0 { lines.append(current) }
        (current, width) = ("", 0)
        for character in word {
            let next = displayWidth(character)
            if width + next > columns {
                lines.append(current)
                (current, width) = ("", 0)
            }
            current.append(character)
            width += next
        }
    }
    return lines + [current]
}

/// How many columns a text takes in a terminal.
package func displayWidth(_ text: some StringProtocol) -> Int { text.reduce(0) { $0 + displayWidth($1) } }

/// Two for East Asian wide characters and emoji, one for everything else; marks that combine belong to the character before them.
func displayWidth(_ character: Character) -> Int {
    let isWide = character.unicodeScalars.contains { scalar in
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x20000...0x3FFFD, 0xFE0F:
            true
        default: scalar.properties.isEmojiPresentation
        }
    }
    return isWide ? 2 : 1
}
