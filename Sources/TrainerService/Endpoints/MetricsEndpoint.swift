import ConsolePrograms
import HTTPService
import Metrics
import Records

extension TrainerDesk {
    /// `GET /metrics`: Prometheus' text format.
    func metrics() throws(APIError) -> HTTPResponse {
        let totals = try answering { () throws(RecordsError) in try store.totals() }
        var text = MetricsText()
        TrainerMetrics(totals: totals, work: worker.work, version: PicketVersion.text).add(to: &text)
        process.add(to: &text)
        return HTTPResponse(contentType: MetricsText.contentType, body: Array(text.text.utf8))
    }
}
