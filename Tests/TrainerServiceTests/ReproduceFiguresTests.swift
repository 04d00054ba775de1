import LabeledData
import Testing
import TrainerService

/// What the published figures have to satisfy among themselves: a figure that was copied wrongly seldom does.
struct ReproduceFiguresTests {
    @Test("the rows of Table 3 add up to its totals, and each column to its own")
    func sums() {
        let splits = PaperSplit.allCases.compactMap { PaperFigures.classCounts[$0] }
        #expect(splits.count == 4)
        let columns = splits + [PaperFigures.bootstrapCounts, PaperFigures.devCounts, PaperFigures.testCounts]
        #expect(columns.map { $0.reduce(0, +) } == [600, 600, 600, 600, 150, 150, 2700])
        for label in SafetyClass.allCases {
            #expect(columns.reduce(0) { $0 + $1[label.index] } == PaperFigures.totalCounts[label.index], "\(label.name)")
        }
        #expect(PaperFigures.totalCounts.reduce(0, +) == 5400)
    }

    @Test("Table 3's standard deviations are those of its counts, with n - 1", arguments: PaperSplit.allCases)
    func deviations(split: PaperSplit) throws {
        let counts = try #require(PaperFigures.classCounts[split]).map(Double.init)
        let deviation = try #require(sampleDeviation(counts))
        #expect(abs(deviation - (try #require(PaperFigures.countDeviations[split]))) <= 0.05)
    }

    @Test("Tables 5 and 6 have the five models of Table 4 for each split, in its order")
    func models() throws {
        let models = PaperFigures.table4.map(\.model)
        #expect(Set(models).count == 5)
        for table in [PaperFigures.table5, PaperFigures.table6] {
            for split in PaperSplit.allCases { #expect(try #require(table[split]).map(\.model) == models) }
        }
        #expect(models.contains(PaperFigures.table8Model))
        #expect(PaperFigures.table8.count == 4)
    }

    /// A class's F1 is at most the mean of its precision and recall, so the macro averages are too.
    @Test("no macro-F1 is above the mean of its precision and recall")
    func bounds() {
        let rows =
            PaperFigures.table4 + PaperFigures.table5.values.flatMap { $0 } + PaperFigures.table6.values.flatMap { $0 }
        #expect(rows.count == 45)
        for row in rows {
            #expect(row.f1 <= (row.precision + row.recall) / 2 + 0.1, "\(row)")
            #expect(row.figures.allSatisfy { $0 > 0 && $0 < 100 })
        }
    }

    @Test("the figures that the paper's text names are in the tables where it says")
    func quoted() throws {
        func f1(_ table: [PaperSplit: [PublishedRow]], _ split: PaperSplit, _ model: String) throws -> Double {
            try #require(table[split]?.first { $0.model == model }).f1
        }
        #expect(PaperFigures.table4.first { $0.model == "roberta-base" }?.f1 == 61.6)
        #expect(PaperFigures.table4.first { $0.model == "distilbert-base-uncased" }?.f1 == 57.1)
        #expect(PaperFigures.table4.first { $0.model == "bert-base-uncased" }?.f1 == 36.7)
        #expect(try f1(PaperFigures.table5, .cluster, "roberta-base") == 64.3)
        #expect(try f1(PaperFigures.table5, .cluster, "bert-base-uncased") == 55.8)
        #expect(try f1(PaperFigures.table6, .cluster, "roberta-base") == 71.6)
        #expect(try f1(PaperFigures.table6, .topn, "roberta-base") == 68.2)
        #expect(try f1(PaperFigures.table6, .coreset, "roberta-base") == 66.3)
    }
}
