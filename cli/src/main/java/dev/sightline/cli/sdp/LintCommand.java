package dev.sightline.cli.sdp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.probe.command.Converters;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.lint.CameraFacts;
import dev.sightline.sdp.lint.Finding;
import dev.sightline.sdp.lint.LintContext;
import dev.sightline.sdp.lint.MediaServer;
import dev.sightline.sdp.lint.PredictedVerdict;
import dev.sightline.sdp.lint.Prediction;
import dev.sightline.sdp.lint.Role;
import dev.sightline.sdp.lint.SdpLint;
import dev.sightline.sdp.lint.Severity;
import dev.sightline.sdp.lint.Side;
import dev.sightline.sdp.lint.ViewerNetwork;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Say what will go wrong with a session description, on which line, why, and the cure.",
        footer = {
            "",
            "With its answer, also what the probe will see on the wire. For example:",
            "  sightline sdp lint --local-address 10.77.0.1 offer.sdp",
            "  sightline sdp lint --answer answer.sdp offer.sdp",
            "Exit codes: 0 no error (there may be warnings), 1 an error was found, 2 wrong usage or a file that cannot",
            "be read. All findings: docs/sdp.md."
        })
final class LintCommand extends Tool {
    /** {@code camera-offer}. */
    static final class RoleName implements ITypeConverter<Role> {
        @Override
        public Role convert(String text) {
            for (Role role : Role.values()) {
                if (word(role).equals(text)) {
                    return role;
                }
            }
            throw new TypeConversionException(
                    "'" + text + "' is no role; expected camera-offer, viewer-offer or answer");
        }
    }

    /** {@code same-host}. */
    static final class NetworkName implements ITypeConverter<ViewerNetwork> {
        @Override
        public ViewerNetwork convert(String text) {
            for (ViewerNetwork network : ViewerNetwork.values()) {
                if (word(network).equals(text)) {
                    return network;
                }
            }
            throw new TypeConversionException(
                    "'" + text + "' is no network; expected same-host, same-network, public or unknown");
        }
    }

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            converter = RoleName.class,
            description = "camera-offer, viewer-offer or answer (default: viewer-offer where there is ICE or DTLS, else"
                    + " camera-offer).")
    private Optional<Role> role = Optional.empty();

    @Option(names = "--answer", paramLabel = "FILE", description = "What was answered to it.")
    private Optional<String> answer = Optional.empty();

    @Option(
            names = "--local-address",
            paramLabel = "ADDRESS",
            converter = Converters.Address.class,
            description = "An address of the media server itself; may be repeated.")
    private List<InetAddress> local = List.of();

    @Option(
            names = "--camera-address",
            paramLabel = "ADDRESS",
            converter = Converters.Address.class,
            description = "From where the camera speaks.")
    private Optional<InetAddress> cameraAddress = Optional.empty();

    @Option(
            names = "--camera",
            paramLabel = "FILE",
            description = "For a viewer's offer: what the camera offered, to compare codecs (default: H264).")
    private Optional<String> camera = Optional.empty();

    @Option(
            names = "--viewer-network",
            defaultValue = "unknown",
            paramLabel = "WHERE",
            converter = NetworkName.class,
            description = "Where the viewer is, seen from the media server: same-host, same-network, public or unknown"
                    + " (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private ViewerNetwork network;

    @Option(
            names = "--server",
            defaultValue = "kurento",
            paramLabel = "SERVER",
            description = "Whose habits count: kurento or embedded (default: ${DEFAULT-VALUE}).")
    private MediaServer server = MediaServer.KURENTO;

    @Option(
            names = "--color",
            defaultValue = "auto",
            paramLabel = "WHEN",
            description = "auto, always or never (default: auto: on a terminal, unless NO_COLOR is set).")
    private ColourChoice colour = ColourChoice.AUTO;

    @Parameters(arity = "0..1", defaultValue = "-", paramLabel = "FILE", description = "The description (default: -).")
    private String file = Input.STANDARD;

    @Override
    int run() throws Unusable {
        if (file.equals(Input.STANDARD) && answer.filter(Input.STANDARD::equals).isPresent()) {
            throw new Unusable("the standard input can be one of FILE and --answer only; name a file for the other");
        }
        if (answer.isPresent() && role.filter(Role.ANSWER::equals).isPresent()) {
            throw new Unusable("--role answer says that FILE is the answer, and --answer names another; give the offer"
                    + " as FILE, and its role or none");
        }
        SessionDescription description = input().mediaDescription(file);
        SdpLint lint = new SdpLint(context(description));
        List<Finding> findings;
        Optional<Prediction> prediction = Optional.empty();
        if (answer.isPresent()) {
            SessionDescription answered = input().mediaDescription(answer.get());
            findings = lint.lint(description, answered);
            prediction = Optional.of(lint.predict(description, answered));
        } else {
            findings = lint.lint(description);
        }
        if (wantsJson()) {
            print(json(findings, prediction));
        } else {
            text().print(new LintText(file, answer, Paint.of(colour)).of(findings, prediction));
        }
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR) ? 1 : 0;
    }

    private LintContext context(SessionDescription description) throws Unusable {
        LintContext context = LintContext.of(role.orElseGet(() -> Role.ofOffer(description)))
                .withLocalAddresses(new HashSet<>(local))
                .withServer(server)
                .withViewerNetwork(network);
        if (cameraAddress.isPresent()) {
            context = context.withCamera(CameraFacts.NONE.withAddress(cameraAddress.get()));
        }
        return camera.isPresent() ? context.withCameraDescription(input().mediaDescription(camera.get())) : context;
    }

    private static ObjectNode json(List<Finding> findings, Optional<Prediction> prediction) {
        ObjectNode document = object();
        ArrayNode all = document.putArray("findings");
        for (Finding finding : findings) {
            all.addObject()
                    .put("code", finding.code())
                    .put("side", word(finding.side()))
                    .put("line", finding.line())
                    .put("text", finding.text())
                    .put("severity", word(finding.severity()))
                    .put("why", finding.why())
                    .put("cure", finding.cure())
                    .put("source", finding.source());
        }
        prediction.ifPresent(predicted -> {
            ObjectNode one = document.putObject("prediction")
                    .put("verdict", predicted.verdict().name())
                    .put("side", word(predicted.side()))
                    .put("line", predicted.line())
                    .put("text", predicted.text())
                    .put("reason", predicted.reason());
            if (predicted.verdict() != PredictedVerdict.UNPROVEN) {
                one.put("remb", predicted.remb());
            }
            predicted.condition().ifPresent(condition -> one.put("condition", condition));
        });
        return document;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The file that a finding is about. */
    static String fileOf(Side side, String file, Optional<String> answer) {
        return side == Side.ANSWER ? answer.orElse(file) : file;
    }
}
