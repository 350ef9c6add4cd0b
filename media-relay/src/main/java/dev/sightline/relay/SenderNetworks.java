package dev.sightline.relay;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From where a camera's packets are taken at all, whatever its return path has learnt. */
final class SenderNetworks {
    /** No bound. */
    static final SenderNetworks ANY = new SenderNetworks(List.of());

    private static final int MOST = 1024;
    private static final Pattern SHAPE = Pattern.compile("([0-9A-Fa-f.:]{2,45})/([0-9]{1,3})");

    private final List<IpSubnetFilterRule> networks;

    private SenderNetworks(List<IpSubnetFilterRule> networks) {
        this.networks = List.copyOf(networks);
    }

    /**
     * @param texts such as {@code 10.77.0.0/24} and {@code fd00::/64}; none at all is no bound
     * @throws EngineException {@link EngineError#INVALID_ARGUMENT} for what is no network, and for too many
     */
    static SenderNetworks of(List<String> texts) {
        if (texts.size() > MOST) {
            throw new EngineException(
                    EngineError.INVALID_ARGUMENT, texts.size() + " networks are more than " + MOST + ": join some");
        }
        List<IpSubnetFilterRule> networks = new ArrayList<>();
        for (String text : texts) {
            networks.add(rule(text));
        }
        return new SenderNetworks(networks);
    }

    boolean contain(InetSocketAddress sender) {
        return networks.isEmpty() || networks.stream().anyMatch(network -> network.matches(sender));
    }

    private static IpSubnetFilterRule rule(String text) {
        Matcher shape = SHAPE.matcher(text);
        InetAddress address = shape.matches() ? NetUtil.createInetAddressFromIpAddressString(shape.group(1)) : null;
        if (address != null) {
            int prefix = Integer.parseInt(shape.group(2));
            if (prefix <= 8 * address.getAddress().length) {
                return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
            }
        }
        throw new EngineException(
                EngineError.INVALID_ARGUMENT,
                "'" + text + "' is no network: expected an address and how many bits of it count, as 10.77.0.0/24");
    }
}
