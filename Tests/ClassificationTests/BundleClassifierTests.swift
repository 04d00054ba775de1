import Classification
import DurableFiles
import LabeledData
import TestSupport
import Testing

/// What a manifest adds to a model.
struct BundleClassifierTests {
    @Test("a bundle brings its name, labels and calibration")
    func bundle() throws {
        let folder = try TinyModel()
        let calibration = ScoreCalibration(temperature: 2, bias: [1, 0, 0, 0, 0, -1])
        let manifest = try folder.seal(calibration: calibration)
        let model = try Classifier(.bundle(folder.path))
        #expect(model.name == manifest.id.text && model.manifest == manifest && model.labels == SafetyClass.names)
        let workspace = model.makeWorkspace(maxTokens: 64, maxSequences: 1)
        let expected = calibration.probabilities(try model.firstWindowLogits("calm", workspace: workspace))
        let found = try model.verdict("calm", workspace: workspace).scores
        #expect(distance(found, expected) < 1e-6)
    }

    @Test("a folder needs no manifest, but one that is there must be true; a bundle, or a trusted key, needs one")
    func manifests() throws {
        let folder = try TinyModel()
        #expect(try Classifier(.folder(folder.path)).name == lastComponent(of: folder.path))
        let missing = ClassificationError.fileMissing("picket.json")
        #expect(throws: missing) { try Classifier(.bundle(folder.path)) }
        let trust = BundleTrust(publicKey: [UInt8](repeating: 1, count: 32))
        #expect(throws: missing) { try Classifier(.folder(folder.path), trust: trust) }
        try folder.seal()
        #expect(throws: ClassificationError.signatureMissing) { try Classifier(.folder(folder.path), trust: trust) }
        try folder.write("x", "unlisted")
        #expect(throws: ClassificationError.fileUnlisted("unlisted")) { try Classifier(.folder(folder.path)) }
    }

    @Test("a manifest whose labels are not the model's is refused")
    func otherLabels() throws {
        let folder = try TinyModel()
        try folder.seal(labels: SafetyClass.names.reversed())
        let error = try #require(throws: ClassificationError.self) { try Classifier(.bundle(folder.path)) }
        #expect(error.description.hasPrefix("picket.json names the labels "))
    }

    @Test("the self-test passes where the model computes what it computed, and names the row where it does not")
    func selfTest() throws {
        let good = try TinyModel()
        try good.writeSelfTest()
        try good.seal()
        try Classifier(.bundle(good.path)).selfTest()

        let spoiled = try TinyModel()
        try spoiled.writeSelfTest(spoiling: 41)
        try spoiled.seal()
        let error = try #require(throws: ClassificationError.self) { try Classifier(.bundle(spoiled.path)).selfTest() }
        guard case .selfTestFailed(let line, let difference, _) = error else {
            Issue.record("found \(error)")
            return
        }
        #expect(line == 42 && abs(difference - 0.01) < 0.001)

        let without = try TinyModel()
        try without.seal()
        #expect(throws: ClassificationError.selfTestMissing) { try Classifier(.bundle(without.path)).selfTest() }
    }

    @Test("a workspace belongs to the model that made it, and does not keep it alive")
    func workspace() throws {
        let folder = try TinyModel()
        let other = try Classifier(.folder(folder.path))
        weak var weakModel: Classifier?
        let workspace: ClassifierWorkspace
        do {
            let model = try Classifier(.folder(folder.path))
            weakModel = model
            workspace = model.makeWorkspace(maxTokens: 8, maxSequences: 1)
            #expect(workspace.belongs(to: model) && !workspace.belongs(to: other))
        }
        let isGone = weakModel == nil
        #expect(isGone)
        #expect(!workspace.belongs(to: other))
    }
}
