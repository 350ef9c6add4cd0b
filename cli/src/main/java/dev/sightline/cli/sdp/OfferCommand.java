package dev.sightline.cli.sdp;

import dev.sightline.probe.command.Converters;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraOffer;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.Direction;
import dev.sightline.sdp.ReturnPathPolicy;
import dev.sightline.sdp.SdpException;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "offer",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Build the offer that the gateway gives to a media server on a camera's behalf.",
        footer = {
            "",
            "For example, a camera at 192.0.2.7 that sends H264 from port 5006 and hears RTCP on the same port:",
            "  sightline sdp offer --address 192.0.2.7 --video-port 5006 --video-rtcp-port 5006",
            "Exit codes: 0 done, 2 wrong usage."
        })
final class OfferCommand extends Tool {
    /** As in the gateway's configuration: {@code camera-address}. */
    static final class Policy implements ITypeConverter<ReturnPathPolicy> {
        @Override
        public ReturnPathPolicy convert(String text) {
            for (ReturnPathPolicy policy : ReturnPathPolicy.values()) {
                if (policy.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
                    return policy;
                }
            }
            throw new TypeConversionException(
                    "'" + text + "' is no policy; expected camera-address, comedia or server-address");
        }
    }

    @Option(
            names = "--policy",
            defaultValue = "camera-address",
            paramLabel = "POLICY",
            converter = Policy.class,
            description = "camera-address, comedia or server-address (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private ReturnPathPolicy policy;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            converter = Converters.Address.class,
            description = "The camera's address; with server-address the server's. May be left out with comedia.")
    private Optional<InetAddress> address = Optional.empty();

    @Option(
            names = "--video-port",
            paramLabel = "PORT",
            description = "Where the camera sends its video from. May be left out with comedia.")
    private Optional<Integer> videoPort = Optional.empty();

    @Option(
            names = "--video-rtcp-port",
            paramLabel = "PORT",
            description = "Where it hears RTCP (default: the port above).")
    private Optional<Integer> videoRtcpPort = Optional.empty();

    @Option(
            names = "--video-codec",
            defaultValue = "H264",
            paramLabel = "CODEC",
            description = "H264, or as in a=rtpmap (default: ${DEFAULT-VALUE}).")
    private String videoCodec = "H264";

    @Option(
            names = "--video-payload-type",
            defaultValue = "103",
            paramLabel = "NUMBER",
            description = "Its payload type (default: ${DEFAULT-VALUE}).")
    private int videoPayloadType;

    @Option(
            names = "--video-fmtp",
            paramLabel = "TEXT",
            description = "Its parameters (default: for H264 " + CameraCodec.H264_FMTP + ").")
    private Optional<String> videoFmtp = Optional.empty();

    @Option(names = "--video-ssrc", paramLabel = "NUMBER", description = "Its SSRC. Without one Kurento sends no REMB.")
    private Optional<Long> videoSsrc = Optional.empty();

    @Option(
            names = "--cname",
            defaultValue = "camera",
            paramLabel = "NAME",
            description = "The CNAME beside the SSRC (default: ${DEFAULT-VALUE}).")
    private String cname = "camera";

    @Option(
            names = "--audio-port",
            paramLabel = "PORT",
            description = "Where it sends audio from; without it no audio.")
    private Optional<Integer> audioPort = Optional.empty();

    @Option(names = "--audio-rtcp-port", paramLabel = "PORT", description = "Where it hears RTCP of the audio.")
    private Optional<Integer> audioRtcpPort = Optional.empty();

    @Option(
            names = "--audio-codec",
            defaultValue = "opus",
            paramLabel = "CODEC",
            description = "opus, PCMU, PCMA, or as in a=rtpmap (default: ${DEFAULT-VALUE}).")
    private String audioCodec = "opus";

    @Option(
            names = "--audio-payload-type",
            paramLabel = "NUMBER",
            description = "Its payload type (default: 0 for PCMU, 8 for PCMA, else 96).")
    private Optional<Integer> audioPayloadType = Optional.empty();

