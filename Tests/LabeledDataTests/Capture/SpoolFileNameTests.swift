import LabeledData
import Testing

struct SpoolFileNameTests {
    private let name = SpoolFileName(hour: 498_611, token: "00ff00ff00ff00ff", number: 3, samples: 12)

    @Test("a name reads back, with and without the mark of the trainer")
    func roundTrip() {
        #expect(name.text == "capture-498611-00ff00ff00ff00ff-3-12.jsonl")
        #expect(SpoolFileName(name.text) == name)
        #expect(SpoolFileName("taken-" + name.text) == name)
    }

    @Test(
        "anything else is no name of ours",
        arguments: [
            "", ".jsonl", "capture.jsonl", "capture-1-00ff00ff00ff00ff-3-12", "capture-01-00ff00ff00ff00ff-3-12.jsonl",
            "capture-1-00FF00FF00FF00FF-3-12.jsonl", "capture-1-00ff-3-12.jsonl", "capture-1-00ff00ff00ff00ff--3-12.jsonl",
            "capture-+1-00ff00ff00ff00ff-3-12.jsonl", "capture-99999999999999999999-00ff00ff00ff00ff-3-12.jsonl",
            "../capture-1-00ff00ff00ff00ff-3-12.jsonl", "taken-taken-capture-1-00ff00ff00ff00ff-3-12.jsonl",
            "capture-1-00ff00ff00ff00ff-3-12.jsonl.123.tmp",
        ])
    func foreign(_ name: String) { #expect(SpoolFileName(name) == nil) }
}
