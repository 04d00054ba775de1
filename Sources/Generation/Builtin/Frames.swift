import LabeledData

/// Words before and after a message that change how it sounds and not what it is.
///
/// Two kinds, for a question and for a statement. None names a topic, a feeling or a danger, so that none leans towards a class.
struct Frame {
    let before: String
    let after: String

    init(_ before: String, _ after: String = "") {
        self.before = before
        self.after = after
    }

    /// Whether the frame puts a sentence of its own before the text, or runs on into it.
    var isSentence: Bool { before.last.map { ".!?\"“".contains($0) } ?? true }

    static func all(_ register: Register, isQuestion: Bool) -> [Frame] {
        isQuestion ? questions(register) : statements(register)
    }

    private static func questions(_ register: Register) -> [Frame] {
        switch register {
        case .plain:
            [
                Frame("One thing I keep wondering:"), Frame("Here is what I would like to find out:"), Frame("", "That is my question."),
                Frame("A question that came up today:"),
            ]
        case .casual:
            [Frame("hey so"), Frame("ok random one but"), Frame("yo quick one,"), Frame("lol ok so", "asking for real"), Frame("sooo")]
        case .formal:
            [
                Frame("Good afternoon. I would appreciate your view on the following:"),
                Frame("Dear all, may I put a question to you?", "Many thanks in advance."),
                Frame("I am writing to enquire:", "Thank you for your time."), Frame("Would you kindly tell me the following:"),
            ]
        case .terse: [Frame("")]
        case .rambling:
            [
                Frame("So I was going back and forth on whether to even write this, and my coffee has gone cold by now, but anyway:"),
                Frame(
                    "I have read a dozen pages and I am none the wiser, everybody says something else, so here goes.", "That's all, really."
                ),
                Frame("Not sure this is the right place, I usually only read along, and I'm typing on my phone, so bear with me."),
                Frame(
                    "Okay, long day, and this has been at the back of my mind the whole time.", "Sorry if that has come up a hundred times."
                ),
            ]
        case .withTypos: [Frame(""), Frame("quik question,"), Frame("helo,")]
        case .secondHand:
            [
                Frame("My cousin asked me this and I had no answer:"), Frame("Asking on behalf of someone I know:"),
                Frame("A colleague of mine would like to know:"), Frame("A friend sent me this, word for word: \"", "\""),
            ]
        }
    }

    private static func statements(_ register: Register) -> [Frame] {
        switch register {
        case .plain:
            [
                Frame("To put it simply:"), Frame("This is how it is with me:"), Frame("It comes down to this:"),
                Frame("", "That is where things are."),
            ]
        case .casual: [Frame("so yeah,"), Frame("ok so"), Frame("hey,"), Frame("ngl"), Frame("", "yeah. that's it")]
        case .formal:
            [
                Frame("I should like to share the following with you."), Frame("Allow me to describe the matter:"),
                Frame("Good evening. I am writing about this:", "With kind regards."),
            ]
        case .terse: [Frame("")]
        case .rambling:
            [
                Frame("I don't even know where to begin, I've typed this out and deleted it twice already, but okay."),
                Frame("It's late and I should be asleep and I keep coming back to this, so I may as well write it down."),
                Frame("Not sure why I am telling strangers, I normally keep things to myself.", "Anyway, that's what I wanted to say."),
            ]
        case .withTypos: [Frame(""), Frame("helo,"), Frame("so bascially")]
        case .secondHand:
            [
                Frame("My cousin wrote this to me: \"", "\""), Frame("Posting this for someone I know: \"", "\""),
                Frame("A friend of mine put it like this: \"", "\""),
            ]
        }
    }
}
