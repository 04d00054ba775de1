import Foundation
import LabeledData
import Records
import Synchronization
import TestSupport
import Testing

struct LeasesTests {
    private func next(_ store: RecordStore, _ annotator: String) throws -> String {
        switch try store.nextItem(round: "r1", annotator: annotator, lease: .seconds(60)) {
        case .item(let leased): leased.item.message.id
        case .withOthers(let count): "\(count) with others"
        case .finished: "finished"
        }
    }

    @Test("annotators get different items; asking again gives the same one; an answer frees for the next")
    func order() throws {
        let test = try TestStore()
        try test.startRound(asking: 3)
        #expect(try next(test.store, "ada") == "m0")
        #expect(try next(test.store, "bob") == "m1")
        #expect(try next(test.store, "ada") == "m0")
        try test.store.answer("m0", .selfHarm, by: "ada", round: "r1")
        #expect(try next(test.store, "ada") == "m2")
        #expect(try next(test.store, "eve") == "2 with others")
        try test.store.skip("m1", by: "bob", round: "r1")
        #expect(try next(test.store, "bob") == "1 with others")
        #expect(try next(test.store, "eve") == "m1")
        try test.store.releaseLeases(round: "r1", annotator: "ada")
        #expect(try next(test.store, "bob") == "m2")
        #expect(try test.store.leases(round: "r1").map { "\($0.annotator) \($0.message)" } == ["eve m1", "bob m2"])
        for message in ["m1", "m2"] { try test.store.answer(message, .selfHarm, by: "eve", round: "r1") }
        #expect(try next(test.store, "bob") == "finished")
    }

    @Test("a lease ends with its time, and a late answer is still taken")
    func expiry() throws {
        let test = try TestStore()
        try test.startRound(asking: 1)
        #expect(try next(test.store, "ada") == "m0")
        test.clock.move(by: .seconds(59))
        #expect(try next(test.store, "bob") == "1 with others")
        test.clock.move(by: .seconds(1))
        #expect(try next(test.store, "bob") == "m0")
        try test.store.answer("m0", .selfHarm, by: "ada", round: "r1")
        #expect(try test.store.settledLabels().count == 1)
    }

    @Test("a clock that jumps back keeps a lease for one length more at most")
    func clockBack() throws {
        let test = try TestStore()
        try test.startRound(asking: 1)
        #expect(try next(test.store, "ada") == "m0")
        test.clock.move(by: .seconds(-1_000_000))
        #expect(try next(test.store, "bob") == "1 with others")
        test.clock.move(by: .seconds(59))
        #expect(try next(test.store, "bob") == "1 with others")
        test.clock.move(by: .seconds(1))
        #expect(try next(test.store, "bob") == "m0")
    }

    @Test("an item that wants two annotators goes to two at once, and to a third when they disagree")
    func third() throws {
        let test = try TestStore()
        try test.startRound(asking: 1, annotatorsPerItem: 2)
        #expect(try next(test.store, "ada") == "m0")
        #expect(try next(test.store, "bob") == "m0")
        #expect(try next(test.store, "eve") == "1 with others")
        try test.store.answer("m0", .selfHarm, by: "ada", round: "r1")
        #expect(try next(test.store, "eve") == "1 with others")
        try test.store.answer("m0", .notHarmful, by: "bob", round: "r1")
        #expect(try next(test.store, "ada") == "finished")
        #expect(try next(test.store, "eve") == "m0")
        #expect(try next(test.store, "zoe") == "1 with others")
        try test.store.answer("m0", .notHarmful, by: "eve", round: "r1")
        #expect(try test.store.settledLabels().map(\.label) == [.notHarmful])
        #expect(try next(test.store, "zoe") == "finished")
    }

    @Test("sixteen annotators at once on two stores never hold one item together, and answer each item once")
    func concurrent() throws {
        let test = try TestStore()
        try test.startRound(asking: 40)
        let stores = [test.store, try RecordStore.open(test.path)]
        let held = Mutex<Set<String>>([])
        let answered = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 16) { index in
            let store = stores[index % 2]
            let annotator = "annotator \(index)"
            do {
                while case .item(let leased) = try store.nextItem(round: "r1", annotator: annotator) {
                    let id = leased.item.message.id
                    #expect(held.withLock { $0.insert(id).inserted }, "\(id) is held twice")
                    held.withLock { _ = $0.remove(id) }
                    try store.answer(id, .selfHarm, by: annotator, round: "r1")
                    answered.withLock { $0.append(id) }
                }
            } catch { Issue.record(error) }
        }
        #expect(answered.withLock { $0.sorted() } == (0..<40).map { "m\($0)" }.sorted())
    }

    @Test("a lease is between a second and a day", arguments: [0, 86_401, -5])
    func bounds(seconds: Int) throws {
        let test = try TestStore()
        try test.startRound(asking: 1)
        #expect(throws: RecordsError.outOfRange(field: "the lease in seconds", value: seconds, allowed: 1...86_400)) {
            try test.store.nextItem(round: "r1", annotator: "ada", lease: .seconds(seconds))
        }
    }
}
