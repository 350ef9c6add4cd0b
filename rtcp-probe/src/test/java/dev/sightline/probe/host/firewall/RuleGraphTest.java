package dev.sightline.probe.host.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sightline.probe.FilteredPacket;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.PortRange;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A firewall's counters")
class RuleGraphTest {
    private static final PortRange PORTS = new PortRange(5_000, 5_050);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.5.0.1", 5_021);
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.5.0.2", 5_007);

    @Test
    void ofARecordedRulesetAreFoundWithTheirWayAndScope() throws IOException {
        RuleGraph graph = graph(NftRuleset.parse(recorded(), Set.of()));

        assertThat(graph.counters())
                .extracting(
                        DropCounter::id,
                        DropCounter::way,
                        DropCounter::packets,
                        counter -> counter.scope().certain(),
                        counter -> counter.scope().admits(FilteredPacket.between(SERVER, CAMERA)))
                .containsExactlyInAnyOrder(
                        tuple("ip fw x handle 5", Way.OUT, 1L, true, true),
                        tuple("ip fw out handle 8", Way.OUT, 1L, true, false),
                        tuple("ip fw out handle 11", Way.OUT, 0L, false, false));
    }

    @ParameterizedTest(name = "input: {0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "-p udp -m udp --dport 5021 -j DROP | certain",
                "-p udp -m multiport --dports 5000:5010,5021 -m comment --comment \"-j ACCEPT\" -j DROP | certain",
                "-s 10.5.0.2/32 -p udp -m udp --dport 5000:5050 -m conntrack --ctstate INVALID -j REJECT | none",
                "-p udp -m udp --dport 5000:6000 -j DROP | possible",
                "-i wan0 -p udp -m udp --dport 5000:5050 -j DROP | possible",
                "! -s 10.5.0.0/16 -p udp -m udp --dport 5000:5050 -j DROP | another's",
                "-p udp -m udp --dport 5000:5050 -m limit --limit 9/sec -j DROP | possible",
                "-p udp -m udp ! --dport 22 -j DROP | possible",
                "-p udp -j DROP | possible",
                "-j DROP | possible",
                "-s 10.5.0.2/32 -j DROP | possible",
                "-s 10.6.0.0/16 -p udp -m udp --dport 5021 -j DROP | another's",
                "-p udp -m udp --dport 5022 -j DROP | another's",
                "-p udp -m udp --dport 53 -j DROP | none",
                "-p tcp -m tcp --dport 5021 -j DROP | none",
                "-p udp -m udp --dport 5021 -j ACCEPT | none",
            })
    void ofIptablesCountTheirOwnPackets(String rule, String expected) {
        String saved = "*filter\n:INPUT ACCEPT [9:99]\n[7:300] -A INPUT " + rule + "\nCOMMIT\n";

        Collection<DropCounter> counters =
                graph(IptablesSave.parse(saved, "iptables", true)).counters();

        assertThat(counters.stream().map(RuleGraphTest::kind).findFirst().orElse("none"))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "input: {0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                " | certain",
                "{'match':{'op':'==','left':{'payload':{'protocol':'ip','field':'saddr'}},'right':'10.5.0.2'}}, |"
                        + " certain",
                "{'match':{'op':'==','left':{'meta':{'key':'l4proto'}},'right':{'set':['tcp','udp']}}}, | certain",
                "{'log':null}, | certain",
                "{'set':{'op':'add','elem':{'payload':{'protocol':'ip','field':'saddr'}},'set':'@seen'}}, | certain",
                "{'match':{'op':'==','left':{'meta':{'key':'iifname'}},'right':'wan0'}}, | possible",
                "{'match':{'op':'!=','left':{'payload':{'protocol':'ip','field':'saddr'}},'right':"
                        + "{'prefix':{'addr':'10.77.0.0','len':16}}}}, | certain",
                "{'match':{'op':'in','left':{'ct':{'key':'state'}},'right':'new'}}, | possible",
                "{'match':{'op':'==','left':{'payload':{'protocol':'ip','field':'saddr'}},'right':'@unknown'}}, |"
                        + " possible",
                "{'match':{'op':'==','left':{'payload':{'protocol':'ip','field':'ttl'}},'right':1}}, | possible",
                "{'limit':{'rate':1000,'per':'second','inv':true}}, | possible",
                "{'xt':{'type':'match','name':'statistic'}}, | possible",
                "{'set':{'op':'update','elem':7,'set':'@seen','stmt':[{'limit':{'rate':1}}]}}, | possible",
            })
    void ofNftablesAreCertainOnlyWhenEveryMatchIsRead(String expressions, String expected) throws IOException {
        assertThat(nftables(Objects.requireNonNullElse(expressions, ""), PORTS)).isEqualTo(expected);
    }

    @Test
    void ofAllPortsTellNothingWhenTheMediaServersAreNotKnown() throws IOException {
        assertThat(nftables("", new PortRange(1_024, 65_535)))
                .as("as many ports as the media server is said to have")
                .isEqualTo("certain");
        assertThat(graph("*filter\n:OUTPUT ACCEPT [9:99]\n[7:9] -A OUTPUT -p udp -m udp --sport 1024:65535 -j DROP\n")
                        .counters())
                .singleElement()
                .satisfies(counter -> assertThat(counter.scope().certain()).isFalse());
    }

    private static String nftables(String expressions, PortRange media) throws IOException {
        String ruleset = ("{'nftables':[{'chain':{'family':'inet','table':'f','name':'in','hook':'input'}},"
                        + "{'rule':{'family':'inet','table':'f','chain':'in','handle':2,'expr':["
                        + expressions
                        + "{'match':{'op':'==','left':{'payload':{'protocol':'udp','field':'dport'}},"
                        + "'right':{'range':[5000,5050]}}},{'counter':{'packets':1,'bytes':9}},{'drop':null}]}}]}")
                .replace('\'', '"');
        NftRuleset read = NftRuleset.parse(ruleset, Set.of());
        return new RuleGraph(read.chains(), read.rules(), media)
                .counters().stream().map(RuleGraphTest::kind).findFirst().orElse("none");
    }

    private static RuleGraph graph(String saved) {
        IptablesSave save = IptablesSave.parse(saved, "iptables", true);
        return new RuleGraph(save.chains(), save.rules(), new PortRange(1_024, 65_535));
    }

    private static String kind(DropCounter counter) {
        FilteredPacket packet = FilteredPacket.between(CAMERA, SERVER);
        if (!counter.scope().admits(packet)) {
            return "another's";
        }
        return counter.scope().proves(packet) ? "certain" : "possible";
    }

    @Test
    void ofAChainReachedByAJumpInheritWhatTheJumpAsksFor() {
        String saved = """
            *filter
            :INPUT DROP [3:9]
            :OUTPUT ACCEPT [0:0]
            :media - [0:0]
            :both - [0:0]
            [5:5] -A INPUT -p udp -m udp --dport 5000:5050 -j media
            [5:5] -A INPUT -j both
            [5:5] -A OUTPUT -j both
            [4:4] -A media -s 10.5.0.2/32 -j DROP
            [2:2] -A both -m limit --limit 1/sec -j DROP
            COMMIT
            """;

        RuleGraph graph = graph(IptablesSave.parse(saved, "iptables", true));

        assertThat(graph.counters())
                .extracting(
                        DropCounter::rule,
                        DropCounter::packets,
                        counter -> counter.scope().certain())
                .containsExactlyInAnyOrder(
                        tuple("iptables filter media: -s 10.5.0.2/32 -j DROP", 4L, true),
                        tuple("iptables filter INPUT: policy drop", 3L, false));
        assertThat(graph.uncounted())
                .extracting(UncountedDrop::rule)
                .containsExactly("iptables filter both: -m limit --limit 1/sec -j DROP (one counter for several ways)");
    }

    @ParameterizedTest(name = "{0} before a drop: {1}, and the policy {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "-j ACCEPT | none | none",
                "-p udp -m udp --dport 5000:5050 -j ACCEPT | none | none",
                "-p udp -m udp --dport 5000:5030 -j ACCEPT | another's | another's",
                "-s 10.5.0.2/32 -p udp -j ACCEPT | another's | another's",
                "-s 10.6.0.0/16 -p udp -j ACCEPT | certain | possible",
                "-p udp -m udp --dport 53 -j ACCEPT | certain | possible",
                "-p tcp -j ACCEPT | certain | possible",
                "-m conntrack --ctstate ESTABLISHED -j ACCEPT | possible | possible",
                "-i wan0 -p udp -m udp --dport 5000:5050 -j ACCEPT | possible | possible",
                "-i wan0 -p udp -m udp --dport 53 -j ACCEPT | certain | possible",
                "-s 10.5.0.2/32 -j RETURN | another's | possible",
                "-s 10.5.0.2/32 -j trusted | another's | another's",
            })
    void ofWhatARuleBeforeLetsThroughTellNothing(String before, String drop, String policy) {
        String saved = "*filter\n:INPUT DROP [9:99]\n:trusted - [0:0]\n[5:50] -A INPUT " + before
                + "\n[7:300] -A INPUT -p udp -m udp --dport 5000:5050 -j DROP\n[0:0] -A trusted -j ACCEPT\nCOMMIT\n";

        Collection<DropCounter> counters =
                graph(IptablesSave.parse(saved, "iptables", true)).counters();

        assertThat(kind(counters, "-j DROP")).isEqualTo(drop);
        assertThat(kind(counters, "policy drop")).isEqualTo(policy);
    }

    private static String kind(Collection<DropCounter> counters, String ending) {
        return counters.stream()
                .filter(counter -> counter.rule().endsWith(ending))
                .map(RuleGraphTest::kind)
                .findFirst()
                .orElse("none");
    }

    /** A policy counts whatever comes, so only what stands before it tells whether this packet is among it. */
    @ParameterizedTest(name = "{0} before a policy: a packet by {1}, answered {2}, is {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "-i s0 -p udp -m udp --dport 5000:5050 -j ACCEPT | s0 | false | not taken",
                "-i s+ -p udp -m udp --dport 5000:5050 -j ACCEPT | s0 | false | not taken",
                "! -i lo -p udp -j ACCEPT | s0 | false | not taken",
                "-i s0 -j RETURN | s0 | false | taken",
                "-i s0 -p udp -j trusted | s0 | false | not taken",
                "-i s0 -p udp -m udp --dport 5000:5050 -j ACCEPT | s0 br0 | false | perhaps",
                "-i s0 -p udp -m udp --dport 5000:5050 -j ACCEPT | | false | perhaps",
                "-i s1 -p udp -m udp --dport 5000:5050 -j ACCEPT | s0 | false | taken",
                "! -i s+ -j ACCEPT | s0 | false | taken",
                "-i lo -j ACCEPT | s0 | false | taken",
                "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT | s0 | false | taken",
                "-m state --state ESTABLISHED -j ACCEPT | s0 | true | perhaps",
                "-m conntrack ! --ctstate NEW -j ACCEPT | s0 | false | taken",
                "-m conntrack --ctstate NEW -j ACCEPT | s0 | false | not taken",
                "-m conntrack --ctstate NEW -j ACCEPT | s0 | true | perhaps",
                "-m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT | s0 | true | not taken",
                "-m conntrack --ctstate INVALID -j ACCEPT | s0 | true | taken",
                "-m conntrack --ctstate DNAT -j ACCEPT | s0 | false | perhaps",
                "-m owner --uid-owner 7 -j ACCEPT | s0 | false | perhaps",
            })
    void ofAnybodysPacketsAreOfThisOneAsFarAsTheRulesBeforeTell(
            String before, @Nullable String links, boolean answered, String expected) {
        String saved = "*filter\n:INPUT DROP [9:99]\n:trusted - [0:0]\n[5:50] -A INPUT " + before
                + "\n[0:0] -A trusted -j ACCEPT\nCOMMIT\n";

        assertThat(taken(
                        IptablesSave.parse(saved, "iptables", true).chains(),
                        IptablesSave.parse(saved, "iptables", true).rules(),
                        links,
                        answered))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} {1} {2} before a drop: a packet by {3}, answered {4}, is {5}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'meta':{'key':'iifname'}}|'=='|'s0' | s0 | false | not taken",
                "'meta':{'key':'iif'}}|'=='|'s0' | s0 | false | not taken",
                "'meta':{'key':'iifname'}}|'=='|{'set':['s0','s1']} | s0 | false | not taken",
                "'meta':{'key':'iifname'}}|'=='|'s*' | s0 | false | not taken",
                "'meta':{'key':'iifname'}}|'!='|'lo' | s0 | false | not taken",
                "'meta':{'key':'iifname'}}|'!='|{'set':['s0','s1']} | s0 | false | taken",
                "'meta':{'key':'iifname'}}|'=='|'lo' | s0 | false | taken",
                "'meta':{'key':'iifname'}}|'=='|'s0' | s0 br0 | false | perhaps",
                "'meta':{'key':'iifgroup'}}|'=='|'default' | s0 | false | perhaps",
                "'ct':{'key':'state'}}|'in'|['established','related'] | s0 | false | taken",
                "'ct':{'key':'state'}}|'in'|{'set':['established','related']} | s0 | false | taken",
                "'ct':{'key':'state'}}|'in'|'established' | s0 | true | perhaps",
                "'ct':{'key':'state'}}|'in'|'untracked' | s0 | false | perhaps",
                "'ct':{'key':'status'}}|'in'|'dnat' | s0 | false | taken",
            })
    void ofNftablesAreOfThisPacketAsFarAsTheRulesBeforeTell(
            String left, String operator, String right, @Nullable String links, boolean answered, String expected)
            throws IOException {
        String rule = "{'rule':{'family':'inet','table':'f','chain':'in','handle':%d,'expr':[%s]}}";
        String accepting =
                "{'match':{'op':" + operator + ",'left':{" + left + ",'right':" + right + "}},{'accept':null}";
        NftRuleset read = NftRuleset.parse(
                ("{'nftables':[{'chain':{'family':'inet','table':'f','name':'in','hook':'input'}},"
                                + rule.formatted(2, accepting) + ','
                                + rule.formatted(3, "{'counter':{'packets':9,'bytes':9}},{'drop':null}") + "]}")
                        .replace('\'', '"'),
                Set.of());

        assertThat(taken(read.chains(), read.rules(), links, answered)).isEqualTo(expected);
    }

    /** A bridge's chains see what this host hands on to a container, and what comes back. */
    @ParameterizedTest(name = "{0} {1}, by {2}: {3}")
    @CsvSource({
        "bridge, output, dport, FORWARD",
        "bridge, output, sport, OUT",
        "bridge, input, sport, FORWARD",
        "bridge, input, dport, IN",
        "inet, output, dport, OUT",
    })
    void ofABridgeAreOfWhatIsHandedOn(String family, String hook, String field, Way expected) throws IOException {
        NftRuleset read = NftRuleset.parse(
                ("{'nftables':[{'chain':{'family':'" + family + "','table':'f','name':'c','hook':'" + hook
                                + "'}},{'rule':{'family':'" + family + "','table':'f','chain':'c','handle':2,'expr':["
                                + "{'match':{'op':'==','left':{'payload':{'protocol':'udp','field':'" + field
                                + "'}},'right':5000}},{'counter':{'packets':1,'bytes':9}},{'drop':null}]}}]}")
                        .replace('\'', '"'),
                Set.of());

        assertThat(new RuleGraph(read.chains(), read.rules(), PORTS).counters())
                .extracting(DropCounter::way)
                .containsExactly(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"iptables, taken", "ip6tables, not taken"})
    void ofATableForOneFamilyAreOfNoOther(String family, String expected) {
        IptablesSave save = IptablesSave.parse("*filter\n:INPUT DROP [9:99]\nCOMMIT\n", family, true);

        assertThat(taken(save.chains(), save.rules(), "s0", false)).isEqualTo(expected);
    }

    private static String taken(
            Collection<FirewallChain> chains,
            Collection<FirewallRule> rules,
            @Nullable String links,
            boolean answered) {
        Set<String> comesBy = links == null ? Set.of() : Set.of(links.split(" ", -1));
        FilteredPacket packet = new FilteredPacket(CAMERA, SERVER, comesBy, Set.of(), answered);
        return new RuleGraph(chains, rules, PORTS)
                .counters().stream()
                        .map(DropCounter::scope)
                        .map(scope -> scope.takes(packet) ? "taken" : scope.admits(packet) ? "perhaps" : "not taken")
                        .findFirst()
                        .orElse("not taken");
    }

    @ParameterizedTest(name = "{0} before a drop: {1}")
    @CsvSource({"accept, none", "return, none", "continue, certain"})
    void ofNftablesComeAfterWhatWasLetThrough(String verdict, String expected) throws IOException {
        String first = "{'payload':{'protocol':'udp','field':'dport'}},'right':5021}},{'" + verdict
                + "':null}]}},{'rule':{'family':'inet','table':'f','chain':'in','handle':3,'expr':["
                + "{'match':{'op':'==','left':{'payload':{'protocol':'udp','field':'dport'}},'right':5021}},";

        assertThat(nftables("{'match':{'op':'==','left':" + first, PORTS)).isEqualTo(expected);
    }

    @Test
    void keepTheirNameWhenARuleIsPutBeforeThem() {
        String rule = "[7:9] -A INPUT -p udp -m udp --dport 5021 -j DROP\n";
        String before = "*filter\n:INPUT ACCEPT [0:0]\n" + rule + "COMMIT\n";
        String after =
                "*filter\n:INPUT ACCEPT [0:0]\n[1:9] -A INPUT -p udp -m udp --dport 5022 -j DROP\n" + rule + "COMMIT\n";

        assertThat(ids(after)).containsAll(ids(before));
    }

    private static List<String> ids(String saved) {
        return graph(IptablesSave.parse(saved, "iptables", true)).counters().stream()
                .map(DropCounter::id)
                .toList();
    }

    @Test
    void ofAChainReachedByTwoJumpsMayBeAnothersWhereTheJumpsDiffer() {
        String saved = """
            *filter
            :INPUT ACCEPT [0:0]
            :media - [0:0]
            [5:5] -A INPUT -s 10.6.0.0/16 -p udp -m udp --dport 5000:5050 -j media
            [5:5] -A INPUT -s 10.7.0.0/16 -p udp -m udp --dport 5000:5050 -j media
            [4:4] -A media -j DROP
            COMMIT
            """;

        assertThat(graph(IptablesSave.parse(saved, "iptables", true)).counters())
                .singleElement()
                .satisfies(counter -> assertThat(counter.scope().certain()).isFalse());
    }

    @Test
    void thatAreMissingAreNamed() throws IOException {
        String ruleset =
                "{\"nftables\":[{\"chain\":{\"family\":\"inet\",\"table\":\"fw\",\"name\":\"in\",\"hook\":\"input\","
                        + "\"policy\":\"drop\"}},{\"rule\":{\"family\":\"inet\",\"table\":\"fw\",\"chain\":\"in\",\"handle\":4,\"expr\":"
                        + "[{\"counter\":{\"packets\":9,\"bytes\":9}},{\"limit\":{\"rate\":1}},{\"drop\":null}]}}]}";

        RuleGraph graph = graph(NftRuleset.parse(ruleset, Set.of()));

        assertThat(graph.counters()).isEmpty();
        assertThat(graph.uncounted())
                .extracting(UncountedDrop::rule)
                .containsExactly("inet fw in handle 4", "inet fw in: policy drop");
    }

    @ParameterizedTest(name = "nftables variant, policy [{0}]: counted {1}, uncounted {2}")
    @CsvSource({"9:99, 9, 0", "0:0, 0, 1"})
    void ofIptablesPoliciesInNftablesMayBeMissingAsLongAsTheyAreNought(String figures, long counted, int uncounted) {
        String saved = "*filter\n:INPUT DROP [" + figures + "]\nCOMMIT\n";

        RuleGraph graph = graph(IptablesSave.parse(saved, "ip", /* surelyCounts= */ false));

        assertThat(graph.counters()).extracting(DropCounter::packets).containsExactly(counted);
        assertThat(graph.uncounted()).hasSize(uncounted);
    }

    /** The drop in the map is not counted; the chain "bad" counts and drops. */
    @ParameterizedTest(name = "{0}: {1} uncounted, counted {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'udp','field':'dport'|[22,{'accept':null}],[{'range':[5000,5050]},{'drop':null}] | 1 | none",
                "'udp','field':'dport'|[22,{'drop':null}],[{'range':[5000,5050]},{'accept':null}] | 0 | none",
                "'udp','field':'dport'|[{'elem':{'val':5021,'comment':'x'}},{'drop':null}] | 1 | none",
                "'udp','field':'dport'|[5021,{'jump':{'target':'bad'}}],[53,{'accept':null}] | 0 | certain",
                "'udp','field':'dport'|[53,{'goto':{'target':'bad'}}] | 0 | none",
                "'udp','field':'dport'|['*',{'drop':null}],[53,{'accept':null}] | 1 | none",
                "'udp','field':'dport'|['*',{'drop':null}],[{'range':[5000,5050]},{'accept':null}] | 0 | none",
                "'tcp','field':'dport'|[5021,{'drop':null}] | 0 | none",
                "'ip','field':'saddr'|['10.5.0.2',{'drop':null}],['10.5.0.3',{'accept':null}] | 1 | none",
                "'ip','field':'ttl'|[1,{'drop':null}] | 1 | none",
                "@named | | 1 | none",
                "@empty | | 0 | none",
                "@unknown | | 1 | none",
            })
    void ofAMapOfVerdictsAreThoseOfItsKeys(String key, @Nullable String elements, int uncounted, String counted)
            throws IOException {
        String map = key.startsWith("@")
                ? "'udp','field':'dport'}},'data':'" + key + "'"
                : key + "}},'data':{'set':[" + elements + "]}";
        RuleGraph graph = withMap("{'payload':{'protocol':" + map);

        assertThat(graph.uncounted()).hasSize(uncounted);
        assertThat(graph.counters().stream()
                        .map(RuleGraphTest::kind)
                        .findFirst()
                        .orElse("none"))
                .isEqualTo(counted);
    }

    @ParameterizedTest(name = "{0}: {1} uncounted")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'ct':{'key':'state'}}|['invalid',{'drop':null}],['established',{'accept':null}] | 0",
                "{'ct':{'key':'state'}}|['new',{'drop':null}],['established',{'accept':null}] | 1",
                "{'meta':{'key':'iifname'}}|['eth0',{'drop':null}] | 1",
                "{'concat':[{'payload':{'protocol':'ip','field':'saddr'}},{'payload':{'protocol':'udp','field':'dport'}}]}"
                        + "|[{'concat':['10.5.0.2',5021]},{'drop':null}] | 1",
                "{'concat':[{'payload':{'protocol':'ip','field':'saddr'}},{'payload':{'protocol':'tcp','field':'dport'}}]}"
                        + "|[{'concat':['10.5.0.2',5021]},{'drop':null}] | 0",
            })
    void ofAMapWhoseKeyIsNotReadMayBeMissing(String key, String elements, int uncounted) throws IOException {
        assertThat(withMap(key + ",'data':{'set':[" + elements + "]}").uncounted())
                .hasSize(uncounted);
    }

    /** To 10.5.0.1:5021 from 10.5.0.2:5007; a rule of one link, of IPv6 or for translations does not see every such packet. */
    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'family':'inet' | 'type':'filter' | {'drop':null} | true",
                "'family':'ip' | 'type':'filter' | {'reject':null} | true",
                "'family':'ip6' | 'type':'filter' | {'drop':null} | false",
                "'family':'bridge' | 'type':'filter' | {'drop':null} | false",
                "'family':'inet' | 'type':'nat' | {'drop':null} | false",
                "'family':'inet' | 'type':'filter','dev':'eth0' | {'drop':null} | false",
                "'family':'inet' | 'type':'filter' | {'vmap':{'key':{'payload':{'protocol':'udp','field':'dport'}},"
                        + "'data':{'set':[[{'range':[5000,5050]},{'drop':null}],[22,{'accept':null}]]}}} | true",
                "'family':'inet' | 'type':'filter' | {'vmap':{'key':{'payload':{'protocol':'udp','field':'dport'}},"
                        + "'data':{'set':[[5022,{'drop':null}],[5021,{'accept':null}]]}}} | false",
                "'family':'inet' | 'type':'filter' | {'match':{'op':'==','left':{'payload':{'protocol':'udp',"
                        + "'field':'sport'}},'right':5007}},{'drop':null} | true",
                "'family':'inet' | 'type':'filter' | {'match':{'op':'==','left':{'payload':{'protocol':'udp',"
                        + "'field':'sport'}},'right':5008}},{'drop':null} | false",
                "'family':'inet' | 'type':'filter' | {'match':{'op':'==','left':{'meta':{'key':'iifname'}},"
                        + "'right':'eth0'}},{'drop':null} | false",
                "'family':'inet' | 'type':'filter' | {'limit':{'rate':1}},{'drop':null} | false",
                "'family':'inet' | 'type':'filter' | {'counter':{'packets':0,'bytes':0}},{'drop':null} | false",
                "'family':'inet' | 'type':'filter','policy':'drop' | {'log':null} | true",
                "'family':'inet' | 'type':'filter','policy':'drop' | {'match':{'op':'==','left':{'payload':"
                        + "{'protocol':'udp','field':'dport'}},'right':22}},{'accept':null} | true",
                "'family':'inet' | 'type':'filter','policy':'drop' | {'match':{'op':'==','left':{'ct':{'key':'state'}},"
                        + "'right':'established'}},{'accept':null} | false",
            })
    void thatAreMissingAreNotNeededWhereTheTextLeavesNoDoubt(
            String family, String chain, String expressions, boolean drops) throws IOException {
        String ruleset = "{'nftables':[{'chain':{" + family + ",'table':'f','name':'in','hook':'input'," + chain + "}},"
                + "{'rule':{" + family + ",'table':'f','chain':'in','handle':4,'expr':[" + expressions + "]}}]}";

        assertThat(graph(NftRuleset.parse(ruleset.replace('\'', '"'), Set.of())).sure())
                .filteredOn(sure -> sure.scope().takes(FilteredPacket.between(CAMERA, SERVER)))
                .hasSize(drops ? 1 : 0);
    }

    private static RuleGraph withMap(String map) throws IOException {
        String ruleset = "{'nftables':[{'chain':{'family':'inet','table':'f','name':'in','hook':'input'}},"
                + "{'chain':{'family':'inet','table':'f','name':'bad'}},"
                + "{'map':{'family':'inet','table':'f','name':'named','elem':[[5021,{'drop':null}]]}},"
                + "{'map':{'family':'inet','table':'f','name':'empty'}},"
                + "{'rule':{'family':'inet','table':'f','chain':'in','handle':4,'expr':["
                + "{'counter':{'packets':9,'bytes':9}},{'vmap':{'key':" + map + "}}]}},"
                + "{'rule':{'family':'inet','table':'f','chain':'bad','handle':5,'expr':["
                + "{'counter':{'packets':9,'bytes':9}},{'drop':null}]}}]}";
        return graph(NftRuleset.parse(ruleset.replace('\'', '"'), Set.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "7",
                "{\"nftables\":7}",
                "{\"nftables\":[{},7,{\"rule\":{}},{\"chain\":{}},{\"rule\":{\"expr\":[7,{},{\"match\":7},{\"counter\":\"no\"}]}}]}",
                "{\"nftables\":[{\"chain\":{\"name\":\"a\",\"hook\":\"input\"}},{\"rule\":{\"chain\":\"a\",\"expr\":["
                        + "{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"udp\",\"field\":\"dport\"}},"
                        + "\"right\":{\"range\":[9,-4]}}},{\"jump\":{\"target\":\"a\"}}]}}]}"
            })
    void ofAnOddRulesetAreNone(String ruleset) throws IOException {
        assertThat(graph(NftRuleset.parse(ruleset, Set.of())).counters()).isEmpty();
    }

    private static RuleGraph graph(NftRuleset ruleset) {
        return new RuleGraph(ruleset.chains(), ruleset.rules(), PORTS);
    }

    private static RuleGraph graph(IptablesSave save) {
        return new RuleGraph(save.chains(), save.rules(), PORTS);
    }

    private static String recorded() throws IOException {
        try (InputStream file = Objects.requireNonNull(RuleGraphTest.class.getResourceAsStream("ruleset.json"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Each is asked about every stream, but those for one way take no place of those for another. */
    @Test
    void ofWhatIsCertainlyDroppedKeepsSoManyForEachWay() throws IOException {
        String rule = "{'rule':{'family':'inet','table':'f','chain':'%s','handle':2,'expr':["
                + "{'match':{'op':'==','left':{'payload':{'protocol':'udp','field':'dport'}},'right':%d}},{'drop':null}]}}";
        String chain = "{'chain':{'family':'inet','table':'f','name':'%1$s','type':'filter','hook':'%1$s'}}";
        String ruleset = "{'nftables':[" + chain.formatted("input") + "," + chain.formatted("output")
                + ("," + rule.formatted("input", 5_000)).repeat(200)
                + "," + rule.formatted("output", 5_007) + "]}";

        Collection<SureDrop> sure =
                graph(NftRuleset.parse(ruleset.replace('\'', '"'), Set.of())).sure();

        assertThat(sure).hasSize(65).extracting(SureDrop::way).contains(Way.IN, Way.OUT);
    }
}
