import DurableFiles
import Glibc
package import JSONParsing
import Tensors

/// What an interrupted training keeps: the results of the fits that are done, and the state of the one that was running.
///
///     FOLDER/finished-NAME     a checkpoint with what the fit gave
///     FOLDER/running-NAME      a checkpoint in the middle of the fit
///
/// It lives in memory and is written when training is interrupted, all or nothing: to a folder of its own which then takes its name.
package struct FitJournal: Sendable {
    /// Facts that a command has to share with the one that it goes on from.
    package let identity: JSONObject
    package private(set) var finished: [String: Checkpoint] = [:]
    package private(set) var running: (name: String, checkpoint: Checkpoint)?

    package init(identity: JSONObject) { self.identity = identity }

    mutating func finish(_ name: String, _ checkpoint: Checkpoint) {
        finished[name] = checkpoint
        if running?.name == name { running = nil }
    }

    mutating func pause(_ name: String, _ checkpoint: Checkpoint) { running = (name, checkpoint) }

    mutating func takeRunning(_ name: String) -> Checkpoint? {
        guard let running, running.name == name else { return nil }
        self.running = nil
        return running.checkpoint
    }

    /// - Throws: `.checkpointOfOther` when it was written by a command with other data or options; `.notACheckpoint`.
    package init(reading folder: String, identity: JSONObject) throws(CheckpointError) {
        self.init(identity: identity)
        let entries: [String]
        do throws(FileError) { entries = try names(in: folder) } catch { throw .tensors(.file(error)) }
        for entry in entries {
            let checkpoint = try Checkpoint(reading: folder + "/" + entry)
            try checkpoint.require(identity)
            if let name = entry.suffix(after: "finished-") {
                finished[name] = checkpoint
            } else if let name = entry.suffix(after: "running-") {
                running = (name, checkpoint)
            } else {
                throw .notACheckpoint
            }
        }
    }

    /// Replaces `folder`.
    package func write(to folder: String) throws(CheckpointError) {
        let draft = folder + ".\(getpid()).tmp"
        do throws(CheckpointError) {
            do throws(FileError) { try makeFolder(draft) } catch { throw .tensors(.file(error)) }
            for (name, checkpoint) in finished { try checkpoint.write(to: "\(draft)/finished-\(name)") }
            if let running { try running.checkpoint.write(to: "\(draft)/running-\(running.name)") }
            do throws(FileError) {
                if isFolder(folder) { try removeFolder(folder) }
                try renameEntry(from: draft, to: folder)
            } catch { throw .tensors(.file(error)) }
        } catch {
            try? removeFolder(draft)
            throw error
        }
    }
}

extension String {
    fileprivate func suffix(after prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
