import DurableFiles
import Foundation
import JSONParsing
import Tensors
import TestSupport
import Testing
import Training

struct CheckpointTests {
    private func sample(step: Int = 7) -> Checkpoint {
        Checkpoint(
            tensors: [
                ("weights", Tensor(shape: [2, 3], [1, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3, 5])),
                ("none", Tensor.zeros([0, 4])), ("moments", Tensor(shape: [1], [Float(step)])),
            ],
            facts: JSONObject([
                ("step", .int(step)), ("rate", .double(2e-5)), ("state", Checkpoint.word(.max)), ("options", "ab12"),
                ("note", "quotes \" and \u{301} and \n"),
            ]))
    }

    private func error(_ path: String) -> CheckpointError? {
        do throws(CheckpointError) {
            _ = try Checkpoint(reading: path)
            return nil
        } catch { return error }
    }

    @Test("what is written reads back to the bit, in its order, and leaves no other file")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/run.checkpoint"
        try sample().write(to: path)
        let read = try Checkpoint(reading: path)
        #expect(read.tensors.map(\.name) == ["weights", "none", "moments"])
        for (a, b) in zip(read.tensors, sample().tensors) {
            #expect(a.tensor.shape == b.tensor.shape)
            #expect(a.tensor.array.map(\.bitPattern) == b.tensor.array.map(\.bitPattern))
        }
        #expect(read.facts == sample().facts)
        #expect(try names(in: folder.path) == ["run.checkpoint"])
    }

    @Test("the same state gives the same bytes")
    func deterministic() throws {
        let folder = try TemporaryFolder()
        try sample().write(to: folder.path + "/a")
        try sample().write(to: folder.path + "/b")
        #expect(try readFile(folder.path + "/a", limitBytes: 1 << 20) == readFile(folder.path + "/b", limitBytes: 1 << 20))
    }

    @Test("a checkpoint cut off anywhere is refused")
    func truncated() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/run"
        try sample().write(to: path)
        let bytes = try readFile(path, limitBytes: 1 << 20)
        for count in 0..<bytes.count {
            try writeUnsynced(path, bytes[..<count])
            guard case .tensors = error(path) else {
                Issue.record("\(count) of \(bytes.count) bytes: \(String(describing: error(path)))")
                continue
            }
        }
    }

    @Test("a checkpoint with one wrong bit anywhere is refused")
    func damaged() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/run"
        try sample().write(to: path)
        let bytes = try readFile(path, limitBytes: 1 << 20)
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        func set(_ index: Int, _ byte: UInt8) throws {
            try file.seek(toOffset: UInt64(index))
            try file.write(contentsOf: [byte])
        }
        var accepted: [Int] = []
        for bit in 0..<8 * bytes.count {
            try set(bit / 8, bytes[bit / 8] ^ (1 << (bit % 8)))
            if error(path) == nil { accepted.append(bit) }
            try set(bit / 8, bytes[bit / 8])
        }
        #expect(accepted == [])
        #expect(error(path) == nil)
        try set(bytes.count - 2, bytes[bytes.count - 2] ^ 1)
        #expect(error(path) == .damaged)
    }

    @Test("weights that are no checkpoint, files that are missing and facts that are no object say so")
    func others() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/x"
        #expect(error(path) == .tensors(.file(.system(operation: "open", path: path, errno: ENOENT))))
        try writeSafetensors([("w", Tensor(shape: [1], [1]))], to: path)
        #expect(error(path) == .notACheckpoint)
        try writeSafetensors([], metadata: [("checkpoint", "[1]"), ("digest", Checkpoint.digest("[1]", []))], to: path)
        #expect(error(path) == .factsUnreadable(reason: "found an array where an object is expected"))
        try writeSafetensors([], metadata: [("checkpoint", "{"), ("digest", Checkpoint.digest("{", []))], to: path)
        guard case .factsUnreadable = error(path) else {
            Issue.record("broken facts were read")
            return
        }
        try writeSafetensors([], metadata: [("checkpoint", "{}")], to: path)
        #expect(error(path) == .damaged)
    }

    @Test("a full disk gives the file's error, leaves the older checkpoint whole, and nothing behind")
    func fullDisk() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/run"
        try sample(step: 1).write(to: path)
        let before = try readFile(path, limitBytes: 1 << 20)
        let temporary = Checkpoint.temporaryPath(for: path)
        // Whatever is written under the temporary name goes to a device that is always full.
        try FileManager.default.createSymbolicLink(atPath: temporary, withDestinationPath: "/dev/full")
        #expect(throws: CheckpointError.tensors(.file(.system(operation: "write", path: temporary, errno: ENOSPC)))) {
            try sample(step: 2).write(to: path)
        }
        #expect(try readFile(path, limitBytes: 1 << 20) == before)
        #expect(try names(in: folder.path) == ["run"])
        try sample(step: 2).write(to: path)
        #expect(try Checkpoint(reading: path).int("step") == 2)
    }

    @Test("a folder that is not there is the file's error")
    func noFolder() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/none/run"
        #expect(
            throws: CheckpointError.tensors(
                .file(.system(operation: "create", path: Checkpoint.temporaryPath(for: path), errno: ENOENT)))
        ) {
            try sample().write(to: path)
        }
    }

    @Test("values that could not be read again are not written")
    func notFinite() throws {
        let folder = try TemporaryFolder()
        let checkpoint = Checkpoint(tensors: [("w", Tensor(shape: [2], [1, .nan]))], facts: JSONObject())
        #expect(throws: CheckpointError.tensors(.notFinite(tensor: "w", index: 1))) { try checkpoint.write(to: folder.path + "/run") }
        #expect(try names(in: folder.path) == [])
    }

    private func writeUnsynced(_ path: String, _ bytes: ArraySlice<UInt8>) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
}
