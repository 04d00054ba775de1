import ConsolePrograms
import DurableFiles
import LabeledData
import TestSupport
import Testing
import TrainerService

struct ReproducePlanTests {
    @Test("each base is trained on bootstrap alone, and on each split's posts and whole; only a repair that changes something counts")
    func mixes() throws {
        let fixture = try PaperFixture(relabelled: 1)
        let plan = ReproducePlan(bases: try ReproduceBase.read(fixture.bases))
        let mixes = plan.mixes(try fixture.folder())
        #expect(
            mixes == [
                .bootstrap, .posts(.random, .published), .posts(.topn, .published), .posts(.coreset, .published),
                .posts(.cluster, .published), .posts(.cluster, .repaired), .whole(.random, .published), .whole(.topn, .published),
                .whole(.coreset, .published), .whole(.cluster, .published), .whole(.cluster, .repaired),
            ])
        let runs = plan.runs(try fixture.folder())
        #expect(runs.count == 11 * 2 * 2 * 3)
        #expect(Set(runs.map(\.key)).count == runs.count)
        #expect(runs.map(\.key.seed) == runs.map(\.key.seed).sorted())
    }

    @Test("splits, tables, settings and seeds that are not asked for are not trained")
    func less() throws {
        let fixture = try PaperFixture()
        var plan = ReproducePlan(bases: try ReproduceBase.read([fixture.bases[0]]))
        (plan.splits, plan.tables, plan.settings, plan.seeds) = ([.cluster], [6], [.ours], 1)
        #expect(plan.runs(try fixture.folder()).map(\.key.mix) == [.whole(.cluster, .published), .whole(.cluster, .repaired)])
    }

    @Test("the paper's settings name length and epochs, ours leave them to the recipe, and what the user says stands above both")
    func settings() throws {
        let fixture = try PaperFixture()
        var plan = ReproducePlan(bases: try ReproduceBase.read([fixture.bases[0]]))
        func keys() throws -> (paper: RunKey, ours: RunKey) {
            let keys = plan.runs(try fixture.folder()).map(\.key)
            return (try #require(keys.first { $0.settings == .paper }), try #require(keys.first { $0.settings == .ours }))
        }
        #expect(try keys().paper.maxLength == 50 && keys().paper.epochs == PaperSettings.epochs)
        #expect(try keys().ours.maxLength == nil && keys().ours.epochs == nil)
        (plan.epochs, plan.maxLength) = (7, 64)
        #expect(try keys().paper.maxLength == 64 && keys().ours.epochs == 7)
    }

    @Test("a key changes with the weights, with a training row, with its label, and with what is scored")
    func keys() throws {
        let fixture = try PaperFixture()
        func key() throws -> RunKey {
            let plan = ReproducePlan(bases: try ReproduceBase.read([fixture.bases[0]]))
            return try #require(plan.runs(try fixture.folder()).first).key
        }
        var keys = [try key()]
        #expect(try key() == keys[0])
        try writeFile(fixture.bases[0] + "/model.safetensors", [9])
        keys.append(try key())
        for row in ["x\tr\tanother text\tself-harm", "x\tr\tanother text\tlegal-advice"] {
            var lines = try fixture.lines("bootstrap_labeled.tsv")
            lines[1] = row
            try fixture.write("bootstrap_labeled.tsv", lines)
            keys.append(try key())
        }
        try fixture.writeHuman("test", perClass: 1)
        keys.append(try key())
        #expect(Set(keys).count == 5)
    }

    @Test("a run holds bootstrap rows, variations with their post's name, and posts with the labels of the mix")
    func rows() throws {
        let folder = try PaperFixture(relabelled: 1).folder()
        let whole = TrainingRows(.whole(.cluster, .repaired), of: folder)
        #expect(whole.texts.count == 12 + 60 + 12 && whole.labels.count == 84)
        #expect(whole.texts[12] == "cluster v0.0" && whole.texts[72] == "cluster post 0")
        #expect(whole.sources[0] == nil && whole.sources[16] == "0" && whole.sources[17] == "1" && whole.sources[73] == "1")
        #expect(whole.isVariation.count { $0 } == 60 && !whole.isVariation[72])
        let published = TrainingRows(.posts(.cluster, .published), of: folder)
        #expect(published.texts.count == 24 && published.texts[12] == "cluster post 0")
        #expect(published.labels[12] == 1 && TrainingRows(.posts(.cluster, .repaired), of: folder).labels[12] == 0)
        #expect(TrainingRows(.bootstrap, of: folder).texts == folder.bootstrap.rows.map(\.text))
    }

    @Test("bases are known by their last name, by the whole path where two share it; the same weights twice are refused")
    func bases() throws {
        let fixture = try PaperFixture()
        #expect(try ReproduceBase.read([fixture.bases[0] + "/", fixture.bases[1]]).map(\.name) == ["bert-base-cased", "small"])
        let other = fixture.place.path + "/x/small"
        try makeFolder(other)
        try writeFile(other + "/model.safetensors", [7])
        #expect(try ReproduceBase.read([fixture.bases[1], other]).map(\.name) == [fixture.bases[1], other])
        try writeFile(other + "/model.safetensors", [1])
        #expect(try #require(throws: ProgramFailure.self) { try ReproduceBase.read([fixture.bases[1], other]) }.exit == .usage)
        try removeFolder(other + "/model.safetensors")
        let missing = try #require(throws: ProgramFailure.self) { try ReproduceBase.read([other]) }
        #expect(missing.exit == .inputMissing && missing.message.contains("model.safetensors"))
        #expect(try #require(throws: ProgramFailure.self) { try ReproduceBase.read(["none"]) }.message.contains("'none'"))
    }
}
