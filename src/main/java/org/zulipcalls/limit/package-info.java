/**
 * How often one may ask: all limits, the refusal of what is over one, and the counts that no other table tells, one row for
 * each who tries, shared by all replicas. Imports only {@code support}.
 */
package org.zulipcalls.limit;
