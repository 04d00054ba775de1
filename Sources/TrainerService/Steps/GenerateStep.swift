import Classification
import ConsolePrograms
import Generation
import JSONParsing
import LabeledData
import OSThreads
import Records
import Training

// Every labelled message of the round is a source. What is durable, in this order:
//
//     reservation ─▶ sending ─▶ settlement with the raw answer ─▶ the source's variations, all in one write ─▶ the source's outcome
//
// A restart finds answers that were paid for in the ledger and judges them without asking; a source whose variations are there is done,
// whether its outcome was still written or not. A source that failed is asked again when the step is tried again; a refusal is not.

/// Has variations written of what people labelled in this round, and judges them.
struct GenerateStep {
    let context: StepContext

    private static let name = "generating"

    func run() throws(StepError) -> RoundEvent {
        let (store, id) = (context.store, context.round.id)
        let ledger = RoundLedger(store: store, round: id, limits: context.configuration.limits)
        let writer = try stepPart { () throws(ProgramFailure) in try context.configuration.writer(context.plan.generator, ledger: ledger) }
        guard let writer else { return .generated(awaitingReview: 0) }
        let sources = try recordsPart { () throws(RecordsError) in try store.settledLabels(round: id) }
        let open = try openSources(sources)
        if !open.isEmpty { try write(open, total: sources.count, writer) }
        return .generated(awaitingReview: try recordsPart { () throws(RecordsError) in try store.openReviewCount(round: id) })
    }

    /// The sources that neither have variations nor were refused.
    private func openSources(_ sources: [LabelledMessage]) throws(StepError) -> [LabelledMessage] {
        let (store, id) = (context.store, context.round.id)
        let artifacts = try recordsPart { () throws(RecordsError) in try store.artifacts(round: id) }
        let ended = artifacts.filter { $0.step == Self.name && $0.value.object?["outcome"]?.string != "failed" }.map(\.key)
        let written = try recordsPart { () throws(RecordsError) in try store.variations(round: id) }.map(\.variation.message)
        let done = Set(ended + written)
        return sources.filter { !done.contains($0.id) }
    }

    private func write(_ sources: [LabelledMessage], total: Int, _ writer: any VariationGenerator) throws(StepError) {
        var filter = try filter()
        let plan = context.plan
        var tasks: [VariationTask] = []
        for source in sources {
            tasks.append(
                try stepPart { () throws(ProgramFailure) in
                    try generationStep { () throws(GenerationError) in
                        try VariationTask(
                            id: source.id, source: source.text, humanLabel: source.label, count: plan.variations,
                            seed: UInt64(clamping: plan.seed))
                    }
                })
        }
        var failures: [String] = []
        var recordsFailure: RecordsError?
        let before = total - sources.count
        context.report("writing variations", before, total)
        do throws(GenerationError) {
            try GenerationRun(writer, concurrency: context.configuration.concurrency, stop: context.stop).run(tasks) {
                (index, outcome) throws(GenerationError) in
                if case .failed(let reason) = outcome { failures.append(reason) }
                do throws(RecordingError) {
                    try record(outcome, of: tasks[index], by: writer, judgedBy: &filter)
                } catch {
                    switch error {
                    case .judging(let reason): throw reason
                    case .records(let reason):
                        recordsFailure = reason
                        throw .ledger(reason: reason.description)
                    }
                }
                context.report("writing variations", before + index + 1, total)
            }
        } catch {
            if let recordsFailure { throw .records(recordsFailure) }
            if context.stop.isRaised, error == .stopped { throw .stopped }
            try settle(error)
            return
        }
        if failures.count == total, let first = failures.first {
            throw .failed("no message got variations: \(first)")
        }
    }

    /// What ends a run early: a spent limit ends the writing and not the round; anything else is a person's to put right.
    private func settle(_ error: GenerationError) throws(StepError) {
        guard case .limitReached = error else { throw .failed("variations cannot be written: \(error)") }
        let (store, id) = (context.store, context.round.id)
        try recordsPart { () throws(RecordsError) in
            _ = try store.appendEvent(NewEvent("generation-limit", JSONObject([("reason", .string("\(error)"))])), round: id)
        }
    }

