import Foundation
import ServiceManager
import TestSupport
import Testing

struct ServiceEventTests {
    /// `deploy/picket.catalog` as entries by identifier.
    private static func catalog() throws -> [String: [String]] {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../../deploy/picket.catalog"
        var entries: [String: [String]] = [:]
        var id: String?
        for line in try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n") where !line.hasPrefix("#") {
            if line.hasPrefix("-- ") {
                let name = String(line.dropFirst(3))
                try #require(entries[name] == nil, "\(name) stands twice in the catalog")
                id = name
                entries[name] = []
            } else if let id {
                entries[id, default: []].append(line)
            }
        }
        return entries
    }

    @Test("identifiers and names are all different, and identifiers are 128 bits")
    func identifiers() {
        let events = ServiceEvent.allCases
        #expect(Set(events.map(\.messageID)).count == events.count && Set(events.map(\.rawValue)).count == events.count)
        for event in events {
            #expect(event.messageID.count == 32 && event.messageID.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        }
    }

    @Test("every event has an entry in the catalog that says what to do, and the catalog has no other")
    func catalogIsComplete() throws {
        let catalog = try Self.catalog()
        #expect(Set(catalog.keys) == Set(ServiceEvent.allCases.map(\.messageID)))
        for event in ServiceEvent.allCases {
            let lines = try #require(catalog[event.messageID])
            #expect(lines.first?.hasPrefix("Subject: ") == true && lines.contains("Defined-By: Picket"), "\(event.rawValue)")
            let body = lines.drop { !$0.isEmpty }.joined(separator: " ")
            #expect(body.count > 80, "\(event.rawValue)")
            if event.priority >= .warning { #expect(body.contains("What to do:"), "\(event.rawValue)") }
        }
    }

    @Test("the catalog names only fields that events have")
    func fields() throws {
        let known = [
            EventField.bundle(""), .safetyClass(""), .score(0), .requestID(""), .latencyMicroseconds(0), .peerUID(0), .round(""),
        ].map(\.assignment.name)
        for part in try Self.catalog().values.joined().joined(separator: " ").components(separatedBy: "@").enumerated()
        where part.offset % 2 == 1 {
            #expect(known.contains(part.element), "\(part.element)")
        }
    }
}
