/// What two classifiers made of the same messages, where a message is either met or missed: got its label, or was flagged.
package struct PairedCounts: Equatable, Sendable {
    package let both: Int
    package let onlyChampion: Int
    package let onlyChallenger: Int
    package let neither: Int

    package init(both: Int, onlyChampion: Int, onlyChallenger: Int, neither: Int) {
        self.both = both
        self.onlyChampion = onlyChampion
        self.onlyChallenger = onlyChallenger
        self.neither = neither
    }

    /// - Parameters:
    ///   - champion: `[n]`, whether the champion met each message.
    ///   - challenger: `[n]`.
    package init(champion: [Bool], challenger: [Bool]) {
        precondition(champion.count == challenger.count, "PairedCounts: \(champion.count) and \(challenger.count) messages")
        var counts = [0, 0, 0, 0]
        for (first, second) in zip(champion, challenger) { counts[(first ? 0 : 2) + (second ? 0 : 1)] += 1 }
        self.init(both: counts[0], onlyChampion: counts[1], onlyChallenger: counts[2], neither: counts[3])
    }

    package var total: Int { both + onlyChampion + onlyChallenger + neither }
    package var champion: Proportion { Proportion(both + onlyChampion, of: total) }
    package var challenger: Proportion { Proportion(both + onlyChallenger, of: total) }

    /// How many more the champion meets, net; below zero where the challenger meets more.
    package var lost: Int { onlyChampion - onlyChallenger }

    /// Small when the challenger meets fewer than chance explains.
    package var pFewer: Double { ExactMcNemar(onlyFirst: onlyChampion, onlySecond: onlyChallenger).pSecondIsWorse }

    /// Small when the challenger meets more than chance explains.
    package var pMore: Double { ExactMcNemar(onlyFirst: onlyChallenger, onlySecond: onlyChampion).pSecondIsWorse }
}
