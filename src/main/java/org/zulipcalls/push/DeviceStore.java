package org.zulipcalls.push;

import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.call.Requester;
import org.zulipcalls.limit.HitCounter;
import org.zulipcalls.limit.Key;
import org.zulipcalls.limit.Limit;
import org.zulipcalls.support.Sql;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** The devices of users. A token belongs to one user; a user has at most {@value #MOST} devices. */
@ApplicationScoped
class DeviceStore {

  static final int MOST = 20;

  /** Registering what is known notes that it was seen; for another user it moves there, under a new id. */
  static final String REGISTER = """
      WITH registered AS (
        INSERT INTO push_device AS known (realm, user_id, kind, token, app_id)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (token) DO UPDATE SET
          id = CASE WHEN known.realm = $1 AND known.user_id = $2 THEN known.id ELSE EXCLUDED.id END,
          created_at = CASE WHEN known.realm = $1 AND known.user_id = $2 THEN known.created_at ELSE now() END,
          realm = $1, user_id = $2, kind = $3, app_id = $5, seen_at = now()
        RETURNING id, kind, token, app_id, created_at, seen_at
      ), dropped AS (
        DELETE FROM push_device WHERE id IN (
          SELECT id FROM push_device WHERE realm = $1 AND user_id = $2 AND token <> $4
          ORDER BY seen_at DESC, id OFFSET $6)
      )
      SELECT id, kind, token, app_id, created_at, seen_at FROM registered""";

  static final String LIST = """
      SELECT id, kind, token, app_id, created_at, seen_at FROM push_device
      WHERE realm = $1 AND user_id = $2 ORDER BY seen_at DESC, id""";

  static final String REMOVE_TOKEN = "DELETE FROM push_device WHERE token = $1 AND realm = $2 AND user_id = $3";

  static final String REMOVE_ID = "DELETE FROM push_device WHERE id = $1 AND realm = $2 AND user_id = $3";

  private final Pool database;
  private final HitCounter counter;

  DeviceStore(Pool database, HitCounter counter) {
    this.database = database;
    this.counter = counter;
  }

  /**
   * Registers the token for this user, whoever had it before; the user's oldest device goes when there are too many. The
   * count for the limit lets in one registration of a user at a time, so that the bound holds. Fails with 429.
   *
   * @param appId what the app calls itself, or null
   */
  Uni<Device> register(Requester requester, String kind, String token, String appId) {
    return database.withTransaction(connection -> counter.take(Key.of(Limit.DEVICE, requester.getName()), connection)
        .chain(() -> Sql.run(connection, REGISTER,
            Tuple.from(new Object[]{requester.realm(), requester.userId(), kind, token, appId, MOST - 1L})))
        .map(rows -> Device.of(rows.iterator().next())));
  }

  /** This user's devices, the one that was seen last first. */
  Uni<List<Device>> of(Requester requester) {
    return Sql.run(database, LIST, Tuple.of(requester.realm(), requester.userId()))
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(Device::of).toList());
  }

  /** False when this user has no device with this token. */
  Uni<Boolean> remove(Requester requester, String token) {
    return remove(REMOVE_TOKEN, token, requester);
  }

  /** False when this user has no such device. */
  Uni<Boolean> remove(Requester requester, UUID deviceId) {
    return remove(REMOVE_ID, deviceId, requester);
  }

  private Uni<Boolean> remove(String sql, Object which, Requester requester) {
    return Sql.run(database, sql, Tuple.of(which, requester.realm(), requester.userId()))
        .map(removed -> removed.rowCount() > 0);
  }
}
