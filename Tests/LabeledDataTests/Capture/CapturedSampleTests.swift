import JSONParsing
import LabeledData
import Testing

struct CapturedSampleTests {
    static let sample = CapturedSample(
        text: "I can't \"go on\"\n…", scores: [("self-harm", 0.5), ("not-harmful", 0.25)], entropy: 1.25,
        bundle: "20261122T150301-3fa9c1d204be",
        hour: 498_611)

    @Test("a sample reads back as it was written, on one line")
    func roundTrip() {
        let line = JSONWriter.compact(Self.sample.json)
        #expect(!line.contains(UInt8(ascii: "\n")))
        #expect(CapturedSample(line: line) == Self.sample)
    }

    @Test("a sample has exactly these members: none of them tells who wrote the text")
    func members() {
        #expect(Self.sample.json.object?.keys == ["version", "hour", "bundle", "entropy", "scores", "text"])
    }

    @Test(
        "anything else is no sample",
        arguments: [
            "", "{}", "null", "[1]", "\u{0}", "{\"version\":1}",
            #"{"version":2,"hour":1,"bundle":"b","entropy":1,"scores":{},"text":"x"}"#,
            #"{"version":1,"hour":-1,"bundle":"b","entropy":1,"scores":{},"text":"x"}"#,
            #"{"version":1,"hour":99999999999999999999,"bundle":"b","entropy":1,"scores":{},"text":"x"}"#,
            #"{"version":1,"hour":1,"bundle":"","entropy":1,"scores":{},"text":"x"}"#,
            #"{"version":1,"hour":1,"bundle":"a b","entropy":1,"scores":{},"text":"x"}"#,
            #"{"version":1,"hour":1,"bundle":"b","entropy":-1,"scores":{},"text":"x"}"#,
            #"{"version":1,"hour":1,"bundle":"b","entropy":1e999,"scores":{},"text":"x"}"#,
            #"{"version":1,"hour":1,"bundle":"b","entropy":1,"scores":{"a":"b"},"text":"x"}"#,
            #"{"version":1,"hour":1,"bundle":"b","entropy":1,"scores":[],"text":"x"}"#,
            #"{"version":1,"hour":1,"bundle":"b","entropy":1,"scores":{},"text":" "}"#,
            #"{"version":1,"hour":1,"bundle":"b","entropy":1,"scores":{},"text":"a\u0000"}"#,
            #"{"version":1,"hour":1,"bundle":"b","entropy":1,"scores":{},"text":"x""#,
        ])
    func hostile(_ line: String) { #expect(CapturedSample(line: Array(line.utf8)) == nil) }

    @Test("bytes that are no UTF-8 are no sample")
    func invalidUTF8() { #expect(CapturedSample(line: [0x22, 0xFF, 0x22]) == nil) }
}
