/**
 * A Zulip to try the calls in and to test them against: an HTTP server that answers, to the letter, as Zulip does
 * where this product asks it something, the front door that Zulip's nginx is, and a page with two people.
 *
 * <p>It is a test source root, and a main one only in the Maven profile {@code demo}; it is never packaged. Nothing of
 * the product may import it, and it imports nothing of the product: what both know is the wire.
 */
package org.zulipcalls.demo;
