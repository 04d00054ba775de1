import Foundation
import ServiceManager
import TestSupport
import Testing

/// What can be said without a journal; reading one is the system test's.
struct JournalReaderTests {
    @Test("a folder without journal files is a journal without entries, from every place")
    func empty() throws {
        let folder = try TemporaryFolder()
        for place in [JournalReader.Place.beginning, .time(1_763_000_000_000_000), .last(0), .last(10)] {
            let reader = try JournalReader(directory: folder.path)
            try reader.match("SYSLOG_IDENTIFIER", anyOf: ["picketd", "picket-trainer"])
            try reader.seek(place)
            #expect(try reader.next() == nil)
            #expect(reader.catalogText() == nil)
        }
    }

    @Test("a folder that is not there, and a match that is none, are errors with their reason")
    func errors() throws {
        #expect(throws: ServiceManagerError.journal(errno: ENOENT)) { try JournalReader(directory: "/nowhere/at/all") }
        let folder = try TemporaryFolder()
        let reader = try JournalReader(directory: folder.path)
        #expect(throws: ServiceManagerError.journal(errno: EINVAL)) { try reader.match("no field", anyOf: ["x"]) }
        #expect("\(ServiceManagerError.journal(errno: EACCES))".hasPrefix("cannot read the journal: "))
    }

    @Test("files that are no journals are passed over")
    func foreign() throws {
        let folder = try TemporaryFolder()
        try Data("not a journal".utf8).write(to: URL(fileURLWithPath: folder.path + "/system.journal"))
        try Data(count: 4_096).write(to: URL(fileURLWithPath: folder.path + "/user-1.journal"))
        let reader = try JournalReader(directory: folder.path)
        try reader.seek(.beginning)
        #expect(try reader.next() == nil)
    }

    @Test("a journal that is there and closed is told from one that is not kept")
    func access() throws {
        let folder = try TemporaryFolder()
        #expect(JournalAccess(roots: [folder.path, "/nowhere"]) == .absent)
        let machine = folder.path + "/0123456789abcdef"
        try FileManager.default.createDirectory(atPath: machine, withIntermediateDirectories: true)
        #expect(JournalAccess(roots: [folder.path]) == .absent)
        try Data().write(to: URL(fileURLWithPath: machine + "/system.journal"))
        #expect(JournalAccess(roots: ["/nowhere", folder.path]) == .readable)
    }
}
