CREATE TABLE setting (
    -- What holds for the whole store: `course` (its id), `course_path` (where it lay last),
    -- `pseudonym_key` (hex; pseudonyms are made with it).
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE seed (
    -- Secret seeds; the last one is in use, earlier ones explain earlier gradings.
    id INTEGER PRIMARY KEY,
    seed TEXT NOT NULL,
    drawn_at TEXT NOT NULL, -- UTC, ISO 8601
    drawn_by TEXT NOT NULL
) STRICT;

CREATE TABLE student (
    -- Personal data, all of it but what student code says of itself.
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE, -- the LMS's id, or the name of the folder handed in
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    ids TEXT NOT NULL, -- JSON object: what other systems call the student
    on_roster INTEGER NOT NULL DEFAULT 0 -- 1: name, e-mail and ids are the roster's
) STRICT;

CREATE TABLE extension (
    -- More time for a student, as the last roster of an assignment gave it.
    student_id INTEGER NOT NULL REFERENCES student ON DELETE CASCADE,
    assignment TEXT NOT NULL,
    told TEXT NOT NULL, -- seconds, or a deadline as ISO 8601
    PRIMARY KEY (student_id, assignment)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt (
    -- What was handed in, with its content: a regrade needs no download.
    id INTEGER PRIMARY KEY,
    student_id INTEGER NOT NULL REFERENCES student ON DELETE CASCADE,
    assignment TEXT NOT NULL, -- '' for the whole course
    digest TEXT NOT NULL, -- SHA-256 of names and contents of the files
    source TEXT NOT NULL, -- path as given
    submitted TEXT NOT NULL, -- ISO 8601 with offset, or '' when the download does not say
    late INTEGER, -- what the download says: 1, 0 or NULL
    received_at TEXT NOT NULL, -- when a run first saw it; UTC, ISO 8601
    content BLOB NOT NULL, -- the submission, MessagePack, deflated
    UNIQUE (student_id, assignment, digest)
) STRICT;

CREATE TABLE standing (
    -- Which attempt counts for an assignment.
    student_id INTEGER NOT NULL REFERENCES student ON DELETE CASCADE,
    assignment TEXT NOT NULL,
    attempt_id INTEGER NOT NULL REFERENCES attempt ON DELETE CASCADE,
    number INTEGER NOT NULL, -- of this attempt in the download, from 1
    attempts INTEGER NOT NULL, -- how many the download held
    PRIMARY KEY (student_id, assignment)
) STRICT, WITHOUT ROWID;

CREATE TABLE grading (
    -- Every grading that ever ended, never changed; the last of an attempt is in force.
    id INTEGER PRIMARY KEY,
    attempt_id INTEGER NOT NULL REFERENCES attempt ON DELETE CASCADE,
    seed_id INTEGER NOT NULL REFERENCES seed,
    at TEXT NOT NULL, -- when it ended; UTC, ISO 8601
    who TEXT NOT NULL, -- the account that ran it
    versions TEXT NOT NULL, -- JSON object: grader, tensorflow, numpy, ...
    status TEXT NOT NULL, -- graded or ungraded
    score REAL, -- as examined, without overrides; NULL when something is ungraded
    max_score REAL NOT NULL,
    digest TEXT NOT NULL, -- SHA-256 of the whole record: tells pages whether they are current
    shell BLOB NOT NULL, -- the record without its steps, MessagePack, deflated
    summary BLOB NOT NULL -- the record without checks, sources and output
) STRICT;

CREATE TABLE step_result (
    -- A step as it was examined; several gradings may share it.
    id INTEGER PRIMARY KEY,
    attempt_id INTEGER NOT NULL REFERENCES attempt ON DELETE CASCADE,
    step TEXT NOT NULL,
    circumstances TEXT NOT NULL, -- digest of all that may change the result
    outcome TEXT NOT NULL,
    score REAL,
    record BLOB NOT NULL -- the step's record, MessagePack, deflated
) STRICT;

CREATE TABLE grading_step (
    -- Which results a grading is made of.
    grading_id INTEGER NOT NULL REFERENCES grading ON DELETE CASCADE,
    step_result_id INTEGER NOT NULL REFERENCES step_result ON DELETE CASCADE,
    PRIMARY KEY (grading_id, step_result_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE override (
    -- Points that an instructor gave; kept through regrades, undone by clearing.
    id INTEGER PRIMARY KEY,
    student_id INTEGER NOT NULL REFERENCES student ON DELETE CASCADE,
    step TEXT NOT NULL,
    points REAL NOT NULL, -- on the step's own scale
    why TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    cleared_at TEXT NOT NULL DEFAULT '',
    cleared_by TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE comment (
    -- What an instructor wrote to a student.
    id INTEGER PRIMARY KEY,
    student_id INTEGER NOT NULL REFERENCES student ON DELETE CASCADE,
    step TEXT NOT NULL, -- '' for the whole submission
    text TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    cleared_at TEXT NOT NULL DEFAULT '',
    cleared_by TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE audit (
    -- What was done to marks, by whom; it only grows. Students stand under a pseudonym.
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL, -- override, clear_override, comment, clear_comment, regrade, new_seed, backup, forget
    subject TEXT NOT NULL, -- pseudonym of the student, or ''
    details TEXT NOT NULL -- JSON object without personal data
) STRICT;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;

CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;

CREATE INDEX grading_of_attempt ON grading (attempt_id);
CREATE INDEX step_result_of_attempt ON step_result (attempt_id, step);
CREATE INDEX step_result_of_grading ON grading_step (step_result_id);
CREATE INDEX override_of_student ON override (student_id);
CREATE INDEX comment_of_student ON comment (student_id);
