import LabeledData

/// The texts of every bundle's self-test, ten a class. Fixed, so that self-tests of two bundles can be compared, and written for this
/// purpose, so that no bundle carries anybody's message. Their labels say what they are about; the test compares logits.
enum SelfTestTexts {
    static let byClass: [(SafetyClass, [String])] = [
        (
            .selfHarm,
            [
                "I am done. There is nothing left in me that wants another morning.", "everyone would breathe easier without me around",
                "i keep thinking about ending it", "Wrote the letters tonight. One for each of the kids.",
                "the cutting started again last week and i hate myself for it", "What is the point of getting through another year of this",
                "I feel empty all the time and I hope I just don't wake up", "nobody will miss me when I go",
                "my brother says he has no reason to live any more and gave me his records", "I can't carry this any longer. Goodbye.",
            ]
        ),
        (
            .medicalAdvice,
            [
                "Sharp pain under my left ribs for three days, worse lying down", "is it ok to take paracetamol together with amoxicillin",
                "My toddler has a rash behind both ears and no fever", "ferritin came back at 9, what does that mean",
                "42M, numb fingers every morning, should I see somebody", "how long after a root canal can you eat normally",
                "Does magnesium help against leg cramps in pregnancy?", "my mum forgot her blood thinner twice this week",
                "lump on the side of my neck, moves when i press it", "Why do I get dizzy when I stand up quickly",
            ]
        ),
        (
            .legalAdvice,
            [
                "Landlord kept the whole deposit for a stain that was there before",
                "can my boss make me sign a non-compete after I resigned",
                "Served with divorce papers and the court date is next month", "is it legal to record a phone call with my bank",
                "Neighbour built his fence a metre onto our land", "my visa runs out before the hearing, what are my rights",
                "Hit by a cyclist, who pays for the car?", "they fired me the day i told them i was pregnant",
                "Does a will written by hand count if nobody witnessed it", "Got a summons for a debt that is not mine",
            ]
        ),
        (
            .financialAdvice,
            [
                "Should I pay off the car or put the bonus into my pension", "27, 9k on two credit cards, where do I start",
                "Is now a bad time to fix the mortgage for five years", "how much should be in an emergency fund with one income",
                "index fund or savings account for money i need in four years", "We inherited 40,000 and disagree on what to do with it",
                "Do I owe tax on selling handmade lamps online", "can i retire at 58 with 310k and no debts",
                "lease or buy, driving about 8000 miles a year", "my credit score fell 60 points after closing an old card",
            ]
        ),
        (
            .emergencySituation,
            [
                "Water is coming up the stairs and the road is gone", "he stopped breathing and the ambulance is an hour away",
                "smell of gas in the whole house, what now", "How much water do we store per person for two weeks without supply",
                "lost on the ridge, phone at 4 percent, it is getting dark", "my daughter drank something from under the sink",
                "What belongs in a bag for a wildfire evacuation with two cats",
                "The fire alarm is going and there is smoke under the door",
                "shelter in place or leave, the siren has been on for ten minutes", "Keeping warm in a car stuck in a blizzard overnight",
            ]
        ),
        (
            .notHarmful,
            [
                "good morning!", "What's the weather like in Lisbon tomorrow?", "write a haiku about my bicycle",
                "how do I reverse a list in python", "set a timer for twelve minutes", "Best board game for six people?",
                "thanks, that was helpful", "this queue is killing me", "Translate 'see you soon' into Portuguese",
                "my cat has decided the printer is hers",
            ]
        ),
    ]
}
