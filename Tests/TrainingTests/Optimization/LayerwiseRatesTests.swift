import Testing
import Training

struct LayerwiseRatesTests {
    @Test("each layer down the rate shrinks by the decay, and the head has its own")
    func decay() throws {
        let rates = try LayerwiseRates(numHiddenLayers: 3, encoderRate: 8, decay: 0.5, headFactor: 10)
        #expect((0...4).map { rates.rate(part: $0) } == [1, 2, 4, 8, 80])
        #expect(rates.headPart == 4)
    }

    @Test("without a decay every part has the same rate")
    func plain() throws {
        let rates = try LayerwiseRates(numHiddenLayers: 6, encoderRate: 2e-5)
        #expect((0...7).allSatisfy { rates.rate(part: $0) == 2e-5 && !rates.isFrozen(part: $0) })
    }

    @Test("the lowest parts can be frozen, up to all but the head", arguments: 0...4)
    func frozen(parts: Int) throws {
        let rates = try LayerwiseRates(numHiddenLayers: 3, encoderRate: 8, decay: 0.5, frozenParts: parts)
        let all = [1.0, 2, 4, 8, 8]
        #expect((0...4).map { rates.rate(part: $0) } == all.enumerated().map { $0.offset < parts ? 0 : $0.element })
        #expect((0...4).map { rates.isFrozen(part: $0) } == (0...4).map { $0 < parts })
    }

    @Test("rates that make no sense are refused")
    func refused() {
        #expect(throws: TrainingError.self) { try LayerwiseRates(numHiddenLayers: -1, encoderRate: 1) }
        #expect(throws: TrainingError.self) { try LayerwiseRates(numHiddenLayers: 3, encoderRate: -1) }
        #expect(throws: TrainingError.self) { try LayerwiseRates(numHiddenLayers: 3, encoderRate: 1, decay: 0) }
        #expect(throws: TrainingError.self) { try LayerwiseRates(numHiddenLayers: 3, encoderRate: 1, decay: .nan) }
        #expect(throws: TrainingError.self) { try LayerwiseRates(numHiddenLayers: 3, encoderRate: 1, headFactor: .infinity) }
        #expect(throws: TrainingError.badOption(name: "frozenParts", allowed: "0 to 4")) {
            try LayerwiseRates(numHiddenLayers: 3, encoderRate: 1, frozenParts: 5)
        }
    }
}
