-- What somebody has started or answered lately, for limits that hold although many ask in the same moment. Each function takes the
-- user's lock before it counts, and counts with a snapshot of its own: so it sees the calls of whoever had the lock before. The
-- statement that calls it is a transaction, whose end gives the lock back.
CREATE FUNCTION calls_started(p_realm text, p_initiator bigint, p_recipient bigint, p_window bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('calls_started ' || p_initiator || ' ' || p_realm, 0));
  RETURN (
    SELECT count(*) FROM call
    WHERE realm = p_realm AND initiator_id = p_initiator AND (p_recipient IS NULL OR recipient_id = p_recipient)
      AND created_at > now() - p_window * interval '1 millisecond');
END $$;

-- An answer comes at most a ring after the call, whose time has the index: hence p_reach, how far back such calls begin.
CREATE FUNCTION calls_answered(p_realm text, p_recipient bigint, p_reach bigint, p_window bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('calls_answered ' || p_recipient || ' ' || p_realm, 0));
  RETURN (
    SELECT count(*) FROM call
    WHERE realm = p_realm AND recipient_id = p_recipient AND created_at > now() - p_reach * interval '1 millisecond'
      AND (state = 'declined' OR started_at IS NOT NULL)
      AND coalesce(started_at, ended_at) > now() - p_window * interval '1 millisecond');
END $$;
