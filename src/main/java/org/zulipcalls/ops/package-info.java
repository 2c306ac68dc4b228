/**
 * What keeps the service in order and what its operator sees: the clean-up, the operator's endpoints. Imports {@code call},
 * {@code limit} and {@code push}.
 */
package org.zulipcalls.ops;
