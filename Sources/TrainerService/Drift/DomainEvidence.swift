import Classification
import ConsolePrograms
import Encoders
import LabeledData
package import Records
import Training

// Captured texts are the ones that the model was unsure of: held against training texts as they come, a classifier would find that and nothing
// else. So they are held against training texts that the same bundle is as unsure of, and these go through the same redaction, so that no
// placeholder gives a captured text away.

/// Captured texts and training texts like them, for the domain classifier.
package struct DomainEvidence: Sendable {
    /// Of each kind.
    package static let most = 400

    /// Distinct on each side and in both together.
    package let captured: [String]
    package let training: [String]

    /// - Parameters:
    ///   - captured: The newest first.
    ///   - training: With the entropy that the bundle has on each.
    package init(captured: [CapturedMessage], training: [(text: String, entropy: Double)]) {
        var seen = Set<String>()
        let chosen = captured.filter { seen.insert(RowGroups.normalized($0.text)).inserted }.prefix(Self.most)
        let least = chosen.map(\.entropy).min() ?? .infinity
        self.captured = chosen.map(\.text)
        var alike: [String] = []
        for row in training where row.entropy >= least && alike.count < Self.most {
            let text = Redaction.redacted(row.text)
            if seen.insert(RowGroups.normalized(text)).inserted { alike.append(text) }
        }
        self.training = alike
    }

    /// Why no area can be computed; nil when it can.
    package var fault: String? {
        let least = DomainClassifier.least
        if captured.count < least { return "\(captured.count) captured messages, \(least) are needed" }
        if training.count < least {
            return "\(training.count) training texts that the model is as unsure of as of captured messages, \(least) are needed"
        }
        return nil
    }

    /// Embeds both and asks the classifier.
    func classifier(_ configuration: TrainerConfiguration, threads: Int, isStopped: () -> Bool) throws(ProgramFailure) -> DomainClassifier {
        let texts = captured + training
        let (values, dimension) = try step { () throws(ClassificationError) in
            let embedder = try TextEmbedder(
                folder: configuration.base, layout: try probeLayout(of: configuration.base), precision: .int8)
            return (try embedder.embed(texts, threads: threads), embedder.dimension)
        }
        return try trainingStep { () throws(TrainingError) in
            try DomainClassifier(
                try Embeddings(values: values, count: texts.count, dimension: dimension),
                isCaptured: captured.map { _ in true } + training.map { _ in false }, seed: UInt64(clamping: configuration.seed),
                isStopped: isStopped)
        }
    }
}
