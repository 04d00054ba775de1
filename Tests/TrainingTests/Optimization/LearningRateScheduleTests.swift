import Testing
import Training

struct LearningRateScheduleTests {
    @Test("the multipliers are those of transformers, to the end of the run and beyond it")
    func golden() throws {
        for golden in try OptimizationGoldens.cases("schedule.json") {
            let schedule = try LearningRateSchedule(peak: 2e-5, totalSteps: golden.int("total"), warmupSteps: golden.int("warmup"))
            let expected = try golden.doubles("multipliers")
            #expect(expected.indices.map { schedule.multiplier($0) } == expected)
            #expect(expected.indices.map { schedule.rate($0) } == expected.map { 2e-5 * $0 })
        }
    }

    @Test("a share of the run is rounded up to whole steps")
    func share() throws {
        #expect(try LearningRateSchedule(peak: 1, totalSteps: 235, warmupShare: 0.1).warmupSteps == 24)
        #expect(try LearningRateSchedule(peak: 1, totalSteps: 10, warmupShare: 0).warmupSteps == 0)
        #expect(try LearningRateSchedule(peak: 1, totalSteps: 10, warmupShare: 1).warmupSteps == 10)
    }

    @Test("a schedule that makes no sense is refused")
    func refused() {
        #expect(throws: TrainingError.badOption(name: "peak", allowed: "finite and not negative")) {
            try LearningRateSchedule(peak: .nan, totalSteps: 1, warmupSteps: 0)
        }
        #expect(throws: TrainingError.badOption(name: "totalSteps", allowed: "positive")) {
            try LearningRateSchedule(peak: 1, totalSteps: 0, warmupSteps: 0)
        }
        #expect(throws: TrainingError.badOption(name: "warmupSteps", allowed: "0 to 5")) {
            try LearningRateSchedule(peak: 1, totalSteps: 5, warmupSteps: 6)
        }
        #expect(throws: TrainingError.badOption(name: "warmupShare", allowed: "0 to 1")) {
            try LearningRateSchedule(peak: 1, totalSteps: 5, warmupShare: .nan)
        }
    }
}
