package dev.sightline.sdp;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a peer may be reached: {@code a=candidate:foundation component transport priority address port typ type …}
 * (RFC 8839, section 5.1).
 *
 * @param component 1 for RTP, 2 for RTCP
 * @param transport {@code udp} or {@code tcp} as written; names have no case
 * @param address as written: a literal, or a name such as {@code ….local} (mDNS) that hides one
 * @param type {@code host}, {@code srflx}, {@code prflx} or {@code relay}
 * @param relatedAddress the address, written after "raddr", behind a reflexive or relayed one
 * @param relatedPort the port beside it, written after "rport"
 * @param extensions what follows, as written: {@code tcptype passive generation 0}
 */
public record Candidate(
        String foundation,
        int component,
        String transport,
        long priority,
        String address,
        int port,
        String type,
        Optional<String> relatedAddress,
        OptionalInt relatedPort,
        List<String> extensions)
        implements SdpValue {
    private static final String PREFIX = "candidate:";
    private static final String EXPECTED = "foundation, component, transport, priority, address, port and typ with the "
            + "type were expected, as in a=candidate:1 1 udp 2122260223 192.0.2.1 40000 typ host";

    /** Holds what it is given, which {@link #parse} would have checked. */
    public Candidate {
        extensions = List.copyOf(extensions);
    }

    /**
     * Reads a candidate in the form that trickle ICE uses; {@code a=} before it is allowed.
     *
     * @throws SdpException that names the character and what was expected there
     */
    public static Candidate parse(String text) {
        int from = text.startsWith("a=") ? 2 : 0;
        if (!text.startsWith(PREFIX, from)) {
            throw new SdpException(
                    "'" + SdpText.shown(text) + "': candidate: was expected at the beginning; " + EXPECTED);
        }
        SdpText.requireText("a candidate", text);
        try {
            return read(new ValueReader(text, 0, from + PREFIX.length(), text.length()));
        } catch (MalformedLine e) {
            throw e.inValue(text);
        }
    }

    static Candidate read(ValueReader in) throws MalformedLine {
        String foundation = in.word(EXPECTED);
        int component = (int) in.number(256, EXPECTED);
        String transport = in.token(EXPECTED);
        long priority = in.number(0xFFFF_FFFFL, EXPECTED);
        String address = in.word(EXPECTED);
        int port = in.port(EXPECTED);
        in.literal("typ", EXPECTED);
        String type = in.token(EXPECTED);
        Optional<String> relatedAddress = Optional.empty();
        OptionalInt relatedPort = OptionalInt.empty();
        if (in.skips("raddr")) {
            relatedAddress = Optional.of(in.word("an address was expected after raddr"));
        }
        if (in.skips("rport")) {
            relatedPort = OptionalInt.of(in.port("a port was expected after rport"));
        }
        return new Candidate(
                foundation,
                component,
                transport,
                priority,
                address,
                port,
                type,
                relatedAddress,
                relatedPort,
                in.words());
    }

    /** The address when it is an IP literal; nothing is ever resolved. */
    public Optional<InetAddress> inetAddress() {
        return IpLiteral.parse(address);
    }

    /** True for ICE over TCP (RFC 6544). */
    public boolean isTcp() {
        return transport.equalsIgnoreCase("tcp");
    }

    /** True for a name that only the peer's own network can look up (RFC 8828, mDNS). */
    public boolean isMdns() {
        return address.regionMatches(true, address.length() - ".local".length(), ".local", 0, ".local".length());
    }

    /** {@code active}, {@code passive} or {@code so} of a TCP candidate (RFC 6544). */
    public Optional<String> tcpType() {
        for (int i = 0; i + 1 < extensions.size(); i += 2) {
            if (extensions.get(i).equals("tcptype")) {
                return Optional.of(extensions.get(i + 1));
            }
        }
        return Optional.empty();
    }

    /** The same at another address. */
    public Candidate withAddress(InetAddress changed) {
        return new Candidate(
                foundation,
                component,
                transport,
                priority,
                Connection.of(changed).address(),
                port,
                type,
                relatedAddress,
                relatedPort,
                extensions);
    }

    /** As trickle ICE writes it: {@code candidate:…}. */
    @Override
    public String toString() {
        return PREFIX + String.join(" ", foundation, Integer.toString(component), transport, Long.toString(priority))
                + " " + address + " " + port + " typ " + type
                + relatedAddress.map(related -> " raddr " + related).orElse("")
                + (relatedPort.isPresent() ? " rport " + relatedPort.getAsInt() : "")
                + (extensions.isEmpty() ? "" : " " + String.join(" ", extensions));
    }

    @Override
    public String toLine() {
        return "a=" + this;
    }
}
