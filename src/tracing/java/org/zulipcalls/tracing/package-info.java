/** What a build with OpenTelemetry's traces ({@code -Dtracing}) has besides. */
package org.zulipcalls.tracing;
