package import Classification
package import JSONParsing
import LabeledData
package import Training

/// What a gate said, of what, on what: all of it goes into the manifest.
package struct GateReport: Equatable, Sendable {
    package var result: GateResult
    package var evidence: GateEvidence
    package var set: GateSet
    /// Its bundle id; nil for a first model.
    package var champion: String?
    package var challenger: String
    package var seed: UInt64
    package var resamples: Int
    package var overlap: GateOverlap?
    package var time: UTCTime
    /// How often the set has decided, this time included; nil where nobody counts.
    package var uses: Int?

    package var json: JSONObject {
        var object = result.json
        object["champion"] = champion.map { .string($0) } ?? .null
        object["gate_set"] = [
            "sha256": .string(set.sha256), "rows": .int(set.rows.count), "frozen": .string(set.frozen), "by": .string(set.by),
            "by_class": .object(JSONObject(SafetyClass.allCases.map { ($0.name, .int(set.count($0))) })),
            "uses": uses.map { .int($0) } ?? nil,
        ]
        object["seed"] = .int(Int(clamping: seed))
        object["resamples"] = .int(resamples)
        object["training_rows"] = overlap?.json ?? .null
        if let latency = evidence.latency {
            object["latency"] = [
                "champion_ms": .double(latency.championMilliseconds), "challenger_ms": .double(latency.challengerMilliseconds),
            ]
        }
        object["time"] = .string(time.iso8601)
        return object
    }

    /// For people.
    package var lines: [String] {
        var lines = [
            "challenger \(challenger) against \(champion ?? "no champion"), on \(set.rows.count) messages frozen by \(set.by)"
                + " (SHA-256 \(set.sha256.prefix(12)))"
        ]
        if let uses { lines.append("this set has decided \(uses) \(uses == 1 ? "time" : "times"), this one included") }
        lines.append(overlap?.sentence ?? "training rows: not compared with the gate set; --train names their files")
        if let latency = evidence.latency {
            lines.append(
                "one verdict: \(fixed(latency.challengerMilliseconds, digits: 2)) ms, champion"
                    + " \(fixed(latency.championMilliseconds, digits: 2)) ms, medians in turns")
        }
        return lines + ["", result.table]
    }
}
