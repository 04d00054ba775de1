import Training

/// The few shapes of SVG 1.1 that a chart needs.
struct SVGDocument {
    private let width: Double
    private let height: Double
    private var elements: [String] = []

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    var text: String {
        let size = #"width="\#(number(width))" height="\#(number(height))" viewBox="0 0 \#(number(width)) \#(number(height))""#
        return
            ([
                #"<?xml version="1.0" encoding="UTF-8"?>"#,
                #"<svg xmlns="http://www.w3.org/2000/svg" \#(size) font-family="Helvetica, Arial, sans-serif">"#,
                #"<rect width="100%" height="100%" fill="white"/>"#,
            ] + elements + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    mutating func line(from: (Double, Double), to: (Double, Double), stroke: String, width: Double, dash: String? = nil) {
        polyline([from, to], stroke: stroke, width: width, dash: dash)
    }

    mutating func polyline(_ points: [(Double, Double)], stroke: String, width: Double, dash: String? = nil) {
        guard points.count > 1 else { return }
        let dashes = dash.map { #" stroke-dasharray="\#($0)""# } ?? ""
        elements.append(
            #"<polyline points="\#(list(points))" fill="none" stroke="\#(stroke)" stroke-width="\#(number(width))"\#(dashes)/>"#)
    }

    mutating func polygon(_ points: [(Double, Double)], fill: String, opacity: Double) {
        guard points.count > 2 else { return }
        elements.append(#"<polygon points="\#(list(points))" fill="\#(fill)" fill-opacity="\#(number(opacity))"/>"#)
    }

    mutating func path(_ commands: String, fill: String) { elements.append(#"<path d="\#(commands)" fill="\#(fill)"/>"#) }

    mutating func text(
        _ content: String, x: Double, y: Double, size: Double, fill: String = "#222222", anchor: String = "start",
        weight: String = "normal", isVertical: Bool = false
    ) {
        let turn = isVertical ? #" transform="rotate(-90 \#(number(x)) \#(number(y)))""# : ""
        elements.append(
            #"<text x="\#(number(x))" y="\#(number(y))" font-size="\#(number(size))" fill="\#(fill)" text-anchor="\#(anchor)""#
                + #" font-weight="\#(weight)"\#(turn)>\#(escaped(content))</text>"#)
    }

    private func list(_ points: [(Double, Double)]) -> String {
        points.map { "\(number($0.0)),\(number($0.1))" }.joined(separator: " ")
    }

    private func number(_ value: Double) -> String {
        value == value.rounded() && value.magnitude < 1e9 ? "\(Int(value))" : fixed(value, digits: 2)
    }

    /// XML has no place for control characters, escaped or not.
    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar.value < 0x20 || scalar.value >= 0xFFFE && scalar.value <= 0xFFFF ? " " : scalar)
            }
        }
        return result
    }
}
