/// Variations with everything they came from; a person's decisions on them are events.
let variationsSchema = """
    CREATE TABLE variations (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 256),
        round TEXT NOT NULL REFERENCES rounds (id),
        message TEXT NOT NULL REFERENCES messages (id),
        human_label TEXT NOT NULL CHECK (human_label IN \(classNamesInSQL)),
        label TEXT NOT NULL CHECK (label IN \(classNamesInSQL)),
        relation TEXT NOT NULL,
        template_hash TEXT NOT NULL,
        generator TEXT NOT NULL,
        model TEXT NOT NULL,
        parameters TEXT NOT NULL,
        request TEXT REFERENCES generation_requests (key),
        text TEXT NOT NULL,
        filters TEXT NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected', 'needs-review')),
        rule TEXT,
        created_at INTEGER NOT NULL,
        CHECK ((verdict = 'rejected') = (rule IS NOT NULL))
    ) STRICT;
    CREATE INDEX variations_by_round ON variations (round, number);
    \(appendOnly("variations"))
    CREATE TABLE variation_reviews (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        variation TEXT NOT NULL REFERENCES variations (id),
        at INTEGER NOT NULL,
        reviewer TEXT NOT NULL CHECK (length(reviewer) BETWEEN 1 AND 256),
        decision TEXT NOT NULL CHECK (decision IN ('accept', 'reject', 'relabel')),
        class TEXT CHECK (class IN \(classNamesInSQL)),
        note TEXT,
        CHECK ((decision = 'relabel') = (class IS NOT NULL))
    ) STRICT;
    CREATE INDEX variation_reviews_by_variation ON variation_reviews (variation, seq);
    \(appendOnly("variation_reviews"))
    """
