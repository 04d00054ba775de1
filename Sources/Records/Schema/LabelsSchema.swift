/// Labels as events in the order of `seq`; `at` is information only. An imported file is known by the hash of its content.
let labelsSchema = """
    CREATE TABLE label_events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        annotator TEXT NOT NULL CHECK (length(annotator) BETWEEN 1 AND 256),
        message TEXT NOT NULL REFERENCES messages (id),
        round TEXT REFERENCES rounds (id),
        source TEXT NOT NULL CHECK (source IN ('cli', 'import', 'review', 'adjudication')),
        kind TEXT NOT NULL CHECK (kind IN ('label', 'skip', 'undo', 'note')),
        class TEXT CHECK (class IN \(classNamesInSQL)),
        undoes INTEGER UNIQUE REFERENCES label_events (seq),
        note TEXT,
        CHECK ((kind = 'label') = (class IS NOT NULL)),
        CHECK ((kind = 'undo') = (undoes IS NOT NULL)),
        CHECK (kind <> 'note' OR note IS NOT NULL)
    ) STRICT;
    CREATE INDEX label_events_by_message ON label_events (message, seq);
    CREATE INDEX label_events_by_annotator ON label_events (annotator, seq);
    \(appendOnly("label_events"))
    CREATE TABLE label_imports (
        digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
        file TEXT NOT NULL,
        at INTEGER NOT NULL,
        imported_by TEXT NOT NULL,
        rows INTEGER NOT NULL,
        events INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """
