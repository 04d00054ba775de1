/// The bounds of the filters.
package struct FilterSettings: Equatable, Sendable {
    package var length = LengthBounds()
    /// From this cosine on two texts are one text for a learner.
    package var duplicateCosine: Float = 0.95
    /// From this overlap of letters on, where there is no embedder.
    package var duplicateOverlap: Float = 0.8
    /// Below this cosine with its source a text is about something else.
    package var driftCosine: Float = 0.2

    package init() {}
}

/// What the filters ask of models. Each is optional: a rule without its model is recorded as not asked.
package struct FilterModels: Sendable {
    /// Texts to unit vectors, in order.
    package let embed: (@Sendable ([String]) throws(GenerationError) -> [[Float]])?
    /// Texts to six scores each, in `SafetyClass` order, by a learner that was trained on human labels alone.
    package let classify: (@Sendable ([String]) throws(GenerationError) -> [[Float]])?

    package init(
        embed: (@Sendable ([String]) throws(GenerationError) -> [[Float]])? = nil,
        classify: (@Sendable ([String]) throws(GenerationError) -> [[Float]])? = nil
    ) {
        self.embed = embed
        self.classify = classify
    }

    package static let none = FilterModels()
}
