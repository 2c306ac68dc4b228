package org.zulipcalls.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import io.quarkus.test.junit.QuarkusTest;

/** Zulip's call buttons (issue 4, item 1): which presses are ours, and whom they call. */
@QuarkusTest
class ButtonsTest extends BrowserTest {

  private static final Pattern ZULIPS_LINK = Pattern
      .compile("\\[Join (video|voice) call\\.]\\(https?://\\S+/\\d{15}#.*");
  private Person hamlet;

  @BeforeEach
  void hamletSitsDown() {
    hamlet = person("hamlet");
  }

  private Page inConversation() {
    return hamlet.open(othelloUser);
  }

  private List<String> calls() {
    return database.texts("SELECT concat_ws(' ', call_type, initiator_id, recipient_id) FROM call");
  }

  private List<String> open() {
    return database
        .texts("SELECT concat_ws(' ', call_type, initiator_id, recipient_id) FROM call WHERE ended_at IS NULL");
  }

  private void endAll() {
    for (String callId : database.texts("SELECT call_id FROM call WHERE ended_at IS NULL")) {
      Client.of(hamletUser).post(path(callId, "end")).then().statusCode(200);
    }
  }

  private static Locator compose(Page page) {
    return page.locator("#compose-textarea");
  }

  @Test
  void theVideoButtonPlacesAVideoCall() {
    Page window = callFrom(inConversation(), ".video_link");
    window.waitForURL("**/calls/embed/*");
    assertEquals(List.of("video 10 12"), calls());
  }

  @Test
  void theAudioButtonPlacesAVoiceCall() {
    callFrom(inConversation(), ".audio_link").waitForURL("**/calls/embed/*");
    assertEquals(List.of("audio 10 12"), calls());
  }

  @Test
  void theForksButtonPlacesAVoiceCall() {
    Page page = inConversation();
    page.evaluate(
        "() => document.querySelector('#compose .audio_link').classList.replace('audio_link', 'click_to_call')");
    callFrom(page, ".click_to_call").waitForURL("**/calls/embed/*");
    assertEquals(List.of("audio 10 12"), calls());
  }

  @Test
  void enterAndSpacePressTheButton() {
    Page page = inConversation();
    for (String key : List.of("Enter", " ")) {
      page.locator("#compose .video_link").focus();
      page.waitForPopup(() -> page.keyboard().press(key)).waitForURL("**/calls/embed/*");
      endAll();
      page.waitForTimeout(1_100);
    }
    assertThat(compose(page)).hasValue("");
  }

  @Test
  void inAChannelZulipsOwnLinkIsInserted() {
    staysZulips(hamlet.open("#narrow/channel/4-general/topic/the.20plan"));
  }

  @Test
  void inAGroupZulipsOwnLinkIsInserted() {
    staysZulips(hamlet.open("#narrow/dm/11,12-group"));
  }

  @Test
  void withOneselfZulipsOwnLinkIsInserted() {
    staysZulips(hamlet.open("#narrow/dm/10-King-Hamlet"));
  }

  private void staysZulips(Page page) {
    page.evaluate("""
        () => {
          window.presses = [];
          document.body.addEventListener("click", (event) => window.presses.push(event.defaultPrevented));
        }""");
    page.locator("#compose .video_link").click();
    page.locator("#compose .audio_link").click();
    assertThat(compose(page))
        .hasValue(Pattern.compile("\\[Join video call\\.].*\\[Join voice call\\.].*", Pattern.DOTALL));
    assertEquals(List.of(), calls());
    assertEquals(1, hamlet.context().pages().size());
    assertThat(page.locator(".zc-card, .zc-banner")).hasCount(0);
  }

  @Test
  void inOneToOneZulipsOwnHandlerNeverRuns() {
    Page page = inConversation();
    page.evaluate("() => { window.presses = 0; document.body.addEventListener('click', () => window.presses += 1); }");
    callFrom(page, ".video_link").waitForURL("**/calls/embed/*");
    assertEquals(0, page.evaluate("() => window.presses"));
    assertThat(compose(page)).hasValue("");
  }

