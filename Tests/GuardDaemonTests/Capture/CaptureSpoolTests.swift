import DurableFiles
import Foundation
import GuardDaemon
import LabeledData
import TestSupport
import Testing

struct CaptureSpoolTests {
    private let place: TemporaryFolder
    private let folder: String

    init() throws {
        place = try TemporaryFolder()
        folder = place.path + "/run/capture"
    }

    private func spool(maxBytes: Int = 1 << 20, maxSamples: Int = 100) throws -> CaptureSpool {
        let spool = CaptureSpool(folder: folder, maxBytes: maxBytes, maxSamples: maxSamples)
        try spool.prepare()
        return spool
    }

    private func samples(_ count: Int, bytes: Int = 20) -> [CapturedSample] {
        (0..<count).map {
            CapturedSample(
                text: "\($0)" + String(repeating: "x", count: bytes), scores: [("a", 0.5)], entropy: 1, bundle: "b", hour: 498_611)
        }
    }

    private func files() throws -> [String] { try names(in: folder) }

    @Test("what is written reads back, in files of the right name, rights and date")
    func roundTrip() throws {
        var spool = try spool()
        #expect(spool.write(samples(3)) == .written(3, dropped: 0))
        #expect(spool.write(samples(1)) == .written(1, dropped: 0))
        let found = try files()
        #expect(found.count == 2)
        var read: [CapturedSample] = []
        for name in found {
            let parsed = try #require(SpoolFileName(name))
            let lines = try completeLines(folder + "/" + name, limitBytes: 1 << 20)
            #expect(lines.count == parsed.samples)
            read += lines.compactMap(CapturedSample.init(line:))
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o640)
            // No time but the hour.
            let hour = Date(timeIntervalSince1970: 498_611 * 3_600)
            #expect(attributes[.modificationDate] as? Date == hour)
        }
        #expect(read.count == 4)
        #expect(Array(read.prefix(3)) == samples(3))
    }

    @Test("a full spool takes what there is room for, drops the rest, and takes again when the trainer has been there")
    func full() throws {
        var spool = try spool(maxSamples: 5)
        #expect(spool.write(samples(3)) == .written(3, dropped: 0))
        #expect(spool.write(samples(4)) == .written(2, dropped: 2))
        #expect(spool.write(samples(1)) == .written(0, dropped: 1))
        #expect(try spool.usage().samples == 5)
        for name in try files() { try removeFolder(folder + "/" + name) }
        #expect(spool.write(samples(1)) == .written(1, dropped: 0))
    }

    @Test("the bytes of the folder never exceed the bound, foreign files counted")
    func bytes() throws {
        var spool = try spool(maxBytes: 4_096)
        try writeFile(folder + "/foreign", [UInt8](repeating: 0, count: 1_000))
        var written = 0
        for _ in 0..<50 {
            if case .written(let count, _) = spool.write(samples(2, bytes: 100)) { written += count }
            #expect(try spool.usage().bytes <= 4_096)
        }
        #expect(written > 2)
        #expect(written < 20)
    }

    @Test("drafts of a process that was killed are removed at the next start, foreign and damaged content is left and stops nothing")
    func damaged() throws {
        _ = try spool()
        try writeFile(folder + "/.draft-capture-1-00ff00ff00ff00ff-1-1.jsonl", [0])
        try writeFile(folder + "/capture-1-00ff00ff00ff00ff-1-999999999.jsonl", [0xFF, 0, 0x0A])
        try writeFile(folder + "/x", [])
        try makeFolder(folder + "/capture-1-00ff00ff00ff00ff-2-1.jsonl")
        try FileManager.default.createSymbolicLink(atPath: folder + "/loop", withDestinationPath: "loop")
        var spool = CaptureSpool(folder: folder, maxBytes: 1 << 20, maxSamples: 10)
        try spool.prepare()
        #expect(try files().count == 4)
        #expect(try spool.usage().bytes == 3)
        #expect(spool.write(samples(1)) == .written(0, dropped: 1))
        try removeFolder(folder + "/capture-1-00ff00ff00ff00ff-1-999999999.jsonl")
        #expect(spool.write(samples(1)) == .written(1, dropped: 0))
    }

    @Test("a folder that is gone is a failure with its path, and nothing else")
    func gone() throws {
        var spool = try spool()
        try removeFolder(folder)
        guard case .failed(let error) = spool.write(samples(1)) else {
            Issue.record("a write without a folder went well")
            return
        }
        #expect(error.isMissing)
    }

    @Test("two processes in one hour use no name twice")
    func tokens() throws {
        var (first, second) = (try spool(), try spool())
        for _ in 0..<5 {
            _ = first.write(samples(1))
            _ = second.write(samples(1))
        }
        #expect(try files().count == 10)
    }
}
