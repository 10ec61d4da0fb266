-- A worker looks for one kind of work: a long queue of another does not stand in its way.
CREATE INDEX job_due_kind ON job (kind, run_at) WHERE parked_at IS NULL;
