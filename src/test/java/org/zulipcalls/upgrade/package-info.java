/** How a new version gets along with the tables, the rows and the replicas of the one before it. */
package org.zulipcalls.upgrade;
