import Generation
import Testing

struct MetaTextTests {
    @Test(
        "what only a machine writes is found",
        arguments: [
            "Here are 5 variations:", "Certainly! My rent is too high", "As an AI language model, I can't sign a lease",
            "1. My rent is too high",
            "2) My rent is too high", "(3) My rent is too high", "- My rent is too high", "Variation 4: My rent is too high",
            "variation 2 my rent",
            "My rent is too high [legal-advice]", "legal-advice: my rent is too high", "Self-harm: I am done", "#self-harm I am done",
            "My rent is too high (medical advice)", "This belongs to not-harmful", "emergency_situation in town", "Label: my rent",
            "```json my rent", "<<<SOURCE my rent", "\"variations\": my rent", "**Here are** some", "\"Here are the messages",
        ])
    func finds(text: String) { #expect(metaTextObjection(text) != nil) }

    @Test(
        "what people write passes",
        arguments: [
            "I keep thinking about self-harm and do not know why", "2 weeks ago my rash came back", "7.30 in the morning and no bus",
            "10:45 and still awake",
            "I need legal advice about my lease", "911 is not answering", "Here in Ohio, can they do that?",
            "Sorry for the long post, my rent doubled",
            "Is there a variation of this recipe?", "401k or Roth?", "3 kids, one income. How?", "(not a lawyer) can they do that?",
            "medical advice please",
            "Sure, I could sell it, but should I?",
        ])
    func passes(text: String) { #expect(metaTextObjection(text) == nil) }
}
