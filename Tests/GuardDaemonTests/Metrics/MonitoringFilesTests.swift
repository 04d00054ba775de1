import Foundation
import TestSupport
import Testing

/// `deploy/monitoring` against the metrics that there are.
struct MonitoringFilesTests {
    private static func text(_ name: String) throws -> String {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../../deploy/monitoring/" + name
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    /// Every name that a sample may have.
    private static func known() throws -> Set<String> {
        var names: Set<String> = []
        for program in ["picketd", "picket-trainer"] {
            let golden = try String(contentsOfFile: Goldens.folder.path + "/metrics/\(program).txt", encoding: .utf8)
            for line in golden.split(separator: "\n") where line.hasPrefix("# TYPE ") {
                let words = line.split(separator: " ").map(String.init)
                names.formUnion(words[3] == "histogram" ? ["_bucket", "_sum", "_count"].map { words[2] + $0 } : [words[2]])
            }
        }
        return names
    }

    @Test("dashboard and alerts name only metrics that there are", arguments: ["grafana-dashboard.json", "picket.rules.yml"])
    func names(file: String) throws {
        let known = try Self.known()
        let found = try Self.text(file).matches(of: /\bpicket_[a-z_]+/).map { String($0.output) }
        #expect(found.count > 10)
        for name in Set(found) { #expect(known.contains(name), "\(name) is no metric") }
    }

    @Test("the dashboard is JSON with a query in every panel")
    func dashboard() throws {
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(Self.text("grafana-dashboard.json").utf8)) as? [String: Any])
        let panels = try #require(object["panels"] as? [[String: Any]])
        #expect(panels.count > 10)
        for panel in panels {
            let targets = try #require(panel["targets"] as? [[String: Any]])
            #expect(!targets.isEmpty && targets.allSatisfy { ($0["expr"] as? String)?.isEmpty == false })
        }
    }

    @Test("every alert says what is the matter and where to look")
    func alerts() throws {
        let rules = try Self.text("picket.rules.yml")
        let alerts = rules.components(separatedBy: "- alert: ").dropFirst()
        #expect(alerts.count > 8)
        for alert in alerts {
            for part in ["expr: ", "severity: ", "summary: ", "description: "] { #expect(alert.contains(part), "\(alert.prefix(40))") }
        }
    }
}
