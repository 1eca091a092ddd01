package dev.turnpike;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The table of packages in docs/ARCHITECTURE.md, enforced. */
class PackageLevelTest {
    private static final String ROOT = "dev.turnpike.";

    /**
     * Level of each top package; an import goes to a lower number. Packages that only need each other downward stand apart although the
     * page groups them: {@code transaction} below {@code routing}, {@code configuration} under {@code admin}.
     */
    private static final Map<String, Integer> LEVELS = Map.ofEntries(
            Map.entry("codec", 0), Map.entry("risk", 0), Map.entry("status", 1), Map.entry("security", 2), Map.entry("transaction", 2),
            Map.entry("store", 2), Map.entry("routing", 3), Map.entry("core", 4), Map.entry("journal", 4), Map.entry("gateway", 4),
            Map.entry("upstream", 5), Map.entry("records", 5), Map.entry("merchant", 5), Map.entry("inventory", 5), Map.entry("loyalty", 5), Map.entry("shop", 6),
            Map.entry("pipeline", 7), Map.entry("configuration", 8), Map.entry("admin", 9), Map.entry("", 10));

    private static JavaClasses all;

    @BeforeAll
    static void importClasses() {
        all = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.turnpike");
    }

    private static String top(JavaClass type) {
        String name = type.getPackageName();
        String rest = name.length() < ROOT.length() ? "" : name.substring(ROOT.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    @Test
    void shouldHaveALevelForEveryPackage() {
        Set<String> unknown = new TreeSet<>();
        all.forEach(c -> unknown.add(top(c)));
        unknown.removeAll(LEVELS.keySet());
        assertEquals(Set.of(), unknown, "packages without a level");
        assertTrue(all.size() > 100, "classes were imported");
    }

    @Test
    void shouldImportDownwardOnly() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass from : all) {
            for (Dependency d : from.getDirectDependenciesFromSelf()) {
                JavaClass to = d.getTargetClass().getBaseComponentType();
                if (to.getPackageName().startsWith("dev.turnpike") && !top(from).equals(top(to))
                        && LEVELS.getOrDefault(top(to), -1) >= LEVELS.getOrDefault(top(from), -1)) {
                    wrong.add(from.getName() + " -> " + to.getName());
                }
            }
        }
        assertEquals(Set.of(), wrong, "imports that go up or sideways");
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching("dev.turnpike.(*)..").should().beFreeOfCycles().check(all);
        slices().matching("dev.turnpike.(**)").should().beFreeOfCycles().check(all);
    }

    @Test
    void shouldLetConfigurationBeReadByWiringAndAdminAlone() {
        noClasses().that(resideOutsideOfPackages("dev.turnpike", "dev.turnpike.admin..", "dev.turnpike.configuration.."))
                .should().dependOnClassesThat(resideInAnyPackage("dev.turnpike.configuration..")).check(all);
    }

    @Test
    void shouldKeepTheCoreFreeOfThreadsSocketsFilesAndTime() {
        noClasses().that().resideInAPackage("dev.turnpike.core..").should().dependOnClassesThat(resideInAnyPackage("io.netty..",
                "com.lmax..", "net.openhft..", "java.sql..", "javax.sql..", "java.nio.file..", "java.net..", "java.util.concurrent.."))
                .check(all);
        noClasses().that().resideInAPackage("dev.turnpike.core..").should().dependOnClassesThat().haveFullyQualifiedName(
                "java.time.Clock").orShould().dependOnClassesThat().haveFullyQualifiedName("dev.turnpike.status.Clock").check(all);
        noClasses().that().resideInAPackage("dev.turnpike.core..").should().dependOnClassesThat()
                .areAssignableTo(java.util.random.RandomGenerator.class).check(all);
    }

    @Test
    void shouldImportChronicleInTheJournalAlone() {
        noClasses().that().resideOutsideOfPackage("dev.turnpike.journal..").should()
                .dependOnClassesThat().resideInAPackage("net.openhft..").check(all);
    }

    @Test
    void shouldReadTheClockInStatusAlone() {
        for (List<String> call : List.of(List.of("java.lang.System", "currentTimeMillis"), List.of("java.lang.System", "nanoTime"),
                List.of("java.time.Instant", "now"), List.of("java.time.LocalDateTime", "now"), List.of("java.time.LocalDate", "now"),
                List.of("java.time.ZonedDateTime", "now"), List.of("java.lang.Math", "random"))) {
            Set<String> wrong = new TreeSet<>();
            for (JavaClass type : all) {
                if (!top(type).equals("status")) {
                    type.getMethodCallsFromSelf().stream().filter(c -> c.getTargetOwner().getName().equals(call.get(0))
                            && c.getTarget().getName().equals(call.get(1))).forEach(c -> wrong.add(c.getDescription()));
                }
            }
            assertEquals(Set.of(), wrong, String.join(".", call));
        }
    }

    @Test
    void shouldKeepDatabasesAwayFromEventLoopsAndPipeline() {
        noClasses().that().resideInAnyPackage("dev.turnpike.gateway..", "dev.turnpike.upstream..", "dev.turnpike.pipeline..",
                "dev.turnpike.core..", "dev.turnpike.journal..").should().dependOnClassesThat(resideInAnyPackage("java.sql..",
                "javax.sql..", "dev.turnpike.store..")).check(all);
    }

    @Test
    void shouldImportTheRingInPipelineAndWiringAlone() {
        noClasses().that().resideOutsideOfPackages("dev.turnpike.pipeline..", "dev.turnpike").should()
                .dependOnClassesThat().resideInAPackage("com.lmax..").check(all);
    }
}
