import Generation
import Testing

struct VariationListTests {
    static let accepted: [String] = [
        #"{"variations":["a","b"]}"#, "```json\n{\"variations\":[\"a\",\"b\"]}\n```", "```\n[\"a\",\"b\"]\n```",
        #"Here you go: {"variations": ["a", "b"]} Hope that helps {smile}"#, #"["a","b"]"#,
        #"I thought about {this} first. {"variations":["a","b"]}"#, #"{"note":"no"} {"variations":["a","b"]}"#,
        "\n\n  {\"variations\"\n:[\"a\"\n,\"b\"]}  ",
    ]

    @Test("a list is found in a fence, between sentences, without its object, after other JSON", arguments: accepted)
    func finds(content: String) { #expect(VariationList(content: content) == .texts(["a", "b"])) }

    @Test("brackets and quotes inside a string end nothing")
    func strings() {
        let content = #"ok {"variations":["a } ] \" { [","\\"]} done"#
        #expect(VariationList(content: content) == .texts([#"a } ] " { ["#, "\\"]))
    }

    static let refused = [
        "", "no JSON at all", "{", "[\"a\"", #"{"variations":"a"}"#, #"{"variations":["a",2]}"#, #"{"texts":["a"]}"#,
        #"{"variations":["a"],"extra":1}"#, #"[{"text":"a"}]"#, #"{"variations":["a"],"variations":["b"]}"#, "[1,2]",
    ]

    @Test("what is no list of strings under that one name is not guessed at", arguments: refused)
    func refuses(content: String) {
        guard case .malformed = VariationList(content: content) else {
            Issue.record("\(VariationList(content: content))")
            return
        }
    }
}
