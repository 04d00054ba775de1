import JSONParsing
import OperatorCommands
import Testing

struct DoctorReportTests {
    private static let findings: [Finding] = [
        .ok("processor", "2 processors"), .failing("query socket", "nobody listens", remedy: "start it"),
        .warning("clock", "nothing keeps it right", remedy: "set it"), .skipped("units", "no systemd", remedy: "by hand"),
    ]

    @Test("every finding has a line, and what to do stands below it")
    func lines() {
        #expect(
            DoctorReport(Self.findings).lines == [
                "ok       processor     2 processors",
                "failing  query socket  nobody listens",
                "                       → start it",
                "warning  clock         nothing keeps it right",
                "                       → set it",
                "skipped  units         no systemd",
                "                       → by hand",
                "",
                "1 failing, 1 to look at, 1 not known here, 1 in order",
            ])
    }

    @Test("JSON holds the same, and says whether all is well")
    func json() throws {
        let json = try #require(DoctorReport(Self.findings).json.object)
        #expect(json["healthy"]?.bool == false)
        #expect(json["counts"] == ["ok": 1, "warning": 1, "failing": 1, "skipped": 1])
        let findings = try #require(json["findings"]?.array)
        #expect(findings.count == 4)
        #expect(findings[0] == ["check": "processor", "level": "ok", "found": "2 processors", "remedy": nil])
        #expect(findings[1].object?["remedy"]?.string == "start it")
    }

    @Test("only a failing check makes a report fail")
    func verdict() {
        #expect(DoctorReport(Self.findings).isFailing)
        #expect(!DoctorReport(Self.findings.filter { $0.level != .failing }).isFailing)
        #expect(!DoctorReport([]).isFailing)
    }

    @Test("what findings quote moves no cursor")
    func hostile() {
        let report = DoctorReport([.failing("a\u{1B}[2J", "b\nc\u{202E}", remedy: "d\u{7}")])
        #expect(report.lines.allSatisfy { line in line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202E}" } })
    }
}
