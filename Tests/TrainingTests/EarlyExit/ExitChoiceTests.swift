import Testing
import Training

/// The bounds with no floor but that of the steps, so that few rows can show what decides.
func lowest(_ bounds: ExitBounds) -> ExitBounds {
    var bounds = bounds
    bounds.leastThreshold = 0
    return bounds
}

/// Three classes: 0 must not be missed, 1 is a harmful class, 2 is harmless. Two layers, one exit.
struct ExitChoiceTests {
    private static let bounds = lowest(ExitBounds(protected: [0], flagThresholds: [0.35, 0.3, nil], harmless: 2))
    private static let count = 300
    private static let labels = (0..<count).map { $0 % 3 }
    private static let folds = (0..<count).map { $0 / 3 % 5 }

    /// A distribution with `top` for one class, and of the rest `shares` for the others in their order.
    private static func row(_ label: Int, _ top: Float, _ shares: (Float, Float) = (0.5, 0.5)) -> [Float] {
        var others = [shares.0, shares.1].map { $0 * (1 - top) }[...]
        return (0..<3).map { c in c == label ? top : others.removeFirst() }
    }

    private static func best(
        exits: [(Int) -> [Float]], model: (Int) -> [Float] = { row(labels[$0], 0.9) }, bounds: ExitBounds = bounds, messages: [Int]? = nil
    ) -> ExitChoice? {
        let rows = 0..<count
        let evidence = ExitEvidence(
            labels: labels, classCount: 3, exits: exits.map { exit in rows.flatMap { exit($0) } }, model: rows.flatMap { model($0) })
        return ExitChoice.best(
            evidence, folds: folds, audiences: [Array(rows)] + (messages.map { [$0] } ?? []), bounds: bounds)
    }

    private static func next(_ row: Int) -> Int { (labels[row] + 1) % 3 }

    @Test("an exit that is right where it is sure lets those leave, at the lowest threshold")
    func takes() throws {
        let choice = try #require(Self.best(exits: [{ $0 % 2 == 0 ? Self.row(Self.labels[$0], 0.98) : Self.row(Self.next($0), 0.5) }]))
        #expect(choice.first == 1 && choice.threshold == 0.6 && choice.layers == 2)
        #expect(choice.figures.meanLayers == 1.5 && choice.figures.macroF1 == 1 && choice.full.meanLayers == 2)
        #expect(choice.crossFitted == choice.figures)
    }

