import Classification
import ConsolePrograms
import Encoders
import HTTPService
import JSONParsing
import Metrics

/// `GET /health`, `/ready`, `/info`, `/v1/models`, `/metrics`: nothing here waits for a compute thread.
extension GuardService {
    /// The process runs and its event loop answers.
    func health(_ request: HTTPRequest, _ responder: Responder) {
        responder.respond(.json(["status": "ok"]))
    }

    /// A model is loaded and has passed its self-test.
    func ready(_ request: HTTPRequest, _ responder: Responder) {
        guard let served = host.served else {
            responder.respond(.noModel)
            return
        }
        responder.respond(.json(["status": "ready", "model": .string(served.model.name)]))
    }

    func information(_ request: HTTPRequest, _ responder: Responder) {
        responder.respond(.json(information))
    }

    /// Prometheus' text format.
    func metrics(_ request: HTTPRequest, _ responder: Responder) {
        let text = metrics.text(
            ServiceFacts(
                version: PicketVersion.text, bundle: host.served?.model.name, precision: configuration.precision.rawValue,
                queueDepth: pool.pending))
        responder.respond(HTTPResponse(contentType: MetricsText.contentType, body: Array(text.utf8)))
    }

    func models(_ request: HTTPRequest, _ responder: Responder) {
        let served = host.served
        let since = host.status.since
        responder.respond(
            .json([
                "object": "list",
                "data": .array(
                    (served.map { [$0] } ?? []).map { served in
                        [
                            "id": .string(served.model.name), "object": "model", "created": .int(since.secondsSince1970),
                            "owned_by": "picket",
                        ]
                    }),
            ]))
    }

    var information: JSONValue {
        let served = host.served
        let limits = served?.model.limits
        return [
            "name": "picketd",
            "version": .string(PicketVersion.text),
            "model": served.map { Self.description(of: $0) } ?? nil,
            "precision": .string(configuration.precision.rawValue),
            "early_exit": .bool(served?.model.exitLayers.isEmpty == false),
            "threads": .int(pool.settings.threads),
            "limits": [
                "max_body_bytes": .int(configuration.maxBodyBytes), "max_inputs": .int(configuration.maxInputs),
                "max_input_tokens": .int(configuration.maxInputTokens),
                "window_tokens": .int(limits?.windowTokens ?? configuration.windowTokens),
                "stride": .int(limits?.stride ?? configuration.stride), "max_queue": .int(configuration.maxQueue),
                "deadline_ms": .int(configuration.deadlineMilliseconds),
            ],
            "swap": [
                "mode": .string(configuration.swapMode.rawValue),
                "peak_models_in_memory": .int(configuration.swapMode == .concurrent ? 2 : 1),
            ],
        ]
    }

    private static func description(of served: ModelHost.Served) -> JSONValue {
        let model = served.model
        return [
            "id": .string(model.name), "labels": .array(model.labels.map { .string($0) }),
            "labels_without_policy": .array(model.labels.filter(served.policy.hasNoWord).map { .string($0) }),
            "created": model.manifest.map { .string($0.created) } ?? nil,
            "layers": .int(model.layers),
            "exits": .array(model.exitLayers.map { .int($0) }),
            "parent": model.manifest?.parent.map { .string($0) } ?? nil,
            "policy": .object(
                JSONObject(
                    model.labels.compactMap { label in
                        served.policy.rules[label].map {
                            (label, ["threshold": .double($0.threshold), "action": .string($0.action.rawValue)])
                        }
                    })),
        ]
    }
}
