import Acquisition
import LabeledData

extension SimulationOutcome {
    /// Macro-F1, and the F1 of the class that the pool has fewest messages of, by the number of labels.
    package var chart: LineChart {
        func panel(_ title: String, _ metric: SimulationMetric) -> LineChart.Panel {
            LineChart.Panel(
                title: title, xLabel: "labels", yLabel: "F1, %",
                lines: settings.strategies.map { strategy in
                    zip(labels, curve(strategy, metric)).map { labels, figure in
                        LineChart.Point(x: labels, y: figure.mean, margin: figure.margin)
                    }
                })
        }
        return LineChart(
            title: "Learning curves on a labelled pool", note: "Means over \(seedsDone) seeds; bands are 95 % intervals of the mean.",
            names: settings.strategies.map(\.rawValue),
            panels: [panel("macro-F1", .macroF1), panel("F1 of \(description.rarest.name)", .f1(description.rarest))])
    }
}
