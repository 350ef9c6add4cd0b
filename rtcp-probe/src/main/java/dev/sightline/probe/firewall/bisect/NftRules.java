package dev.sightline.probe.firewall.bisect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules as {@code nft} reads and lists them. nft itself parses them, so that every way of writing them will do. */
final class NftRules implements RuleSet {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> DROPS = Set.of("drop", "reject", "queue");
    private static final Pattern INTERFACE = Pattern.compile("\\b[io]if(?:name)? (?:!= )?\"([^\"*]{1,15})\"");
    private static final Pattern BLOCK = Pattern.compile("(table|chain) ([^{]+?)\\s*\\{.*");
    private static final Pattern HANDLE = Pattern.compile("# handle (\\d+)$");

    private static final Pattern HANDLE_AT_END = Pattern.compile("# handle \\d+$", Pattern.MULTILINE);
    private static final Pattern COMPLAINT = Pattern.compile("rules\\.nft:(\\d+):\\d+(?:-\\d+)?: (?:Error: )?(.*)");

    private final String name;
    private final String text;
    private String listing = "";

    /**
     * @param name of the file, for complaints
     */
    NftRules(String name, String text) {
        this.name = name;
        this.text = text;
    }

    @Override
    public Set<String> interfaces() {
        Set<String> names = new LinkedHashSet<>();
        Matcher name = INTERFACE.matcher(text);
        while (name.find()) {
            names.add(name.group(1));
        }
        return names;
    }

    /** One that is loaded now. */
    private record Loaded(Deny deny, String remove) {}

    @Override
    public List<Deny> denies(Replay replay) throws IOException {
        try {
            loadAll(replay);
        } catch (IOException problem) {
            throw new IOException(complaint(String.valueOf(problem.getMessage())), problem);
        }
        listing = replay.onServer("nft", "-a", "-s", "list", "ruleset");
        return loaded(replay, words(listing)).stream().map(Loaded::deny).toList();
    }

    /** The line is one less: what is loaded begins with one that empties the rule set. */
    private String complaint(String message) {
        Matcher where = COMPLAINT.matcher(message);
        return where.find()
                ? name + " line " + (Integer.parseInt(where.group(1)) - 1) + ": nft cannot load it: " + where.group(2)
                : name + ": " + message;
    }

    @Override
    public String loadedText() {
        return HANDLE_AT_END.matcher(listing).replaceAll("");
    }

    @Override
    public void load(Replay replay, Set<Deny> active) throws IOException {
        loadAll(replay);
        Set<String> wanted = new HashSet<>();
        active.forEach(deny -> wanted.add(deny.key()));
        StringBuilder commands = new StringBuilder();
        for (Loaded each : loaded(replay, Map.of())) {
            if (!wanted.contains(each.deny().key())) {
                commands.append(each.remove()).append('\n');
            }
        }
        if (!commands.isEmpty()) {
            Path file = Files.writeString(replay.directory().resolve("leave-out.nft"), commands);
            replay.onServer("nft", "-f", file.toString());
        }
    }

    private void loadAll(Replay replay) throws IOException {
        Path file = Files.writeString(replay.directory().resolve("rules.nft"), "flush ruleset\n" + text);
        replay.onServer("nft", "-f", file.toString());
    }

    /** @param words each rule as nft writes it, where it matters */
    private List<Loaded> loaded(Replay replay, Map<String, String> words) throws IOException {
        JsonNode all =
                JSON.readTree(replay.onServer("nft", "-j", "list", "ruleset")).path("nftables");
        Set<String> dropping = droppingMaps(all);
        List<Loaded> found = new ArrayList<>();
        List<Loaded> policies = new ArrayList<>();
        Map<String, Integer> positions = new HashMap<>();
        for (JsonNode object : all) {
            JsonNode chain = object.path("chain");
            JsonNode rule = object.path("rule");
            if (chain.path("policy").asText().equals("drop")) {
                policies.add(policy(chain));
            }
            if (!rule.isMissingNode()) {
                String name = table(rule) + " " + rule.path("chain").asText();
                int position = positions.merge(name, 1, Integer::sum);
                if (drops(rule.path("expr"), table(rule), dropping)) {
                    found.add(rule(rule, name, position, words));
                }
            }
        }
        found.addAll(policies);
        return found;
    }

