import DurableFiles
import Foundation
import JSONParsing
import LabeledData
import Records
import Synchronization
import TestSupport
import Testing
import TrainerService

struct CaptureIntakeTests {
    private let place: TemporaryFolder
    private let spool: String
    private let store: RecordStore

    init() throws {
        place = try TemporaryFolder()
        spool = place.path + "/spool"
        try makeFolder(spool)
        store = try RecordStore.open(place.path + "/trainer.db")
    }

    static func sample(_ text: String, bundle: String = "b-1", entropy: Double = 1) -> CapturedSample {
        CapturedSample(text: text, scores: [("a", 0.5)], entropy: entropy, bundle: bundle, hour: 498_611)
    }

    static func write(_ samples: [CapturedSample], number: Int, in spool: String) throws {
        let name = SpoolFileName(hour: 498_611, token: "0123456789abcdef", number: number, samples: samples.count)
        try writeFile(spool + "/" + name.text, samples.flatMap { JSONWriter.compact($0.json) + [0x0A] })
    }

    private func texts(_ store: RecordStore) throws -> [String] { try store.messages(after: 0, limit: 1_000).map(\.text).sorted() }

    @Test("captured messages are in the pool once each, with the bundle as their source, and the spool is empty")
    func takes() throws {
        try Self.write([Self.sample("one"), Self.sample("two", bundle: "b-2")], number: 1, in: spool)
        try Self.write([Self.sample("two"), Self.sample("three")], number: 2, in: spool)
        let report = CaptureIntake(folder: spool, store: store).run()
        #expect((report.files, report.added, report.alreadyThere, report.unreadable, report.fault) == (2, 3, 1, 0, nil))
        #expect(try texts(store) == ["one", "three", "two"])
        #expect(try store.message(text: "two")?.source == "captured:b-2")
        #expect(try store.capturedMessages(bundle: "b-1", limit: 10).map(\.text).sorted() == ["one", "three"])
        #expect(try names(in: spool).isEmpty)
        #expect(CaptureIntake(folder: spool, store: store).run() == CaptureIntake.Report())
    }

    @Test("a crash after any step of any file loses nothing and takes nothing twice", arguments: CaptureIntake.Step.allCases, 1...3)
    func crash(step: CaptureIntake.Step, file: Int) throws {
        for number in 1...3 { try Self.write([Self.sample("a\(number)"), Self.sample("b\(number)")], number: number, in: spool) }
        let seen = Mutex(0)
        let first = CaptureIntake(
            folder: spool, store: store,
            after: { reached throws(CaptureFault) in
                guard reached == step else { return }
                let count = seen.withLock { count in
                    count += 1
                    return count
                }
                if count == file { throw .ended }
            })
        let before = first.run()
        #expect(before.fault != nil)
        let after = CaptureIntake(folder: spool, store: store).run()
        #expect(after.fault == nil)
        #expect(before.added + after.added == 6)
        #expect(before.alreadyThere + after.alreadyThere == 0)
        #expect(after.repeats == (step == .imported ? 1 : 0))
        #expect(try texts(store) == ["a1", "a2", "a3", "b1", "b2", "b3"])
        #expect(try names(in: spool).isEmpty)
    }

    @Test("a store that dies in the middle of an import leaves the file for the next start")
    func deadStore() throws {
        struct Killed: Error {}
        try Self.write([Self.sample("one")], number: 1, in: spool)
        try store.close()
        let dying = try RecordStore.open(place.path + "/trainer.db", options: StoreOptions(afterEachWrite: { _ in throw Killed() }))
        let report = CaptureIntake(folder: spool, store: dying).run()
        #expect(report.fault != nil)
        try? dying.close()
        let healthy = try RecordStore.open(place.path + "/trainer.db")
        let again = CaptureIntake(folder: spool, store: healthy).run()
        #expect(again.repeats == 1)
        #expect(try texts(healthy) == ["one"])
        #expect(try names(in: spool).isEmpty)
    }

    @Test("damaged lines are counted and passed over; what is none of our files is left where it is")
    func damaged() throws {
        let good = JSONWriter.compact(Self.sample("good").json)
        let name = SpoolFileName(hour: 1, token: "0123456789abcdef", number: 9, samples: 4).text
        try writeFile(spool + "/" + name, good + [0x0A, 0xFF, 0x00, 0x0A] + Array("{}\n\n".utf8) + good.dropLast(5))
        try writeFile(spool + "/notes.txt", good)
        try writeFile(spool + "/.draft-x", good)
        try makeFolder(spool + "/" + SpoolFileName(hour: 1, token: "0123456789abcdef", number: 8, samples: 4).text)
        try writeFile(place.path + "/secret", good)
        try FileManager.default.createSymbolicLink(
            atPath: spool + "/" + SpoolFileName(hour: 1, token: "0123456789abcdef", number: 7, samples: 1).text,
            withDestinationPath: place.path + "/secret")
        let report = CaptureIntake(folder: spool, store: store).run()
        #expect((report.files, report.added, report.unreadable, report.foreign) == (1, 1, 3, 3))
        #expect(try names(in: spool).count == 4)
    }

    @Test("a folder that is not there holds nothing")
    func noFolder() { #expect(CaptureIntake(folder: spool + "/none", store: store).run() == CaptureIntake.Report()) }
}
