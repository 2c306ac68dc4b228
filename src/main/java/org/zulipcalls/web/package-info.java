/**
 * What people see in a browser: the script that Zulip's web app loads, and the call page. The scripts and styles
 * themselves are small files below {@code src/main/resources/web}. Imports {@code call}, {@code zulip} and
 * {@code support}; nothing imports it.
 */
package org.zulipcalls.web;
