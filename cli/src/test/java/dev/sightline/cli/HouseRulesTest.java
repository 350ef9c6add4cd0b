package dev.sightline.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.sightline.gateway.security.tls.ShownCertificates;
import dev.sightline.probe.judge.seen.Unjudged;
import dev.sightline.probe.judge.seen.WatchRules;

/** Which room may use which: the arrows of docs/developer-guide.md. Maven holds the modules' arrows, this the packages'. */
@AnalyzeClasses(packages = "dev.sightline", importOptions = DoNotIncludeTests.class)
class HouseRulesTest {
    private static final String GATEWAY = "dev.sightline.gateway.";
    private static final String JUDGE = "dev.sightline.probe.judge.";
    private static final String[] HTTP = {"reactor.netty..", "io.netty.handler.."};

    @ArchTest
    static final ArchRule thereIsNoCircle =
            slices().matching("dev.sightline.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheMediaRoomKnowsKurento = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sightline.gateway.media..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.kurento..");

    @ArchTest
    static final ArchRule theStreamKnowsNoHttpAndNoProtocolOfItsUsers = noClasses()
            .that()
            .resideInAPackage("dev.sightline.gateway.stream..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "reactor.netty..",
                    "io.netty.handler..",
                    "dev.sightline.gateway.camera..",
                    "dev.sightline.gateway.viewer..",
                    "dev.sightline.gateway.dashboard..");

    @ArchTest
    static final ArchRule camerasAndViewersMeetOnlyInTheStream = noClasses()
            .that()
            .resideInAPackage("dev.sightline.gateway.camera..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.sightline.gateway.viewer..", "dev.sightline.gateway.dashboard..");

