import DurableFiles
import Glibc

/// Room on the file system of a folder.
package struct DiskCheck: Equatable, Sendable {
    package struct Room: Equatable, Sendable {
        /// What an ordinary account may still take.
        package var freeBytes: UInt64
        package var totalBytes: UInt64
        package var freeEntries: UInt64
        /// 0 where the file system does not count them.
        package var totalEntries: UInt64

        package init(freeBytes: UInt64, totalBytes: UInt64, freeEntries: UInt64, totalEntries: UInt64) {
            self.freeBytes = freeBytes
            self.totalBytes = totalBytes
            self.freeEntries = freeEntries
            self.totalEntries = totalEntries
        }
    }

    package var path: String
    /// Nil when it cannot be asked for.
    package var room: Room?
    /// Of one bundle, where bundles are written; 0 elsewhere.
    package var bundleBytes: UInt64

    package init(path: String, room: Room?, bundleBytes: UInt64 = 0) {
        self.path = path
        self.room = room
        self.bundleBytes = bundleBytes
    }

    /// A training needs room for a draft beside the champion and the bundle before.
    private static let bundlesAtHand: UInt64 = 3

    package var finding: Finding {
        let check = "disk of \(path)"
        guard let room else { return .skipped(check, "nothing says how much room there is", remedy: "look: df -h '\(path)'") }
        let remedy = "make room: df -h '\(path)' and du -xsh '\(path)'/* show what takes it; 'picketctl bundles list' shows old bundles"
        let entries = "\(room.freeEntries) of \(room.totalEntries) files can still be made"
        if room.totalEntries > 0, room.freeEntries == 0 {
            return .failing(check, entries, remedy: "look what has so many files: df -i '\(path)'")
        }
        let words = "\(Self.size(room.freeBytes)) of \(Self.size(room.totalBytes)) free"
        if room.freeBytes < max(1 << 20, bundleBytes) {
            return .failing(
                check, bundleBytes > 0 ? "\(words): no room for one bundle of \(Self.size(bundleBytes))" : words, remedy: remedy)
        }
        let (wanted, overflow) = bundleBytes.multipliedReportingOverflow(by: Self.bundlesAtHand)
        if overflow || room.freeBytes < wanted {
            return .warning(check, "\(words): less than three bundles of \(Self.size(bundleBytes))", remedy: remedy)
        }
        if room.freeBytes < room.totalBytes / 10 { return .warning(check, "\(words), less than a tenth", remedy: remedy) }
        if room.totalEntries > 0, room.freeEntries < room.totalEntries / 10 {
            return .warning(check, entries, remedy: "look what has so many files: df -i '\(path)'")
        }
        return .ok(check, words)
    }

    /// In units of 1024: `3.4 GiB`.
    package static func size(_ bytes: UInt64) -> String {
        var value = Double(bytes)
        for unit in ["B", "KiB", "MiB", "GiB"] {
            if value < 1_024 { return unit == "B" ? "\(bytes) B" : "\(Self.tenths(value)) \(unit)" }
            value /= 1_024
        }
        return "\(tenths(value)) TiB"
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = UInt64((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension DiskCheck {
    static func observed(_ path: String, bundleBytes: UInt64 = 0) -> DiskCheck {
        var facts = statvfs()
        guard statvfs(path, &facts) == 0 else { return DiskCheck(path: path, room: nil, bundleBytes: bundleBytes) }
        func bytes(_ blocks: UInt) -> UInt64 {
            let (bytes, overflow) = UInt64(blocks).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
            return overflow ? .max : bytes
        }
        return DiskCheck(
            path: path,
            room: Room(
                freeBytes: bytes(facts.f_bavail), totalBytes: bytes(facts.f_blocks), freeEntries: UInt64(facts.f_favail),
                totalEntries: UInt64(facts.f_files)), bundleBytes: bundleBytes)
    }

    /// Of all files below a folder that can be looked at.
    static func bytes(ofFilesIn folder: String) -> UInt64 {
        let files = (try? filesRecursively(in: folder)) ?? []
        return files.reduce(0) { $0 + UInt64(clamping: FileFacts(folder + "/" + $1).entry?.bytes ?? 0) }
    }
}