    private enum RecordingError: Error {
        case judging(GenerationError)
        case records(RecordsError)
    }

    private func record(
        _ outcome: GenerationOutcome, of task: VariationTask, by writer: any VariationGenerator, judgedBy filter: inout VariationFilter
    ) throws(RecordingError) {
        let (store, id) = (context.store, context.round.id)
        var entry: [(String, JSONValue)] = []
        var variations: [Variation] = []
        switch outcome {
        case .answered(let generated):
            let judged: [FilteredVariation]
            do throws(GenerationError) { judged = try filter.judge(generated.texts, for: task) } catch { throw .judging(error) }
            variations = judged.map { variation($0, of: task, by: writer) }
            entry = [("outcome", "answered"), ("texts", .int(generated.texts.count))]
            if let requestID = generated.requestID { entry.append(("request_id", .string(requestID))) }
        case .refused(let reason):
            entry = [("outcome", "refused"), ("label", .string(task.humanLabel.name)), ("reason", .string(reason))]
        case .failed(let reason): entry = [("outcome", "failed"), ("label", .string(task.humanLabel.name)), ("reason", .string(reason))]
        }
        do throws(RecordsError) {
            if !variations.isEmpty { _ = try store.saveVariations(variations) }
            try store.saveArtifact(
                round: id, step: Self.name, key: task.id, value: .object(JSONObject(entry)), replacing: true)
        } catch { throw .records(error) }
    }

    private func variation(_ judged: FilteredVariation, of task: VariationTask, by writer: any VariationGenerator) -> Variation {
        let key = writer.key(task)
        let verdict: VariationVerdict =
            switch judged.verdict {
            case .accepted: .accepted
            case .rejected(let rule): .rejected(rule: rule.name)
            case .needsReview: .needsReview
            }
        return Variation(
            id: "\(context.round.id)/\(key.prefix(16))/\(judged.index)", round: context.round.id, message: task.id,
            humanLabel: task.humanLabel, label: task.label, relation: task.relation.name, templateHash: VariationTemplate().hash,
            generator: writer.name, model: writer.model, parameters: writer.parameters, request: writer.isPaid ? key : nil,
            text: judged.text, filters: judged.filters, verdict: verdict)
    }

    /// The filters, with the base's embeddings and a learner that people alone have taught; they remember what was kept before.
    private func filter() throws(StepError) -> VariationFilter {
        context.report("training the judge", 0, 0)
        let files = try stepPart { () throws(ProgramFailure) in try LoopFiles(context.configuration) }
        let embeddings = try LoopEmbeddings(context)
        let labels = try LoopLabels(context.store)
        let learner = try LoopLearner(context, embeddings, files: files, labels: labels, withVariations: false)
        let (embedder, threads) = (embeddings.embedder, context.threads)
        let embed: @Sendable ([String]) throws(GenerationError) -> [Float] = { texts throws(GenerationError) in
            do throws(ClassificationError) { return try embedder.embed(texts, threads: threads) } catch {
                throw .embedding(reason: "\(error)")
            }
        }
        let dimension = embedder.dimension
        let models = FilterModels(
            embed: { texts throws(GenerationError) in
                let flat = try embed(texts)
                return texts.indices.map { Array(flat[$0 * dimension..<($0 + 1) * dimension]) }
            },
            classify: { texts throws(GenerationError) in
                let flat = try embed(texts)
                do throws(TrainingError) {
                    let scores = learner.probabilities(try Embeddings(values: flat, count: texts.count, dimension: dimension))
                    return texts.indices.map { Array(scores[$0 * SafetyClass.count..<($0 + 1) * SafetyClass.count]) }
                } catch { throw .classification(reason: "\(error)") }
            })
        var settings = FilterSettings()
        settings.driftCosine = Float(context.configuration.driftCosine)
        let kept = try recordsPart { () throws(RecordsError) in try context.store.variations() }
            .filter { $0.trainingLabel != nil || $0.awaitsReview }.map(\.variation.text)
        return try stepPart { () throws(ProgramFailure) in
            try generationStep { () throws(GenerationError) in
                var filter = try VariationFilter(settings: settings, models: models, heldOut: files.heldOut)
                try filter.restore(kept: kept)
                return filter
            }
        }
    }
}
