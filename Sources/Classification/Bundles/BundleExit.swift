import JSONParsing

/// What the manifest says of one exit; its head is in `exits.safetensors`.
///
///     {"layer": 2, "calibration": {"temperature": 0.9, "bias": [0, …]}, "threshold": 0.85, "limits": {"self-harm": 0.02}}
package struct BundleExit: Equatable, Sendable {
    /// Layers that have been computed where it stands.
    package var layer: Int
    package var calibration: ScoreCalibration
    /// A message leaves when its top score reaches this …
    package var threshold: Double
    /// … and these labels, unless they are the top one, have no more than this.
    package var limits: [String: Double]

    package init(layer: Int, calibration: ScoreCalibration, threshold: Double, limits: [String: Double]) {
        self.layer = layer
        self.calibration = calibration
        self.threshold = threshold
        self.limits = limits
    }

    func json(labels: [String]) -> JSONValue {
        [
            "layer": .int(layer), "calibration": calibration.json, "threshold": .double(threshold),
            "limits": .object(JSONObject(labels.compactMap { label in limits[label].map { (label, .double($0)) } })),
        ]
    }

    /// Reads the manifest's `exits`; a manifest without them has none.
    static func list(_ value: JSONValue?, labels: [String]) throws(ClassificationError) -> [BundleExit] {
        guard let value else { return [] }
        guard let elements = value.array, (1...256).contains(elements.count) else {
            throw .manifestField(field: "exits", expected: "a list of 1 to 256 exits")
        }
        var exits: [BundleExit] = []
        for (index, element) in elements.enumerated() {
            let place = "exits[\(index)]"
            guard let object = element.object, let layer = object["layer"]?.int, layer > exits.last?.layer ?? 0 else {
                throw .manifestField(field: place + ".layer", expected: "a whole number above 0 and above that of the exit before it")
            }
            guard let threshold = object["threshold"]?.double, (0...1).contains(threshold) else {
                throw .manifestField(field: place + ".threshold", expected: "a number from 0 to 1")
            }
            guard let members = object["limits"]?.object?.members else {
                throw .manifestField(field: place + ".limits", expected: "an object")
            }
            var limits: [String: Double] = [:]
            for (label, value) in members {
                guard labels.contains(label), let limit = value.double, (0...1).contains(limit) else {
                    throw .manifestField(
                        field: "\(place).limits.\(label)", expected: "a number from 0 to 1 for one of the labels")
                }
                limits[label] = limit
            }
            exits.append(
                BundleExit(
                    layer: layer,
                    calibration: try ScoreCalibration(json: object["calibration"], labelCount: labels.count, in: place + "."),
                    threshold: threshold, limits: limits))
        }
        return exits
    }
}
