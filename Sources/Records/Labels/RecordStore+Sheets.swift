package import LabeledData

extension RecordStore {
    /// What a round asks and what has been answered, in the order of asking, as rows for `annotationSheet`: one row for each current
    /// answer of an item, and one to be filled in for an item without any.
    package func sheet(round: String) throws(RecordsError) -> [AnnotationSheetRow] {
        try items(round: round).flatMap { $0.labels.sheetRows(of: $0.message) }
    }

    /// Every current answer of everybody, in the order of the pool.
    package func sheetOfAllLabels() throws(RecordsError) -> [AnnotationSheetRow] {
        try read { transaction in
            var ledger = LabelLedger()
            try transaction.forEach("\(LabelEvent.query) ORDER BY e.seq") { ledger.apply(try LabelEvent($0)) }
            var rows: [AnnotationSheetRow] = []
            try transaction.forEach(
                "SELECT \(PoolMessage.columns) FROM messages WHERE id IN (SELECT message FROM label_events) ORDER BY ordinal"
            ) { row in
                let message = try PoolMessage(row)
                let labels = ledger[message.ordinal]
                if !labels.current.isEmpty { rows += labels.sheetRows(of: message) }
            }
            return rows
        }
    }
}

extension MessageLabels {
    fileprivate func sheetRows(of message: PoolMessage) -> [AnnotationSheetRow] {
        guard !current.isEmpty else { return [AnnotationSheetRow(id: message.id, text: message.text)] }
        return current.map { event in
            var label: SafetyClass?
            if case .label(let value, _) = event.entry { label = value }
            return AnnotationSheetRow(
                id: message.id, text: message.text, label: label, isSkipped: label == nil, annotator: event.annotator,
                note: event.entry.note)
        }
    }
}
