import ArgumentParser
import Classification
import ConsolePrograms
import Encoders
import Generation
import LabeledData
import OSThreads
import Synchronization

/// What variations are judged with.
struct FilterArguments: ParsableArguments {
    @Option(help: "An encoder or a bundle whose embeddings find near-duplicates and drift; without it letters are compared.")
    var base: String?
    @Option(help: "A bundle that was trained on human labels; variations that it labels otherwise wait for a person.") var learner: String?
    @Option(parsing: .upToNextOption, help: "Data files whose texts no variation may repeat: the dev and gate sets.")
    var exclude: [String] = []
    @Option(help: "Least cosine of a variation with its source.") var minCosine: Float?
    @Option(help: "Threads of embedding and classifying (0: one per core).") var threads = 0

    func validate() throws {
        guard (0...256).contains(threads) else { throw ValidationError("--threads is 0 to 256") }
        if let minCosine, !(-1...1).contains(minCosine) { throw ValidationError("--min-cosine is -1 to 1") }
    }

    func filter() throws(ProgramFailure) -> VariationFilter {
        var heldOut: [String] = []
        for path in exclude {
            do throws(DataFileError) { heldOut += try readDataFile(path, requireLabels: false).map(\.text) } catch {
                throw ProgramFailure(.inputMissing, "\(error)")
            }
        }
        var settings = FilterSettings()
        settings.driftCosine = minCosine ?? settings.driftCosine
        let count = threads == 0 ? availableProcessors() : threads
        let models = FilterModels(
            embed: try base.map { path throws(ProgramFailure) in try Self.embedder(path, threads: count) },
            classify: try learner.map { path throws(ProgramFailure) in try Self.classifier(path, threads: count) })
        return try generationStep { () throws(GenerationError) in
            try VariationFilter(settings: settings, models: models, heldOut: heldOut)
        }
    }

    private static func embedder(
        _ path: String, threads: Int
    ) throws(ProgramFailure) -> @Sendable ([String]) throws(GenerationError) -> [[Float]] {
        try requireFolder(path)
        let embedder = try step { () throws(ClassificationError) in try TextEmbedder(folder: path) }
        return { texts throws(GenerationError) in
            do throws(ClassificationError) {
                let (flat, width) = (try embedder.embed(texts, threads: threads), embedder.dimension)
                return texts.indices.map { unit(flat[($0 * width)..<(($0 + 1) * width)]) }
            } catch { throw .embedding(reason: "\(error)") }
        }
    }

    /// Not every base ends in a normalization.
    private static func unit(_ row: ArraySlice<Float>) -> [Float] {
        let norm = row.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
        return norm > 0 ? row.map { $0 / norm } : Array(row)
    }

    private static func classifier(
        _ path: String, threads: Int
    ) throws(ProgramFailure) -> @Sendable ([String]) throws(GenerationError) -> [[Float]] {
        try requireFolder(path)
        let model = try step { () throws(ClassificationError) in
            try Classifier(.folder(path), limits: TextLimits(truncatesLongTexts: true), precision: .int8)
        }
        guard model.labels == SafetyClass.names else {
            throw ProgramFailure(.badConfiguration, "'\(path)' has the labels \(model.labels.joined(separator: ", ")), not the six classes")
        }
        return { texts throws(GenerationError) in
            let scores = Mutex([Result<[Float], GenerationError>](repeating: .success([]), count: texts.count))
            runInParallel(
                texts.count, threads: threads, name: "picket-label",
                makeContext: { model.makeWorkspace(maxTokens: model.limits.windowTokens, maxSequences: 1) },
                { index, workspace in
                    let result: Result<[Float], GenerationError>
                    do throws(TextError) {
                        result = .success(try model.verdict(texts[index], workspace: workspace).scores)
                    } catch { result = .failure(.classification(reason: "\(error)")) }
                    scores.withLock { $0[index] = result }
                })
            var rows: [[Float]] = []
            for result in scores.withLock({ $0 }) { rows.append(try result.get()) }
            return rows
        }
    }
}
