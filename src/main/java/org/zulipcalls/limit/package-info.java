/**
 * How often one may ask, where no other table tells: one row for each who tries, shared by all replicas. Imports only
 * {@code support}, where the limits themselves are listed.
 */
package org.zulipcalls.limit;