    @ArchTest
    static final ArchRule whatCanBeConfiguredIsKnownToAllAndKnowsNoRoom = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "config..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.sightline.gateway..").and(not(resideInAPackage(GATEWAY + "config.."))))
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(HTTP);

    @ArchTest
    static final ArchRule whoseFilesAreIsSeenWithoutKnowingARoom = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "files..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.sightline.gateway..").and(not(resideInAPackage(GATEWAY + "files.."))))
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(HTTP);

    @ArchTest
    static final ArchRule securityGuardsRoomsThatItDoesNotKnow = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "security..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.sightline.gateway..")
                    .and(not(resideInAnyPackage(
                            GATEWAY + "security..", GATEWAY + "config..", GATEWAY + "files..", GATEWAY + "http.."))));

    @ArchTest
    static final ArchRule keysAreHeldByTheListenersOnly = noClasses()
            .that(resideInAPackage("dev.sightline.gateway..")
                    .and(not(resideInAnyPackage("dev.sightline.gateway", GATEWAY + "security.tls.."))))
            .should()
            // What a camera's connection showed is no key.
            .dependOnClassesThat(resideInAPackage(GATEWAY + "security.tls..").and(not(type(ShownCertificates.class))));

    @ArchTest
    static final ArchRule accessKnowsNoCameraNoStreamAndNoMediaServer = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "access..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.sightline.gateway..")
                    .and(not(resideInAnyPackage(
                                    GATEWAY + "access..",
                                    GATEWAY + "config..",
                                    GATEWAY + "files..",
                                    GATEWAY + "http..",
                                    GATEWAY + "security"))
                            .and(not(resideInAPackage(GATEWAY + "security.limits..")))))
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.sightline.relay..", "dev.sightline.probe..", "dev.sightline.sdp..");

    @ArchTest
    static final ArchRule onlyTheDoorOfAccessKnowsHttp = noClasses()
            .that()
            .resideInAnyPackage("dev.sightline.gateway.access", GATEWAY + "access.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HTTP)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(GATEWAY + "access.door..", GATEWAY + "http..", GATEWAY + "security..");

    @ArchTest
    static final ArchRule whoMayIsAskedByPageAndViewersOnly = noClasses()
            .that(resideInAPackage("dev.sightline.gateway..")
                    .and(not(resideInAnyPackage(
                            "dev.sightline.gateway",
                            GATEWAY + "access..",
                            GATEWAY + "dashboard..",
                            GATEWAY + "viewer.."))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(GATEWAY + "access..");

    @ArchTest
    static final ArchRule hashesAndKeysAreReadByAccessAlone = noClasses()
            .that(resideInAPackage("dev.sightline.gateway..").and(not(resideInAPackage(GATEWAY + "access.."))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(GATEWAY + "access.store..");

    @ArchTest
    static final ArchRule theEngineKnowsNothingOfItsRpc = noClasses()
            .that()
            .resideInAPackage("dev.sightline.relay")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sightline.relay.rpc..");

    @ArchTest
    static final ArchRule theBenchReachesServersOverTheNetworkOnly = noClasses()
            .that()
            .resideInAPackage("dev.sightline.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.sightline.gateway..", "dev.sightline.relay..", "dev.sightline.probe..");

    @ArchTest
    static final ArchRule theGatewayUsesTheProbesVerdictsAndTheRelaysStartOnly = noClasses()
            .that()
            .resideInAPackage("dev.sightline.gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.pcap4j..", "dev.sightline.webrtc..", "dev.sightline.rtp..");

    @ArchTest
    static final ArchRule ofTheProbeTheGatewayUsesValuesAndMessagesOnly = noClasses()
            .that()
            .resideInAPackage("dev.sightline.gateway..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.sightline.probe..")
                    .and(not(resideInAnyPackage("dev.sightline.probe", "dev.sightline.probe.agent.message"))));

    @ArchTest
    static final ArchRule theProbesValuesKnowNoRoomOfTheirs = noClasses()
            .that()
            .resideInAPackage("dev.sightline.probe")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sightline.probe.(**)");

    @ArchTest
    static final ArchRule theProbesJudgeConcludesFromWhatWasSeenAndNeverTheOtherWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("judge")
            .definedBy("dev.sightline.probe.judge")
            .layer("proof")
            .definedBy(JUDGE + "proof..")
            .layer("scene")
            .definedBy(JUDGE + "scene..")
            .layer("correlation")
            .definedBy(JUDGE + "correlation..")
            .layer("agreed")
            .definedBy(JUDGE + "agreed..")
            .layer("seen")
            .definedBy(JUDGE + "seen..")
            .whereLayer("judge")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("proof")
            .mayOnlyBeAccessedByLayers("judge")
            .whereLayer("scene")
            .mayOnlyBeAccessedByLayers("judge", "proof")
            .whereLayer("correlation")
            .mayOnlyBeAccessedByLayers("judge", "proof", "scene")
            .whereLayer("agreed")
            .mayOnlyBeAccessedByLayers("judge", "proof", "scene", "correlation");

    @ArchTest
    static final ArchRule whatTheProbeSawKnowsDatagramsOnly = noClasses()
            .that()
            .resideInAPackage(JUDGE + "seen..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.sightline.probe.(**)", "dev.sightline.sdp..")
                    .and(not(resideInAnyPackage(JUDGE + "seen..", "dev.sightline.probe.packet.."))));

    @ArchTest
    static final ArchRule ofTheProbesJudgeOthersUseTheVerdictsAndTheWaitsOnly = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sightline.probe.judge..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.sightline.probe.judge.(**)")
                    .and(not(type(WatchRules.class).or(type(Unjudged.class)))));

    @ArchTest
    static final ArchRule whatAHostSaysKnowsNotHowItIsRead = noClasses()
            .that()
            .resideInAPackage("dev.sightline.probe.host")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.sightline.probe.(**)")
                    .and(not(resideInAPackage("dev.sightline.probe.host"))));

    @ArchTest
    static final ArchRule verdictsAskAHostAndReadNone = noClasses()
            .that()
            .resideInAPackage("dev.sightline.probe.judge..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sightline.probe.host.(**)");

    @ArchTest
    static final ArchRule theFirewallsRulesAreReadWithoutTheRestOfTheKernel = noClasses()
            .that()
            .resideInAnyPackage("dev.sightline.probe.host.firewall..", "dev.sightline.probe.host.program..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sightline.probe.host.kernel..");

    @ArchTest
    static final ArchRule theAgentListensNowhere = noClasses()
            .that()
            .resideInAPackage("dev.sightline.probe.agent..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.(net\\.ServerSocket|nio\\.channels\\.(Asynchronous)?ServerSocketChannel)");
}
