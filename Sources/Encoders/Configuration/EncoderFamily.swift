/// The architectures that can be loaded, by the `model_type` of their config.json. All are the same stack of post-norm layers; they
/// differ in names, in how positions count, in whether there are segments, and in the head for classification.
package enum EncoderFamily: String, Sendable, CaseIterable {
    case bert
    case roberta
    case distilbert

    /// What tensor names begin with where a head was saved with the encoder.
    var prefix: String { rawValue + "." }

    /// The class of Hugging Face that carries the family's head for classification, as `architectures` of config.json names it.
    package var classifierArchitecture: String {
        switch self {
        case .bert: "BertForSequenceClassification"
        case .roberta: "RobertaForSequenceClassification"
        case .distilbert: "DistilBertForSequenceClassification"
        }
    }

    /// What stands between a classification head's two layers.
    var classifierActivation: HeadActivation { self == .distilbert ? .relu : .tanh }
}
