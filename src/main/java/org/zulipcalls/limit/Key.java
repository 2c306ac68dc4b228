package org.zulipcalls.limit;

import java.util.stream.Stream;

import org.zulipcalls.support.Digests;

/**
 * Who tries what.
 *
 * @param hash what the store knows it by: it needs no names
 */
public record Key(Limit limit, String hash) {

  public static Key of(Limit limit, String... who) {
    return new Key(limit,
        Digests.sha256(Stream.concat(Stream.of(limit.word()), Stream.of(who)).toArray(String[]::new)));
  }
}
