import Classification
import DurableFiles
import JSONParsing
import TestSupport
import Testing

struct GateRecordingTests {
    private static let promote = JSONObject([("outcome", "promote")])

    private static func ungated() throws -> SyntheticBundle {
        let bundle = try SyntheticBundle()
        var manifest = bundle.manifest
        manifest.gate = .null
        try bundle.writeManifest(manifest)
        return bundle
    }

    @Test("a result goes into a manifest that has none, once; the bundle stays in order and keeps its id")
    func once() throws {
        let bundle = try Self.ungated()
        try recordGate(Self.promote, in: bundle.path)
        let manifest = try verifyBundle(bundle.path)
        #expect(manifest.gateOutcome == "promote" && manifest.id == bundle.manifest.id)
        #expect(throws: ClassificationError.gateRecorded(outcome: "promote")) { try recordGate(JSONObject(), in: bundle.path) }
        #expect(try verifyBundle(bundle.path) == manifest)
    }

    @Test("a manifest that is signed, or a bundle that is not in order, is left alone")
    func refused() throws {
        let bundle = try Self.ungated()
        try bundle.write("x", "picket.json.sig")
        #expect(throws: ClassificationError.signedAlready) { try recordGate(Self.promote, in: bundle.path) }
        try bundle.remove("picket.json.sig")
        try bundle.write("other", "weights")
        #expect(throws: ClassificationError.self) { try recordGate(Self.promote, in: bundle.path) }
        #expect(try readManifest(bundle.path).gate.isNull)
    }

    @Test("a gate of another form has no outcome", arguments: [JSONValue.null, ["passed": true], ["outcome": 3], "promote"])
    func otherForms(gate: JSONValue) throws {
        var manifest = try SyntheticBundle().manifest
        manifest.gate = gate
        #expect(manifest.gateOutcome == nil)
    }
}
