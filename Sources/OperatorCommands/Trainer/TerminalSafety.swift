import ConsolePrograms
import JSONParsing

// What the trainer says holds texts that strangers wrote. Whatever is printed of it goes through here.

/// Prints a line of a report: control characters, and marks that turn the direction of writing, are shown as a dot.
func printSafely(_ line: String) { printLine(displayText(line, columns: .max)) }

/// Prints JSON that reads back as `value` and is safe on a terminal.
func printJSON(_ value: JSONValue, isPretty: Bool = true) {
    printBytes(Array(safeJSON(isPretty ? JSONWriter.pretty(value) : JSONWriter.compact(value) + [UInt8(ascii: "\n")]).utf8))
}

/// JSON with the characters that act on a terminal written as `\uXXXX`: outside of strings there are none of them but line feeds.
package func safeJSON(_ bytes: [UInt8]) -> String {
    var text = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control where scalar != "\n", .format, .lineSeparator, .paragraphSeparator:
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        default: text.unicodeScalars.append(scalar)
        }
    }
    return text
}
