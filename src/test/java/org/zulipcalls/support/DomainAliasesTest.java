package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.Settings;

class DomainAliasesTest {

  @Test
  void byDefaultTheDocumentsDomainsStandForEachOther() {
    DomainAliases aliases = Settings.of().zulip().emailDomainAliases().orElseThrow();
    assertEquals(List.of("a@zulipdev.com", "a@zulip.com"), aliases.spellings("a@zulipdev.com"));
    assertEquals(List.of("a@zulip.com", "a@zulipdev.com"), aliases.spellings("a@zulip.com"));
  }

  @Test
  void anOperatorMayHaveNone() {
    assertEquals(Optional.empty(), Settings.of("calls.zulip.email-domain-aliases", "").zulip().emailDomainAliases());
  }

  @Test
  void theAddressItselfComesFirstAndAsItWasWritten() {
    DomainAliases aliases = DomainAliases.of("one.org=two.org");
    assertEquals(List.of("Some.Body@ONE.org", "Some.Body@two.org"), aliases.spellings("Some.Body@ONE.org"));
  }

  @Test
  void aDomainWithSeveralPairsHasSeveralSpellingsEachOnce() {
    DomainAliases aliases = DomainAliases.of("one.org=two.org, ONE.org=three.org,two.org=one.org,");
    assertEquals(List.of("a@one.org", "a@two.org", "a@three.org"), aliases.spellings("a@one.org"));
    assertEquals(List.of("a@two.org", "a@one.org"), aliases.spellings("a@two.org"));
    assertEquals(List.of("a@three.org", "a@one.org"), aliases.spellings("a@three.org"));
  }

  @Test
  void otherDomainsHaveNoOtherSpelling() {
    DomainAliases aliases = DomainAliases.of("one.org=two.org");
    for (String email : List.of("a@other.org", "a@sub.one.org", "one.org@other.org", "a@one.org.uk")) {
      assertEquals(List.of(email), aliases.spellings(email));
    }
  }

  @Test
  void noPairsAreFine() {
    assertEquals(List.of("a@one.org"), DomainAliases.of("").spellings("a@one.org"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"one.org", "one.org=", "=two.org", "a=b=c", "one.org=two org", "a@one.org=two.org",
      "one.org=two.org;c=d"})
  void whatIsNoPairIsRefusedWithWhatItTakes(String text) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> DomainAliases.of(text));
    assertEquals("takes pairs of domains such as zulipdev.com=zulip.com, comma separated", refusal.getMessage());
  }
}
