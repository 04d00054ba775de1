import LabeledData
package import Training

/// What has been measured so far, and against what: the source of every output.
package struct ReproduceOutcome: Sendable {
    package let plan: ReproducePlan
    package let data: PaperFolder
    package let runs: [PlannedRun]
    /// The results of `runs`, as far as they are there.
    package let results: [RunKey: RunResult]

    package init(plan: ReproducePlan, data: PaperFolder, runs: [PlannedRun], log: RunLog) {
        self.plan = plan
        self.data = data
        self.runs = runs
        results = Dictionary(runs.compactMap { run in log[run.key].map { (run.key, $0) } }) { $1 }
    }

    package var isComplete: Bool { results.count == runs.count }

    /// The confusion matrices of one cell of a table, one for each seed that is done.
    package func confusions(_ base: ReproduceBase, _ mix: TrainingMix, _ settings: ReproduceSettings) -> [ConfusionMatrix] {
        runs.filter { $0.base == base && $0.key.mix == mix && $0.key.settings == settings }.compactMap { results[$0.key]?.confusion }
    }

    /// Accuracy, precision, recall and F1 of one cell over its seeds; nil when no run is done.
    package func figures(_ base: ReproduceBase, _ mix: TrainingMix, _ settings: ReproduceSettings) -> [MeanAndDeviation]? {
        let all = confusions(base, mix, settings).map(tableFigures)
        let figures = (0..<4).compactMap { column in MeanAndDeviation(all.map { $0[column] }) }
        return figures.isEmpty ? nil : figures
    }

    /// Every way of training a table's cells: ours, one after the other.
    var recipes: [(base: ReproduceBase, settings: ReproduceSettings)] {
        plan.bases.flatMap { base in plan.settings.map { (base, $0) } }
    }
}

extension ReproduceOutcome {
    package var document: ReportDocument {
        var document = ReportDocument(preamble)
        document.blocks += [.heading("Table 3: rows of each class"), .table(countTable)]
        if plan.tables.contains(4) {
            document.blocks += [.heading("Table 4: the bootstrap set alone"), .table(scoreTable([.bootstrap], nil, PaperFigures.table4))]
        }
        for (number, title, published) in [
            (5, "Table 5: bootstrap and the split's 100 posts, without LLM generation", PaperFigures.table5),
            (6, "Table 6: bootstrap, the posts and their 500 variations, with LLM generation", PaperFigures.table6),
        ] where plan.tables.contains(number) {
            document.blocks.append(.heading(title))
            for split in plan.splits {
                let mixes = plan.mixes(data).filter { $0.table == number && $0.split == split }
                document.blocks.append(.table(scoreTable(mixes, split, published[split] ?? [])))
            }
        }
        if plan.tables.contains(6) {
            document.blocks += [
                .heading("Table 8: standard deviation of errors across classes"), .table(errorTable), .paragraph(Self.errorNote),
            ]
        }
        document.blocks += [.heading("F1 of each class (not in the paper)"), .table(classTable)]
        return document
    }

    // MARK: Table 3

    private var countTable: ReportDocument.Table {
        let splits = PaperSplit.allCases
        var table = ReportDocument.Table(
            ["Class", "Figures"] + splits.map(\.title) + ["Bootstrap", "Dev", "Test", "Total"], textColumns: 2)
        let hasRepair = plan.splits.contains { (data.splits[$0]?.relabelledPosts ?? 0) > 0 }
        let sources = [("paper", publishedCounts), ("files", counts(.published))] + (hasRepair ? [("repaired", counts(.repaired))] : [])
        for label in SafetyClass.allCases {
            for (name, columns) in sources { table.add([label.name, name] + columns.map { $0.map { "\($0[label.index])" } ?? "–" }) }
        }
        let deviations = sources.map { name, columns in
            name == "paper" ? splits.map { PaperFigures.countDeviations[$0] } : columns.prefix(splits.count).map(Self.countDeviation)
        }
        for ((name, _), row) in zip(sources, deviations) {
            table.add(["Standard Deviation", name] + row.map { $0.map { fixed($0, digits: 1) } ?? "–" } + ["–", "–", "–", "–"])
        }
        for (name, columns) in sources {
            table.add(["Total", name] + columns.map { $0.map { "\($0.reduce(0, +))" } ?? "–" })
        }
        return table
    }

    static func countDeviation(_ counts: [Int]?) -> Double? { counts.flatMap { sampleDeviation($0.map(Double.init)) } }

    var publishedCounts: [[Int]?] {
        PaperSplit.allCases.map { PaperFigures.classCounts[$0] }
            + [PaperFigures.bootstrapCounts, PaperFigures.devCounts, PaperFigures.testCounts, PaperFigures.totalCounts]
    }

