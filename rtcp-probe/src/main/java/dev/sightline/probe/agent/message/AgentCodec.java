package dev.sightline.probe.agent.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.ReturnPath;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads and writes the conversation of gateway and probe agent: one JSON document (RFC 8259) a line, its kind in the field
 * {@code type}. Fields that are not known are passed over, and so are messages of an unknown type and words that a newer agent
 * has for what it found ({@link NewerWords}). Thread-safe.
 */
public final class AgentCodec {
    /** Octets of a line, at most, its end not counted. */
    public static final int MAX_LINE = 64 * 1024;

    private static final String TYPE = "type";
    private static final String HELLO = "hello";
    private static final String CAMERA = "camera";
    private static final String GONE = "gone";
    private static final String VERDICT = "verdict";
    private static final String ALIVE = "alive";
    private static final String GOODBYE = "goodbye";

    private final ObjectMapper json = MessageMapper.create(MAX_LINE);

    /**
     * A message as a line without its end.
     *
     * @return empty when it would be longer than {@link #MAX_LINE}: offer and answer can be
     */
    public Optional<String> write(ToAgent message) {
        String line;
        if (message instanceof ToAgent.Hello hello) {
            line = typed(HELLO, hello).toString();
        } else if (message instanceof ToAgent.Camera camera) {
            line = typed(CAMERA, camera.negotiation()).toString();
        } else {
            line = typed(GONE, message).toString();
        }
        return Optional.of(line).filter(AgentCodec::fits);
    }

    /** A message as a line without its end. A verdict that is too long loses the evidence on its streams first. */
    public String write(FromAgent message) {
        if (message instanceof FromAgent.Judged judged) {
            return judged(judged.verdict());
        }
        String line = typed(typeOf(message), message).toString();
        if (!fits(line)) {
            throw new IllegalArgumentException("a message of " + line.length() + " characters; at most " + MAX_LINE
                    + " octets fit: " + line.substring(0, 80) + "…");
        }
        return line;
    }

    /**
     * Reads what the gateway says.
     *
     * @return empty when the message is of a type that this version does not know
     * @throws MalformedMessageException when it is none
     */
    public Optional<ToAgent> readToAgent(String line) throws MalformedMessageException {
        ObjectNode message = parse(line);
        return switch (type(message)) {
            case HELLO -> Optional.of(value(message, ToAgent.Hello.class));
            case CAMERA -> Optional.of(new ToAgent.Camera(value(message, Negotiation.class)));
            case GONE -> Optional.of(value(message, ToAgent.Gone.class));
            default -> Optional.empty();
        };
    }

    /**
     * Reads what an agent says.
     *
     * @return empty when the message is of a type that this version does not know
     * @throws MalformedMessageException when it is none
     */
    public Optional<FromAgent> readFromAgent(String line) throws MalformedMessageException {
        ObjectNode message = parse(line);
        return switch (type(message)) {
            case HELLO -> Optional.of(value(message, FromAgent.Hello.class));
            case VERDICT -> Optional.of(new FromAgent.Judged(verdict(message)));
            case ALIVE -> Optional.of(alive(message));
            case GOODBYE -> Optional.of(new FromAgent.Goodbye());
            default -> Optional.empty();
        };
    }

    /** Where its details hold words of a newer agent, the verdict without them. */
    private NegotiationVerdict verdict(ObjectNode message) throws MalformedMessageException {
        NewerWords.leaveOutOfVerdict(message);
        try {
            return json.treeToValue(message, NegotiationVerdict.class);
        } catch (InvalidFormatException e) {
            if (!e.getTargetType().isEnum()) {
                throw unreadable(message, e);
            }
            VerdictCut.withoutEvidenceOnStreams(message, noEvidence());
            message.set("evidence", noEvidence());
            return value(message, NegotiationVerdict.class);
        } catch (JsonProcessingException e) {
            throw unreadable(message, e);
        }
    }

    private FromAgent.Alive alive(ObjectNode message) throws MalformedMessageException {
        NewerWords.leaveOutOfSignOfLife(message);
        return value(message, FromAgent.Alive.class);
    }

    private JsonNode noEvidence() {
        return json.valueToTree(Evidence.none(ReturnPath.unknown()));
    }

    private static String typeOf(FromAgent message) {
        if (message instanceof FromAgent.Hello) {
            return HELLO;
        }
        return message instanceof FromAgent.Alive ? ALIVE : GOODBYE;
    }

    private String judged(NegotiationVerdict verdict) {
        ObjectNode message = typed(VERDICT, verdict);
        String whole = message.toString();
        if (fits(whole)) {
            return whole;
        }
        return VerdictCut.of(message, noEvidence(), AgentCodec::fits).toString();
    }

    private ObjectNode typed(String type, Object record) {
        ObjectNode fields = json.valueToTree(record);
        return json.createObjectNode().put(TYPE, type).setAll(fields);
    }

    private ObjectNode parse(String line) throws MalformedMessageException {
        if (!fits(line)) {
            throw new MalformedMessageException("the line is longer than " + MAX_LINE + " octets");
        }
        JsonNode message;
        try {
            message = json.readTree(line);
        } catch (JsonProcessingException e) {
            throw new MalformedMessageException("this is not JSON that can be read: " + e.getOriginalMessage());
        }
        if (message instanceof ObjectNode object) {
            return object;
        }
        throw new MalformedMessageException("a message is a JSON object with a type, such as {\"type\":\"alive\"}");
    }

    private static String type(ObjectNode message) throws MalformedMessageException {
        JsonNode type = message.path(TYPE);
        if (!type.isTextual()) {
            throw new MalformedMessageException("a message needs the field type with a text in it");
        }
        return type.textValue();
    }

    private <T> T value(ObjectNode message, Class<T> type) throws MalformedMessageException {
        try {
            return json.treeToValue(message, type);
        } catch (JsonProcessingException e) {
            throw unreadable(message, e);
        }
    }

    private static MalformedMessageException unreadable(ObjectNode message, JsonProcessingException problem)
            throws MalformedMessageException {
        return new MalformedMessageException(
                "the message of type " + type(message) + " cannot be read: " + problem.getOriginalMessage());
    }

    private static boolean fits(String line) {
        return line.length() <= MAX_LINE
                && (line.length() * 3L <= MAX_LINE || line.getBytes(StandardCharsets.UTF_8).length <= MAX_LINE);
    }
}