    private static String table(JsonNode object) {
        return object.path("family").asText() + " " + object.path("table").asText();
    }

    private static Loaded policy(JsonNode chain) {
        String family = chain.path("family").asText();
        String table = chain.path("table").asText();
        String name = chain.path("name").asText();
        String place = family + " " + table + " " + name;
        return new Loaded(
                new Deny(place + " policy", "default policy", place + ": policy drop"),
                "chain " + place + " { policy accept; }");
    }

    private Loaded rule(JsonNode rule, String chain, int position, Map<String, String> words) {
        String handle = rule.path("handle").asText();
        String written = words.getOrDefault(chain + " " + handle, "rule " + position);
        return new Loaded(
                new Deny(chain + " " + position, place(chain, position, written), chain + ": " + written),
                "delete rule " + chain + " handle " + handle);
    }

    /** Each rule as nft writes it, by chain and handle. */
    private static Map<String, String> words(String listing) {
        Map<String, String> words = new HashMap<>();
        String table = "";
        String chain = "";
        for (String line : listing.lines().map(String::strip).toList()) {
            Matcher block = BLOCK.matcher(line);
            Matcher handle = HANDLE.matcher(line);
            if (block.matches() && block.group(1).equals("table")) {
                table = block.group(2);
            } else if (block.matches()) {
                chain = block.group(2);
            } else if (handle.find()) {
                words.put(
                        table + " " + chain + " " + handle.group(1),
                        line.substring(0, handle.start()).strip());
            }
        }
        return words;
    }

    /** Where the text that was given has it: by its lines when it is laid out as nft does, else by its words. */
    private String place(String chain, int position, String written) {
        List<String> lines = text.lines().map(String::strip).toList();
        String table = "";
        String current = "";
        int count = 0;
        int byWords = -1;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher block = BLOCK.matcher(line);
            if (block.matches()) {
                table = block.group(1).equals("table") ? withFamily(block.group(2)) : table;
                current = block.group(1).equals("chain") ? table + " " + block.group(2) : "";
                count = 0;
            } else if (current.equals(chain) && isRule(line) && ++count == position) {
                return at(i, line);
            } else if (line.endsWith(written) && byWords < 0) {
                byWords = i;
            }
        }
        return byWords >= 0 ? at(byWords, lines.get(byWords)) : "rule " + position + " of the chain";
    }

    private static String withFamily(String table) {
        return table.contains(" ") ? table : "ip " + table;
    }

    private static boolean isRule(String line) {
        return !line.isEmpty() && !line.matches("#.*|\\}.*|type .* hook .*|policy .*|comment .*");
    }

    private static String at(int index, String line) {
        Matcher given = HANDLE.matcher(line);
        return "line " + (index + 1) + (given.find() ? ", handle " + given.group(1) : "");
    }

    private static Set<String> droppingMaps(JsonNode all) {
        Set<String> names = new HashSet<>();
        for (JsonNode object : all) {
            JsonNode map = object.path("map");
            if (!map.isMissingNode() && holdsDrop(map.path("elem"))) {
                names.add(table(map) + " @" + map.path("name").asText());
            }
        }
        return names;
    }

    private static boolean drops(JsonNode expressions, String table, Set<String> dropping) {
        return holdsDrop(expressions)
                || expressions.findValues("vmap").stream()
                        .anyMatch(map ->
                                dropping.contains(table + " " + map.path("data").asText()));
    }

    private static boolean holdsDrop(JsonNode node) {
        for (String word : DROPS) {
            if (node.findValue(word) != null) {
                return true;
            }
        }
        return false;
    }
}
