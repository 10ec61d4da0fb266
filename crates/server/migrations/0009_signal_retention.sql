-- Merchants say how long signals of risk are kept. What each space saw before this moment is deleted by the walk over what is
-- old; the sweep moves it on once a day.
ALTER TABLE risk_space ADD COLUMN forget_before BIGINT NOT NULL DEFAULT 0;

-- Events of assessments go with them, each merchant's at its own time.
DROP INDEX event_assessment;
CREATE INDEX event_assessed ON event (merchant_id, mode, created_at) WHERE type = 'assessment.created';
