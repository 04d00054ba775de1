import DurableFiles
import JSONParsing

/// `promotions.jsonl` in the models folder: every change of champion, who made it, when and why. Append-only, synced line by line.
///
///     {"event":"begun","kind":"promote","bundle":"…","from":"…","previous":"…","by":"mara","reason":"…","gate":"promote","time":"…",…}
///     {"event":"done","bundle":"…"}
///
/// A change that ends is `done`, or `refused` with the daemon's reason. A `begun` with nothing after it was interrupted. Lines that are
/// no events, which nobody but a hand can write, are passed over.
package struct PromotionJournal: Equatable, Sendable {
    package struct Entry: Equatable, Sendable {
        package var record: PromotionRecord
        package var end: End

        package init(record: PromotionRecord, end: End) {
            self.record = record
            self.end = end
        }
    }

    package enum End: Equatable, Sendable {
        case pending
        case done
        case refused(String)
    }

    package static let fileName = "promotions.jsonl"

    /// Oldest first.
    package private(set) var entries: [Entry] = []

    package init(entries: [Entry] = []) { self.entries = entries }

    /// - Throws: `.file` when it is there and cannot be read.
    package init(of models: ModelsFolder) throws(ClassificationError) {
        let path = models.path + "/" + Self.fileName
        for line in try withFileErrors({ () throws(FileError) in try completeLines(path, limitBytes: 64 << 20) }) {
            guard let object = (try? JSONParser.parse(line))?.object else { continue }
            switch object["event"]?.string {
            case "begun":
                if let record = PromotionRecord(object) { entries.append(Entry(record: record, end: .pending)) }
            case "done": end(object, .done)
            case "refused": end(object, .refused(object["why"]?.string ?? ""))
            default: continue
            }
        }
    }

    private mutating func end(_ object: JSONObject, _ end: End) {
        guard let last = entries.indices.last, entries[last].end == .pending, object["bundle"]?.string == entries[last].record.bundle.text
        else { return }
        entries[last].end = end
    }

    /// A change that was begun and neither done nor refused. One that another has followed is not pending: the later one counts.
    package var pending: PromotionRecord? { entries.last.flatMap { $0.end == .pending ? $0.record : nil } }

    /// The champions that `rollback` goes back through, the current one last.
    package var champions: [BundleID] {
        var stack: [BundleID] = []
        for entry in entries where entry.end == .done {
            let record = entry.record
            switch record.kind {
            case .promote:
                if stack.last != record.from { stack = record.from.map { [$0] } ?? [] }
                stack.append(record.bundle)
            case .rollback:
                if stack.last == record.bundle { continue }
                if stack.dropLast().last == record.bundle { stack.removeLast() } else { stack = [record.bundle] }
            }
        }
        return stack
    }

    static func begun(_ record: PromotionRecord) -> [UInt8] {
        JSONWriter.compact(.object(JSONObject([("event", "begun")] + record.members)))
    }

    static func ended(_ record: PromotionRecord, _ end: End) -> [UInt8] {
        var members: [(String, JSONValue)] = [("event", "done"), ("bundle", .string(record.bundle.text))]
        if case .refused(let why) = end {
            members[0].1 = "refused"
            members.append(("why", .string(why)))
        }
        return JSONWriter.compact(.object(JSONObject(members)))
    }
}
