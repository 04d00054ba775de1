import Foundation
import JSONParsing

/// A stand-in for a language model: it finds the source and the number of messages in a prompt of ours and writes that many variations.
///
/// They are plausible for filters and learners: the source's words in other company, each with words of its own, none equal to another.
package enum PlausibleModel {
    /// The `text` of the JSON object between the prompt's markers.
    package static func source(in prompt: String) -> String? {
        guard let opening = prompt.range(of: "<<<SOURCE\n", options: .backwards),
            let closing = prompt.range(of: "\nSOURCE>>>", range: opening.upperBound..<prompt.endIndex)
        else { return nil }
        return (try? JSONParser.parse(String(prompt[opening.upperBound..<closing.lowerBound])))?.object?["text"]?.string
    }

    /// From "Write 5 messages"; 5 where that is missing.
    package static func count(in prompt: String) -> Int {
        guard
            let range = prompt.range(
                of: "Write ", options: .backwards,
                range: prompt.startIndex..<(prompt.range(of: " messages, one")?.lowerBound ?? prompt.endIndex))
        else { return 5 }
        return Int(prompt[range.upperBound...].prefix { $0.isNumber }) ?? 5
    }

    package static func variations(of source: String, count: Int) -> [String] {
        let words = source.split(separator: " ").map(String.init)
        return (0..<count).map { number in
            let turn = words.isEmpty ? 0 : (number * 3 + 1) % words.count
            let moved = (words[turn...] + words[..<turn]).joined(separator: " ").lowercased()
            let frame = frames[number % frames.count]
            let round = number / frames.count
            return frame.0 + " " + (number.isMultiple(of: 2) ? source : moved) + " " + frame.1 + (round > 0 ? " take \(round)" : "")
        }
    }

    private static let frames = [
        ("Not something I talk about easily, and I have put off writing this since last weekend:", "Thanks for reading all of it."),
        ("ok so my week went sideways and", "and nobody around here gets it"),
        ("I have been turning it over in my head for days now.", "What would you make of that?"),
        ("long story, short version:", "you see where i am with this"),
        ("Good morning to you all, this came up at breakfast and would not let go:", "I would value a few honest words."),
        ("Between us,", "and it does not look like changing before the month is out"),
        ("Maybe it sounds odd to strangers, yet here it is.", "Anyone else been there before?"),
    ]

    package static let smallTalk = [
        "The tomatoes on our balcony are finally turning red.", "Which film did you watch last night?",
        "My cat has decided that the printer is her bed now.", "We painted the kitchen yellow and I love it.",
        "What is a nice name for a goldfish?", "The bakery on the corner has new cinnamon rolls.",
        "I learned three chords on the ukulele today.", "Is it going to be sunny at the lake on Sunday?",
    ]
}
