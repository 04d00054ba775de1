import Foundation
import Glibc
import TestSupport
import Testing

extension BuiltPrograms {
    /// Picket on a real systemd: a container is booted once, and the chapters in `Systemd/` run in it, from installation to removal.
    ///
    /// What a chapter checks is said in its script. Here every check is an expectation under its name.
    @Suite(.enabled(if: BootedChapters.reasonToSkip == nil, "\(BootedChapters.reasonToSkip ?? "")"))
    struct SystemdTests {
        @Test("every check of a chapter holds on a real systemd", arguments: BootedChapters.names)
        func holds(chapter: String) throws {
            let checks = try BootedChapters.shared.get().checks(of: chapter)
            #expect(!checks.isEmpty, "nothing was checked")
            for check in checks { #expect(check.problem == nil, "\(check.name)") }
        }

        @Test("a line of a chapter's results is a check that holds, or one that does not and says what was seen")
        func lines() {
            #expect(ChapterCheck(line: "ok the daemon runs") == ChapterCheck(name: "the daemon runs", problem: nil))
            #expect(ChapterCheck(line: "not ok it listens: no: such file") == ChapterCheck(name: "it listens", problem: "no: such file"))
            #expect(ChapterCheck(line: "not ok it listens")?.problem != nil)
            #expect(ChapterCheck(line: "Warning: unit changed on disk")?.problem != nil)
        }
    }
}

/// One line of what a chapter prints.
struct ChapterCheck: Equatable {
    let name: String
    /// What was seen instead; nil when the check holds.
    let problem: String?

    init(name: String, problem: String?) {
        self.name = name
        self.problem = problem
    }

    /// - Parameter line: `ok NAME` or `not ok NAME: what was seen`; anything else is a problem of its own. Nil for an empty line.
    init?(line: String) {
        if line.isEmpty { return nil }
        if line.hasPrefix("ok ") {
            self.init(name: String(line.dropFirst(3)), problem: nil)
        } else if line.hasPrefix("not ok ") {
            let rest = line.dropFirst(7)
            let end = rest.range(of: ": ")
            self.init(
                name: String(rest[..<(end?.lowerBound ?? rest.endIndex)]),
                problem: end.map { String(rest[$0.upperBound...]) } ?? "it does not say what was seen")
        } else {
            self.init(name: "every line is a check", problem: line)
        }
    }
}

/// What the chapters printed in the one container that is booted for all tests of a run.
struct BootedChapters: Sendable {
    static let shared = Result { try BootedChapters() }

    private static let folder = Goldens.repository.appendingPathComponent("Tests/SystemTests/Systemd")
    /// In the order they run in.
    static let names = ((try? String(contentsOf: folder.appendingPathComponent("order"), encoding: .utf8)) ?? "")
        .split(separator: "\n").map(String.init)

    /// Nil where a container can be booted.
    static var reasonToSkip: String? {
        if geteuid() != 0 { return "only root can boot a container" }
        let tools = ["systemd-nspawn", "dbus-daemon"]
        let places = ["/usr/bin/", "/bin/", "/usr/local/bin/"]
        let missing = tools.filter { tool in !places.contains { access($0 + tool, X_OK) == 0 } }
        return missing.isEmpty ? nil : "\(missing.joined(separator: " and ")) is missing: install systemd-container and dbus"
    }

    private let lines: [String: [String]]

    private init() throws {
        let bundles = try TrainedBundles.shared.get()
        let results = bundles.folder + "/chapters"
        let boot = Self.folder.appendingPathComponent("boot").path
        let outcome = try Programs.script(
            #""$@""#, [boot, try #require(Programs.folder), try #require(Programs.base), bundles.models, results])
        // The log says how far it came, and how long each chapter took.
        let log = (try? String(contentsOfFile: results + "/log", encoding: .utf8)) ?? ""
        try #require(outcome.exitCode == 0, "\(outcome.errors)\n\(log)")
        lines = Dictionary(
            uniqueKeysWithValues: Self.names.map { name in
                let text = (try? String(contentsOfFile: results + "/" + name, encoding: .utf8)) ?? ""
                return (name, text.split(separator: "\n").map(String.init))
            })
    }

    func checks(of chapter: String) -> [ChapterCheck] { lines[chapter, default: []].compactMap(ChapterCheck.init) }
}
