package import Metrics

extension GuardFigures {
    /// Adds the daemon's metrics in a fixed order; samples are sorted, so that two scrapes of one state are equal.
    package func add(to text: inout MetricsText, _ service: ServiceFacts) {
        text.add(
            "picket_build_info", .gauge, "1, with the version of the program.", [MetricSample(1, [MetricLabel("version", service.version)])]
        )
        text.add(
            "picket_model_info", .gauge, "1, with the bundle in service and its arithmetic; no sample without a model.",
            service.bundle.map {
                [MetricSample(1, [MetricLabel("bundle", $0), MetricLabel("precision", service.precision)])]
            } ?? [])
        text.add(
            "picket_requests_total", .counter, "Requests by endpoint and status; \"other\" are paths that do not exist.",
            requests.sorted { ($0.key.endpoint, $0.key.code) < ($1.key.endpoint, $1.key.code) }.map { key, count in
                MetricSample(count, [MetricLabel("endpoint", key.endpoint), MetricLabel("code", "\(key.code)")])
            })
        text.add(
            "picket_classifications_total", .counter, "Texts by the class with the highest score and by what the policy does.",
            classifications.sorted { ($0.key.label, $0.key.action) < ($1.key.label, $1.key.action) }.map { key, count in
                MetricSample(count, [MetricLabel("class", key.label), MetricLabel("action", key.action)])
            })
        text.add(
            "picket_score", "Calibrated scores by class, one of each class for every text.",
            scores.sorted { $0.key < $1.key }.map { ([MetricLabel("class", $0)], $1) })
        text.add(
            "picket_request_duration_seconds", "From a complete request to its answer, of requests that ask for verdicts.",
            [([], requestDuration)])
        text.add("picket_queue_duration_seconds", "From the request to the moment a thread takes the text.", [([], queueDuration)])
        text.add("picket_tokenize_duration_seconds", "Tokenizing one text.", [([], tokenizeDuration)])
        text.add("picket_inference_duration_seconds", "One pass of the model over one batch.", [([], inferenceDuration)])
        text.add("picket_input_tokens", "Tokens of a text, special tokens included.", [([], inputTokens)])
        text.add("picket_queue_depth", .gauge, "Texts that wait or are being computed.", [MetricSample(service.queueDepth)])
        text.add(
            "picket_rejected_total", .counter, "Requests for verdicts that got none, by the code of the error.",
            rejected.sorted { $0.key < $1.key }.map { MetricSample($1, [MetricLabel("reason", $0)]) })
        text.add(
            "picket_swap_total", .counter, "Activations of a bundle while the daemon ran.",
            [true, false].map { MetricSample(swaps[$0] ?? 0, [MetricLabel("result", $0 ? "done" : "failed")]) })
        text.add("picket_swap_duration_seconds", "Loading, verifying and testing a bundle, done or failed.", [([], swapDuration)])
        text.add(
            "picket_selftest_failures_total", .counter, "Bundles whose self-test gave other logits than they promise.",
            [MetricSample(selfTestFailures)])
    }
}
