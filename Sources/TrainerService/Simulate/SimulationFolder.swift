import Classification
import Clustering
package import ConsolePrograms
import DurableFiles
import JSONParsing
import LabeledData
import Training

/// The output folder of a simulation: reports that are replaced as a whole, and the embeddings.
package struct SimulationFolder: Sendable {
    package static let embeddingsName = "embeddings"
    package static let reportNames = ["simulate.json", "simulate.md", "simulate.svg"]

    private let path: String

    /// - Throws: Exit 64 when the folder holds anything that is not a simulation's.
    package init(_ path: String) throws(ProgramFailure) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        let entries: [String]
        do throws(FileError) {
            try makeFolder(self.path)
            entries = try names(in: self.path)
        } catch { throw ProgramFailure(.usage, "cannot use '\(path)' as --out: \(error)") }
        if let foreign = entries.first(where: { !(Self.reportNames + [Self.embeddingsName]).contains($0) }) {
            throw ProgramFailure(.usage, "'\(path)' holds '\(foreign)'; --out names a folder that is new, empty or a simulation's")
        }
    }

    /// Embeds every text of the data, or finds its embedding from an earlier command.
    ///
    /// - Throws: Exit 75 when it was interrupted: what was embedded is kept.
    func embed(_ data: SimulationData, base: String, maxTokens: Int, threads: Int) throws(ProgramFailure) -> SimulationEmbeddings {
        let embedder = try step { () throws(ClassificationError) in
            try TextEmbedder(folder: base, maxTokens: maxTokens, layout: try probeLayout(of: base))
        }
        let embedding = try PoolEmbedding(embedder, folder: base, path: "\(path)/\(Self.embeddingsName)", threads: threads)
        let bar = ProgressBar("embedding", total: data.texts.count)
        defer { bar.finish() }
        let rows = try embedding.run(data.texts, progress: { bar.update($0) }, isStopped: { Interruption.hasCome })
        guard let rows else {
            throw ProgramFailure(.tryAgainLater, "interrupted; the same command goes on with the embeddings in '\(path)'")
        }
        let store = embedding.store
        var values = [Float](repeating: 0, count: store.count * store.dimension)
        var failure: ClusteringError?
        values.withUnsafeMutableBufferPointer { buffer in
            guard let target = buffer.baseAddress else { return }
            do throws(ClusteringError) { try store.read(0..<store.count, into: target) } catch { failure = error }
        }
        if let failure { throw ProgramFailure(.tryAgainLater, "\(failure)") }
        let embeddings = try trainingStep { () throws(TrainingError) in
            try Embeddings(values: values, count: store.count, dimension: store.dimension)
        }
        return SimulationEmbeddings(embeddings, rows: rows, of: data)
    }

    func write(_ outcome: SimulationOutcome) throws(ProgramFailure) {
        do throws(FileError) {
            try replaceFile("\(path)/\(Self.reportNames[0])", JSONWriter.pretty(outcome.json))
            try replaceFile("\(path)/\(Self.reportNames[1])", Array(outcome.document.markdown.utf8))
            try replaceFile("\(path)/\(Self.reportNames[2])", Array(outcome.chart.svg.utf8))
        } catch { throw ProgramFailure(.tryAgainLater, "\(error)") }
    }
}

extension Simulation {
    func description(base: String, files: [String], _ source: any VariationSource) -> SimulationDescription {
        func mean(_ size: (SimulationSplit) -> Int) -> Double {
            Double(splits.reduce(0) { $0 + size($1) }) / Double(max(1, splits.count))
        }
        var description = SimulationDescription()
        description.base = base
        description.files = files.map { lastComponent(of: $0) }
        description.variations = source.name
        description.variationCount = data.variationCount
        for message in data.pool { description.poolCounts[message.label] += 1 }
        description.bootstrapSize = mean(\.bootstrap.count)
        description.poolSize = mean(\.pool.count)
        description.testSize = mean(\.test.count)
        return description
    }
}