  @Test
  void theComposePillsDecideBeforeTheNarrow() {
    Page page = inConversation();
    page.evaluate("() => { document.querySelector('#compose .pill').dataset.userId = '11'; }");
    callFrom(page, ".video_link").waitForURL("**/calls/embed/*");
    assertEquals(List.of("video 10 11"), calls());
  }

  @Test
  void oneselfAmongThePillsDoesNotMakeAGroup() {
    Page page = inConversation();
    page.evaluate("""
        () => {
          const pill = document.querySelector("#compose .pill");
          const own = pill.cloneNode(true);
          own.dataset.userId = "10";
          pill.after(own);
        }""");
    callFrom(page, ".video_link").waitForURL("**/calls/embed/*");
    assertEquals(List.of("video 10 12"), calls());
  }

  @Test
  void anAddressThatIsNoPillYetIsCalled() {
    Page page = inConversation();
    page.evaluate("""
        () => {
          document.querySelector("#compose .pill").remove();
          document.getElementById("private_message_recipient").textContent = "iago@zulip.com";
        }""");
    callFrom(page, ".video_link").waitForURL("**/calls/embed/*");
    assertEquals(List.of("video 10 11"), calls());
  }

  @Test
  void withoutPillsTheNarrowDecides() {
    for (String hash : List.of("#narrow/dm/12-Othello", "#narrow/dm/10,12-dm/near/70", "#narrow/pm-with/12-othello",
        "#narrow/dm/12")) {
      Page page = hamlet.open(hash);
      page.evaluate("() => document.querySelectorAll('#compose .pill').forEach((pill) => pill.remove())");
      callFrom(page, ".video_link").waitForURL("**/calls/embed/*");
      assertEquals(List.of("video 10 12"), open(), hash);
      endAll();
      page.close();
    }
  }

  @Test
  void inAnEditFormTheMessagesConversationDecides() {
    zulip.say("hamlet", "othello", "Good morning");
    Page page = inConversation();
    page.locator(".edit_content_button").first().click();
    page.evaluate(
        "() => { document.querySelector('.narrows_by_recipient').setAttribute('href', '#narrow/dm/11-Iago'); }");
    page.waitForPopup(() -> page.locator(".message_edit_form .video_link").click()).waitForURL("**/calls/embed/*");
    assertEquals(List.of("video 10 11"), calls());
  }

  @Test
  void inAnEditFormOfAChannelItStaysZulips() {
    zulip.say("hamlet", "othello", "Good morning");
    Page page = inConversation();
    page.locator(".edit_content_button").first().click();
    page.evaluate("""
        () => {
          const header = document.querySelector(".message_header");
          header.className = "message_header message_header_stream";
          header.dataset.streamId = "4";
        }""");
    page.locator(".message_edit_form .video_link").click();
    assertThat(page.locator(".message_edit_content")).hasValue(Pattern.compile(".*Join video call.*"));
    assertEquals(List.of(), calls());
  }

  @Test
  void aDoubleClickIsOneCall() {
    Page page = inConversation();
    page.waitForPopup(() -> page.locator("#compose .video_link").dblclick()).waitForURL("**/calls/embed/*");
    page.waitForTimeout(500);
    assertEquals(1, calls().size());
    assertEquals(2, hamlet.context().pages().size());
  }

  @Test
  void bothCallAtOnceAndItIsOneCall() {
    expectNoise("409 (Conflict)");
    Page othello = person("othello").open(hamletUser);
    String callId = call(othelloUser, hamletUser);
    assertEquals("initiated", stateOf(callId));
    Page page = inConversation();
    Page window = callFrom(page, ".video_link");
    assertThat(window.locator(".zc-talk")).isVisible();
    assertEquals(List.of("video 12 10"), calls());
    assertEquals("active", stateOf(callId));
    othello.close();
  }

