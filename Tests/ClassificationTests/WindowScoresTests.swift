import Classification
import Testing

struct WindowScoresTests {
    private static let labels = ["alarm", "not-harmful", "noise"]
    private static let windows: [[Float]] = [[0.125, 0.75, 0.125], [0.75, 0.125, 0.125], [0.25, 0.25, 0.5]]

    private static func scores(_ windows: [[Float]], _ labels: [String] = Self.labels) -> WindowScores {
        var scores = WindowScores(labels: labels)
        for window in windows { scores.add(window, layers: 1) }
        return scores
    }

    @Test("one window's scores are its own")
    func one() {
        let scores = Self.scores([Self.windows[0]])
        #expect(scores.scores == Self.windows[0])
        #expect(scores.windows == 1)
    }

    @Test("a harmful class takes its maximum, not-harmful its minimum")
    func several() {
        let scores = Self.scores(Self.windows)
        #expect(scores.scores == [0.75, 0.125, 0.5])
        #expect(scores.windows == 3)
    }

    @Test("the order of the windows does not matter", arguments: [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
    func order(order: [Int]) {
        #expect(Self.scores(order.map { Self.windows[$0] }) == Self.scores(Self.windows))
    }

    @Test("a window can make a text more alarming, never less")
    func monotone() {
        let before = Self.scores(Array(Self.windows.prefix(2))).scores
        let after = Self.scores(Self.windows).scores
        #expect(after[0] >= before[0] && after[1] <= before[1] && after[2] >= before[2])
    }

    @Test("without a class not-harmful, every class takes its maximum")
    func noHarmless() {
        #expect(Self.scores(Self.windows, ["a", "b", "c"]).scores == [0.75, 0.75, 0.5])
    }

    @Test("the layers are those of the window that went furthest")
    func layers() {
        var scores = WindowScores(labels: Self.labels)
        #expect(scores.layers == 0)
        for (window, layers) in zip(Self.windows, [2, 5, 3]) { scores.add(window, layers: layers) }
        #expect(scores.layers == 5)
    }
}
