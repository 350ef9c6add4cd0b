package dev.sightline.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which room may use which: the arrows of docs/developer-guide.md. Maven holds the modules' arrows, this the packages'. */
@AnalyzeClasses(packages = "dev.sightline", importOptions = DoNotIncludeTests.class)
class HouseRulesTest {
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
    static final ArchRule theAgentListensNowhere = noClasses()
            .that()
            .resideInAPackage("dev.sightline.probe.agent..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.(net\\.ServerSocket|nio\\.channels\\.(Asynchronous)?ServerSocketChannel)");
}
