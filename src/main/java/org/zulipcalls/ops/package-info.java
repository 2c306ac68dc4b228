/**
 * What keeps the service in order and what its operator sees: the clean-up, the operator's endpoints. Imports {@code call},
 * {@code limit}, {@code push} and {@code support}.
 */
package org.zulipcalls.ops;