  @Test
  void aCallThatRingsHereAlreadyIsAcceptedWithoutARefusalOnTheConsole() {
    Page page = inConversation();
    String callId = call(othelloUser, hamletUser);
    assertThat(Person.incoming(page)).hasCount(1);
    Page window = callFrom(page, ".video_link");
    assertThat(window.locator(".zc-talk")).isVisible();
    assertThat(Person.incoming(page)).hasCount(0);
    assertEquals("active", stateOf(callId));
  }

  @Test
  void aCallThatStandsAlreadyIsShownAgain() {
    expectNoise("409 (Conflict)");
    String callId = answeredCall(hamletUser, othelloUser);
    Page window = callFrom(inConversation(), ".video_link");
    window.waitForURL("**/calls/embed/" + callId);
    assertThat(window.locator(".zc-talk")).isVisible();
  }

  @Test
  void openCallShowsTheWindowThatTheCallHas() {
    Page page = inConversation();
    Page window = callFrom(page, ".video_link");
    window.waitForURL("**/calls/embed/*");
    assertThat(window.locator(".zc-person")).isVisible();
    Person.press(page, "Open call");
    page.waitForTimeout(500);
    assertEquals(2, hamlet.context().pages().size());
    assertThat(window.locator(".zc-person")).containsText("Calling");
  }

  @Test
  void aPageOfOnesOwnCallsWithItsScript() {
    expectNoise();
    Page zulips = inConversation();
    Object token = zulips.evaluate("() => document.querySelector('[name=csrfmiddlewaretoken]').value");
    zulips.close();
    Page own = hamlet.context().newPage();
    own.route("**/own/", route -> route.fulfill(new com.microsoft.playwright.Route.FulfillOptions()
        .setContentType("text/html")
        .setBody("<!DOCTYPE html><link rel=icon href='data:,'><button onclick='zulipCalls.call(12, { video: false })'>"
            + "Call</button><script src=/calls/script data-csrf-token=" + token + "></script>")));
    own.waitForResponse("**/json/users/me", () -> own.navigate(hamlet.home() + "/own/"));
    own.waitForTimeout(200);
    own.waitForPopup(() -> own.locator("button").click()).waitForURL("**/calls/embed/*");
    assertEquals(List.of("audio 10 12"), calls());
    assertThat(Person.outgoing(own)).isVisible();
  }

  @Test
  void loadedTwiceItStartsOnce() {
    Page page = inConversation();
    page.evaluate("""
        () => new Promise((resolve) => {
          const again = document.createElement("script");
          again.src = "/calls/script";
          again.onload = resolve;
          document.body.append(again);
        })""");
    callFrom(page, ".video_link").waitForURL("**/calls/embed/*");
    assertThat(page.locator(".zc-root")).hasCount(1);
    assertThat(Person.outgoing(page)).hasCount(1);
    assertEquals(1, calls().size());
  }

  @Test
  void itLeavesOneGlobalOnly() {
    Page page = inConversation();
    assertEquals(List.of("zulipCalls"), page.evaluate("""
        () => {
          const clean = document.createElement("iframe");
          document.body.append(clean);
          const known = new Set(Object.getOwnPropertyNames(clean.contentWindow));
          clean.remove();
          return Object.getOwnPropertyNames(window).filter((name) => !known.has(name) && !/^\\d+$/.test(name)
            && !/^(?:TEMPORARY|PERSISTENT|__)/.test(name));
        }"""));
  }

  @Test
  void onTheLoginPageAndForSpectatorsItDoesNothing() {
    for (String body : List.of("<form action='/login/'><a class='video_link'>x</a></form>",
        "<a class='video_link'>x</a><div hidden id='page-params' data-params='{\"is_spectator\":true,\"state_data\":null}'></div>"
            + "<form id='logout_form'><input name='csrfmiddlewaretoken' value='x'></form>")) {
      Page page = hamlet.context().newPage();
      page.route("**/login/", route -> route.fulfill(new com.microsoft.playwright.Route.FulfillOptions()
          .setContentType("text/html")
          .setBody("<link rel=icon href='data:,'>" + body + "<script src=/calls/override.js></script>")));
      page.navigate(hamlet.home() + "/login/#narrow/dm/12-Othello");
      page.waitForFunction("() => window.zulipCalls?.version");
      page.locator(".video_link").click();
      assertThat(page.locator(".zc-root, .zc-banner")).hasCount(0);
      assertTrue((Boolean) page.evaluate(
          "() => performance.getEntriesByType('resource').every((e) => !e.name.includes('/api/') && !e.name.includes('/json/'))"));
      page.close();
    }
  }

