/**
 * What every other package stands on: settings, parameters, errors, answers and the clock. Imports no package of ours;
 * every package may import it.
 */
package org.zulipcalls.support;
