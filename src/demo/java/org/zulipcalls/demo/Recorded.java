package org.zulipcalls.demo;

import java.util.Set;

/**
 * One request that reached "Zulip" below {@code /api} or {@code /json}, as far as tests need to assert what the product
 * asks and how often. It holds no credential.
 *
 * @param query         without the question mark; null if there is none
 * @param host          the {@code Host} header as it came
 * @param headerNames   the names of all headers, in lower case
 * @param user          the real address of whom it authenticated; null if nobody
 */
public record Recorded(String method, String path, String query, String host, boolean authorization, boolean cookie,
    Set<String> headerNames, String user) {}
