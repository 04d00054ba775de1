package import Acquisition
import Clustering
import ConsolePrograms
import LabeledData
package import Training

/// What one strategy came to with one seed.
package struct SimulationResult: Equatable, Sendable {
    package struct Point: Equatable, Sendable {
        /// Labels that the learner has had, those of the bootstrap set included.
        package let labels: Int
        package let confusion: ConfusionMatrix

        package init(labels: Int, confusion: ConfusionMatrix) {
            self.labels = labels
            self.confusion = confusion
        }
    }

    package let strategy: QueryStrategy
    package let seed: Int
    /// Before the first query and after each iteration.
    package let points: [Point]
    /// Queries by class, in `SafetyClass` order.
    package let queried: [Int]
    /// Queries and their variations by class.
    package let acquired: [Int]

    package init(strategy: QueryStrategy, seed: Int, points: [Point], queried: [Int], acquired: [Int]) {
        self.strategy = strategy
        self.seed = seed
        self.points = points
        self.queried = queried
        self.acquired = acquired
    }
}

/// Embeddings of all texts of a simulation, and where each message's are.
package struct SimulationEmbeddings: Sendable {
    package let embeddings: Embeddings
    /// Rows by file.
    let bootstrap: [Int]
    let pool: [Int]
    let test: [Int]
    /// Of each message of the pool.
    let variations: [[Int]]

    /// - Parameter rows: Of `embeddings`, one for each of the data's `texts`.
    package init(_ embeddings: Embeddings, rows: [Int], of data: SimulationData) {
        precondition(rows.count == data.texts.count, "SimulationEmbeddings: \(rows.count) rows for \(data.texts.count) texts")
        self.embeddings = embeddings
        let (b, p) = (data.bootstrap.count, data.bootstrap.count + data.pool.count)
        bootstrap = Array(rows[..<b])
        pool = Array(rows[b..<p])
        test = Array(rows[p..<p + data.test.count])
        var next = p + data.test.count
        variations = data.pool.map { message in
            defer { next += message.variations.count }
            return Array(rows[next..<next + message.variations.count])
        }
    }
}

/// The loop on a labelled pool: train on what is labelled, score, ask, reveal, again.
struct SimulationRun {
    let data: SimulationData
    let embedded: SimulationEmbeddings
    let settings: SimulationSettings
    let split: SimulationSplit
    let strategy: QueryStrategy
    let seed: Int

    /// - Parameter step: Called after each training; false ends the run.
    /// - Returns: Nil when it was ended.
    func perform(_ step: () -> Bool) throws(ProgramFailure) -> SimulationResult? {
        var asked: [Int] = []
        var points: [SimulationResult.Point] = []
        for iteration in 0...settings.iterations {
            let probe = try train(asked)
            points.append(SimulationResult.Point(labels: split.bootstrap.count + asked.count, confusion: score(probe)))
            guard step() else { return nil }
            guard iteration < settings.iterations else { break }
            let queries = try select(probe, asked: asked, iteration: iteration)
            guard !queries.isEmpty else { break }
            asked += queries
        }
        var (queried, acquired) = ([Int](repeating: 0, count: SafetyClass.count), [Int](repeating: 0, count: SafetyClass.count))
        for position in asked {
            let message = data.pool[split.pool[position]]
            queried[message.label] += 1
            acquired[message.label] += 1 + message.variations.count
        }
        return SimulationResult(strategy: strategy, seed: seed, points: points, queried: queried, acquired: acquired)
    }

    /// - Parameter asked: Positions in the split's pool.
    private func train(_ asked: [Int]) throws(ProgramFailure) -> ProbeResult {
        var (rows, labels, groups, weights): ([Int], [Int], [Int], [Double]) = ([], [], [], [])
        func add(_ row: Int, _ message: SimulationMessage, weight: Double) {
            rows.append(row)
            labels.append(message.label)
            groups.append(message.group)
            weights.append(weight)
        }
        for row in split.bootstrap { add(embedded.bootstrap[row], data.bootstrap[row], weight: 1) }
        for position in asked {
            let row = split.pool[position]
            add(embedded.pool[row], data.pool[row], weight: 1)
            for variation in embedded.variations[row] { add(variation, data.pool[row], weight: settings.variationWeight) }
        }
        let options = ProbeOptions(seed: UInt64(seed), bootstrapResamples: 1)
        return try trainingStep { () throws(TrainingError) in
            let values = rows.flatMap { embedded.embeddings.row($0) }
            let embeddings = try Embeddings(values: values, count: rows.count, dimension: embedded.embeddings.dimension)
            return try ProbeTrainer(options: options).train(
                ProbeExamples(embeddings: embeddings, labels: labels, groups: groups, rowWeights: weights))
        }
    }

    private func score(_ probe: ProbeResult) -> ConfusionMatrix {
        let probabilities = probabilities(probe, rows: split.test.map { embedded.test[$0] })
        return ConfusionMatrix(
            labels: split.test.map { data.test[$0].label }, predictions: predictions(of: probabilities, classCount: SafetyClass.count),
            classCount: SafetyClass.count)
    }

    private func probabilities(_ probe: ProbeResult, rows: [Int]) -> [Float] {
        let logits = probe.head.logits(embedded.embeddings, rows: rows)
        return probe.temperature.calibration.probabilities(logits: logits, classCount: SafetyClass.count)
    }

    /// Labels by class that have been revealed, those of the bootstrap set included.
    private func labelCounts(_ asked: [Int]) -> [Int] {
        let labels = split.bootstrap.map { data.bootstrap[$0].label } + asked.map { data.pool[split.pool[$0]].label }
        return SafetyClass.allCases.map { label in labels.count { $0 == label.index } }
    }

    /// - Returns: Positions in the split's pool.
    private func select(_ probe: ProbeResult, asked: [Int], iteration: Int) throws(ProgramFailure) -> [Int] {
        let poolRows = split.pool.map { embedded.pool[$0] }
        do throws(AcquisitionError) {
            let source: EmbeddingMatrix
            do throws(ClusteringError) {
                source = try EmbeddingMatrix(embedded.embeddings.values, dimension: embedded.embeddings.dimension)
            } catch { throw .embeddings(error) }
            let pool = try CandidatePool(
                ids: split.pool.map { data.pool[$0].name }, embeddings: EmbeddingSubset(source, rows: poolRows),
                probabilities: probabilities(probe, rows: poolRows), classCount: SafetyClass.count, labelled: Set(asked),
                labelledElsewhere: EmbeddingSubset(source, rows: split.bootstrap.map { embedded.bootstrap[$0] }),
                labelCounts: labelCounts(asked))
            return try settings.selector(strategy, seed: seed, iteration: iteration).select(from: pool).queries.map(\.row)
        } catch { throw ProgramFailure(.inputMissing, "cannot choose queries: \(error)") }
    }
}