    @Option(names = "--talk", description = "The camera has a loudspeaker: a=sendrecv for the audio.")
    private boolean talk;

    @Option(names = "--avp", description = "Plain RTP/AVP, without feedback messages.")
    private boolean plain;

    @Override
    int run() throws Unusable {
        if (address.isEmpty() && policy != ReturnPathPolicy.COMEDIA) {
            throw new Unusable("--address is missing: with --policy " + LintCommand.word(policy) + " it is the "
                    + (policy == ReturnPathPolicy.CAMERA_ADDRESS ? "camera's" : "media server's")
                    + ", as in --address 192.0.2.7; only --policy comedia does without");
        }
        if (videoPort.isEmpty() && policy != ReturnPathPolicy.COMEDIA) {
            throw new Unusable("--video-port is missing: with --policy " + LintCommand.word(policy)
                    + " it is where the camera sends video from, as in --video-port 5006; only --policy comedia does"
                    + " without");
        }
        CameraOffer offer;
        try {
            offer = built();
        } catch (SdpException problem) {
            throw new Unusable(String.valueOf(problem.getMessage()));
        }
        if (wantsJson()) {
            print(object().put("policy", policy.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .put("sdp", offer.toString()));
        } else {
            write(offer.toSessionDescription());
        }
        if (audioPort.isEmpty()) {
            Stream.of("--talk", "--audio-rtcp-port", "--audio-codec", "--audio-payload-type")
                    .filter(this::isTyped)
                    .forEach(option -> remark(option + " changes nothing: without --audio-port there is no audio"));
        }
        if (videoSsrc.isEmpty() && isTyped("--cname")) {
            remark("--cname changes nothing: it stands beside an SSRC, which --video-ssrc gives");
        }
        if (policy == ReturnPathPolicy.SERVER_ADDRESS) {
            warn("with --policy server-address the media server sends RTCP to its own machine, and the camera hears"
                    + " nothing (loopback-trap); camera-address or comedia is the cure");
        }
        return 0;
    }

    private CameraOffer built() {
        CameraOffer.Builder offer = CameraOffer.builder(policy);
        address.ifPresent(offer::address);
        CameraTrack video = track(video(), videoPort, videoRtcpPort);
        offer.video(videoSsrc.isPresent() ? video.withSource(videoSsrc.get(), cname) : video);
        if (audioPort.isPresent()) {
            CameraTrack audio = track(audio(), audioPort, audioRtcpPort);
            offer.audio(talk ? audio.withDirection(Direction.SENDRECV) : audio);
        }
        return offer.build();
    }

    private CameraCodec video() {
        CameraCodec codec = CameraCodec.of(videoCodec, videoPayloadType);
        boolean h264 = codec.name().toLowerCase(Locale.ROOT).startsWith("h264/");
        codec = codec.withFeedback(CameraCodec.VIDEO_FEEDBACK);
        return videoFmtp.isPresent()
                ? codec.withFmtp(videoFmtp.get())
                : h264 ? codec.withFmtp(CameraCodec.H264_FMTP) : codec;
    }

    private CameraCodec audio() {
        int usual = audioCodec.equalsIgnoreCase("PCMU") ? 0 : audioCodec.equalsIgnoreCase("PCMA") ? 8 : 96;
        return CameraCodec.of(audioCodec, audioPayloadType.orElse(usual));
    }

    private CameraTrack track(CameraCodec codec, Optional<Integer> port, Optional<Integer> rtcpPort) {
        CameraTrack track = CameraTrack.sending(codec);
        track = port.isPresent() ? track.withPort(port.get()) : track;
        track = rtcpPort.isPresent() ? track.withRtcpPort(rtcpPort.get()) : track;
        return plain ? track.withProtocol(CameraTrack.Protocol.AVP) : track;
    }
}
