package import Classification
import ConsolePrograms
package import JSONParsing

/// What tells two bundles apart: everything in their manifests but their names and times, and the files.
package struct BundleDifferences: Equatable {
    package struct Field: Equatable {
        /// `metrics.dev.macro_f1`.
        package let path: String
        /// Nil where the bundle has no such field.
        package let first: JSONValue?
        package let second: JSONValue?
    }

    package let fields: [Field]
    /// Names of files; `fields` do not list their digests.
    package let changed: [String]
    package let onlyFirst: [String]
    package let onlySecond: [String]

    package var isEmpty: Bool { fields.isEmpty && changed.isEmpty && onlyFirst.isEmpty && onlySecond.isEmpty }

    private static let parts = [
        "labels", "head", "max_tokens", "base", "recipe", "training_data", "parent", "thresholds", "calibration", "metrics", "gate",
        "exits",
    ]
    /// Follows from the other figures, and says little to a person.
    private static let left: Set<String> = ["confusion", "log_loss"]

    package init(_ first: BundleManifest, _ second: BundleManifest) {
        let (a, b) = (Self.leaves(first), Self.leaves(second))
        var values: [String: (JSONValue?, JSONValue?)] = [:]
        var order: [String] = []
        for (path, value) in a {
            if values.updateValue((value, nil), forKey: path) == nil { order.append(path) }
        }
        for (path, value) in b {
            if values[path] == nil { order.append(path) }
            values[path] = (values[path]?.0, value)
        }
        fields = order.compactMap { path in
            guard let (x, y) = values[path], x != y else { return nil }
            return Field(path: path, first: x, second: y)
        }
        let names = Set(first.files.keys).union(second.files.keys).sorted()
        changed = names.filter { first.files[$0] != nil && second.files[$0] != nil && first.files[$0] != second.files[$0] }
        onlyFirst = names.filter { second.files[$0] == nil }
        onlySecond = names.filter { first.files[$0] == nil }
    }

    private static func leaves(_ manifest: BundleManifest) -> [(String, JSONValue)] {
        var found: [(String, JSONValue)] = []
        func visit(_ value: JSONValue, _ path: String) {
            if let object = value.object, object.count > 0 {
                for member in object.members where !left.contains(member.key) { visit(member.value, path + "." + member.key) }
            } else {
                found.append((path, value))
            }
        }
        let object = manifest.json.object ?? JSONObject()
        for part in parts { if let value = object[part] { visit(value, part) } }
        return found
    }

    package func lines(_ first: String, _ second: String) -> [String] {
        var table = TextTable([("FIELD", .left), (first, .left), (second, .left), ("", .right)])
        for field in fields {
            table.add([field.path, Self.text(field.first), Self.text(field.second), Self.change(field)])
        }
        var lines = fields.isEmpty ? [] : table.lines
        for (title, names) in [("files that differ", changed), ("only in \(first)", onlyFirst), ("only in \(second)", onlySecond)]
        where !names.isEmpty {
            lines.append("\(title): \(names.joined(separator: ", "))")
        }
        return lines
    }

    private static func text(_ value: JSONValue?) -> String {
        guard let value else { return "–" }
        if value.int == nil, let number = value.double { return decimals3(number) }
        return displayText(value.string ?? JSONWriter.compactText(value), columns: 48)
    }

    private static func change(_ field: Field) -> String {
        guard let a = field.first?.double, let b = field.second?.double else { return "" }
        let whole = field.first?.int != nil && field.second?.int != nil
        let text = whole ? String(Int(b - a)) : decimals3(b - a)
        return b > a ? "+" + text : text
    }

    package func json(_ first: String, _ second: String) -> JSONValue {
        func list(_ names: [String]) -> JSONValue { .array(names.map { .string($0) }) }
        return [
            "first": .string(first), "second": .string(second), "differ": .bool(!isEmpty),
            "fields": .array(
                fields.map { ["field": .string($0.path), "first": $0.first ?? .null, "second": $0.second ?? .null] }),
            "files": ["changed": list(changed), "only_first": list(onlyFirst), "only_second": list(onlySecond)],
        ]
    }
}
