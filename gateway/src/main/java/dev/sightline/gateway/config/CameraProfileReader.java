package dev.sightline.gateway.config;

import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.Direction;
import dev.sightline.sdp.ReturnPathPolicy;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.rewrite.AppendedLines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads profiles, and lays a camera's own keys over the profile that it names. */
final class CameraProfileReader {
    private static final String DEFAULT = "default";
    private static final String CNAME = "camera@sightline";
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,255}");

    private static final CameraProfile BUILT_IN = new CameraProfile(
            DEFAULT,
            SpeaksFirst.CAMERA,
            false,
            Optional.empty(),
            List.of(),
            CameraTrack.sending(CameraCodec.h264(103)),
            Optional.of(CameraTrack.sending(CameraCodec.of("opus", 96), CameraCodec.of("PCMU", 0))
                    .withDirection(Direction.SENDRECV)),
            List.of());

    private final ReturnPathConfig returnPath;
    private final List<Network> all;
    private final Map<String, CameraProfile> profiles = new LinkedHashMap<>();

    /** @param all the networks of all cameras, within which those of a profile lie; anywhere when empty */
    CameraProfileReader(Map<String, Section> sections, ReturnPathConfig returnPath, List<Network> all) {
        this.returnPath = returnPath;
        this.all = all;
        profiles.put(DEFAULT, BUILT_IN);
        sections.forEach((name, section) -> {
            CameraProfile base = name.equals(DEFAULT) ? BUILT_IN : renamed(name);
            profiles.put(name, overlaid(section, base));
        });
    }

    CameraProfile named(Section section, String key) {
        return section.value(
                        key,
                        "one of the profiles: " + String.join(", ", profiles.keySet()),
                        name -> Optional.ofNullable(profiles.get(name)))
                .orElseGet(() -> profiles.getOrDefault(DEFAULT, BUILT_IN));
    }

    CameraProfile overlaid(Section section, CameraProfile base) {
        Optional<ReturnPathPolicy> policy = section.section("returnPath").word("policy", ReturnPathPolicy.class);
        String cname = printable(section, "cname").orElse(CNAME);
        CameraProfile result = new CameraProfile(
                base.name(),
                section.word("speaksFirst", SpeaksFirst.class).orElse(base.speaksFirst()),
                section.flag("requiresPassive", base.requiresPassive()),
                policy.or(base::policy),
                networks(section, base.networks()),
                track(section.section("video"), base.video(), cname),
                audio(section.section("audio"), base.audio(), cname),
                vendorLines(section, base.vendorLines()));
        refuseContradiction(section, result);
        return result;
    }

    private void refuseContradiction(Section section, CameraProfile profile) {
        ReturnPathPolicy policy = profile.policy().orElse(returnPath.policy());
        if (profile.requiresPassive() && policy != ReturnPathPolicy.COMEDIA) {
            section.problem(
                    "requiresPassive",
                    "such a camera streams with feedback only when the answer says a=direction:passive, and a media server says that only after a=direction:active: the policy '"
                            + policy.name().toLowerCase(Locale.ROOT).replace('_', '-')
                            + "' can never give it. Write 'returnPath: {policy: comedia}' beside it");
        }
        if (policy == ReturnPathPolicy.SERVER_ADDRESS
                && returnPath.serverAddress().isEmpty()) {
            section.problem("returnPath", "the policy server-address needs returnPath.serverAddress at the top level");
        }
        boolean blind = profile.speaksFirst() == SpeaksFirst.GATEWAY
                && policy != ReturnPathPolicy.COMEDIA
                && profile.video().port().isEmpty();
        if (blind) {
            section.problem(
                    "speaksFirst",
                    "the gateway cannot know where such a camera expects feedback; give video.port (and audio.port), or write 'returnPath: {policy: comedia}'");
        }
    }

    private List<Network> networks(Section section, List<Network> base) {
        List<Network> own = section.networks("networks");
        own.stream()
                .filter(network -> !all.isEmpty() && all.stream().noneMatch(outer -> outer.contains(network)))
                .forEach(network -> section.problem(
                        "networks", network + " lies in none of cameras.networks, which hold for every camera"));
        return own.isEmpty() ? base : own;
    }

    private static CameraProfile renamed(String name) {
        return new CameraProfile(
                name,
                BUILT_IN.speaksFirst(),
                BUILT_IN.requiresPassive(),
                BUILT_IN.policy(),
                BUILT_IN.networks(),
                BUILT_IN.video(),
                BUILT_IN.audio(),
                BUILT_IN.vendorLines());
    }

    private static Optional<CameraTrack> audio(Section section, Optional<CameraTrack> base, String cname) {
        boolean none = section.flag("none", base.isEmpty());
        CameraTrack track = track(section, base.or(BUILT_IN::audio).orElseThrow(), cname);
        return none ? Optional.empty() : Optional.of(track);
    }

    private static CameraTrack track(Section section, CameraTrack base, String cname) {
        List<CameraCodec> codecs = new ArrayList<>();
        for (Section codec : section.sections("codecs")) {
            codec(codec).ifPresent(codecs::add);
        }
        CameraTrack track = base;
        try {
            if (!codecs.isEmpty()) {
                track = new CameraTrack(
                        codecs, track.port(), track.rtcpPort(), track.direction(), track.source(), track.protocol());
            }
            Optional<Long> port = section.integer("port", 1, 65_534);
            track = port.isPresent() ? track.withPort(port.get().intValue()) : track;
            Optional<Long> rtcpPort = section.integer("rtcpPort", 1, 65_535);
            track = rtcpPort.isPresent() ? track.withRtcpPort(rtcpPort.get().intValue()) : track;
            Optional<Long> ssrc = section.integer("ssrc", 1, 0xFFFF_FFFFL);
            return ssrc.isPresent() ? track.withSource(ssrc.get(), cname) : track;
        } catch (SdpException e) {
            section.problem("codecs", String.valueOf(e.getMessage()));
            return base;
        }
    }

    private static Optional<CameraCodec> codec(Section section) {
        Optional<Long> payloadType = section.integer("payloadType", 0, 127);
        Optional<String> name = section.text("name");
        Optional<String> fmtp = printable(section, "fmtp");
        if (name.isEmpty() || payloadType.isEmpty()) {
            section.problem("name", "a codec needs name and payloadType");
            return Optional.empty();
        }
        try {
            CameraCodec codec = CameraCodec.of(name.get(), payloadType.get().intValue());
            return Optional.of(fmtp.isPresent() ? codec.withFmtp(fmtp.get()) : codec);
        } catch (SdpException e) {
            section.problem("name", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static List<String> vendorLines(Section section, List<String> base) {
        List<String> lines = section.texts("vendorLines");
        for (String line : lines) {
            if (!line.startsWith("a=") || !PRINTABLE.matcher(line).matches()) {
                section.problem("vendorLines", "'" + line + "' was found, expected an SDP line such as a=x-model:1");
            } else {
                appendable(section, line);
            }
        }
        return lines.isEmpty() ? base : lines;
    }

    private static void appendable(Section section, String line) {
        try {
            var unused = new AppendedLines(List.of(line));
        } catch (SdpException refused) {
            section.problem("vendorLines", String.valueOf(refused.getMessage()));
        }
    }

    private static Optional<String> printable(Section section, String key) {
        return section.value(
                key,
                "1 to 255 printable ASCII characters",
                text -> PRINTABLE.matcher(text).matches() ? Optional.of(text) : Optional.empty());
    }
}
