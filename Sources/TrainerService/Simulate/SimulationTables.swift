import Acquisition
import LabeledData
import Training

extension SimulationOutcome {
    /// The report as a person reads it.
    package var document: ReportDocument {
        var document = ReportDocument([.title("Simulation of active learning"), .paragraph(summary)])
        if !isComplete { document.blocks.append(.warning("STOPPED: \(seedsDone) of \(settings.seeds) seeds are done")) }
        guard pointCount > 0 else { return document }
        document.blocks += [
            .heading("Macro-F1 by number of labels"), .table(curveTable(.macroF1)),
            .heading("Accuracy by number of labels"), .table(curveTable(.accuracy)),
            .heading("F1 of each class at the end"), .table(classTable),
            .heading("Queries by class (the paper's Table 3)"), .table(queryTable), .paragraph(countNote),
        ]
        if description.variationCount > 0 {
            document.blocks += [.heading("Queries and their variations by class (the paper's Table 3)"), .table(acquiredTable)]
        }
        document.blocks += [
            .heading("Standard deviation of errors across classes at the end (the paper's Table 8)"), .table(errorTable),
            .paragraph(ReproduceOutcome.errorNote),
        ]
        if let target = settings.targetF1 {
            document.blocks += [.heading("Labels to a macro-F1 of \(fixed(100 * target, digits: 1))"), .table(targetTable(target))]
        }
        if settings.strategies.contains(.random), settings.strategies.count > 1 {
            document.blocks += [.heading("Compared with random, seed by seed"), .table(comparisonTable), .paragraph(Self.comparisonNote)]
        }
        return document
    }

    private var summary: String {
        func size(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : fixed(value, digits: 1) }
        return "\(seedsDone) seeds from \(settings.firstSeed) on; \(settings.iterations) iterations of \(settings.queries) queries, "
            + "\(settings.clusters) clusters, uncertainty \(settings.uncertainty.rawValue). Bootstrap \(size(description.bootstrapSize)) "
            + "messages, pool \(size(description.poolSize)), test \(size(description.testSize)); variations: \(description.variations)"
            + (description.variationCount > 0 ? " (\(description.variationCount), weight \(settings.variationWeight))" : "")
            + ". The learner is the probe on \(description.base). Figures are means over seeds ± half of the 95 % interval."
    }

    private func curveTable(_ metric: SimulationMetric) -> ReportDocument.Table {
        let labels = labels.map { $0 == $0.rounded() ? "\(Int($0))" : fixed($0, digits: 1) }
        var table = ReportDocument.Table(["Strategy"] + labels, textColumns: 1)
        for strategy in settings.strategies { table.add([strategy.rawValue] + curve(strategy, metric).map { cell($0) }) }
        return table
    }

    private var classTable: ReportDocument.Table {
        var table = ReportDocument.Table(["Strategy"] + SafetyClass.names, textColumns: 1)
        for strategy in settings.strategies {
            table.add(
                [strategy.rawValue]
                    + SafetyClass.allCases.map { cell(MeanAndInterval(values(strategy, .f1($0), .end))) })
        }
        return table
    }

    // MARK: Table 3

    private var queryTable: ReportDocument.Table {
        var table = countTable
        let pool = description.poolCounts.map(Double.init)
        table.add(countRow("whole pool", "share, %", pool.map { 100 * $0 / max(1, pool.reduce(0, +)) }.map { fixed($0, digits: 1) }, "–"))
        for strategy in settings.strategies {
            addPaper(strategy, to: &table, scale: 1 / Double(SplitFile.variationsPerPost + 1))
            addCounts(strategy, results(strategy).map(\.queried), to: &table)
        }
        return table
    }

    private var acquiredTable: ReportDocument.Table {
        var table = countTable
        for strategy in settings.strategies {
            addPaper(strategy, to: &table, scale: 1)
            addCounts(strategy, results(strategy).map(\.acquired), to: &table)
        }
        return table
    }

    private var countTable: ReportDocument.Table {
        ReportDocument.Table(["Strategy", "Figures"] + SafetyClass.names + ["Standard Deviation"], textColumns: 2)
    }

    private func countRow(_ name: String, _ figures: String, _ counts: [String], _ deviation: String) -> [String] {
        [name, figures] + counts + [deviation]
    }

