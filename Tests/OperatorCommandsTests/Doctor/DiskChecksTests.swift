import OperatorCommands
import Testing

struct DiskChecksTests {
    private static let mebibyte: UInt64 = 1 << 20

    private static func finding(
        free: UInt64, of total: UInt64 = 1_000, files: UInt64 = 500, ofFiles: UInt64 = 1_000, bundle: UInt64 = 0
    ) -> Finding {
        DiskCheck(
            path: "/p",
            room: .init(freeBytes: free * mebibyte, totalBytes: total * mebibyte, freeEntries: files, totalEntries: ofFiles),
            bundleBytes: bundle * mebibyte
        ).finding
    }

    @Test(
        "room enough is in order, a tenth or less warns, none fails",
        arguments: [(500, .ok), (100, .ok), (99, .warning), (1, .warning), (0, .failing)] as [(UInt64, Finding.Level)])
    func shares(free: UInt64, level: Finding.Level) {
        #expect(Self.finding(free: free).level == level)
    }

    @Test(
        "bundles need room for three",
        arguments: [(300, .ok), (299, .warning), (100, .warning), (99, .failing)] as [(UInt64, Finding.Level)])
    func bundles(free: UInt64, level: Finding.Level) {
        #expect(Self.finding(free: free, bundle: 100).level == level)
    }

    @Test("files that can still be made are counted, where the file system counts them")
    func entries() {
        #expect(Self.finding(free: 500, files: 99).level == .warning)
        #expect(Self.finding(free: 500, files: 0).level == .failing)
        #expect(Self.finding(free: 500, files: 0, ofFiles: 0).level == .ok)
    }

    @Test("sizes beyond measure do not overflow")
    func hostile() {
        let room = DiskCheck.Room(freeBytes: .max, totalBytes: .max, freeEntries: .max, totalEntries: .max)
        #expect(DiskCheck(path: "/p", room: room, bundleBytes: .max).finding.level == .warning)
        #expect(DiskCheck(path: "/p", room: nil).finding.level == .skipped)
    }

    @Test(
        "sizes are written in the unit that fits",
        arguments: [(0, "0 B"), (1_023, "1023 B"), (1_536, "1.5 KiB"), (41 << 20, "41.0 MiB"), (.max, "16777216.0 TiB")]
            as [(UInt64, String)])
    func sizes(bytes: UInt64, text: String) {
        #expect(DiskCheck.size(bytes) == text)
    }
}
