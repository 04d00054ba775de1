import Foundation
import JSONParsing
import TestSupport

/// Reads the files that `generate/probe.py` wrote.
enum ProbeGoldens {
    static func object(_ name: String) throws -> JSONObject {
        guard let object = try JSONParser.parse(Array(Goldens.data("training/" + name))).object else { throw Unreadable(key: name) }
        return object
    }

    static func cases(_ name: String) throws -> [JSONObject] { try object(name).objects("cases") }

    struct Unreadable: Error { let key: String }
}

extension JSONObject {
    private func value<Result>(_ key: String, _ read: (JSONValue) -> Result?) throws -> Result {
        guard let value = self[key], let result = read(value) else { throw ProbeGoldens.Unreadable(key: key) }
        return result
    }

    func double(_ key: String) throws -> Double { try value(key, \.double) }
    func int(_ key: String) throws -> Int { try value(key, \.int) }
    func bool(_ key: String) throws -> Bool { try value(key, \.bool) }
    func object(_ key: String) throws -> JSONObject { try value(key, \.object) }
    func objects(_ key: String) throws -> [JSONObject] { try value(key) { $0.array?.compactMap(\.object) } }
    func doubles(_ key: String) throws -> [Double] { try value(key) { $0.array?.compactMap(\.double) } }
    func ints(_ key: String) throws -> [Int] { try value(key) { $0.array?.compactMap(\.int) } }

    /// Nested arrays of numbers, flat.
    func rows(_ key: String) throws -> [[Double]] { try value(key) { $0.array?.compactMap { $0.array?.compactMap(\.double) } } }

    func floats(_ key: String) throws -> [Float] { try doubles(key).map { Float($0) } }
}

func largestDifference(_ a: some Sequence<Double>, _ b: some Sequence<Double>) -> Double {
    zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
