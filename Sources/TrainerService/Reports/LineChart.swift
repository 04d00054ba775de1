import Glibc
import Training

/// Lines with bands around them over a common horizontal axis, one panel beside the other, as one SVG.
///
/// Drawn for screens and print alike: no scripts, no outside fonts, colours that people with a colour deficiency can tell apart (Okabe &
/// Ito 2008), and a marker of its own shape for every line.
package struct LineChart: Equatable, Sendable {
    package struct Point: Equatable, Sendable {
        package let x: Double
        package let y: Double
        /// Nil: no band.
        package let band: ClosedRange<Double>?

        /// - Parameter margin: Half the width of the band; none is drawn where there is no margin, or it or `y` is no number.
        package init(x: Double, y: Double, margin: Double?) {
            self.x = x
            self.y = y
            let (low, high) = (y - (margin ?? .nan), y + (margin ?? .nan))
            band = low <= high ? low...high : nil
        }
    }

    package struct Panel: Equatable, Sendable {
        package let title: String
        package let xLabel: String
        package let yLabel: String
        /// One for each of the chart's names.
        package let lines: [[Point]]

        package init(title: String, xLabel: String, yLabel: String, lines: [[Point]]) {
            self.title = title
            self.xLabel = xLabel
            self.yLabel = yLabel
            self.lines = lines
        }
    }

    package let title: String
    package let note: String
    /// The legend.
    package let names: [String]
    package let panels: [Panel]

    package init(title: String, note: String, names: [String], panels: [Panel]) {
        precondition(panels.allSatisfy { $0.lines.count == names.count }, "LineChart: lines and names differ in number")
        self.title = title
        self.note = note
        self.names = names
        self.panels = panels
    }

    private static let (panelWidth, panelHeight, left, top, gap) = (400.0, 300.0, 64.0, 92.0, 76.0)

    package var svg: String {
        let width = Self.left + Double(panels.count) * (Self.panelWidth + Self.gap) - Self.gap + 24
        let height = Self.top + Self.panelHeight + 76
        var svg = SVGDocument(width: width, height: height)
        svg.text(title, x: Self.left, y: 26, size: 17, weight: "bold")
        drawLegend(&svg)
        for (number, panel) in panels.enumerated() {
            drawPanel(panel, x: Self.left + Double(number) * (Self.panelWidth + Self.gap), &svg)
        }
        svg.text(note, x: Self.left, y: height - 12, size: 11, fill: "#555555")
        return svg.text
    }

    private func drawLegend(_ svg: inout SVGDocument) {
        var x = Self.left
        for (index, name) in names.enumerated() {
            let style = LineStyle(index)
            svg.line(from: (x, 50), to: (x + 28, 50), stroke: style.colour, width: 2.2, dash: style.dash)
            svg.path(style.marker((x + 14, 50)), fill: style.colour)
            svg.text(name, x: x + 35, y: 54, size: 13)
            x += 58 + 7.6 * Double(name.count)
        }
    }

    private func drawPanel(_ panel: Panel, x: Double, _ svg: inout SVGDocument) {
        let points = panel.lines.flatMap { $0 }
        guard let horizontal = ChartAxis(points.map(\.x), pixels: x...x + Self.panelWidth),
            let vertical = ChartAxis(
                points.flatMap { [$0.y, $0.band?.lowerBound ?? $0.y, $0.band?.upperBound ?? $0.y] },
                pixels: Self.top...Self.top + Self.panelHeight, isFlipped: true)
        else { return svg.text("no figures", x: x, y: Self.top + 20, size: 13) }
        let bottom = Self.top + Self.panelHeight
        svg.text(panel.title, x: x, y: Self.top - 12, size: 14, weight: "bold")
        for tick in vertical.ticks {
            svg.line(from: (x, vertical[tick]), to: (x + Self.panelWidth, vertical[tick]), stroke: "#dddddd", width: 1)
            svg.text(vertical.label(tick), x: x - 8, y: vertical[tick] + 4, size: 12, anchor: "end")
        }
        for tick in horizontal.ticks {
            svg.line(from: (horizontal[tick], bottom), to: (horizontal[tick], bottom + 5), stroke: "#333333", width: 1)
            svg.text(horizontal.label(tick), x: horizontal[tick], y: bottom + 20, size: 12, anchor: "middle")
        }
        svg.line(from: (x, bottom), to: (x + Self.panelWidth, bottom), stroke: "#333333", width: 1)
        svg.line(from: (x, Self.top), to: (x, bottom), stroke: "#333333", width: 1)
        svg.text(panel.xLabel, x: x + Self.panelWidth / 2, y: bottom + 40, size: 13, anchor: "middle")
        svg.text(panel.yLabel, x: x - 44, y: Self.top + Self.panelHeight / 2, size: 13, anchor: "middle", isVertical: true)
        for (index, line) in panel.lines.enumerated() {
            let banded = line.filter { $0.band != nil }
            let upper = banded.map { (horizontal[$0.x], vertical[$0.band?.upperBound ?? $0.y]) }
            let lower = banded.map { (horizontal[$0.x], vertical[$0.band?.lowerBound ?? $0.y]) }
            svg.polygon(upper + lower.reversed(), fill: LineStyle(index).colour, opacity: 0.12)
        }
        for (index, line) in panel.lines.enumerated() {
            let (style, pixels) = (LineStyle(index), line.map { (horizontal[$0.x], vertical[$0.y]) })
            svg.polyline(pixels, stroke: style.colour, width: 2.2, dash: style.dash)
            for point in pixels { svg.path(style.marker(point), fill: style.colour) }
        }
    }
}

/// What tells a line from the others.
private struct LineStyle {
    let colour: String
    let dash: String?
    private let sides: Int

    init(_ index: Int) {
        let colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000"]
        colour = colours[index % colours.count]
        dash = index < colours.count ? nil : "6 4"
        sides = [12, 3, 4, 5, 6][index % 5]
    }

    /// A polygon around a point, as the commands of a path.
    func marker(_ centre: (Double, Double)) -> String {
        let corners = (0..<sides).map { corner -> String in
            let angle = 2 * Double.pi * (Double(corner) + (sides == 4 ? 0.5 : 0)) / Double(sides)
            return "\(fixed(centre.0 + 4.6 * sin(angle), digits: 1)) \(fixed(centre.1 - 4.6 * cos(angle), digits: 1))"
        }
        return "M " + corners.joined(separator: " L ") + " Z"
    }
}
