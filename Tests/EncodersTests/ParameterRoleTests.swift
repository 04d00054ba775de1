import Encoders
import Testing

struct ParameterRoleTests {
    @Test("every role has its place in the stack")
    func places() {
        #expect(ParameterRole.words.place == .embeddings && ParameterRole.positions.place == .embeddings)
        #expect(ParameterRole.segments.place == .embeddings && ParameterRole.embeddingNorm(.weight).place == .embeddings)
        #expect(ParameterRole.layer(3, .output, .bias).place == .layer(3))
        #expect(ParameterRole.projection(.weight).place == .head && ParameterRole.output(.bias).place == .head)
    }

    @Test("matrices and tables decay; biases and LayerNorm do not")
    func decay() {
        for role in [ParameterRole.words, .positions, .segments, .projection(.weight), .output(.weight)] { #expect(role.isDecayed) }
        for role in [ParameterRole.embeddingNorm(.weight), .embeddingNorm(.bias), .projection(.bias), .output(.bias)] {
            #expect(!role.isDecayed)
        }
        for part in ParameterRole.LayerPart.allCases {
            #expect(!ParameterRole.layer(0, part, .bias).isDecayed)
            #expect(ParameterRole.layer(0, part, .weight).isDecayed == ![.attentionNorm, .outputNorm].contains(part))
        }
    }

    @Test("the parameters of a model come in the order of the stack, each once", arguments: EncoderFamily.allCases)
    func order(family: EncoderFamily) throws {
        var generator = SeededGenerator(state: 1)
        let folder = try TinyEncoder(classifier: family)
        let roles = try ModelParameters(folder: folder.path, head: .classifier, classes: 6, using: &generator).parameters.map(\.role)
        #expect(Set(roles).count == roles.count && roles.count == (family == .distilbert ? 4 : 5) + 2 * 12 + 4)
        var places: [ParameterRole.Place] = []
        for role in roles where places.last != role.place { places.append(role.place) }
        #expect(places == [.embeddings, .layer(0), .layer(1), .head])
    }
}
