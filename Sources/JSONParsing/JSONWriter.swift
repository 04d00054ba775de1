/// A `JSONValue` to bytes.
package enum JSONWriter {
    /// On one line, without spaces: for responses and JSON lines.
    package static func compact(_ value: JSONValue) -> [UInt8] {
        var output: [UInt8] = []
        append(value, to: &output)
        return output
    }

    /// Indented by two spaces, with a final newline, as Hugging Face writes its files.
    package static func pretty(_ value: JSONValue) -> [UInt8] {
        var output: [UInt8] = []
        appendPretty(value, indent: 0, to: &output)
        output.append(UInt8(ascii: "\n"))
        return output
    }

    package static func compactText(_ value: JSONValue) -> String { String(decoding: compact(value), as: UTF8.self) }

    private static func append(_ value: JSONValue, to output: inout [UInt8]) {
        switch value {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let value): output.append(contentsOf: value.text.utf8)
        case .string(let value): append(string: value, to: &output)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                append(element, to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let object):
            output.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                append(string: member.key, to: &output)
                output.append(UInt8(ascii: ":"))
                append(member.value, to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func appendPretty(_ value: JSONValue, indent: Int, to output: inout [UInt8]) {
        func line(_ depth: Int) {
            output.append(UInt8(ascii: "\n"))
            output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
        }
        switch value {
        case .array(let elements) where !elements.isEmpty:
            // Rows of numbers, such as a confusion matrix, read better on one line.
            if elements.allSatisfy({ if case .number = $0 { true } else { false } }) { return append(value, to: &output) }
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                line(indent + 1)
                appendPretty(element, indent: indent + 1, to: &output)
            }
            line(indent)
            output.append(UInt8(ascii: "]"))
        case .object(let object) where object.count > 0:
            output.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                line(indent + 1)
                append(string: member.key, to: &output)
                output.append(contentsOf: ": ".utf8)
                appendPretty(member.value, indent: indent + 1, to: &output)
            }
            line(indent)
            output.append(UInt8(ascii: "}"))
        default: append(value, to: &output)
        }
    }

    private static func append(string: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): output.append(contentsOf: #"\\"#.utf8)
            case UInt8(ascii: "\n"): output.append(contentsOf: #"\n"#.utf8)
            case UInt8(ascii: "\r"): output.append(contentsOf: #"\r"#.utf8)
            case UInt8(ascii: "\t"): output.append(contentsOf: #"\t"#.utf8)
            case 0..<0x20, 0x7F:
                let hex = String(byte, radix: 16)
                output.append(contentsOf: "\\u00".utf8)
                if hex.utf8.count == 1 { output.append(UInt8(ascii: "0")) }
                output.append(contentsOf: hex.utf8)
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