    @Test("no threshold is below the least, however right the exit is")
    func least() throws {
        var bounds = Self.bounds
        bounds.leastThreshold = 0.9
        let choice = try #require(
            Self.best(exits: [{ $0 % 2 == 0 ? Self.row(Self.labels[$0], 0.98) : Self.row(Self.next($0), 0.5) }], bounds: bounds))
        #expect(choice.threshold == 0.9)
    }

    @Test("the threshold stays above those that the exit gets wrong")
    func threshold() throws {
        let choice = try #require(
            Self.best(exits: [{ $0 % 2 == 0 ? Self.row(Self.labels[$0], 0.98) : Self.row(Self.next($0), 0.72, (0.01, 0.99)) }]))
        #expect(choice.threshold == 0.75 && choice.figures.macroF1 == 1)
    }

    @Test("an exit that is surely wrong is not taken, nor one that spares next to nothing")
    func refuses() {
        #expect(Self.best(exits: [{ Self.row($0 % 10 == 0 ? 1 : Self.labels[$0], 0.999) }]) == nil)
        #expect(Self.best(exits: [{ $0 % 10 == 0 ? Self.row(Self.labels[$0], 0.98) : Self.row(Self.next($0), 0.5) }]) == nil)
        #expect(Self.best(exits: []) == nil)
    }

    @Test("where an exit leaves the protected class in doubt nobody leaves, however sure it is of another")
    func doubt() throws {
        // Every message of class 0 comes out as 1, with a twentieth left for 0; without the limit the recall would fall to nothing.
        let exit = { (row: Int) in Self.labels[row] == 0 ? Self.row(1, 0.94, (0.83, 0.17)) : Self.row(Self.labels[row], 0.98) }
        let choice = try #require(Self.best(exits: [exit]))
        #expect(choice.threshold == 0.6 && choice.figures.recall == [1] && choice.figures.flagged == [100])
        #expect(abs(choice.figures.meanLayers - (100 * 2 + 200) / 300.0) < 1e-9)
        var open = Self.bounds
        open.limit = 1
        let kept = try #require(Self.best(exits: [exit], bounds: open))
        #expect(kept.threshold > 0.94 && kept.figures.recall == [1])
    }

    @Test("harmless messages are not flagged by an exit where the model lets them pass, though their label is the same")
    func falseFlags() throws {
        let exit = { (row: Int) in
            Self.labels[row] == 2 && row % 2 == 0 ? Self.row(2, 0.66, (0.01, 0.99)) : Self.row(Self.labels[row], 0.98)
        }
        let choice = try #require(Self.best(exits: [exit]))
        #expect(choice.threshold == 0.7 && choice.figures.falseFlags == 0)
    }

    @Test("a message of the protected class that is flagged under another label stays flagged")
    func flagged() throws {
        // The model says 1, and 0 with 0.4: flagged. The exit says 1 and is sure: right no more often, and no longer flagged.
        let model = { (row: Int) in
            Self.labels[row] == 0 && row % 2 == 0 ? Self.row(1, 0.5, (0.8, 0.2)) : Self.row(Self.labels[row], 0.9)
        }
        let exit = { (row: Int) in
            Self.labels[row] == 0 && row % 2 == 0 ? Self.row(1, 0.8, (0.01, 0.99)) : Self.row(Self.labels[row], 0.98)
        }
        let choice = try #require(Self.best(exits: [exit], model: model))
        #expect(choice.threshold == 0.85 && choice.figures.flagged == choice.full.flagged && choice.full.flagged == [100])
    }

    @Test("the bounds hold for the rows that people wrote by themselves too")
    func audiences() throws {
        // Among the first ten rows, which are the messages, the exit is wrong with 0.8; among all it would be lost in the margin.
        let exit = { (row: Int) in row == 1 ? Self.row(2, 0.8, (0.01, 0.99)) : Self.row(Self.labels[row], 0.98) }
        var bounds = Self.bounds
        bounds.maxLoss = 0.02
        let all = try #require(Self.best(exits: [exit], bounds: bounds))
        #expect(all.threshold == 0.6)
        let both = try #require(Self.best(exits: [exit], bounds: bounds, messages: Array(0..<10)))
        #expect(both.threshold == 0.85)
    }

    @Test("of several layers, messages leave from the first on that pays")
    func firstLayer() throws {
        let bad = { (row: Int) in Self.row(Self.next(row), 0.999, (0.5, 0.5)) }
        let good = { (row: Int) in Self.row(Self.labels[row], 0.98) }
        let choice = try #require(Self.best(exits: [bad, good, good]))
        #expect(choice.first == 2 && choice.layers == 4 && choice.figures.meanLayers == 2)
    }

    @Test("a choice that does not hold on rows that had no part in it is made again higher up")
    func crossFitting() throws {
        // Each fold has a message of class 0 that its exit takes for another, the surer the later the fold: a choice that has not seen a
        // fold goes lower than that fold bears.
        let exit = { (row: Int) in
            Self.labels[row] == 0 && row < 15
                ? Self.row(1, 0.61 + 0.08 * Float(Self.folds[row]), (0.01, 0.99)) : Self.row(Self.labels[row], 0.98)
        }
        // The last fold's message is sure with 0.93, the one before with 0.85: without the last, 0.9 seems enough, and two steps above
        // that, 0.94 is. Of all rows the lowest is 0.94.
        let choice = try #require(Self.best(exits: [exit]))
        #expect(choice.threshold == 0.96 && choice.figures.recall == [1] && choice.crossFitted.recall == [1])
    }
}
