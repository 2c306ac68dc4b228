/** What tests stand on: a database, a Zulip to ask, clients to ask with, replicas of the packaged service. */
package org.zulipcalls.testing;
