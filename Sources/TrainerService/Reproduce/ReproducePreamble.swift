import LabeledData
import Training

// What stands before the tables: on what the figures rest, and what they may not be taken for.
extension ReproduceOutcome {
    var preamble: [ReportDocument.Block] {
        var blocks: [ReportDocument.Block] = [.title("The paper's tables, and ours beside them"), .paragraph(PaperFigures.title + ".")]
        if let warning { blocks.append(.warning(warning)) }
        if !isComplete {
            blocks.append(.warning("UNFINISHED: \(results.count) of \(runs.count) runs are done; the same command with --resume goes on."))
        }
        blocks += notes.map(ReportDocument.Block.paragraph)
        return blocks
    }

    /// What a reader must know before believing a figure; nil when the paper's test set was scored.
    package var warning: String? {
        guard data.test == nil else { return nil }
        return """
            NOT THE PAPER'S TEST SET: there is no \(PaperFolder.testName) in the data folder, so our figures are measured on \
            \(data.dev.name) (\(data.dev.rows.count) rows), the paper's on its test set of \
            \(PaperFigures.testCounts.reduce(0, +)). On so few rows a difference of macro-F1 under 3 points is noise.
            """
    }

    package var notes: [String] {
        var notes: [String] = []
        if data.test != nil { notes.append("Our figures are measured on \(data.evaluation.name): \(data.evaluation.rows.count) rows.") }
        notes.append(
            "Figures are percentages; precision, recall and F1 are macro averages. Ours are the mean over \(plan.seeds) "
                + "\(plan.seeds == 1 ? "seed" : "seeds")" + (plan.seeds > 1 ? " ± the sample standard deviation." : "."))
        notes += plan.settings.map(describe)
        notes += relabelling
        for file in data.files where !file.linesWithoutText.isEmpty {
            let lines = file.linesWithoutText.map { "\($0)" }.joined(separator: ", ")
            notes.append("\(file.name): rows without a text are left out (line \(lines)).")
        }
        if sharedTexts > 0 {
            notes.append(
                "\(sharedTexts) of the \(data.evaluation.rows.count) evaluation texts also \(sharedTexts == 1 ? "stands" : "stand") in a "
                    + "training file, but for case and punctuation; they are scored like the others.")
        }
        return notes
    }

    private func describe(_ settings: ReproduceSettings) -> String {
        let epochs = plan.epochs.map { "\($0)" }
        let maxLength = plan.maxLength.map { "\($0)" }
        switch settings {
        case .paper:
            return "Paper's settings (\(trainerDescription(settings))): learning rate \(PaperSettings.learningRate), batch size "
                + "\(PaperSettings.batchSize), max length \(maxLength ?? "\(PaperSettings.maxLength)"), "
                + (epochs.map { "\($0) epochs, as asked for." }
                    ?? "\(PaperSettings.epochs) epochs: the paper names none, this is our choice.")
        case .ours:
            return "Our settings: \(trainerDescription(settings))" + (epochs.map { ", \($0) epochs" } ?? "")
                + (maxLength.map { ", max length \($0)" } ?? "") + "."
        }
    }

    private var relabelling: [String] {
        let counts = plan.splits.compactMap { name in
            data.splits[name].flatMap { split in
                split.relabelledPosts > 0 ? "\(split.relabelledPosts) of \(split.postCount) in \(name.title)" : nil
            }
        }
        guard !counts.isEmpty else { return [] }
        return [
            "Labels: 'published' is the file as it is; 'repaired' gives each post the label of its five variations, which changes "
                + counts.joined(separator: " and ") + ". A split in which nothing changes is trained once."
        ]
    }

    /// Evaluation rows whose text is also trained on.
    package var sharedTexts: Int {
        let trained = [data.bootstrap] + plan.splits.compactMap { data.splits[$0]?.file }
        let known = Set(trained.flatMap(\.rows).map { RowGroups.normalized($0.text) })
        return data.evaluation.rows.count { known.contains(RowGroups.normalized($0.text)) }
    }
}
