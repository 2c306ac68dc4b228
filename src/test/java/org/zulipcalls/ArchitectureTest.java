package org.zulipcalls;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jboss.resteasy.reactive.server.Cancellable;
import org.junit.jupiter.api.Test;
import org.zulipcalls.support.Secret;

import com.fasterxml.uuid.NoArgGenerator;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/** The rules of the design that a compiler does not hold (design.md, "Direction"). */
class ArchitectureTest {

  private static final String OURS = "org.zulipcalls..";
  private static final Path SOURCES = Path.of("src/main/java");
  private static final int LONGEST_CLASS = 250;
  private static final JavaClasses MAIN = new ClassFileImporter().importPath(Path.of("target/classes"));

  private static DescribedPredicate<JavaClass> oursOutside(String... packages) {
    return resideInAPackage(OURS).and(resideOutsideOfPackages(packages));
  }

  @Test
  void supportImportsNoPackageOfOurs() {
    noClasses().that()
        .resideInAPackage("org.zulipcalls.support..")
        .should()
        .dependOnClassesThat(oursOutside("org.zulipcalls.support.."))
        .check(MAIN);
  }

  @Test
  void callImportsOnlyLimitAndSupport() {
    noClasses().that()
        .resideInAPackage("org.zulipcalls.call..")
        .should()
        .dependOnClassesThat(
            oursOutside("org.zulipcalls.call..", "org.zulipcalls.limit..", "org.zulipcalls.support.."))
        .check(MAIN);
  }

  @Test
  void limitImportsOnlySupport() {
    noClasses().that()
        .resideInAPackage("org.zulipcalls.limit..")
        .should()
        .dependOnClassesThat(oursOutside("org.zulipcalls.limit..", "org.zulipcalls.support.."))
        .check(MAIN);
  }

