package import DurableFiles
import Glibc
package import LabeledData
import JSONParsing

// A folder of files of JSON lines, for the trainer to take.
//
// A file is written beside its name, all at once, and gets its name when it is complete: whoever finds it finds all of it, and a daemon that
// is killed leaves nothing but a draft, which the next start removes. Nothing is ever added to a file, so that the trainer may take one at any
// moment. The bounds are kept by looking into the folder before each write, which is at most once for each captured message: what the trainer
// has taken is room again without a word between the two, and whatever else lies in the folder counts too.
//
// A file keeps no time but the hour: its modification time is set to the hour's beginning.

/// The bounded spool of captured messages. Used by one thread.
package struct CaptureSpool: Sendable {
    package enum Outcome: Equatable, Sendable {
        /// How many of the samples are in the spool, and how many were too many.
        case written(Int, dropped: Int)
        case failed(FileError)
    }

    private let folder: String
    private let maxBytes: Int
    private let maxSamples: Int
    private let token: String
    private var number = 0

    /// - Parameter token: 16 hexadecimal digits that no other process has used.
    package init(folder: String, maxBytes: Int, maxSamples: Int, token: String = CaptureSpool.freshToken()) {
        self.folder = folder
        self.maxBytes = maxBytes
        self.maxSamples = maxSamples
        self.token = token
    }

    package static func freshToken() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: SpoolFileName.tokenDigits - digits.utf8.count) + digits
    }

    /// Makes the folder where it is not there, and removes the drafts of processes that were killed.
    package func prepare() throws(FileError) {
        try makeFolder(folder, mode: 0o770)
        for name in try names(in: folder) where name.hasPrefix(Self.draftPrefix) { unlink(folder + "/" + name) }
        try requireWritable()
    }

    private func requireWritable() throws(FileError) {
        guard access(folder, W_OK | X_OK) == 0 else { throw .system(operation: "write to", path: folder, errno: errno) }
    }

    private static let draftPrefix = ".draft-"

    /// Writes one file of as many of the samples as there is room for.
    package mutating func write(_ samples: [CapturedSample]) -> Outcome {
        guard let hour = samples.first?.hour else { return .written(0, dropped: 0) }
        do throws(FileError) {
            let used = try usage()
            var lines: [UInt8] = []
            var count = 0
            for sample in samples {
                let line = JSONWriter.compact(sample.json) + [UInt8(ascii: "\n")]
                guard used.samples + count < maxSamples, used.bytes + lines.count + line.count <= maxBytes else { break }
                lines += line
                count += 1
            }
            guard count > 0 else { return .written(0, dropped: samples.count) }
            number += 1
            try publish(lines, SpoolFileName(hour: hour, token: token, number: number, samples: count))
            return .written(count, dropped: samples.count - count)
        } catch { return .failed(error) }
    }

    private func publish(_ lines: [UInt8], _ name: SpoolFileName) throws(FileError) {
        let draft = folder + "/" + Self.draftPrefix + name.text
        do throws(FileError) {
            try writeFile(draft, lines, mode: 0o640)
            var times = [timespec](
                repeating: timespec(tv_sec: name.hour.multipliedReportingOverflow(by: 3_600).partialValue, tv_nsec: 0), count: 2)
            guard utimensat(AT_FDCWD, draft, &times, AT_SYMLINK_NOFOLLOW) == 0 else {
                throw .system(operation: "date", path: draft, errno: errno)
            }
            try renameEntry(from: draft, to: folder + "/" + name.text)
        } catch {
            unlink(draft)
            throw error
        }
    }

    /// What lies in the folder: the bytes of every regular file, and the samples that names of ours tell of.
    package func usage() throws(FileError) -> (bytes: Int, samples: Int) {
        var result = (bytes: 0, samples: 0)
        for name in try names(in: folder) {
            var status = stat()
            guard lstat(folder + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            result.bytes = result.bytes.addingReportingOverflow(Int(status.st_size)).partialValue
            if let samples = SpoolFileName(name)?.samples { result.samples += samples }
        }
        return result
    }
}
