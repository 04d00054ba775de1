import Metrics
import Testing

struct MetricsTextTests {
    @Test("the text is Prometheus' format, with cumulative buckets and labels in their order")
    func golden() {
        var text = MetricsText()
        text.add("picket_up", .gauge, "Whether it runs.", [MetricSample(1)])
        text.add("picket_things_total", .counter, "Things.", [MetricSample(2.5, [MetricLabel("kind", "a"), MetricLabel("of", "b")])])
        text.add("picket_nothing_total", .counter, "Nothing yet.", [])
        var histogram = Histogram(HistogramBounds([0.1, 1]))
        for value in [0.05, 0.5, 0.75, 7] { histogram.observe(value) }
        text.add("picket_seconds", "How long.", [([MetricLabel("class", "x")], histogram)])
        #expect(
            text.text == """
                # HELP picket_up Whether it runs.
                # TYPE picket_up gauge
                picket_up 1
                # HELP picket_things_total Things.
                # TYPE picket_things_total counter
                picket_things_total{kind="a",of="b"} 2.5
                # HELP picket_nothing_total Nothing yet.
                # TYPE picket_nothing_total counter
                # HELP picket_seconds How long.
                # TYPE picket_seconds histogram
                picket_seconds_bucket{class="x",le="0.1"} 1
                picket_seconds_bucket{class="x",le="1"} 3
                picket_seconds_bucket{class="x",le="+Inf"} 4
                picket_seconds_sum{class="x"} 8.3
                picket_seconds_count{class="x"} 4

                """)
    }

    @Test("a label cannot leave its quotes")
    func escapes() {
        var text = MetricsText()
        text.add("m", .gauge, "h", [MetricSample(1, [MetricLabel("l", "a\\b\"c\nd\"} 9\nfake 1")])])
        #expect(text.text.split(separator: "\n").last == #"m{l="a\\b\"c\nd\"} 9\nfake 1"} 1"#)
    }

    @Test(
        "numbers that are none are written as the format has them",
        arguments: [(Double.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (1e300, "1e+300"), (-3, "-3")])
    func numbers(value: Double, expected: String) {
        var text = MetricsText()
        text.add("m", .gauge, "h", [MetricSample(value)])
        #expect(text.text.hasSuffix("\nm \(expected)\n"))
    }
}
