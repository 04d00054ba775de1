import Foundation
import JSONParsing
import TestSupport
import Training

/// Reads the files that `generate/finetuning_math.py` wrote.
enum OptimizationGoldens {
    static func object(_ name: String) throws -> JSONObject {
        guard let object = try JSONParser.parse(Array(Goldens.data("finetuning/" + name))).object else {
            throw ProbeGoldens.Unreadable(key: name)
        }
        return object
    }

    static func cases(_ name: String) throws -> [JSONObject] { try object(name).objects("cases") }

    /// An array of arrays of numbers for each case.
    static func nested(_ object: JSONObject, _ key: String) throws -> [[[Double]]] {
        guard let outer = object[key]?.array else { throw ProbeGoldens.Unreadable(key: key) }
        return outer.map { ($0.array ?? []).map { ($0.array ?? []).compactMap(\.double) } }
    }
}

func doubles(_ values: some Sequence<Float>) -> [Double] { values.map { Double($0) } }
