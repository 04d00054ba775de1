package import JSONParsing
import LabeledData
import Training

extension ReproduceOutcome {
    /// `reproduce.json`: the published figures, ours, and every run. Figures are percentages, as in the tables.
    package var json: JSONValue {
        .object(
            JSONObject([
                ("format", 1), ("paper", .string(PaperFigures.title)), ("complete", .bool(isComplete)),
                ("runs_done", .int(results.count)), ("runs_total", .int(runs.count)),
                (
                    "evaluation",
                    [
                        "file": .string(data.evaluation.name), "rows": .int(data.evaluation.rows.count),
                        "is_paper_test_set": .bool(data.test != nil), "warning": warning.map(JSONValue.string) ?? .null,
                        "texts_also_trained_on": .int(sharedTexts),
                    ]
                ),
                ("notes", .array(notes.map(JSONValue.string))), ("seeds", .int(plan.seeds)),
                (
                    "bases",
                    .array(
                        plan.bases.map { base in
                            [
                                "name": .string(base.name), "path": .string(base.path),
                                "weights_sha256": .string(base.weightsDigest),
                            ]
                        })
                ),
                ("classes", .array(SafetyClass.names.map(JSONValue.string))), ("table3", countsJSON),
                ("table4", scoresJSON(4, [(nil, PaperFigures.table4)])), ("table5", scoresJSON(5, published(PaperFigures.table5))),
                ("table6", scoresJSON(6, published(PaperFigures.table6))), ("table8", errorsJSON),
                ("runs", .array(runs.compactMap { results[$0.key]?.json })),
            ]))
    }

    private func published(_ table: [PaperSplit: [PublishedRow]]) -> [(PaperSplit?, [PublishedRow])] {
        plan.splits.map { ($0, table[$0] ?? []) }
    }

    private var countsJSON: JSONValue {
        func columns(_ values: [[Int]?]) -> JSONValue {
            let names = PaperSplit.allCases.map(\.rawValue) + ["bootstrap", "dev", "test", "total"]
            return .object(JSONObject(zip(names, values).map { ($0, $1.map { .array($0.map(JSONValue.int)) } ?? .null) }))
        }
        func deviations(_ values: [[Int]?]) -> JSONValue {
            .object(
                JSONObject(
                    zip(PaperSplit.allCases, values).map { split, counts in
                        (split.rawValue, Self.countDeviation(counts).map(JSONValue.double) ?? .null)
                    }))
        }
        let files = (counts(.published), counts(.repaired))
        return [
            "published": [
                "counts": columns(publishedCounts),
                "standard_deviation": .object(
                    JSONObject(PaperSplit.allCases.map { ($0.rawValue, PaperFigures.countDeviations[$0].map(JSONValue.double) ?? .null) })),
            ],
            "files": ["counts": columns(files.0), "standard_deviation": deviations(files.0)],
            "repaired": ["counts": columns(files.1), "standard_deviation": deviations(files.1)],
        ]
    }

    private func scoresJSON(_ table: Int, _ published: [(PaperSplit?, [PublishedRow])]) -> JSONValue {
        guard plan.tables.contains(table) else { return .null }
        let names = ["accuracy", "precision", "recall", "f1"]
        let paper = published.flatMap { split, rows in
            rows.map { row in
                JSONValue.object(
                    JSONObject(
                        [("split", split.map { .string($0.rawValue) } ?? .null), ("model", .string(row.model))]
                            + zip(names, row.figures).map { ($0, .double($1)) }))
            }
        }
        let ours = plan.mixes(data).filter { $0.table == table }.flatMap { mix in
            recipes.map { recipe in
                let (base, settings) = recipe
                let all = confusions(base, mix, settings)
                let figures = figures(base, mix, settings)
                let perClass = SafetyClass.allCases.map { label in
                    (label.name, json(MeanAndDeviation(all.map { 100 * $0.scores(label.index).f1 })))
                }
                return JSONValue.object(
                    JSONObject(
                        [
                            ("split", mix.split.map { .string($0.rawValue) } ?? .null), ("labels", .string(mix.labels.rawValue)),
                            ("base", .string(base.name)), ("settings", .string(settings.rawValue)), ("seeds", .int(all.count)),
                        ] + names.enumerated().map { ($1, json(figures?[$0])) } + [("per_class_f1", .object(JSONObject(perClass)))]))
            }
        }
        return ["published": .array(paper), "ours": .array(ours)]
    }

    private var errorsJSON: JSONValue {
        guard plan.tables.contains(6) else { return .null }
        let paper = plan.splits.map { ($0.rawValue, PaperFigures.table8[$0].map(JSONValue.double) ?? .null) }
        let ours = plan.mixes(data).filter { $0.table == 6 }.flatMap { mix in
            recipes.map { recipe -> JSONValue in
                [
                    "split": mix.split.map { .string($0.rawValue) } ?? .null, "labels": .string(mix.labels.rawValue),
                    "base": .string(recipe.base.name), "settings": .string(recipe.settings.rawValue),
                    "standard_deviation_of_error": json(errorDeviation(recipe.base, mix, recipe.settings)),
                ]
            }
        }
        return [
            "published": ["model": .string(PaperFigures.table8Model), "standard_deviation_of_error": .object(JSONObject(paper))],
            "ours": .array(ours), "note": .string(Self.errorNote),
        ]
    }

    private func json(_ figure: MeanAndDeviation?) -> JSONValue {
        guard let figure else { return .null }
        return ["mean": .double(figure.mean), "standard_deviation": figure.deviation.map(JSONValue.double) ?? .null]
    }
}
