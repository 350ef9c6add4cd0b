package dev.sightline.cli.sdp;

import dev.sightline.probe.command.Converters;
import dev.sightline.sdp.Direction;
import dev.sightline.sdp.rewrite.CandidateKind;
import dev.sightline.sdp.rewrite.ComediaDirection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/** Values of rules as people write them; {@code where} names the option, or the key of the rule file. */
final class Words {
    private Words() {}

    static ComediaDirection comedia(String where, String text) throws Unusable {
        return switch (text) {
            case "active" -> ComediaDirection.active();
            case "none" -> ComediaDirection.none();
            case "passive" ->
                throw new Unusable(where + " is 'passive', which is a promise that only the media server can make;"
                        + " expected active or none");
            default -> throw new Unusable(where + " is '" + text + "'; expected active or none");
        };
    }

    static Set<CandidateKind> candidateKinds(String where, List<String> texts) throws Unusable {
        EnumSet<CandidateKind> kinds = EnumSet.noneOf(CandidateKind.class);
        for (String text : texts) {
            kinds.add(word(where, text, CandidateKind.class));
        }
        return kinds;
    }

    static Direction direction(String where, String text) throws Unusable {
        return word(where, text, Direction.class);
    }

    static InetAddress address(String where, String text) throws Unusable {
        try {
            return new Converters.Address().convert(text);
        } catch (TypeConversionException | UnknownHostException e) {
            throw new Unusable(where + ": " + e.getMessage());
        }
    }

    static Map<InetAddress, InetAddress> mapping(String where, Map<String, String> texts) throws Unusable {
        Map<InetAddress, InetAddress> mapping = new HashMap<>();
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            mapping.put(address(where, entry.getKey()), address(where, entry.getValue()));
        }
        return mapping;
    }

    private static <E extends Enum<E>> E word(String where, String text, Class<E> type) throws Unusable {
        for (E constant : type.getEnumConstants()) {
            if (spelled(constant).equals(text)) {
                return constant;
            }
        }
        throw new Unusable(where + " is '" + text + "'; expected one of "
                + Arrays.stream(type.getEnumConstants()).map(Words::spelled).collect(Collectors.joining(", ")));
    }

    private static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