    /// The counts of our files in the columns of Table 3; nil for a file that was not read. The total is of what was read.
    package func counts(_ labels: SplitLabels) -> [[Int]?] {
        func counted(_ labels: [SafetyClass]) -> [Int] { SafetyClass.allCases.map { label in labels.count { $0 == label } } }
        var columns: [[Int]?] = PaperSplit.allCases.map { name in
            data.splits[name].map { counted($0.variations.map(\.label) + $0.postLabels(labels)) }
        }
        columns += [data.bootstrap, data.dev, data.test].map { file in file.map { counted($0.rows.map(\.label)) } }
        let total = SafetyClass.allCases.map { label in columns.reduce(0) { $0 + ($1?[label.index] ?? 0) } }
        return columns + [total]
    }

    // MARK: Tables 4 to 6

    private func scoreTable(_ mixes: [TrainingMix], _ split: PaperSplit?, _ published: [PublishedRow]) -> ReportDocument.Table {
        var table = ReportDocument.Table(
            (split == nil ? [] : ["Approach"]) + ["Model", "Figures", "Labels", "Accuracy", "Precision", "Recall", "F1", "Seeds"],
            textColumns: split == nil ? 3 : 4)
        let approach = split.map { [$0.title] } ?? []
        func add(_ base: ReproduceBase) {
            for settings in plan.settings {
                for mix in mixes {
                    let done = confusions(base, mix, settings).count
                    let cells = figures(base, mix, settings).map { $0.map { Self.cell($0) } } ?? [String](repeating: "–", count: 4)
                    table.add(
                        approach + [base.name, Self.name(settings), split == nil ? "–" : mix.labels.rawValue] + cells
                            + [done == plan.seeds ? "\(done)" : "\(done) of \(plan.seeds)"])
                }
            }
        }
        // Ours stand under the paper's row for the same model, and those that the paper has not at the end.
        for row in published {
            table.add(approach + [row.model, "paper", "–"] + row.figures.map { fixed($0, digits: 1) } + ["–"])
            for base in plan.bases where base.name == row.model { add(base) }
        }
        for base in plan.bases where !published.contains(where: { $0.model == base.name }) { add(base) }
        return table
    }

    static func name(_ settings: ReproduceSettings) -> String { settings == .paper ? "ours, paper's settings" : "ours, our settings" }

    static func cell(_ figure: MeanAndDeviation, digits: Int = 1) -> String {
        fixed(figure.mean, digits: digits) + (figure.deviation.map { " ± " + fixed($0, digits: digits) } ?? "")
    }

    // MARK: Table 8

    private var errorTable: ReportDocument.Table {
        let splits = plan.splits
        var table = ReportDocument.Table(["Model", "Figures", "Labels"] + splits.map { $0.title + " + LLM" }, textColumns: 3)
        table.add([PaperFigures.table8Model, "paper", "–"] + splits.map { PaperFigures.table8[$0].map { fixed($0, digits: 2) } ?? "–" })
        let mixes = plan.mixes(data)
        for (base, settings) in recipes {
            for labels in SplitLabels.allCases where mixes.contains(where: { $0.table == 6 && $0.labels == labels }) {
                let cells = splits.map { split in
                    let mix = TrainingMix.whole(split, labels)
                    guard mixes.contains(mix) else { return "as published" }
                    return errorDeviation(base, mix, settings).map { Self.cell($0, digits: 2) } ?? "–"
                }
                table.add([base.name, Self.name(settings), labels.rawValue] + cells)
            }
        }
        return table
    }

    package func errorDeviation(_ base: ReproduceBase, _ mix: TrainingMix, _ settings: ReproduceSettings) -> MeanAndDeviation? {
        MeanAndDeviation(confusions(base, mix, settings).compactMap(classErrorDeviation))
    }

    static let errorNote = """
        Ours: the share of each class's evaluation rows that are wrong, in percent, and the sample standard deviation of these six \
        figures. The paper counts 100 errors of each approach and divides by the rows of each class without naming the scale; this is \
        the reading that its recall figures allow.
        """

    // MARK: what the paper has not

    private var classTable: ReportDocument.Table {
        var table = ReportDocument.Table(["Trained on", "Model", "Figures"] + SafetyClass.names, textColumns: 3)
        for mix in plan.mixes(data) {
            for (base, settings) in recipes {
                let all = confusions(base, mix, settings)
                let cells = SafetyClass.allCases.map { label in
                    MeanAndDeviation(all.map { 100 * $0.scores(label.index).f1 }).map { Self.cell($0) } ?? "–"
                }
                table.add([mix.title, base.name, Self.name(settings)] + cells)
            }
        }
        return table
    }
}
