package dev.sightline.gateway.config;

import dev.sightline.gateway.config.ConfigException.Problem;
import dev.sightline.gateway.config.YamlNode.Entry;
import dev.sightline.gateway.config.YamlNode.Mapping;
import dev.sightline.gateway.config.YamlNode.Nothing;
import dev.sightline.gateway.config.YamlNode.Scalar;
import dev.sightline.gateway.config.YamlNode.Sequence;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One level of the configuration. Each value is asked for by its key, with what counts when it is absent; a value that
 * cannot be used is reported and its default taken, so that all problems are found in one reading. The keys that were
 * asked for are the known ones: {@link #reportUnknownKeys()} complains about the others.
 */
final class Section {
    private static final int MOST_NETWORKS = 256;

    private final String path;
    private final Mapping mapping;
    private final List<Problem> problems;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<Section> children = new ArrayList<>();

    Section(String path, Mapping mapping, List<Problem> problems) {
        this.path = path;
        this.mapping = mapping;
        this.problems = problems;
    }

    /** The line of a key, or of the section when the key is absent. */
    int line(String key) {
        Entry entry = mapping.entries().get(key);
        return entry == null ? mapping.line() : entry.line();
    }

    boolean has(String key) {
        return value(key).isPresent();
    }

    void problem(String key, String detail) {
        problems.add(new Problem(line(key), name(key), detail));
    }

    Optional<String> text(String key) {
        Optional<YamlNode> node = value(key);
        if (node.isPresent() && !(node.get() instanceof Scalar)) {
            problem(key, "expected one value, found " + kind(node.get()));
            return Optional.empty();
        }
        return node.map(found -> ((Scalar) found).text());
    }

    /** A value that {@code reader} understands; it answers nothing when it does not. */
    <T> Optional<T> value(String key, String expected, Function<String, Optional<T>> reader) {
        Optional<String> text = text(key);
        Optional<T> result = text.flatMap(reader);
        if (text.isPresent() && result.isEmpty()) {
            problem(key, "'" + text.get() + "' was found, expected " + expected);
        }
        return result;
    }

    /** As {@link #value}, of something that no message may repeat. */
    <T> Optional<T> secret(String key, String expected, Function<String, Optional<T>> reader) {
        boolean plain = value(key).filter(node -> !(node instanceof Scalar)).isEmpty();
        Optional<T> result = plain ? text(key).flatMap(reader) : Optional.empty();
        if (has(key) && result.isEmpty()) {
            problem(key, "expected " + expected + " (what was found is not repeated)");
        }
        return result;
    }

    int integer(String key, int fallback, int min, int max) {
        return (int) integer(key, min, max).orElse((long) fallback).longValue();
    }

    Optional<Long> integer(String key, long min, long max) {
        return value(key, "a whole number from " + min + " to " + max, text -> {
            try {
                long number = Long.parseLong(text);
                return number < min || number > max ? Optional.empty() : Optional.of(number);
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        });
    }

    /** Seconds, fractions allowed. */
    Duration seconds(String key, Duration fallback, Duration min, Duration max) {
        String range = plain(min) + " to " + plain(max);
        return value(key, "seconds from " + range, Section::parseSeconds)
                .filter(duration -> {
                    boolean good = duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0;
                    if (!good) {
                        problem(key, plain(duration) + " seconds were found, expected " + range);
                    }
                    return good;
                })
                .orElse(fallback);
    }

    boolean flag(String key, boolean fallback) {
        return value(key, "true or false", text -> switch (text) {
                    case "true" -> Optional.of(true);
                    case "false" -> Optional.of(false);
                    default -> Optional.<Boolean>empty();
                })
                .orElse(fallback);
    }

    /** One of an enumeration's words: {@code camera-address} for {@code CAMERA_ADDRESS}. */
    <E extends Enum<E>> Optional<E> word(String key, Class<E> type) {
        return value(key, "one of " + words(type), text -> parseWord(text, type));
    }

    <E extends Enum<E>> List<E> words(String key, Class<E> type, List<E> fallback) {
        List<E> result = new ArrayList<>();
        for (String text : texts(key)) {
            Optional<E> word = parseWord(text, type);
            if (word.isEmpty()) {
                problem(key, "'" + text + "' was found, expected words out of " + words(type));
            } else if (result.contains(word.get())) {
                problem(key, "'" + text + "' stands there twice");
            } else {
                result.add(word.get());
            }
        }
        return result.isEmpty() ? fallback : List.copyOf(result);
    }

    Optional<InetAddress> address(String key) {
        return value(key, "an IP address such as 192.0.2.1 (names are not looked up)", IpLiteral::parse);
    }

    List<InetAddress> addresses(String key) {
        List<InetAddress> result = new ArrayList<>();
        for (String text : texts(key)) {
            IpLiteral.parse(text)
                    .ifPresentOrElse(
                            result::add, () -> problem(key, "'" + text + "' was found, expected an IP address"));
        }
        return List.copyOf(result);
    }

    /** The path of a file, which need not be there. */
    Optional<Path> file(String key) {
        return value(
                key,
                "the path of a file",
                text -> text.isBlank() || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(Path.of(text)));
    }

    List<Network> networks(String key) {
        List<Network> result = new ArrayList<>();
        for (String text : texts(key)) {
            Network.parse(text)
                    .ifPresentOrElse(
                            result::add,
                            () -> problem(key, "'" + text + "' was found, expected a network such as 10.77.0.0/24"));
        }
        if (result.size() > MOST_NETWORKS) {
            problem(key, result.size() + " networks were found, expected at most " + MOST_NETWORKS + "; join some");
        }
        return List.copyOf(result);
    }

    /** A sequence of values; one value alone counts as a sequence of one. */
    List<String> texts(String key) {
        Optional<YamlNode> node = value(key);
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get() instanceof Scalar scalar) {
            return List.of(scalar.text());
        }
        List<String> result = new ArrayList<>();
        for (YamlNode item : items(key, node.get())) {
            if (item instanceof Scalar scalar) {
                result.add(scalar.text());
            } else {
                problems.add(new Problem(item.line(), name(key), "expected a plain value, found " + kind(item)));
            }
        }
        return List.copyOf(result);
    }

    /** As {@link #texts(String)}, without those that have another form. */
    List<String> texts(String key, String expected, Pattern form) {
        List<String> texts = texts(key);
        texts.stream()
                .filter(text -> !form.matcher(text).matches())
                .forEach(text -> problem(key, "'" + text + "' was found, expected " + expected));
        return texts.stream().filter(form.asMatchPredicate()).toList();
    }

    /** The section under a key; an empty one when it is absent. */
    Section section(String key) {
        return section(name(key), value(key).orElseGet(() -> new Mapping(line(key), Map.of())));
    }

    List<Section> sections(String key) {
        List<Section> result = new ArrayList<>();
        Optional<YamlNode> node = value(key);
        if (node.isPresent()) {
            for (YamlNode item : items(key, node.get())) {
                result.add(section(name(key) + "[" + result.size() + "]", item));
            }
        }
        return List.copyOf(result);
    }

    /** Sections under names that the operator chose. */
    Map<String, Section> namedSections(String key) {
        Section parent = section(key);
        Map<String, Section> result = new LinkedHashMap<>();
        for (String child : parent.mapping.entries().keySet()) {
            result.put(child, parent.section(child));
        }
        return result;
    }

    void reportUnknownKeys() {
        for (Map.Entry<String, Entry> entry : mapping.entries().entrySet()) {
            if (!known.contains(entry.getKey())) {
                problems.add(new Problem(entry.getValue().line(), name(entry.getKey()), unknown(entry.getKey())));
            }
        }
        children.forEach(Section::reportUnknownKeys);
    }

    private String unknown(String key) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(key.toLowerCase(Locale.ROOT), candidate)))
                .map(nearest -> distance(key.toLowerCase(Locale.ROOT), nearest) <= 3
                        ? "there is no such key; did you mean '" + nearest + "'?"
                        : "there is no such key; known here: " + String.join(", ", known))
                .orElse("there is no such key");
    }

    private Section section(String name, YamlNode node) {
        Mapping found;
        if (node instanceof Mapping child) {
            found = child;
        } else {
            problems.add(new Problem(node.line(), name, "expected keys with values, found " + kind(node)));
            found = new Mapping(node.line(), Map.of());
        }
        Section child = new Section(name, found, problems);
        children.add(child);
        return child;
    }

    private Optional<YamlNode> value(String key) {
        known.add(key);
        return Optional.ofNullable(mapping.entries().get(key))
                .map(Entry::value)
                .filter(node -> !(node instanceof Nothing));
    }

    private List<YamlNode> items(String key, YamlNode node) {
        if (node instanceof Sequence sequence) {
            return sequence.items();
        }
        problem(key, "expected a list ('- …' lines), found " + kind(node));
        return List.of();
    }

    private String name(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String kind(YamlNode node) {
        if (node instanceof Mapping) {
            return "keys with values";
        }
        return node instanceof Sequence
                ? "a list"
                : node instanceof Scalar scalar ? "'" + scalar.text() + "'" : "nothing";
    }

    private static Optional<Duration> parseSeconds(String text) {
        try {
            return Optional.of(
                    Duration.ofNanos(new BigDecimal(text).movePointRight(9).longValueExact()));
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String plain(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString();
    }

    private static <E extends Enum<E>> Optional<E> parseWord(String text, Class<E> type) {
        return EnumSet.allOf(type).stream()
                .filter(word -> spelled(word).equals(text))
                .findFirst();
    }

    private static <E extends Enum<E>> String words(Class<E> type) {
        return EnumSet.allOf(type).stream().map(Section::spelled).collect(Collectors.joining(", "));
    }

    private static String spelled(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How many letters must be put, taken or changed (Levenshtein's distance). */
    private static int distance(String one, String other) {
        String target = other.toLowerCase(Locale.ROOT);
        int[] row = new int[target.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int substituted = diagonal + (one.charAt(i - 1) == target.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[target.length()];
    }
}
