/// What one connection of the load saw.
package struct Tally: Equatable, Sendable {
    /// One request that was answered with 200.
    package struct Answer: Equatable, Sendable {
        /// Of the turn.
        package let number: Int
        /// From when the request was due, or in a closed loop from when it was sent, to the last byte of the answer.
        package let latencyNanoseconds: Int64
        package let end: Int64

        package init(number: Int, latencyNanoseconds: Int64, end: Int64) {
            self.number = number
            self.latencyNanoseconds = latencyNanoseconds
            self.end = end
        }
    }

    package internal(set) var answers: [Answer]
    /// Of requests that failed after the warm-up.
    package internal(set) var faults: [TrafficFault: Int]

    package init(answers: [Answer] = [], faults: [TrafficFault: Int] = [:]) {
        self.answers = answers
        self.faults = faults
    }

    package var faultCount: Int { faults.values.reduce(0, +) }

    package mutating func add(_ other: Tally) {
        answers += other.answers
        faults.merge(other.faults, uniquingKeysWith: +)
    }
}

/// Takes turns until there are none, for one connection.
package struct RequestLoop<Clock: PacingClock> {
    private let clock: Clock
    private let turns: TurnDispenser
    /// What fails before this is not counted.
    private let warmUpEnd: Int64

    /// After so many faults in a row a connection ends.
    static var patience: Int { 100 }

    package init(clock: Clock, turns: TurnDispenser, warmUpEnd: Int64 = .min) {
        self.clock = clock
        self.turns = turns
        self.warmUpEnd = warmUpEnd
    }

    /// - Parameter exchange: Sends the request of a turn, and returns the status of its answer.
    package func run(_ exchange: (Int) throws(TrafficFault) -> Int) -> Tally {
        var tally = Tally()
        var faultsInARow = 0
        while let turn = turns.next(now: clock.now) {
            if let due = turn.due { clock.wait(until: due) }
            let begin = turn.due ?? clock.now
            do throws(TrafficFault) {
                let status = try exchange(turn.number)
                let end = clock.now
                guard status == 200 else { throw .status(status) }
                faultsInARow = 0
                tally.answers.append(Tally.Answer(number: turn.number, latencyNanoseconds: end - begin, end: end))
            } catch {
                if clock.now >= warmUpEnd { tally.faults[error, default: 0] += 1 }
                // A refusal is an answer: the service is there.
                if case .status = error { continue }
                faultsInARow += 1
                if faultsInARow == Self.patience {
                    tally.faults[.gaveUp, default: 0] += 1
                    return tally
                }
            }
        }
        return tally
    }
}
