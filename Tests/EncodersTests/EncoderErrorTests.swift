import Encoders
import Tensors
import Testing

struct EncoderErrorTests {
    @Test("descriptions are one clause with the evidence in it")
    func descriptions() {
        #expect(
            EncoderError.tensors(file: "model.safetensors", .shapeMismatch(tensor: "a.weight", expected: [2, 3], found: [3, 2])).description
                == "model.safetensors: tensor 'a.weight' has shape [3, 2], expected [2, 3]")
        #expect(
            EncoderError.unsupportedModelType(found: "gpt2", supported: ["bert"]).description
                == "model type 'gpt2' is not supported, these are: bert")
        #expect(
            EncoderError.badField(file: "config.json", field: "hidden_act", expected: "gelu", found: "\"relu\"").description
                == "config.json: 'hidden_act' is \"relu\", expected gelu")
        #expect(
            EncoderError.idOutOfVocabulary(id: 96, position: 3, vocabSize: 96).description == "token 3 has id 96, the vocabulary ends at 95"
        )
    }
}
