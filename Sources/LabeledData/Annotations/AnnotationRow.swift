/// What somebody said of one message, as a file of labels has it.
package struct AnnotationRow: Equatable, Sendable {
    /// Where it stands: the line of a table or of JSON lines, the number of the task or record (from 1) in a JSON array.
    package let line: Int
    package let messageID: String?
    package let text: String?
    /// nil: the annotator passed on it.
    package let label: SafetyClass?
    /// nil when the file names nobody.
    package let annotator: String?
    package let note: String?

    package init(line: Int, messageID: String?, text: String?, label: SafetyClass?, annotator: String? = nil, note: String? = nil) {
        self.line = line
        self.messageID = messageID
        self.text = text
        self.label = label
        self.annotator = annotator
        self.note = note
    }
}
