/// Why a classifier could not be trained or scored.
package enum TrainingError: Error, Equatable, CustomStringConvertible {
    case noRows
    case countMismatch(what: String, expected: Int, found: Int)
    case notFinite(what: String, row: Int)
    case badRowWeight(row: Int)
    case labelOutOfRange(row: Int, label: Int, classes: Int)
    /// Cross-validation needs every class on both sides of a split, hence two independent groups of it.
    case tooFewGroups(className: String, found: Int, needed: Int)
    case badOption(name: String, allowed: String)
    case notConverged(iterations: Int, gradNorm: Double)
    /// A loss or a gradient that is no number.
    case diverged(step: Int)
    case checkpoint(CheckpointError)
    /// Because the caller asked for it; what is needed to go on has been handed out.
    case interrupted
    case encoder(String)

    package var description: String {
        switch self {
        case .noRows: "there are no rows"
        case .countMismatch(let what, let expected, let found): "there are \(found) \(what), expected \(expected)"
        case .notFinite(let what, let row): "\(what) of row \(row) hold a value that is not finite"
        case .badRowWeight(let row): "the weight of row \(row) is negative or not finite"
        case .labelOutOfRange(let row, let label, let classes): "the label of row \(row) is \(label), there are \(classes) classes"
        case .tooFewGroups(let className, let found, let needed):
            "the class '\(className)' has \(found) rows that are independent of each other, at least \(needed) are needed"
        case .badOption(let name, let allowed): "the option '\(name)' must be \(allowed)"
        case .notConverged(let iterations, let gradNorm):
            "the regression did not converge in \(iterations) iterations (gradient norm \(gradNorm))"
        case .diverged(let step): "training diverged in step \(step): the loss or its gradient is not a number; try a lower learning rate"
        case .checkpoint(let error): error.description
        case .interrupted: "training was interrupted"
        case .encoder(let reason): reason
        }
    }
}