    private func addCounts(_ strategy: QueryStrategy, _ counts: [[Int]], to table: inout ReportDocument.Table) {
        let columns = SafetyClass.allCases.map { label in cell(MeanAndInterval(counts.map { Double($0[label.index]) })) }
        let deviations = counts.compactMap { sampleDeviation($0.map(Double.init)) }
        table.add(countRow(strategy.rawValue, "ours", columns, cell(MeanAndInterval(deviations))))
    }

    /// The paper's row, where it has one and asked as many questions.
    private func addPaper(_ strategy: QueryStrategy, to table: inout ReportDocument.Table, scale: Double) {
        guard isLikePaper, let split = PaperSplit(rawValue: strategy.rawValue), let counts = PaperFigures.classCounts[split],
            let deviation = PaperFigures.countDeviations[split]
        else { return }
        table.add(
            countRow(
                strategy.rawValue, "paper", counts.map { fixed(scale * Double($0), digits: 1) }, fixed(scale * deviation, digits: 1)))
    }

    private var isLikePaper: Bool { settings.iterations == 5 && settings.queries == 20 }

    private var countNote: String {
        "The standard deviation is of the six counts of a seed, and of it the mean over seeds."
            + (isLikePaper
                ? " The paper's counts hold a post and its \(SplitFile.variationsPerPost) variations; here they are of posts, a sixth. Its pool"
                    + " is another one." : "")
    }

    // MARK: Table 8, target and comparison

    private var errorTable: ReportDocument.Table {
        var table = ReportDocument.Table(["Strategy", "paper, \(PaperFigures.table8Model) with LLM", "ours"], textColumns: 1)
        for strategy in settings.strategies {
            let published = isLikePaper ? PaperSplit(rawValue: strategy.rawValue).flatMap { PaperFigures.table8[$0] } : nil
            table.add([
                strategy.rawValue, published.map { fixed($0, digits: 2) } ?? "–",
                cell(MeanAndInterval(values(strategy, .errorDeviation, .end)), digits: 2),
            ])
        }
        return table
    }

    private func targetTable(_ target: Double) -> ReportDocument.Table {
        var table = ReportDocument.Table(["Strategy", "mean curve", "mean of the seeds that reach it", "seeds"], textColumns: 1)
        for strategy in settings.strategies {
            let bySeed = labelsNeededBySeed(strategy, target: target)
            table.add([
                strategy.rawValue, labelsNeeded(strategy, target: target).map { fixed($0, digits: 1) } ?? "never", cell(bySeed.labels),
                "\(bySeed.seeds) of \(seedsDone)",
            ])
        }
        return table
    }

    private var comparisonTable: ReportDocument.Table {
        let rarest = description.rarest
        var table = ReportDocument.Table(
            [
                "Strategy", "macro-F1 at the end", "macro-F1, mean of iterations", "accuracy at the end", "\(rarest.name) F1 at the end",
                "\(rarest.name) queries",
            ], textColumns: 1)
        for strategy in settings.strategies where strategy != .random {
            table.add(
                [strategy.rawValue]
                    + [
                        difference(strategy, .macroF1, .end), difference(strategy, .macroF1, .meanAfterStart),
                        difference(strategy, .accuracy, .end), difference(strategy, .f1(rarest), .end),
                        queriedDifference(strategy, rarest),
                    ].map(signed))
        }
        return table
    }

    static let comparisonNote = """
        Mean difference to random over seeds with its 95 % interval, in points; above 0 the strategy is better. An interval that holds 0 \
        shows no difference.
        """

    private func cell(_ figure: MeanAndInterval?, digits: Int = 1) -> String {
        guard let figure else { return "–" }
        return fixed(figure.mean, digits: digits) + (figure.margin.map { " ± " + fixed($0, digits: digits) } ?? "")
    }

    private func signed(_ figure: MeanAndInterval?) -> String {
        guard let figure else { return "–" }
        func text(_ value: Double) -> String { (value > 0 ? "+" : "") + fixed(value, digits: 2) }
        guard let low = figure.low, let high = figure.high else { return text(figure.mean) }
        return "\(text(figure.mean)) [\(text(low)), \(text(high))]"
    }
}
