/// Everything that happened, in order, without the text of any message.
let eventsSchema = """
    CREATE TABLE events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        round TEXT REFERENCES rounds (id),
        kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 64),
        payload TEXT NOT NULL
    ) STRICT;
    CREATE INDEX events_by_round ON events (round, seq);
    \(appendOnly("events"))
    """
