import ConsolePrograms
package import JSONParsing
import Training

/// The outcome of one benchmark, as a table for people and as one JSON object for programs.
package struct BenchReport: Sendable {
    /// One column: its heading in the table, its key in JSON, and how its value is written in the table.
    package struct Column: Sendable {
        package let heading: String
        package let key: String
        package let digits: Int?
        package let isText: Bool

        /// - Parameter digits: After the point; nil for whole numbers.
        package init(_ heading: String, _ key: String, digits: Int? = nil) {
            self.init(heading: heading, key: key, digits: digits, isText: false)
        }

        /// A column of words, which stands left.
        package static func text(_ heading: String, _ key: String) -> Column {
            Column(heading: heading, key: key, digits: nil, isText: true)
        }

        private init(heading: String, key: String, digits: Int?, isText: Bool) {
            self.heading = heading
            self.key = key
            self.digits = digits
            self.isText = isText
        }
    }

    package let benchmark: String
    package let machine: Machine
    package let settings: JSONObject
    private let columns: [Column]
    package private(set) var rows: [JSONObject] = []
    /// Sentences under the table; in JSON under `notes`.
    package var notes: [String] = []
    /// Further members of the JSON object.
    package var facts = JSONObject()

    package init(_ benchmark: String, machine: Machine, settings: JSONObject, columns: [Column]) {
        self.benchmark = benchmark
        self.machine = machine
        self.settings = settings
        self.columns = columns
    }

    /// - Parameter values: One per column; null where there is none.
    package mutating func add(_ values: [JSONValue]) {
        precondition(values.count == columns.count, "BenchReport: \(values.count) values for \(columns.count) columns")
        rows.append(JSONObject(zip(columns, values).map { ($0.key, $1) }))
    }

    package var json: JSONValue {
        var object = JSONObject([
            ("benchmark", .string(benchmark)), ("machine", machine.json), ("settings", .object(settings)),
            ("rows", .array(rows.map { .object($0) })),
        ])
        for member in facts.members { object[member.key] = member.value }
        object["notes"] = .array(notes.map { .string($0) })
        return .object(object)
    }

    package var lines: [String] {
        var table = TextTable(columns.map { ($0.heading, $0.isText ? .left : .right) })
        for row in rows { table.add(columns.map { Self.cell(row[$0.key] ?? .null, digits: $0.digits) }) }
        return ["\(benchmark): \(machine.text)"] + table.lines + notes
    }

    package func print(asJSON: Bool) {
        if asJSON { return printBytes(JSONWriter.pretty(json)) }
        for line in lines { printLine(line) }
    }

    private static func cell(_ value: JSONValue, digits: Int?) -> String {
        if let text = value.string { return text }
        if let digits, let number = value.double { return fixed(number, digits: digits) }
        return value.isNull ? "–" : JSONWriter.compactText(value)
    }
}

/// A measured value with three decimals, which is as much as any clock here gives; null for none.
package func measured(_ value: Double?) -> JSONValue {
    value.map { .double(($0 * 1_000).rounded() / 1_000) } ?? .null
}

/// Says on standard error that another program is running, once per command.
func warnIfBusy(_ machine: Machine) {
    guard machine.isBusy else { return }
    printError("warning: the machine is busy (load \(machine.load)); these figures will not mean much")
}
