using DataLab.State;

namespace DataLab.Uws.Store;

/// <summary>The tables of jobs and of the query history. Times are Unix milliseconds, truth values 0 or 1.</summary>
internal static class UwsTables
{
    public static StateModule Module { get; } =
        new(
            "uws",
            [
                """
                CREATE TABLE uws_job (
                    job_id TEXT PRIMARY KEY,
                    kind TEXT NOT NULL,
                    serial BIGINT NOT NULL,
                    run_id TEXT,
                    owner_id TEXT,
                    session TEXT,
                    address TEXT NOT NULL,
                    list_key TEXT,
                    share_key TEXT NOT NULL,
                    phase TEXT NOT NULL,
                    creation_time BIGINT NOT NULL,
                    start_time BIGINT,
                    end_time BIGINT,
                    execution_duration BIGINT NOT NULL,
                    destruction BIGINT NOT NULL,
                    queue_number BIGINT,
                    process_id TEXT,
                    attempt BIGINT NOT NULL,
                    crashes BIGINT NOT NULL,
                    error_message TEXT,
                    error_transient BIGINT
                );
                CREATE INDEX uws_job_list ON uws_job (list_key, kind, creation_time, serial, phase);
                CREATE INDEX uws_job_queue ON uws_job (kind, phase, share_key, queue_number)
                    WHERE phase = 'QUEUED' OR phase = 'EXECUTING';
                CREATE INDEX uws_job_destruction ON uws_job (phase, destruction);

                CREATE TABLE uws_parameter (
                    job_id TEXT NOT NULL REFERENCES uws_job (job_id) ON DELETE CASCADE,
                    position BIGINT NOT NULL,
                    name TEXT NOT NULL,
                    value TEXT NOT NULL,
                    is_file BIGINT NOT NULL,
                    PRIMARY KEY (job_id, position)
                );
                CREATE TABLE uws_result (
                    job_id TEXT NOT NULL REFERENCES uws_job (job_id) ON DELETE CASCADE,
                    position BIGINT NOT NULL,
                    result_id TEXT NOT NULL,
                    media_type TEXT NOT NULL,
                    size BIGINT NOT NULL,
                    file_name TEXT NOT NULL,
                    stored_as TEXT NOT NULL,
                    PRIMARY KEY (job_id, position),
                    UNIQUE (job_id, result_id)
                );
                CREATE TABLE uws_note (
                    job_id TEXT NOT NULL REFERENCES uws_job (job_id) ON DELETE CASCADE,
                    position BIGINT NOT NULL,
                    name TEXT NOT NULL,
                    value TEXT NOT NULL,
                    PRIMARY KEY (job_id, position)
                );
                CREATE TABLE uws_process (
                    process_id TEXT PRIMARY KEY,
                    alive_until BIGINT NOT NULL
                );

                CREATE TABLE query_history (
                    entry_id TEXT PRIMARY KEY,
                    list_key TEXT,
                    kind TEXT NOT NULL,
                    mode TEXT NOT NULL,
                    text TEXT NOT NULL,
                    owner_id TEXT,
                    session TEXT,
                    address TEXT NOT NULL,
                    start_time BIGINT NOT NULL,
                    end_time BIGINT NOT NULL,
                    outcome TEXT NOT NULL,
                    job_id TEXT,
                    run_id TEXT,
                    row_count BIGINT,
                    byte_count BIGINT,
                    error TEXT
                );
                CREATE INDEX query_history_list ON query_history (list_key, kind, start_time);
                CREATE INDEX query_history_age ON query_history (start_time);
                """,
                """
                ALTER TABLE uws_parameter ADD COLUMN size BIGINT;
                CREATE INDEX uws_job_pending ON uws_job (share_key) WHERE phase = 'PENDING';
                """,
                // Holds all that a list tells, so that it is read from one place instead of one a job.
                """
                DROP INDEX uws_job_list;
                CREATE INDEX uws_job_list ON uws_job (list_key, kind, creation_time, serial, phase, job_id, run_id);
                """,
                // The kernel that a process runs on: only its own locks on files tell whether it lives.
                "ALTER TABLE uws_process ADD COLUMN machine TEXT",
            ]
        )
        {
            // Who waits for a job, or for work, hears of it with the commit, in whichever process: see JobNews.
            OnPostgreSql =
            [
                """
                    CREATE FUNCTION uws_job_announce() RETURNS trigger LANGUAGE plpgsql AS $body$
                    BEGIN
                        IF TG_OP = 'DELETE' THEN
                            PERFORM pg_notify(TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, OLD.job_id || ' ' || OLD.kind || ' DELETED');
                        ELSE
                            PERFORM pg_notify(TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, NEW.job_id || ' ' || NEW.kind || ' ' || NEW.phase);
                        END IF;
                        RETURN NULL;
                    END
                    $body$;
                    CREATE TRIGGER uws_job_made AFTER INSERT OR DELETE ON uws_job
                        FOR EACH ROW EXECUTE FUNCTION uws_job_announce();
                    CREATE TRIGGER uws_job_changed AFTER UPDATE ON uws_job
                        FOR EACH ROW WHEN (OLD.phase <> NEW.phase OR OLD.attempt <> NEW.attempt)
                        EXECUTE FUNCTION uws_job_announce();
                    """,
            ],
        };
}
