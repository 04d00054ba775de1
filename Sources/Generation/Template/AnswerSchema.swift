package import JSONParsing

/// The JSON schema that answers are asked in: the subset that OpenAI's strict mode, vLLM, llama.cpp and Ollama all take.
///
/// No `minItems`, which strict mode refuses: how many texts came is checked here, and fewer are no error.
package enum AnswerSchema {
    package static let member = "variations"

    package static let schema: JSONValue = [
        "type": "object",
        "properties": [
            "variations": ["type": "array", "description": "The messages, in the order of the plan.", "items": ["type": "string"]]
        ],
        "required": ["variations"],
        "additionalProperties": false,
    ]
}
