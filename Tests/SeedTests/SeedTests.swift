import Foundation
import LabeledData
import TestSupport
import Testing

/// The seed set keeps what `models/seed` promises: enough rows, balanced classes, no row twice, and few rows that follow a template.
struct SeedTests {
    static let smallest = ["train": 1_500, "dev": 300, "chat": 500, "pool": 1_950]
    static let smallestHarmlessInTrain = 500
    /// How far a harmful class may be from the mean harmful class, as a part of the mean.
    static let imbalance = 0.2
    /// The part of a file's rows that may share a run of `runLength` words with another row of it.
    static let sharing = 0.15
    static let runLength = 4
    static let names = ["train", "dev", "chat", "pool"]

    static func rows(_ name: String) throws -> [DataRow] {
        let path = Goldens.repository.appendingPathComponent("models/seed/\(name).tsv").path
        return try readDataFile(path, requireLabels: name != "pool")
    }

    /// The words of a text: runs of letters, digits and apostrophes, in lower case.
    static func words(_ text: String) -> [Substring] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "’" }
    }

    @Test("every file has its rows, each with an id of its own", arguments: names)
    func sizes(name: String) throws {
        let rows = try Self.rows(name)
        #expect(rows.count >= Self.smallest[name, default: .max])
        var seen: Set<String> = []
        for row in rows {
            let id = try #require(row.id, "line \(row.line) has no id")
            #expect(!id.isEmpty && seen.insert(id).inserted, "line \(row.line): id '\(id)'")
        }
    }

    @Test("the harmful classes are alike in size", arguments: ["train", "dev"])
    func balance(name: String) throws {
        let rows = try Self.rows(name)
        let mean = Double(rows.count { $0.label != .notHarmful }) / Double(SafetyClass.harmful.count)
        for label in SafetyClass.harmful {
            let count = Double(rows.count { $0.label == label })
            #expect(abs(count - mean) <= Self.imbalance * mean, "\(label.name) has \(Int(count)) rows, the mean is \(mean)")
        }
    }

    @Test("train has plenty that is not harmful, chat has nothing else, pool says of no row what it is")
    func labels() throws {
        #expect(try Self.rows("train").count { $0.label == .notHarmful } >= Self.smallestHarmlessInTrain)
        #expect(try Self.rows("chat").allSatisfy { $0.label == .notHarmful })
        #expect(try Self.rows("pool").allSatisfy { $0.label == nil })
    }

    @Test("no text stands twice, in one file or in two, whatever its case and punctuation")
    func duplicates() throws {
        var places: [String: String] = [:]
        for name in Self.names {
            for row in try Self.rows(name) {
                let key = Self.words(row.text).joined(separator: " ")
                let place = "\(name).tsv:\(row.line)"
                // A row of signs alone, such as a laugh in emoji, has no words to compare.
                let folded = key.isEmpty ? row.text : key
                if let first = places.updateValue(place, forKey: folded) { Issue.record("\(place) repeats \(first): \(row.text)") }
            }
        }
    }

    @Test("few rows of a file share a run of four words with another", arguments: names)
    func templates(name: String) throws {
        let rows = try Self.rows(name)
        var owners: [String: Set<Int>] = [:]
        for (index, row) in rows.enumerated() {
            let words = Self.words(row.text)
            guard words.count >= Self.runLength else { continue }
            for start in 0...(words.count - Self.runLength) {
                owners[words[start..<start + Self.runLength].joined(separator: " "), default: []].insert(index)
            }
        }
        var sharing: Set<Int> = []
        for group in owners.values where group.count > 1 { sharing.formUnion(group) }
        let part = Double(sharing.count) / Double(rows.count)
        #expect(part <= Self.sharing, "\(sharing.count) of \(rows.count) rows")
    }
}
