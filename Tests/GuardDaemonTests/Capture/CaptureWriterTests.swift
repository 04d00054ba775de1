import Classification
import DurableFiles
import Glibc
import GuardDaemon
import LabeledData
import OSThreads
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct CaptureWriterTests {
    private let place: TemporaryFolder
    private var settings = CaptureSettings()
    static let labels = ["self-harm", "medical-advice", "not-harmful"]

    init() throws {
        place = try TemporaryFolder()
        settings.folder = place.path + "/capture"
        settings.maxPerHour = 6_000
    }

    static func verdict(_ probabilities: [Float]) -> Verdict {
        var scores = WindowScores(labels: labels)
        scores.add(probabilities, layers: 6)
        return Verdict(labels: labels, windowScores: scores, tokens: 5, truncated: false)
    }

    private let unsure = Self.verdict([0.4, 0.3, 0.3])

    private func captured() throws -> [CapturedSample] {
        try names(in: settings.folder).flatMap { try completeLines(settings.folder + "/" + $0, limitBytes: 1 << 24) }
            .compactMap(CapturedSample.init(line:))
    }

    private func started(
        _ writer: CaptureWriter, full: @escaping @Sendable (String) -> Void = { Issue.record("\($0)") },
        warn: @escaping @Sendable (String) -> Void = { Issue.record("\($0)") }
    ) -> NamedThread? {
        writer.start(full: full, warn: warn)
    }

    @Test("an unsure message is in the spool, redacted and cut, when the writer has ended; a sure one is not")
    func writes() throws {
        var settings = settings
        settings.maxTextBytes = 24
        let writer = CaptureWriter(settings, clock: { 498_611 * 3_600 + 1_234 })
        let thread = try #require(started(writer))
        writer.offer("mail ada@example.com about my pills", unsure, labels: Self.labels, bundle: "b-1")
        writer.offer("sure", Self.verdict([0.98, 0.01, 0.01]), labels: Self.labels, bundle: "b-1")
        writer.end()
        thread.join()
        let sample = try #require(try captured().first)
        #expect(try captured().count == 1)
        #expect(sample.text == "mail [email] about my pi")
        #expect(sample.hour == 498_611)
        #expect(sample.bundle == "b-1")
        #expect(sample.scores.map(\.label) == Self.labels)
        #expect(abs(sample.entropy - 1.0889) < 1e-3)
        #expect(writer.counts.written == 1)
    }

    @Test("a writer that does not keep up drops messages and counts them, and no offer waits")
    func busy() throws {
        // Never started: nothing leaves the list.
        let writer = CaptureWriter(settings, clock: { 59 * 60 })
        for number in 0..<100 { writer.offer("message \(number)", unsure, labels: Self.labels, bundle: "b") }
        #expect(writer.counts.droppedBusy == 36)
        let large = String(repeating: "x", count: 3 << 20)
        let other = CaptureWriter(settings, clock: { 59 * 60 })
        for _ in 0..<3 { other.offer(large, unsure, labels: Self.labels, bundle: "b") }
        #expect(other.counts.droppedBusy == 2)
    }

    @Test("an hour's allowance holds for all threads together, and what is beyond is counted")
    func allowance() async throws {
        var settings = settings
        settings.maxPerHour = 10
        let writer = CaptureWriter(settings, clock: { 59 * 60 })
        let thread = try #require(started(writer))
        let unsure = unsure
        await withTaskGroup { group in
            for task in 0..<4 {
                group.addTask {
                    for number in 0..<10 { writer.offer("message \(task) \(number)", unsure, labels: Self.labels, bundle: "b") }
                }
            }
        }
        writer.end()
        thread.join()
        #expect(writer.counts.written == 10)
        #expect(writer.counts.overAllowance == 30)
        #expect(try captured().count == 10)
    }

    @Test("a full spool and a folder that cannot be made cost messages and are counted; what is said of them is said once")
    func failing() throws {
        var full = settings
        full.maxSamples = 2
        let first = CaptureWriter(full, clock: { 59 * 60 })
        let notices = Mutex<[String]>([])
        let run = started(first, full: { text in notices.withLock { $0.append(text) } })
        let thread = try #require(run)
        // Each is written, or found to be too many, before the next one comes.
        for number in 0..<5 {
            first.offer("message \(number)", unsure, labels: Self.labels, bundle: "b")
            while first.counts.written + first.counts.droppedFull <= number { sched_yield() }
        }
        first.end()
        thread.join()
        #expect(first.counts.written == 2)
        #expect(first.counts.droppedFull == 3)
        #expect(notices.withLock { $0.count } == 1)

        try writeFile(place.path + "/file", [])
        var broken = settings
        broken.folder = place.path + "/file/capture"
        let warnings = Mutex<[String]>([])
        let second = CaptureWriter(broken, clock: { 59 * 60 })
        let otherRun = started(second, warn: { text in warnings.withLock { $0.append(text) } })
        let other = try #require(otherRun)
        for number in 0..<5 { second.offer("secret \(number)", unsure, labels: Self.labels, bundle: "b") }
        second.end()
        other.join()
        #expect(second.counts.droppedFailed == 5)
        let said = warnings.withLock { $0 }
        #expect(said.count == 1)
        #expect(!said.joined().contains("secret"))
    }

    @Test("what the trainer would not take is not written")
    func unusable() throws {
        let writer = CaptureWriter(settings, clock: { 59 * 60 })
        let thread = try #require(started(writer))
        writer.offer(" \n", unsure, labels: Self.labels, bundle: "b")
        writer.offer("a\0b", unsure, labels: Self.labels, bundle: "b")
        writer.offer("fine", unsure, labels: Self.labels, bundle: "b")
        writer.end()
        thread.join()
        #expect(try captured().map(\.text) == ["fine"])
    }
}
