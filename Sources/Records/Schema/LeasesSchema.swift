/// Who is looking at which item of a round, and until when.
let leasesSchema = """
    CREATE TABLE leases (
        round TEXT NOT NULL REFERENCES rounds (id),
        message TEXT NOT NULL REFERENCES messages (id),
        annotator TEXT NOT NULL,
        granted_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        PRIMARY KEY (round, message, annotator)
    ) STRICT, WITHOUT ROWID;
    """
