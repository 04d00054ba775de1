import Encoders
import JSONParsing
import Kernels
import Testing

struct SentenceLayoutTests {
    @Test("the files of older versions of sentence-transformers: other types, pooling as flags")
    func olderFiles() throws {
        let tiny = try TinyEncoder(layout: nil)
        try tiny.write(
            """
            [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
             {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
            """, "modules.json")
        for (mode, pooling) in [("cls_token", Pooling.cls), ("mean_tokens", .mean)] {
            try tiny.write(
                #"{"word_embedding_dimension": 32, "pooling_mode_\#(mode)": true, "pooling_mode_max_tokens": false}"#,
                "1_Pooling/config.json")
            #expect(try SentenceLayout(folder: tiny.path, hiddenSize: 32) == SentenceLayout(pooling: pooling, isNormalized: true))
        }
    }

    @Test("no modules.json is no layout")
    func plain() throws {
        let tiny = try TinyEncoder(layout: nil)
        #expect(try SentenceLayout(folder: tiny.path, hiddenSize: 32) == nil)
    }

    @Test("modules that are unknown, or in another order than the documented one")
    func modules() throws {
        let names = { (list: [String]) in
            "["
                + list.map { #"{"path": "\#($0 == "Transformer" ? "" : "1_" + $0)", "type": "sentence_transformers.models.\#($0)"}"# }
                .joined(separator: ",") + "]"
        }
        for list in [
            [], ["Transformer"], ["Pooling", "Transformer"], ["Transformer", "Normalize"],
            ["Transformer", "Pooling", "Dense", "Normalize"],
            ["Transformer", "Pooling", "Pooling"], ["Transformer", "Pooling", "Normalize", "Dense", "Dense"],
        ] {
            #expect(try error(names(list)) == .modulesOutOfOrder(found: list))
        }
        #expect(try error(names(["Transformer", "LSTM"])) == .unsupportedModule(type: "sentence_transformers.models.LSTM"))
        #expect(try error(#"[{"path": "", "type": "evil.Transformer"}]"#) == .unsupportedModule(type: "evil.Transformer"))
        #expect(try error("{}") == .badField(file: "modules.json", field: "the file", expected: "an array of modules", found: "an object"))
        #expect(try error("[1]") == .badField(file: "modules.json", field: "a module", expected: "an object", found: "a number"))
        #expect(try error(#"[{"path": ""}]"#) == .missingField(file: "modules.json", field: "type"))
        #expect(try error("[") == .json(file: "modules.json", .unexpectedEnd(offset: 1)))
    }

    @Test("a module's folder lies in the model's", arguments: ["../1_Pooling", "/etc", "a/b", ".", "..", "", ".hidden", #"a\u0000b"#])
    func paths(path: String) throws {
        func modules(transformer: String, pooling: String) -> String {
            #"[{"path": "\#(transformer)", "type": "sentence_transformers.models.Transformer"},"#
                + #"{"path": "\#(pooling)", "type": "sentence_transformers.models.Pooling"}]"#
        }
        let plain = path.replacing(#"\u0000"#, with: "\0")
        #expect(try error(modules(transformer: "", pooling: path)) == .badModulePath(module: "Pooling", path: plain))
        #expect(
            try error(modules(transformer: "0_T", pooling: "1_Pooling")) == .badModulePath(module: "Transformer", path: "0_T"))
    }

    @Test("poolings that are unknown, several, none, or of another size")
    func poolings() throws {
        let file = "1_Pooling/config.json"
        #expect(try poolingError(#"{"pooling_mode": "max"}"#) == .unsupportedPooling("max"))
        #expect(
            try poolingError(#"{"pooling_mode_mean_tokens": true, "pooling_mode_max_tokens": true}"#)
                == .unsupportedPooling("mean_tokens + max_tokens"))
        #expect(try poolingError(#"{"pooling_mode_mean_tokens": false}"#) == .missingField(file: file, field: "pooling_mode"))
        #expect(
            try poolingError(#"{"pooling_mode_mean_tokens": 1}"#)
                == .badField(file: file, field: "pooling_mode_mean_tokens", expected: "true or false", found: "1"))
        #expect(
            try poolingError(#"{"pooling_mode": "mean", "embedding_dimension": 64}"#)
                == .badField(file: file, field: "embedding_dimension", expected: "32", found: "64"))
        #expect(try poolingError("[]") == .notAnObject(file: file))
    }

    private func error(_ modules: String) throws -> EncoderError? {
        let tiny = try TinyEncoder()
        try tiny.write(modules, "modules.json")
        return tiny.loadError(layout: SentenceLayout(pooling: .mean, isNormalized: false))
    }

    private func poolingError(_ pooling: String) throws -> EncoderError? {
        let tiny = try TinyEncoder()
        try tiny.write(pooling, "1_Pooling/config.json")
        return tiny.loadError()
    }
}
