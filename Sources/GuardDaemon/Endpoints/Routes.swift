package import HTTPService

/// Which path leads where. The query socket and the admin socket share no route.
package enum Routes {
    package static func queries(_ service: GuardService) -> Router {
        var router = Router()
        router.on("POST", "/v1/classify", takes: .json) { service.classify($0, $1) }
        router.on("POST", "/v1/moderations", takes: .json) { service.moderate($0, $1) }
        router.on("POST", "/predict", takes: .json) { service.predict($0, $1) }
        router.on("POST", "/classify", takes: .json) { service.labelProbabilities($0, $1) }
        router.on("POST", "/api/v1/text/contents", takes: .json) { service.detect($0, $1) }
        router.on("POST", "/beta/litellm_basic_guardrail_api", takes: .json) { service.guardConversation($0, $1) }
        router.on("GET", "/health") { service.health($0, $1) }
        router.on("GET", "/ready") { service.ready($0, $1) }
        router.on("GET", "/info") { service.information($0, $1) }
        router.on("GET", "/v1/models") { service.models($0, $1) }
        router.on("GET", "/metrics") { service.metrics($0, $1) }
        router.on("GET", "/v2/health/live") { service.isLive($0, $1) }
        router.on("GET", "/v2/health/ready") { service.isReady($0, $1) }
        router.get(under: "/v2/models/", endingIn: "/ready") { name, responder in service.isModelReady(name, responder) }
        router.observer = { [metrics = service.metrics] answered in
            // Whoever posts asks for a verdict.
            let seconds = answered.method == "POST" ? answered.duration / .seconds(1) : nil
            metrics.update { $0.answered(endpoint: answered.endpoint, code: answered.status, seconds: seconds) }
        }
        return router
    }

    package static func administration(_ admin: AdminService) -> Router {
        var router = Router()
        router.on("POST", "/v1/activate", takes: .json) { admin.activate($0, $1) }
        router.on("GET", "/v1/status") { admin.status($0, $1) }
        router.on("POST", "/v1/reload", takes: .json) { admin.reload($0, $1) }
        router.on("GET", "/v1/drift") { admin.drift($0, $1) }
        router.on("POST", "/v1/shutdown") { admin.shutdown($0, $1) }
        return router
    }
}
