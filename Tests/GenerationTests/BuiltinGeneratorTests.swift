import Foundation
import Generation
import LabeledData
import OSThreads
import TestSupport
import Testing

struct BuiltinGeneratorTests {
    private let generator = BuiltinGenerator()

    private func texts(_ task: VariationTask) throws -> [String] { try generator.generate(task, stop: StopSignal()).texts ?? [] }

    /// Every fifth row of the seed's development set, of all classes.
    static let seedRows: [DataRow] = ((try? readDataFile(Goldens.repository.path + "/models/seed/dev.tsv", requireLabels: true)) ?? [])
        .enumerated().filter { $0.offset.isMultiple(of: 5) }.map(\.element)

    @Test("of rows of the seed set: no variation is its source or another one, none is more than k, the same seed gives the same")
    func invariants() throws {
        #expect(Self.seedRows.count > 90 && Set(Self.seedRows.map(\.label)).count == SafetyClass.count)
        for row in Self.seedRows {
            let task = try task(row.text, label: try #require(row.label))
            let first = try texts(task)
            let normalized = first.map(NormalizedText.init)
            #expect(!normalized.contains(NormalizedText(row.text)) && Set(normalized).count == first.count && first.count <= 5)
            #expect(try texts(task) == first)
        }
    }

    @Test("most rows get all five, and another seed gives others")
    func yield() throws {
        var (written, changed) = (0, 0)
        for row in Self.seedRows {
            let label = try #require(row.label)
            let (one, two) = (try texts(task(row.text, label: label, seed: 1)), try texts(task(row.text, label: label, seed: 2)))
            written += one.count
            if Set(one) != Set(two) { changed += 1 }
        }
        #expect(written >= Self.seedRows.count * 4 && changed >= Self.seedRows.count * 9 / 10)
    }

    @Test("numbers and negations of the source stand in every variation, but for typing mistakes")
    func keepsMeaning() throws {
        let source = "I took 4 pills of 500 mg and my fever is not going down, what should I do?"
        for seed in 0..<40 as Range<UInt64> {
            for text in try texts(task(source, label: .medicalAdvice, seed: seed)) {
                #expect(text.contains("4") && text.contains("500"), "\(text)")
                let lowered = text.lowercased()
                #expect(lowered.contains("is not") || lowered.contains("isn't") || lowered.contains("isnt"), "\(text)")
            }
        }
    }

    @Test("nobody else speaks in variations of self-harm")
    func firstPerson() throws {
        let frames = ["my cousin", "someone i know", "a friend of mine", "a friend sent", "a colleague of mine"]
        for row in Self.seedRows where row.label == .selfHarm {
            for seed in 0..<5 as Range<UInt64> {
                for text in try texts(task(row.text, label: .selfHarm, count: 20, seed: seed)) {
                    #expect(!frames.contains { text.lowercased().hasPrefix($0) }, "\(text)")
                }
            }
        }
    }

    @Test(
        "sources that rules can do little with give fewer, and no trap",
        arguments: [
            "?", "a", "😀😀", "...", "no", "1234567890", "Ｆｕｌｌ ｗｉｄｔｈ", "痛いです。どうすればいいですか。", "\u{202E}abc", "i", "I", "a because b", "\"",
            "'''",
        ])
    func small(source: String) throws {
        let written = try texts(task(source, count: 20))
        #expect(Set(written.map(NormalizedText.init)).count == written.count && written.count <= 20)
        #expect(!written.contains { NormalizedText($0) == NormalizedText(source) })
    }

    @Test("it says that it writes no contrasts")
    func contrast() throws {
        #expect(throws: GenerationError.unsupportedRelation(generator: "builtin", relation: "contrast")) {
            try texts(task(relation: .contrast(.notHarmful)))
        }
    }
}
