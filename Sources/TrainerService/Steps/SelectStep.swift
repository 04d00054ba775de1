import Acquisition
import Clustering
import ConsolePrograms
import LabeledData
import Records
import Training

/// Chooses what people are asked: embeds the pool, asks the learner, clusters, takes from each cluster what it is least sure of.
///
/// Never asked: what somebody has answered in any round, what is near such a message or one of the bootstrap set, and what the development
/// and gate sets hold. Safe to repeat: queries are written once, together.
struct SelectStep {
    let context: StepContext

    func run() throws(StepError) -> RoundEvent {
        let id = context.round.id
        let known = try recordsPart { () throws(RecordsError) in try context.store.queries(round: id) }
        if !known.isEmpty { return .selected(queries: known.count) }
        let files = try stepPart { () throws(ProgramFailure) in try LoopFiles(context.configuration) }
        let labels = try LoopLabels(context.store)
        let pool = try PoolTexts(context)
        guard !pool.ids.isEmpty else { throw .failed("the pool is empty: 'picketctl pool import FILE' fills it") }
        let embeddings = try LoopEmbeddings(context)
        let rows = try embeddings.rows(of: pool.texts, note: "embedding the pool")
        try recordsPart { () throws(RecordsError) in
            try context.store.saveEmbeddingSet(
                EmbeddingSet(encoder: embeddings.encoder, path: embeddings.store.path, rows: embeddings.store.count, isComplete: true))
        }
        let learner = try LoopLearner(context, embeddings, files: files, labels: labels, withVariations: true)
        let scores = try learner.probabilities(of: rows, in: embeddings, context)
        let excluded = try excludedRows(pool, files)
        let bootstrap = try embeddings.rows(of: files.bootstrap.flatMap(\LabeledFile.texts), note: "embedding the bootstrap set")
        context.report("clustering", 0, 0)
        let selection: Selection
        do throws(AcquisitionError) {
            let candidates = try CandidatePool(
                ids: pool.ids, embeddings: EmbeddingSubset(embeddings.store, rows: rows), probabilities: scores,
                classCount: SafetyClass.count, labelled: excluded,
                labelledElsewhere: EmbeddingSubset(embeddings.store, rows: bootstrap), labelCounts: learner.labelCounts)
            selection = try context.plan.selector(number: context.round.number, threads: context.threads).select(from: candidates)
        } catch { throw .failed("cannot choose messages to ask: \(error)") }
        try context.requireRunning()
        let queries = selection.queries.map { query in roundQuery(query, scores) }
        if !queries.isEmpty { try recordsPart { () throws(RecordsError) in try context.store.saveQueries(queries, round: id) } }
        return .selected(queries: queries.count)
    }

    private func roundQuery(_ query: Query, _ scores: [Float]) -> RoundQuery {
        let own = scores[query.row * SafetyClass.count..<(query.row + 1) * SafetyClass.count].map(Double.init)
        let guess = SafetyClass.allCases.max { own[$0.index] < own[$1.index] }
        return RoundQuery(
            message: query.id, strategy: query.strategy.rawValue, cluster: query.cluster, uncertainty: Double(query.uncertainty),
            isControl: query.isControl, guess: guess, scores: own)
    }

    private func excludedRows(_ pool: PoolTexts, _ files: LoopFiles) throws(StepError) -> Set<Int> {
        let answered = try recordsPart { () throws(RecordsError) in try context.store.answeredOrdinals() }
        let heldOut = Set(files.heldOut.map(RowGroups.normalized))
        return Set(
            pool.ids.indices.filter { row in
                answered.contains(pool.ordinals[row]) || heldOut.contains(RowGroups.normalized(pool.texts[row]))
            })
    }
}

/// The pool as it is now, read page by page.
struct PoolTexts {
    private(set) var ordinals: [Int] = []
    private(set) var ids: [String] = []
    private(set) var texts: [String] = []

    private static let pageRows = 10_000

    init(_ context: StepContext) throws(StepError) {
        while true {
            try context.requireRunning()
            let last = ordinals.last ?? 0
            let page = try recordsPart { () throws(RecordsError) in
                try context.store.messages(after: last, limit: Self.pageRows)
            }
            guard !page.isEmpty else { return }
            ordinals += page.map(\.ordinal)
            ids += page.map(\.id)
            texts += page.map(\.text)
        }
    }
}
