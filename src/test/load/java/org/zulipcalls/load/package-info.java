/** How fast the service is: {@code ./mvnw -q -Pload verify} prints it. No test. */
package org.zulipcalls.load;
