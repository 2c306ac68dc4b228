/** What operators install from: the chart, the plain manifests, the overlays, Compose, systemd. */
package org.zulipcalls.deploy;
