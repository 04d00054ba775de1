import Glibc

/// Draws the embeddings of one class together and those of different classes apart.
///
/// For every row i of the batch (an anchor), P(i) are the other rows of its class and A(i) all other rows:
///
///     l_i  = −1/|P(i)| · Σ_(p ∈ P(i)) log ( exp(z_i · z_p / τ) / Σ_(a ∈ A(i)) exp(z_i · z_a / τ) )
///     loss = mean of l_i over the anchors whose P(i) is not empty
///
/// The embeddings are taken as they are; the caller normalizes them and takes the gradient back through that. Work and memory are
/// B² · H and B²; sums are double. The work space grows to the largest batch seen, after that nothing is allocated.
///
/// Source: Khosla et al. 2020, arXiv:2004.11362, equation (2), L_out; the paper sums over anchors, its code takes their mean.
package struct SupervisedContrastiveLoss: Sendable {
    package let temperature: Double
    /// `[B, B]`: z_i · z_j / τ, then the gradient of the loss by it.
    private var similarities: [Double] = []
    /// `[H]`.
    private var sums: [Double] = []

    package init(temperature: Double) throws(TrainingError) {
        guard temperature.isFinite && temperature > 0 else { throw .badOption(name: "temperature", allowed: "positive") }
        self.temperature = temperature
    }

    /// Returns the loss and writes its gradient; both are 0 when no two rows share a class.
    ///
    /// - Parameters:
    ///   - embeddings: z, `[B, H]`, B = `labels.count`.
    ///   - labels: `[B]`.
    ///   - dimension: H.
    ///   - dembeddings: `[B, H]`, overwritten; not the memory of `embeddings`.
    package mutating func lossAndGradient(
        embeddings: UnsafePointer<Float>, labels: [Int], dimension: Int, dembeddings: UnsafeMutablePointer<Float>
    ) -> Double {
        let count = labels.count
        precondition(dimension > 0, "lossAndGradient: dimension \(dimension)")
        if similarities.count < count * count { similarities = [Double](repeating: 0, count: count * count) }
        if sums.count < dimension { sums = [Double](repeating: 0, count: dimension) }
        fillSimilarities(embeddings, count, dimension)
        let loss = replaceSimilaritiesByGradient(labels)

        // s_ij = z_i · z_j / τ    →    dz_i = Σ_j (ds_ij + ds_ji) · z_j / τ
        for i in 0..<count {
            for h in 0..<dimension { sums[h] = 0 }
            for j in 0..<count where j != i {
                let factor = (similarities[i * count + j] + similarities[j * count + i]) / temperature
                if factor == 0 { continue }
                for h in 0..<dimension { sums[h] += factor * Double(embeddings[j * dimension + h]) }
            }
            for h in 0..<dimension { dembeddings[i * dimension + h] = Float(sums[h]) }
        }
        return loss
    }

    private mutating func fillSimilarities(_ z: UnsafePointer<Float>, _ count: Int, _ dimension: Int) {
        for i in 0..<count {
            for j in i + 1..<max(i + 1, count) {
                var product = 0.0
                for h in 0..<dimension { product += Double(z[i * dimension + h]) * Double(z[j * dimension + h]) }
                similarities[i * count + j] = product / temperature
                similarities[j * count + i] = product / temperature
            }
        }
    }

    ///     l_i = log Σ_a exp(s_ia) − mean of s_ip    →    ds_ij = (softmax(s_i)_j − [j ∈ P(i)] / |P(i)|) / anchors
    private mutating func replaceSimilaritiesByGradient(_ labels: [Int]) -> Double {
        let count = labels.count
        func positives(_ i: Int) -> Int { labels.reduce(-1) { $0 + ($1 == labels[i] ? 1 : 0) } }
        let anchors = Double(labels.indices.reduce(0) { $0 + (positives($1) > 0 ? 1 : 0) })
        var loss = 0.0
        for i in 0..<count {
            let first = i * count
            let positiveCount = Double(positives(i))
            guard positiveCount > 0 else {
                for j in 0..<count { similarities[first + j] = 0 }
                continue
            }
            var (largest, meanPositive, sum) = (-Double.infinity, 0.0, 0.0)
            for j in 0..<count where j != i {
                largest = max(largest, similarities[first + j])
                if labels[j] == labels[i] { meanPositive += similarities[first + j] / positiveCount }
            }
            for j in 0..<count where j != i { sum += exp(similarities[first + j] - largest) }
            let logSum = largest + log(sum)
            loss += (logSum - meanPositive) / anchors
            for j in 0..<count where j != i {
                let target = labels[j] == labels[i] ? 1 / positiveCount : 0
                similarities[first + j] = (exp(similarities[first + j] - logSum) - target) / anchors
            }
        }
        return loss
    }
}
