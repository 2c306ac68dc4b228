package org.zulipcalls.support;

import java.util.HexFormat;
import java.util.logging.Formatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;

/**
 * Formats as another formatter does, and lets nothing that stands in a log message end its line or steer a terminal
 * (CWE-117). Whoever logs need not think of it: this holds for our own messages, for those of libraries, and for the texts of
 * exceptions, whose further lines are indented so that none looks like the beginning of an entry.
 */
final class SafeFormatter extends ExtFormatter {

  /** Controls, among them the escape character; the line ends that only Unicode knows; what turns the direction of text. */
  private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");
  private static final Pattern UNSAFE_IN_TRACE = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029&&[^\\n\\t]]");
  private static final Pattern NEXT_LINE = Pattern.compile("\\n(?=[^\\t])");

  private final Formatter formatter;

  SafeFormatter(Formatter formatter) {
    this.formatter = formatter;
  }

  @Override
  public String format(ExtLogRecord entry) {
    ExtLogRecord safe = new ExtLogRecord(entry);
    safe.setMessage(escaped(String.valueOf(formatMessage(entry)), UNSAFE), FormatStyle.NO_FORMAT);
    String text = escaped(formatter.format(safe).replace("\r\n", "\n"), UNSAFE_IN_TRACE);
    return NEXT_LINE.matcher(text).replaceAll("\n\t");
  }

  /** As Java and JSON write such characters. */
  private static String escaped(String text, Pattern unsafe) {
    return unsafe.matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(found.group()
            .chars()
            .mapToObj(unit -> "\\u" + HexFormat.of().toHexDigits((char) unit))
            .collect(Collectors.joining())));
  }
}
