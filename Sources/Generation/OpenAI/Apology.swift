/// Whether a text without JSON is a refusal in prose, by how it begins.
///
/// Models that decline say so in the first sentence; only that is looked at, since a variation may well contain such words.
func isApology(_ text: String) -> Bool {
    let beginning = String(text.prefix(160)).lowercased().replacing("’", with: "'")
    let openings = [
        "i'm sorry", "i am sorry", "sorry", "i apologize", "i apologise", "apologies", "unfortunately", "i can't", "i cannot", "i can not",
        "i won't", "i will not", "i'm unable", "i am unable", "i'm not able", "i am not able", "as an ai", "i must decline",
        "i have to decline",
    ]
    let words = String(beginning.drop { !$0.isLetter })
    return openings.contains { words.hasPrefix($0) } || beginning.contains("can't assist with") || beginning.contains("cannot assist with")
        || beginning.contains("can't help with that")
}
