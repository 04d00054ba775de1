import Foundation
import OperatorCommands
import TestSupport
import Testing

struct MetricsSamplesTests {
    @Test("every sample of the golden texts is read, with its labels")
    func golden() throws {
        for name in ["picketd", "picket-trainer"] {
            let file = Goldens.repository.appendingPathComponent("Tests/Goldens/metrics/\(name).txt")
            let text = try String(contentsOf: file, encoding: .utf8)
            let samples = MetricsSamples(text)
            let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            let names = Set(lines.map { String($0.prefix { $0 != "{" && $0 != " " }) })
            #expect(names.map { samples[$0].count }.reduce(0, +) == lines.count)
        }
    }

    @Test("values and labels are what the text says, escapes undone")
    func values() {
        let samples = MetricsSamples(
            """
            # HELP a what
            a{x="1",y="two \\"quoted\\" \\\\ back"} 2.5
            a{x="2",y=""} +Inf
            b 7 1764000000000
            """)
        #expect(samples["a"].map(\.value) == [2.5, .infinity])
        #expect(samples["a"].first?.labels == ["x": "1", "y": #"two "quoted" \ back"#])
        #expect(samples.value("b") == 7)
        #expect(samples["c"].isEmpty)
    }

    static let broken = [
        "", "\n\n", "a", "a ", " 1", "a{", "a{}", "a{} ", "a{x}", "a{x=} 1", "a{x=\"} 1", "a{x=\"1\"", "a{x=\"1\\", "a{=\"1\" 1", "a NaN",
        "a one",
        "{x=\"1\"} 1", "a 1e999x", "\u{0} \u{0}", "a{x=\"1\"}1",
    ]

    @Test("a line that is no sample is passed over, and traps nothing", arguments: broken)
    func hostile(line: String) {
        let samples = MetricsSamples(line + "\ngood 1\n")
        #expect(samples.value("good") == 1)
        #expect(samples["a"].isEmpty)
    }
}
