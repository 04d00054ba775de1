package import DurableFiles
import Glibc
import LabeledData
package import Records

// Spool files become messages of the pool, one file at a time, each in three steps:
//
//     1. rename     capture-… to taken-capture-…     whoever looks into the folder sees that it is being taken
//     2. import     messages and the file's name     one transaction of the store
//     3. unlink
//
// A trainer that is killed between any two of them finds `taken-…` at its next start and goes on with it: a file whose name is recorded has been
// imported and is removed unread, any other is imported. So nothing is lost and nothing is taken twice; a name stands for one content for ever
// (`SpoolFileName`). Lines that are no samples are counted and passed over, and a file that does not bear one of our names is left alone.

/// Takes what the guard has captured into the pool.
package struct CaptureIntake: Sendable {
    /// A place at which a test may end the process.
    package enum Step: Equatable, CaseIterable, Sendable { case renamed, imported, unlinked }

    /// What was done, in numbers.
    package struct Report: Equatable, Sendable {
        package var files = 0
        package var added = 0
        package var alreadyThere = 0
        package var unreadable = 0
        /// Files that had been imported before a crash and are gone now.
        package var repeats = 0
        /// Entries of the folder that are none of ours.
        package var foreign = 0
        /// Why some files, if any, wait for the next time.
        package var fault: String?

        package init() {}
    }

    private let folder: String
    private let store: RecordStore
    private let after: @Sendable (Step) throws(CaptureFault) -> Void

    /// - Parameter after: Called after each step of each file.
    package init(
        folder: String, store: RecordStore, after: @escaping @Sendable (Step) throws(CaptureFault) -> Void = { _ throws(CaptureFault) in }
    ) {
        self.folder = folder
        self.store = store
        self.after = after
    }

    /// Who the pool says has imported.
    private static let importer = "capture"
    /// Of one file: the daemon's spool is no larger.
    private static let limitBytes = 1 << 30
    /// A daemon writes a file for each message or few; what waits beyond is taken the next time.
    private static let mostFiles = 100_000

    /// Takes every complete file. A folder that is not there holds nothing.
    package func run() -> Report {
        var report = Report()
        do throws(CaptureFault) {
            for name in try list().prefix(Self.mostFiles) {
                guard let spoolName = SpoolFileName(name), isFileItself(folder + "/" + name) else {
                    // Drafts of the daemon are its own affair.
                    if !name.hasPrefix(".") { report.foreign += 1 }
                    continue
                }
                try take(name, spoolName, &report)
            }
        } catch { report.fault = error.description }
        return report
    }

    private func list() throws(CaptureFault) -> [String] {
        do throws(FileError) { return try names(in: folder) } catch {
            if error.isMissing { return [] }
            throw .file(error)
        }
    }

    /// No link: what the guard may not read the trainer shall not read for it.
    private func isFileItself(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    private func take(_ name: String, _ spoolName: SpoolFileName, _ report: inout Report) throws(CaptureFault) {
        let taken = folder + "/" + SpoolFileName.takenPrefix + spoolName.text
        if !name.hasPrefix(SpoolFileName.takenPrefix) {
            do throws(FileError) { try renameEntry(from: folder + "/" + name, to: taken) } catch { throw .file(error) }
            try after(.renamed)
        }
        let result = try imported(taken, spoolName)
        report.files += 1
        report.added += result.added
        report.alreadyThere += result.alreadyThere
        report.unreadable += result.unreadable
        if result.isRepeat { report.repeats += 1 }
        try after(.imported)
        guard unlink(taken) == 0 || errno == ENOENT else {
            throw .file(.system(operation: "remove", path: taken, errno: errno))
        }
        try after(.unlinked)
    }

    private func imported(_ path: String, _ name: SpoolFileName) throws(CaptureFault) -> CaptureImport {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limitBytes: Self.limitBytes) } catch { throw .file(error) }
        var samples: [CapturedSample] = []
        var unreadable = 0
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            if let sample = CapturedSample(line: Array(line)) { samples.append(sample) } else { unreadable += 1 }
        }
        do throws(RecordsError) {
            return try store.importCapture(name.text, samples: samples, unreadable: unreadable, by: Self.importer)
        } catch { throw .records(error) }
    }
}

/// Why captured messages could not be taken; they wait in the spool.
package enum CaptureFault: Error, Equatable, CustomStringConvertible {
    case file(FileError)
    case records(RecordsError)
    /// A test ended the process here.
    case ended

    package var description: String {
        switch self {
        case .file(let error): error.description
        case .records(let error): error.description
        case .ended: "the process was ended"
        }
    }
}
