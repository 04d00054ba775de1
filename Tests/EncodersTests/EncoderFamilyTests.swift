import Encoders
import Testing

struct EncoderFamilyTests {
    @Test("families are named as config.json names them, and so are their classifiers")
    func names() {
        #expect(EncoderFamily.allCases.map(\.rawValue) == ["bert", "roberta", "distilbert"])
        #expect(
            EncoderFamily.allCases.map(\.classifierArchitecture)
                == ["BertForSequenceClassification", "RobertaForSequenceClassification", "DistilBertForSequenceClassification"])
    }
}
