package import Records

extension RoundMachine {
    /// The machine that a row of the store describes.
    ///
    /// - Throws: `.badRecord` for a state that there is not, or a failed round that does not say where it failed.
    package init(_ record: RoundRecord) throws(RoundError) {
        guard let state = RoundState(rawValue: record.state) else {
            throw .badRecord(id: record.id, reason: "there is no state '\(record.state)'")
        }
        guard state.isRunning == record.isRunning else {
            throw .badRecord(id: record.id, reason: "it is \(state) and \(record.isRunning ? "" : "not ")marked as running")
        }
        var failedStep: RoundState?
        if state == .failed {
            guard let step = record.failedStep.flatMap(RoundState.init(rawValue:)), step.isWorking else {
                throw .badRecord(id: record.id, reason: "it is failed at '\(record.failedStep ?? "")', which is no step")
            }
            failedStep = step
        }
        self.init(state: state, failedStep: failedStep, reason: record.error)
    }

    /// How the store moves a round from this state to `next`.
    func transition(to next: RoundMachine, event: NewEvent, approval: NewApproval?) -> RoundTransition {
        RoundTransition(
            from: state.rawValue, to: next.state.rawValue, isRunning: next.state.isRunning, failedStep: next.failedStep?.rawValue,
            error: next.reason, event: event, approval: approval)
    }
}
