import JSONParsing
import Testing

struct JSONWriterTests {
    @Test("what is written reads back as the same value")
    func roundTrip() throws {
        let value: JSONValue = [
            "text": "a \"quote\", a \\, a tab\t, a bell\u{7}, é 😀\r\n", "numbers": [1, .double(0.1), .float(1e-7)], "empty": [:],
            "none": [],
            "flag": true, "null": nil,
        ]
        #expect(try JSONParser.parse(JSONWriter.compact(value)) == value)
        #expect(try JSONParser.parse(JSONWriter.pretty(value)) == value)
    }

    @Test("compact and pretty forms")
    func forms() {
        let value: JSONValue = ["a": [1, 2], "b": ["x": nil], "c": ["u"]]
        #expect(JSONWriter.compactText(value) == #"{"a":[1,2],"b":{"x":null},"c":["u"]}"#)
        #expect(
            String(decoding: JSONWriter.pretty(value), as: UTF8.self)
                == "{\n  \"a\": [1,2],\n  \"b\": {\n    \"x\": null\n  },\n  \"c\": [\n    \"u\"\n  ]\n}\n")
    }

    @Test("control characters are escaped, infinity becomes null")
    func special() {
        #expect(JSONWriter.compactText("\u{1}\u{1F}\u{7F}") == #""\u0001\u001f\u007f""#)
        #expect(JSONWriter.compactText(.double(.infinity)) == "null")
        #expect(JSONWriter.compactText(.float(.nan)) == "null")
    }
}
