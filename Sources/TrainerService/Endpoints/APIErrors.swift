import HTTPService
import Records

extension APIError {
    /// What a refusal of the store is to a client.
    init(_ error: RecordsError) {
        let (status, code): (Int, String) =
            switch error {
            case .unknown(let kind, _): (404, "unknown_" + kind.rawValue.replacing(" ", with: "_"))
            case .importRow, .nulCharacter, .tooLong, .outOfRange: (400, "invalid_content")
            case .notAsked: (400, "not_asked")
            case .cannotUndo: (400, "cannot_undo")
            case .roundRunning: (409, "round_running")
            case .staleRound, .conflict, .reservationOpen, .reservationNotOpen: (409, "conflict")
            case .limitReached: (409, "limit_reached")
            case .busy: (503, "store_busy")
            case .diskFull: (503, "disk_full")
            case .readOnly: (503, "store_read_only")
            case .cannotOpen, .damaged, .notADatabase, .foreignDatabase, .newerSchema, .sqlite, .interrupted, .badValue:
                (500, "store_failed")
            }
        self.init(status: status, message: error.description, code: code)
    }

    init(_ error: RoundError) {
        switch error {
        case .store(let reason): self.init(reason)
        case .notAllowed: self.init(status: 409, message: error.description, code: "not_allowed_now")
        case .nothingLabelled, .nothingSettled: self.init(status: 422, message: error.description, code: "nothing_settled")
        case .unnamedPerson, .noReason: self.init(status: 400, message: error.description, code: "missing_member")
        case .noRound: self.init(status: 404, message: error.description, code: "unknown_round")
        case .badRecord: self.init(status: 500, message: error.description, code: "store_failed")
        }
    }
}

/// Runs a part of a request that reads or writes records.
func answering<Value>(_ body: () throws(RecordsError) -> Value) throws(APIError) -> Value {
    do throws(RecordsError) { return try body() } catch { throw APIError(error) }
}

/// Runs a part of a request that moves a round.
func moving<Value>(_ body: () throws(RoundError) -> Value) throws(APIError) -> Value {
    do throws(RoundError) { return try body() } catch { throw APIError(error) }
}
