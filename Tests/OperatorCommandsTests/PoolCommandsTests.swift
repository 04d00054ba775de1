import ConsolePrograms
import JSONParsing
import OperatorCommands
import TestSupport
import Testing

struct PoolCommandsTests {
    private static let path = "POST /v1/pool/import"
    private static let taken: [String: [FakeTrainer.Answer]] = [path: [.init(["added": 2, "already_there": 0, "messages": 2])]]

    @Test("a file becomes one request: its rows with their lines, and the file's name as the source")
    func imports() throws {
        let place = try TrainerPlace(Self.taken)
        defer { place.trainer.stop() }
        let file = try place.file("posts.v2.tsv", "id\ttext\na\thello there\nb\tan \u{1B}odd one\n")
        try place.run(["pool", "import", file, "--by", "ada"])
        #expect(
            place.trainer.bodies(Self.path) == [
                JSONObject([
                    ("file", .string(file)), ("source", "posts.v2"), ("by", "ada"), ("ids", "column"),
                    ("rows", [[2, "a", "hello there"], [3, "b", "an \u{1B}odd one"]]),
                ])
            ])
    }

    @Test("source, column and ids are as the options say; a file without ids sends null")
    func options() throws {
        let place = try TrainerPlace(Self.taken)
        defer { place.trainer.stop() }
        let file = try place.file("a.csv", "body,label\nhello,whatever this is\n")
        let error = try place.failure(["pool", "import", file])
        #expect(error.exit == .inputMissing)
        let good = try place.file("b.csv", "body\nhello\n")
        try place.run(["pool", "import", good, "--source", "forum", "--text-column", "body", "--ids", "text", "--by", "ada", "--json"])
        let body = try #require(place.trainer.bodies(Self.path).first)
        #expect(body["source"] == "forum" && body["ids"] == "text" && body["rows"] == [[2, nil, "hello"]])
    }

    static let bad: [(name: String, text: String, reason: String)] = [
        ("c.tsv", "id\ttext\n1\tone\n2\n", "c.tsv:3"), ("c.csv", "text\n\"open\n", "c.csv:2"),
        ("c.jsonl", "{\"text\": \"a\"}\n[]\n", "c.jsonl:2"),
        ("c.txt", "text\nhello\n", "c.txt"), ("c.tsv", "id\ttext\n1\t \n", "c.tsv:2"), ("c.tsv", "", "c.tsv"),
    ]

    @Test("a bad row in the third file sends nothing of the first", arguments: bad)
    func checksFirst(name: String, text: String, reason: String) throws {
        let place = try TrainerPlace(Self.taken)
        defer { place.trainer.stop() }
        let files = [try place.file("a.tsv", "text\none\n"), try place.file("b.tsv", "text\ntwo\n"), try place.file(name, text)]
        let error = try place.failure(["pool", "import"] + files)
        #expect(error.exit == .inputMissing && error.message.contains(reason))
        #expect(place.trainer.requests.isEmpty)
        let missing = try place.failure(["pool", "import", files[0], place.folder.path + "/none.tsv"])
        #expect(missing.exit == .inputMissing && missing.message.contains("none.tsv"))
        #expect(place.trainer.requests.isEmpty)
    }

    @Test("the files before one that the trainer refuses stay imported, and those after it are not sent")
    func stops() throws {
        let place = try TrainerPlace([Self.path: [.init(["added": 1]), .error(400, "b.tsv, line 2: the id names another text")]])
        defer { place.trainer.stop() }
        let files = [
            try place.file("a.tsv", "text\none\n"), try place.file("b.tsv", "text\ntwo\n"), try place.file("c.tsv", "text\nsix\n"),
        ]
        #expect(try place.failure(["pool", "import"] + files) == ProgramFailure(.usage, "b.tsv, line 2: the id names another text"))
        #expect(place.trainer.requests.count == 2)
    }

    @Test("the statistics are asked for once; the table has a row for each source")
    func stats() throws {
        let pool: JSONValue = [
            "messages": 1_200, "embedded": 900,
            "sources": [
                ["source": "seed\u{1B}", "messages": 1_000, "labelled": 20], ["source": "forum", "messages": 200, "labelled": 0],
            ],
        ]
        let place = try TrainerPlace(["GET /v1/pool": [.init(pool)]])
        defer { place.trainer.stop() }
        try place.run(["pool", "stats"])
        try place.run(["pool", "stats", "--json"])
        #expect(place.trainer.requests.map(\.line) == ["GET /v1/pool", "GET /v1/pool"])
        #expect(
            poolLines(try #require(pool.object)) == [
                "SOURCE  MESSAGES  LABELLED", "seed·       1000        20", "forum        200         0", "",
                "1200 messages, 900 of them embedded",
            ])
        #expect(poolLines(JSONObject()) == ["the pool is empty: picketctl pool import FILE"])
    }
}