  @Test
  void packagesHaveNoCycle() {
    slices().matching("org.zulipcalls.(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void onlySupportReadsAClock() {
    noClasses().that()
        .resideOutsideOfPackage("org.zulipcalls.support..")
        .should()
        .callMethodWhere(describe("reads the system's clock", ArchitectureTest::readsTheClock))
        .check(MAIN);
  }

  private static boolean readsTheClock(JavaCall<?> call) {
    String owner = call.getTargetOwner().getName();
    String method = call.getName();
    boolean now = owner.startsWith("java.time.") && method.equals("now");
    boolean system = owner.equals("java.lang.System")
        && (method.equals("currentTimeMillis") || method.equals("nanoTime"));
    return now || system || owner.equals("java.time.Clock") || owner.equals("java.util.Date");
  }

  /** Quarkus would give a request up half way when its client hangs up, say one whose app is closed with a call. */
  @Test
  void whatWasBegunForAClientIsFinished() {
    classes().that()
        .areAnnotatedWith("jakarta.ws.rs.Path")
        .and(describe("answer with a Uni", type -> type.getMethods()
            .stream()
            .anyMatch(method -> method.getRawReturnType().isEquivalentTo(Uni.class))))
        .should()
        .beAnnotatedWith(DescribedPredicate.<JavaAnnotation<?>>describe("@Cancellable(false)",
            annotation -> annotation.getRawType().isEquivalentTo(Cancellable.class)
                && annotation.get("value").map(Boolean.FALSE::equals).orElse(false)))
        .check(MAIN);
  }

  @Test
  void nothingWaits() {
    noClasses().that()
        .doNotHaveFullyQualifiedName("org.zulipcalls.support.DatabaseCheck")
        .and()
        // firebase-admin knows nothing else; it has threads of its own.
        .doNotHaveFullyQualifiedName("org.zulipcalls.push.FcmTransport")
        .should()
        .callMethodWhere(describe("blocks its thread", ArchitectureTest::blocks))
        .check(MAIN);
  }

  /** See Sql. */
  @Test
  void noPoolRunsAStatementByItself() {
    noClasses()
        .should()
        .callMethodWhere(describe("runs a statement by the pool",
            call -> call.getTargetOwner().isAssignableTo(Pool.class) && call.getName().matches("(preparedQ|q)uery")))
        .check(MAIN);
  }

  private static boolean blocks(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    String method = call.getName();
    return owner.isAssignableTo(Uni.class) && method.startsWith("await")
        || owner.getName().startsWith("io.smallrye.mutiny.groups.UniAwait")
        || owner.isAssignableTo(Thread.class) && (method.equals("sleep") || method.equals("join"))
        || owner.getName().equals("java.util.concurrent.TimeUnit") && method.equals("sleep")
        || owner.isAssignableTo(Future.class) && method.equals("get")
        || owner.isAssignableTo(CompletableFuture.class) && method.equals("join")
        || owner.isAssignableTo(CountDownLatch.class) && method.equals("await")
        || owner.isAssignableTo(Object.class) && method.equals("wait");
  }

  @Test
  void noClassIsLong() throws IOException {
    for (Path source : sources()) {
      long lines = Files.readAllLines(source).size();
      assertFalse(lines > LONGEST_CLASS, source + " has " + lines + " lines");
    }
  }

  /** A sign of life moves a deadline, and is neither a version nor an event. */
  @Test
  void onlyCallStoreChangesCallsAndOnlyRetentionRemovesThem() throws IOException {
    assertEquals(List.of("CallStore.java", "Heartbeats.java"), sourcesWith("(INSERT\\s+INTO|UPDATE|TRUNCATE)\\s+call"));
    assertEquals(List.of("Retention.java"), sourcesWith("DELETE\\s+FROM\\s+call"));
  }

  /** The outbox logs what became of a push in the statement that takes the push out. */
  @Test
  void onlyCallStoreAndTheOutboxWriteEvents() throws IOException {
    assertEquals(List.of("CallStore.java", "Outbox.java"), writersOf("call_event"));
  }

  private static List<String> writersOf(String table) throws IOException {
    return sourcesWith("(INSERT\\s+INTO|UPDATE|DELETE\\s+FROM|TRUNCATE)\\s+" + table);
  }

  private static List<String> sourcesWith(String statement) throws IOException {
    Pattern writes = Pattern.compile(statement + "\\b", Pattern.CASE_INSENSITIVE);
    return sources().stream()
        .filter(source -> writes.matcher(text(source)).find())
        .map(source -> source.getFileName().toString())
        .sorted()
        .toList();
  }

  /** What is static is made when the native executable is compiled, and chance would be the same in every copy of it. */
  @Test
  void chanceIsNeverStatic() {
    noFields().that()
        .areStatic()
        .should()
        .haveRawType(assignableTo(Random.class).or(assignableTo(NoArgGenerator.class)))
        .check(MAIN);
  }

  /** Zulip, Jitsi servers, FCM, and we ourselves; whatever else was asked could be chosen by somebody (SSRF). */
  @Test
  void onlyTheseTalkToOtherServers() {
    noClasses().that()
        .haveNameNotMatching(
            "org\\.zulipcalls\\.(zulip\\.ZulipClient|jitsi\\.ServerProbe|push\\.Fcm\\w+|support\\.HealthProbe)")
        .should()
        .callMethodWhere(describe("asks a server", call -> call.getTargetOwner()
            .getName()
            .matches("java\\.net\\.(URL|URLConnection|HttpURLConnection|Socket)|java\\.net\\.http\\..*"
                + "|io\\.vertx\\..*\\.(WebClient|HttpClient|NetClient)")))
        .check(MAIN);
  }

  /** Texts are compared up to the first letter that differs, which somebody could measure (MessageDigest.isEqual is not). */
  @Test
  void whoReadsASecretComparesNoTexts() {
    noClasses().that(DescribedPredicate.describe("read a secret", ArchitectureTest::readsASecret))
        .should()
        .callMethodWhere(describe("compares texts", ArchitectureTest::comparesTexts))
        .check(MAIN);
  }

  /** But for what these methods compare, which is known to everybody. */
  private static boolean comparesTexts(JavaCall<?> call) {
    return call.getTargetOwner().isAssignableTo(CharSequence.class)
        && call.getName().matches("equals|equalsIgnoreCase|contentEquals|compareTo|startsWith|endsWith|matches")
        && !Set.of("Csrf.checkOrigin", "Csrf.checkReferer", "OperatorAccess.check", "Notifications.listen")
            .contains(call.getOriginOwner().getSimpleName() + "." + call.getOrigin().getName());
  }

  private static boolean readsASecret(JavaClass reader) {
    return reader.getAccessesFromSelf()
        .stream()
        .anyMatch(access -> access.getTargetOwner().isEquivalentTo(Secret.class))
        || reader.getMethodReferencesFromSelf()
            .stream()
            .anyMatch(reference -> reference.getTargetOwner().isEquivalentTo(Secret.class))
        || reader.getSimpleName().matches("Csrf|PageTokens");
  }

  @Test
  void everyPackageSaysWhatLivesThere() throws IOException {
    for (Path source : sources()) {
      if (!source.getParent().equals(SOURCES.resolve("org/zulipcalls"))) {
        Path told = source.resolveSibling("package-info.java");
        assertEquals(true, Files.exists(told), told + " is missing");
      }
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static String text(Path source) {
    try {
      return Files.readString(source);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
