/// The four ways in which the paper chose 100 posts, and had five variations written of each.
package enum PaperSplit: String, CaseIterable, Hashable, Sendable {
    case random, topn, coreset, cluster

    /// The name in the paper's tables.
    package var title: String {
        switch self {
        case .random: "Random"
        case .topn: "TopN-AL"
        case .coreset: "Coreset-AL"
        case .cluster: "Cluster-AL"
        }
    }
}

/// One row of Tables 4 to 6: macro averages, and all of it in percent.
package struct PublishedRow: Equatable, Sendable {
    package let model: String
    package let accuracy: Double
    package let precision: Double
    package let recall: Double
    package let f1: Double

    init(_ model: String, _ accuracy: Double, _ precision: Double, _ recall: Double, _ f1: Double) {
        self.model = model
        self.accuracy = accuracy
        self.precision = precision
        self.recall = recall
        self.f1 = f1
    }

    package var figures: [Double] { [accuracy, precision, recall, f1] }
}

/// What the paper published, figure by figure.
///
/// Source: Hassan, Sicilia & Alikhani, "Active Learning for Robust and Representative LLM Generation in Safety-Critical Scenarios",
/// §4 and §5. Where its text and its tables differ, these are the tables': the text has 71.5 for the 71.6 of Table 6 (Cluster-AL,
/// roberta-base), 66.0 for the 67.2 of Random beside it, and 47.4 for the 47.6 of Table 3. Tables 5 and 6 write "disbert" for most
/// "distilbert".
package enum PaperFigures {
    package static let title =
        "Hassan, Sicilia & Alikhani: Active Learning for Robust and Representative LLM Generation in Safety-Critical Scenarios"

    // MARK: Table 3: rows of each class, in `SafetyClass` order.

    package static let classCounts: [PaperSplit: [Int]] = [
        .random: [96, 180, 84, 84, 12, 144],
        .topn: [116, 88, 90, 112, 24, 170],
        .coreset: [66, 115, 137, 90, 0, 192],
        .cluster: [115, 121, 87, 94, 30, 153],
    ]
    package static let bootstrapCounts = [22, 24, 36, 25, 5, 38]
    package static let devCounts = [26, 26, 32, 29, 6, 31]
    package static let testCounts = [438, 474, 500, 497, 82, 709]
    /// The column "Total", class by class.
    package static let totalCounts = [879, 1028, 966, 931, 159, 1437]
    /// The row "Standard Deviation" of Table 3: of the six counts of a split, with 5 in the denominator.
    package static let countDeviations: [PaperSplit: Double] = [.random: 57.6, .topn: 47.6, .coreset: 65.3, .cluster: 41.4]

    // MARK: Table 4: the bootstrap set alone.

    package static let table4 = [
        PublishedRow("bert-base-cased", 51.8, 56.1, 43.1, 40.7),
        PublishedRow("bert-base-uncased", 46.2, 46.5, 37.8, 36.7),
        PublishedRow("roberta-base", 72.6, 62.9, 62.3, 61.6),
        PublishedRow("distilbert-base-cased", 35.8, 59.3, 27.7, 19.0),
        PublishedRow("distilbert-base-uncased", 68.4, 66.6, 56.3, 57.1),
    ]

    // MARK: Table 5: the bootstrap set and a split's 100 labelled posts, without variations.

    package static let table5: [PaperSplit: [PublishedRow]] = [
        .random: [
            PublishedRow("bert-base-cased", 51.9, 49.5, 46.1, 43.2),
            PublishedRow("bert-base-uncased", 62.4, 55.9, 53.8, 52.7),
            PublishedRow("roberta-base", 75.6, 63.3, 66.0, 64.2),
            PublishedRow("distilbert-base-cased", 70.3, 60.5, 60.1, 59.3),
            PublishedRow("distilbert-base-uncased", 56.9, 61.9, 46.0, 40.8),
        ],
        .topn: [
            PublishedRow("bert-base-cased", 48.9, 48.7, 45.8, 38.9),
            PublishedRow("bert-base-uncased", 66.0, 55.1, 59.0, 55.8),
            PublishedRow("roberta-base", 75.4, 68.8, 67.6, 64.2),
            PublishedRow("distilbert-base-cased", 65.4, 61.9, 59.4, 57.2),
            PublishedRow("distilbert-base-uncased", 63.3, 56.1, 58.7, 52.0),
        ],
        .coreset: [
            PublishedRow("bert-base-cased", 54.8, 62.3, 44.0, 38.7),
            PublishedRow("bert-base-uncased", 57.6, 51.6, 49.8, 46.9),
            PublishedRow("roberta-base", 75.3, 64.8, 64.4, 63.7),
            PublishedRow("distilbert-base-cased", 72.4, 64.1, 61.6, 61.8),
            PublishedRow("distilbert-base-uncased", 58.1, 61.3, 47.2, 41.3),
        ],
        .cluster: [
            PublishedRow("bert-base-cased", 58.6, 51.8, 51.4, 49.7),
            PublishedRow("bert-base-uncased", 64.1, 57.5, 58.7, 55.8),
            PublishedRow("roberta-base", 70.6, 67.4, 71.1, 64.3),
            PublishedRow("distilbert-base-cased", 69.6, 63.7, 61.9, 59.4),
            PublishedRow("distilbert-base-uncased", 61.1, 53.7, 56.2, 50.0),
        ],
    ]

    // MARK: Table 6: the bootstrap set, a split's posts and their variations.

    package static let table6: [PaperSplit: [PublishedRow]] = [
        .random: [
            PublishedRow("bert-base-cased", 74.3, 79.7, 64.9, 63.7),
            PublishedRow("bert-base-uncased", 77.3, 65.5, 67.2, 66.0),
            PublishedRow("roberta-base", 78.9, 66.7, 68.0, 67.2),
            PublishedRow("distilbert-base-cased", 74.6, 63.1, 56.5, 57.5),
            PublishedRow("distilbert-base-uncased", 76.8, 64.8, 66.5, 65.4),
        ],
        .topn: [
            PublishedRow("bert-base-cased", 74.0, 62.6, 64.1, 63.2),
            PublishedRow("bert-base-uncased", 76.8, 64.3, 66.7, 65.4),
            PublishedRow("roberta-base", 79.2, 71.8, 69.3, 68.2),
            PublishedRow("distilbert-base-cased", 73.8, 80.0, 63.6, 63.9),
            PublishedRow("distilbert-base-uncased", 78.1, 65.3, 67.5, 66.3),
        ],
        .coreset: [
            PublishedRow("bert-base-cased", 77.6, 65.7, 66.8, 66.1),
            PublishedRow("bert-base-uncased", 78.1, 66.6, 67.0, 66.5),
            PublishedRow("roberta-base", 77.7, 66.5, 66.7, 66.3),
            PublishedRow("distilbert-base-cased", 73.8, 64.2, 63.3, 63.4),
            PublishedRow("distilbert-base-uncased", 77.3, 66.3, 66.1, 65.8),
        ],
        .cluster: [
            PublishedRow("bert-base-cased", 77.2, 81.2, 67.3, 66.3),
            PublishedRow("bert-base-uncased", 77.0, 64.7, 67.2, 65.6),
            PublishedRow("roberta-base", 79.5, 76.5, 71.8, 71.6),
            PublishedRow("distilbert-base-cased", 72.4, 69.4, 65.5, 65.1),
            PublishedRow("distilbert-base-uncased", 77.9, 73.1, 69.4, 70.0),
        ],
    ]

    // MARK: Table 8: the standard deviation of the errors across classes, of roberta-base with variations.

    package static let table8Model = "roberta-base"
    package static let table8: [PaperSplit: Double] = [.random: 33.75, .topn: 33.22, .coreset: 33.39, .cluster: 29.71]
}

/// The paper's settings (§5.1), and what stands in for those that it does not name.
package enum PaperSettings {
    package static let learningRate = 2e-5
    package static let batchSize = 16
    package static let maxLength = 50
    /// The paper is silent on epochs; 3 is what Hugging Face's Trainer does when it is not told.
    package static let epochs = 3
}
