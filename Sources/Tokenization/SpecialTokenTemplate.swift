/// What stands before and after the content of one sequence: the `post_processor` of a `tokenizer.json`, reduced to what it does
/// to a single sequence.
struct SpecialTokenTemplate: Equatable, Sendable {
    var prefix: [Int32] = []
    var suffix: [Int32] = []

    var count: Int { prefix.count + suffix.count }
}
