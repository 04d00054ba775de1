import Benchmarks
import JSONParsing
import Testing

struct BenchReportTests {
    static let machine = Machine(processor: "A Processor", processors: 2, kernel: "6.1", load: 0.75)

    static var report: BenchReport {
        var report = BenchReport(
            "latency", machine: machine, settings: JSONObject([("rounds", 3)]),
            columns: [.text("WHAT", "what"), .init("TOKENS", "tokens"), .init("MEDIAN µs", "median_us", digits: 1)])
        report.add(["one pass", 16, measured(1_234.56789)])
        report.add(["none", 8, measured(nil)])
        report.notes = ["a note"]
        report.facts["p99_ratio"] = measured(1.25)
        return report
    }

    @Test("the table has a heading, aligned columns, a dash for what is missing, and its notes")
    func table() {
        #expect(
            Self.report.lines == [
                "latency: A Processor, 2 processors, Linux 6.1, load 0.75 at the start",
                "WHAT      TOKENS  MEDIAN µs",
                "one pass      16     1234.6",
                "none           8          –",
                "a note",
            ])
    }

    @Test("JSON has the same rows by key, the machine, the settings and the facts")
    func json() {
        let expected: JSONValue = [
            "benchmark": "latency",
            "machine": [
                "processor": "A Processor", "processors": 2, "kernel": "6.1", "load_at_start": .double(0.75), "idle": false,
            ],
            "settings": ["rounds": 3],
            "rows": [
                ["what": "one pass", "tokens": 16, "median_us": .double(1_234.568)], ["what": "none", "tokens": 8, "median_us": nil],
            ],
            "p99_ratio": .double(1.25),
            "notes": ["a note"],
        ]
        #expect(Self.report.json == expected)
    }

    @Test("this machine has a name and a processor")
    func here() {
        let machine = Machine.here
        #expect(machine.processors >= 1 && !machine.processor.isEmpty && machine.kernel.contains(".") && machine.load >= 0)
    }
}
