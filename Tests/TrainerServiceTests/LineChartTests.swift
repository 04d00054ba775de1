import Testing
import TrainerService

struct LineChartTests {
    private static func chart(_ values: [[Double]], names: [String]) -> String {
        let lines = values.map { line in
            line.enumerated().map { LineChart.Point(x: Double($0), y: $1, margin: 1) }
        }
        return LineChart(
            title: "A & B", note: "n < 5", names: names,
            panels: [
                LineChart.Panel(title: "left", xLabel: "x", yLabel: "y", lines: lines),
                LineChart.Panel(title: "right", xLabel: "x", yLabel: "y", lines: lines),
            ]
        ).svg
    }

    private func count(_ text: String, _ part: String) -> Int { text.components(part) }

    @Test("every panel has a line, a band and markers for every name, and the legend each name once")
    func parts() {
        let svg = Self.chart([[1, 2, 3], [2, 2, 2]], names: ["first", "second"])
        #expect(count(svg, "<polygon ") == 4)
        #expect(count(svg, ">first</text>") == 1 && count(svg, ">second</text>") == 1)
        // Markers: three points of two lines in two panels, and two in the legend.
        #expect(count(svg, "<path ") == 14)
        #expect(count(svg, "#0072B2") > 0 && count(svg, "#D55E00") > 0)
        #expect(count(svg, ">left</text>") == 1 && count(svg, ">right</text>") == 1)
    }

    @Test("text cannot leave its element")
    func escapes() {
        let svg = Self.chart([[1, 2]], names: ["<script>\"&\u{1}"])
        #expect(svg.contains("A &amp; B") && svg.contains("n &lt; 5") && svg.contains("&lt;script&gt;&quot;&amp; </text>"))
        #expect(!svg.contains("<script"))
    }

    @Test("every tag that is opened is closed, and every number is one")
    func wellFormed() {
        let svg = Self.chart([[0.1, 1e9, -3], [.nan, .infinity, 4]], names: ["a", "b"])
        #expect(svg.hasPrefix("<?xml") && svg.hasSuffix("</svg>\n"))
        #expect(count(svg, "<text ") == count(svg, "</text>") && count(svg, "<svg ") == 1)
    }

    @Test("a chart without points says so, and one of a single point still has an axis")
    func few() {
        #expect(Self.chart([[]], names: ["a"]).contains("no figures"))
        let single = Self.chart([[5]], names: ["a"])
        #expect(count(single, "<path ") == 3 && !single.contains("no figures"))
    }

    static let axes: [(values: [Double], ticks: [String])] = [
        ([0, 100], ["0", "20", "40", "60", "80", "100"]), ([150, 250], ["140", "160", "180", "200", "220", "240", "260"]),
        ([0.71, 0.745], ["0.71", "0.72", "0.73", "0.74", "0.75"]), ([-3, 4], ["-4", "-2", "0", "2", "4"]),
        ([7, 7], ["6.0", "6.5", "7.0", "7.5", "8.0"]),
    ]

    @Test("ticks are round numbers that hold all values between them", arguments: axes)
    func ticks(values: [Double], ticks: [String]) throws {
        let axis = try #require(ChartAxis(values, pixels: 0...100))
        #expect(axis.ticks.map(axis.label) == ticks)
        let last = try #require(axis.ticks.last)
        #expect(axis[axis.ticks[0]] == 0 && abs(axis[last] - 100) < 1e-9)
        let flipped = try #require(ChartAxis(values, pixels: 0...100, isFlipped: true))
        #expect(flipped[axis.ticks[0]] == 100)
        #expect(ChartAxis([.nan], pixels: 0...1) == nil)
    }
}

extension String {
    /// How often `part` occurs.
    fileprivate func components(_ part: String) -> Int {
        var (count, rest) = (0, self[...])
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
