/// The fixed bins that entropies are counted in, so that hours, bundles and the training data can be compared cell by cell.
///
/// 0.15 nats wide, twelve of them: six classes have at most ln 6 = 1.79 nats. The last takes whatever is above, for models of more classes.
package enum EntropyBins {
    package static let width = 0.15
    package static let count = 12

    /// The bin of an entropy in nats; what is no number counts as 0.
    package static func bin(_ entropy: Float) -> Int {
        guard entropy > 0 else { return 0 }
        let position = Double(entropy) / width
        return position < Double(count) ? Int(position) : count - 1
    }

    /// Where the bins begin, `[count]`, in nats.
    package static var edges: [Double] { (0..<count).map { Double($0) * width } }
}
