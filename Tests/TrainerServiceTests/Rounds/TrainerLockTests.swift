import Foundation
import TestSupport
import Testing
import TrainerService

struct TrainerLockTests {
    private func failure(_ folder: String) -> TrainerLockError? {
        do throws(TrainerLockError) {
            _ = try TrainerLock(stateFolder: folder)
            return nil
        } catch { return error }
    }

    @Test("a second trainer is refused with the first one's process id, until the first is gone")
    func exclusive() throws {
        let folder = try TemporaryFolder()
        do {
            let lock = try TrainerLock(stateFolder: folder.path)
            #expect(lock.path == folder.path + "/trainer.lock")
            let error = try #require(failure(folder.path))
            #expect(error == .held(path: lock.path, pid: Int(getpid())))
            #expect(
                "\(error)"
                    == "another trainer (process \(getpid())) uses the state folder '\(folder.path)': stop it, or wait for its end")
        }
        #expect(failure(folder.path) == nil)
    }

    @Test("the lock dies with its holder, however that ends; the file that stays locks nobody out")
    func diesWithHolder() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/trainer.lock"
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        holder.arguments = ["flock", "-x", "--no-fork", path, "sh", "-c", "echo $$ > '\(path)'; echo held; exec cat"]
        let input = Pipe()
        let output = Pipe()
        holder.standardInput = input
        holder.standardOutput = output
        try holder.run()
        #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "held\n")
        #expect(failure(folder.path) == .held(path: path, pid: Int(holder.processIdentifier)))
        kill(holder.processIdentifier, SIGKILL)
        holder.waitUntilExit()
        let lock = try TrainerLock(stateFolder: folder.path)
        #expect(try String(contentsOfFile: lock.path, encoding: .utf8) == "\(getpid())\n")
    }

    @Test("what a holder wrote that is no number is left out", arguments: ["", "x\n", "99999999999999999999\n", "\u{0}"])
    func strangeContent(content: String) throws {
        let folder = try TemporaryFolder()
        let lock = try TrainerLock(stateFolder: folder.path)
        try Data(content.utf8).write(to: URL(fileURLWithPath: lock.path), options: [])
        #expect(failure(folder.path) == .held(path: lock.path, pid: nil))
    }

    @Test("a missing folder is named")
    func missingFolder() {
        #expect(failure("/nonexistent/state") == .system(operation: "open", path: "/nonexistent/state/trainer.lock", errno: ENOENT))
    }
}
