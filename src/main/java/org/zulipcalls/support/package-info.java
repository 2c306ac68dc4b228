/**
 * What every other package stands on: settings and secrets, parameters and answers of requests, errors, the edge of HTTP, the
 * database's pool and statements, the log, the clock, work in the background. Imports no package of ours; every package may
 * import it.
 */
package org.zulipcalls.support;