  @Test
  void whereTheProviderHidesTheButtonsOursAreAdded() {
    Page page = inConversation();
    hideZulips(page);
    page.evaluate("() => { location.hash = '#narrow/channel/4-general'; }");
    assertThat(page.locator("#compose .zc-added-button")).hasCount(0);
    page.evaluate("() => { location.hash = '#narrow/dm/12-Othello'; }");
    assertThat(page.locator("#compose .zc-added-button")).hasCount(2);
    Person.shoot(page, "added-buttons-light-1280");

    callFrom(page, ".zc-added-button[aria-label='Voice call']").waitForURL("**/calls/embed/*");

    assertEquals(List.of("audio 10 12"), calls());
  }

  private static void hideZulips(Page page) {
    page.addStyleTag(
        new Page.AddStyleTagOptions().setContent(".video_link, .audio_link { display: none !important; }"));
    page.evaluate(
        "() => document.querySelectorAll('#compose .video_link, #compose .audio_link').forEach((l) => { l.style.display = 'none'; })");
    assertThat(page.locator("#compose .zc-added-button")).hasCount(2);
  }

  @Test
  void whereZulipsButtonsStayZulipsOursCallAllTheSame() {
    hamlet.context().addInitScript("window.zulipCalls = { intercept: false }");
    Page page = inConversation();
    page.locator("#compose .video_link").click();
    assertThat(compose(page)).hasValue(ZULIPS_LINK);
    assertEquals(List.of(), calls());
    hideZulips(page);

    callFrom(page, ".zc-added-button[aria-label='Voice call']").waitForURL("**/calls/embed/*");

    assertEquals(List.of("audio 10 12"), calls());
  }

  @Test
  void whereZulipShowsItsButtonsNoneIsAdded() {
    Page page = inConversation();
    page.waitForTimeout(600);
    assertThat(page.locator(".zc-added")).hasCount(0);
  }

  @Test
  void zulipsPageDoesNotMove() {
    Person desk = person("othello");
    Page page = desk.open(hamletUser);
    page.waitForTimeout(300);
    page.evaluate("""
        () => {
          window.shifts = 0;
          new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shifts += entry.value; }))
            .observe({ type: "layout-shift", buffered: false });
          window.places = () => JSON.stringify([...document.querySelectorAll(".app *, header *")]
            .filter((e) => !e.closest(".demo-history, #message_feed_container"))
            .map((e) => { const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; }));
          document.querySelector(".demo-history")?.remove();
        }""");
    page.waitForTimeout(200);
    page.evaluate("() => { window.shifts = 0; window.before = window.places(); }");
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(page)).hasCount(1);
    assertEquals(page.evaluate("() => window.before"), page.evaluate("() => window.places()"));
    Person.press(page, "Ignore");
    assertThat(Person.incoming(page)).hasCount(0);
    assertEquals(page.evaluate("() => window.before"), page.evaluate("() => window.places()"));
    assertEquals(0.0, ((Number) page.evaluate("() => window.shifts")).doubleValue());
    assertEquals(1280, page.evaluate("() => document.documentElement.scrollWidth"));
  }

  @Test
  void zulipsOwnStyleStaysAsItIs() {
    Page page = inConversation();
    assertEquals(0, page.evaluate("""
        () => document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules])
          .flatMap((rule) => [...(rule.cssRules?.length ? rule.cssRules : [rule])])
          .filter((rule) => rule.selectorText)
          .flatMap((rule) => rule.selectorText.split(","))
          .filter((selector) => !/\\.zc-/.test(selector)).length"""));
    assertTrue(ZULIPS_LINK.matcher("[Join video call.](https://meet.jit.si/123456789012345#config.x=1)").matches());
  }
}
