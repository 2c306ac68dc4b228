/**
 * Zulip, beside which we run: it says who is calling and who can be called. Everything is asked over HTTP with the
 * client's own {@code Host} and credentials, which are never kept. Imports {@code call}, {@code limit} and {@code support}.
 */
package org.zulipcalls.zulip;
