/// One JSON value as RFC 8259 defines it, with nothing lost: objects keep the order of their members and keys are compared by
/// their bytes, numbers keep their text.
///
/// Foundation's decoders put members into a `Dictionary<String, …>`, and Swift's `String` equality is canonical equivalence: two
/// vocabulary entries that differ only in composition ("é" as one scalar or as two) would become one. Here they stay two.
package enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    package var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    package var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The number as an integer, if it is written as one and fits.
    package var int: Int? {
        if case .number(let value) = self { value.int } else { nil }
    }

    package var double: Double? {
        if case .number(let value) = self { value.double } else { nil }
    }

    package var isNull: Bool { self == .null }

    /// What kind of value this is, in the words of an error message.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        default: false
        }
    }
}

/// A number as it was written.
package struct JSONNumber: Equatable, Sendable {
    package let text: String

    package init(text: String) { self.text = text }

    package var int: Int? { Int(text) }
    package var double: Double? { Double(text) }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }

    package static func int(_ value: Int) -> JSONValue { .number(JSONNumber(text: String(value))) }

    /// The shortest text that reads back as the same double; JSON has no infinity and no NaN, they become null.
    package static func double(_ value: Double) -> JSONValue {
        value.isFinite ? .number(JSONNumber(text: "\(value)")) : .null
    }

    /// The shortest text that reads back as the same float.
    package static func float(_ value: Float) -> JSONValue {
        value.isFinite ? .number(JSONNumber(text: "\(value)")) : .null
    }
}
