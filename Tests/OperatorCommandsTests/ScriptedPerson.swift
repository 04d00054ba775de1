import ConsolePrograms

/// A person at a terminal, played from a script: what is typed, step by step, and what was on the screen before each step.
final class ScriptedPerson: PersonTerminal {
    private var steps: [String]
    /// Typed while the trainer is asked, once.
    var early = ""
    private(set) var screens: [[String]] = []
    var columns = 80

    init(_ steps: [String]) { self.steps = steps }

    func read() -> [UInt8]? { steps.isEmpty ? nil : Array(steps.removeFirst().utf8) }

    func typed() -> [UInt8] {
        defer { early = "" }
        return Array(early.utf8)
    }

    func draw(_ lines: [String]) { screens.append(lines) }
    func size() -> (columns: Int, rows: Int) { (columns, 24) }

    func shows(_ text: String) -> Bool { screens.last?.contains { $0.contains(text) } ?? false }
}
