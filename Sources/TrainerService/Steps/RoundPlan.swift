package import Acquisition
import Clustering
package import JSONParsing

/// What one round does: the configuration's word at its start, kept with the round, so that a change of the configuration changes the next
/// round and not the running one.
package struct RoundPlan: Equatable, Sendable {
    package var strategy: QueryStrategy
    package var uncertainty: Uncertainty
    package var queries: Int
    package var controlQueries: Int
    package var clusters: Int
    package var nearDuplicateCosine: Double
    package var generator: TrainerConfiguration.Writer
    package var variations: Int
    package var recipe: TrainerConfiguration.Recipe
    package var annotators: Int
    package var seed: Int

    package init(_ configuration: TrainerConfiguration) {
        strategy = configuration.strategy
        uncertainty = configuration.uncertainty
        queries = configuration.queries
        controlQueries = configuration.controlQueries
        clusters = configuration.clusters
        nearDuplicateCosine = configuration.nearDuplicateCosine
        generator = configuration.generator
        variations = configuration.variations
        recipe = configuration.recipe
        annotators = configuration.annotators
        seed = configuration.seed
    }

    /// Beside the plan in a round's parameters: who started it.
    package static let starter = "started_by"

    package var json: JSONValue {
        [
            "strategy": .string(strategy.rawValue), "uncertainty": .string(uncertainty.rawValue), "queries": .int(queries),
            "control_queries": .int(controlQueries), "clusters": .int(clusters), "near_duplicate_cosine": .double(nearDuplicateCosine),
            "generator": .string(generator.rawValue), "variations": .int(variations), "recipe": .string(recipe.rawValue),
            "annotators": .int(annotators), "seed": .int(seed),
        ]
    }

    /// Takes over what `object` says; what it does not name stays.
    ///
    /// - Returns: The name of the first member that is none of these or has a value that is not allowed, with what is.
    package mutating func take(_ object: JSONObject) -> (name: String, allowed: String)? {
        for member in object.members {
            let isTaken =
                switch member.key {
                case "strategy": set(\.strategy, member.value)
                case "uncertainty": set(\.uncertainty, member.value)
                case "generator": set(\.generator, member.value)
                case "recipe": set(\.recipe, member.value)
                case "queries": set(\.queries, member.value, 1...10_000)
                case "control_queries": set(\.controlQueries, member.value, 0...10_000)
                case "clusters": set(\.clusters, member.value, 1...10_000)
                case "variations": set(\.variations, member.value, 1...20)
                case "annotators": set(\.annotators, member.value, 1...10)
                case "seed": set(\.seed, member.value, 0...1_000_000_000)
                case "near_duplicate_cosine": setCosine(member.value)
                case Self.starter: true
                default: false
                }
            if !isTaken { return (member.key, Self.allowed[member.key] ?? "one of \(Self.allowed.keys.sorted().joined(separator: ", "))") }
        }
        return controlQueries <= queries ? nil : ("control_queries", "at most the number of queries, \(queries)")
    }

    private static let allowed: [String: String] = [
        "strategy": names(QueryStrategy.self), "uncertainty": names(Uncertainty.self),
        "generator": names(TrainerConfiguration.Writer.self), "recipe": names(TrainerConfiguration.Recipe.self),
        "queries": "1 to 10000", "control_queries": "0 to 10000", "clusters": "1 to 10000", "variations": "1 to 20",
        "annotators": "1 to 10", "seed": "0 to 1000000000", "near_duplicate_cosine": "0 to 2",
    ]

    private static func names<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> String {
        Choice.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private mutating func set<Choice: RawRepresentable<String>>(_ path: WritableKeyPath<Self, Choice>, _ value: JSONValue) -> Bool {
        guard let choice = value.string.flatMap(Choice.init(rawValue:)) else { return false }
        self[keyPath: path] = choice
        return true
    }

    private mutating func set(_ path: WritableKeyPath<Self, Int>, _ value: JSONValue, _ allowed: ClosedRange<Int>) -> Bool {
        guard let number = value.int, allowed.contains(number) else { return false }
        self[keyPath: path] = number
        return true
    }

    private mutating func setCosine(_ value: JSONValue) -> Bool {
        guard let number = value.double, (0...2).contains(number) else { return false }
        nearDuplicateCosine = number
        return true
    }

    /// - Parameter number: The round's, so that rounds with one seed draw differently.
    func selector(number: Int, threads: Int) -> QuerySelector {
        QuerySelector(
            strategy, uncertainty: uncertainty, queries: queries, controlQueries: controlQueries,
            clustering: KMeans(clusters: clusters), nearDuplicateCosine: Float(nearDuplicateCosine),
            seed: UInt64(clamping: seed) << 20 | UInt64(clamping: number), threads: threads)
    }
}
